"""Addresses of proposals and what belongs to them."""

from django.urls import path, register_converter

from xieshang.core.addresses import moves_of
from xieshang.proposals import lifecycle
from xieshang.proposals.views import desk, drafting, figures, lists, moves, proposal, replying

register_converter(moves_of(lifecycle.LIFE, but=("edit", "answered")), "proposal_move")
register_converter(moves_of(lifecycle.SIGNING_LIFE, but=("expire",)), "signing_move")
register_converter(
    moves_of(lifecycle.HANDLING_LIFE, but=("assign", "drop", "draft_reply", "answer_anew", "raise_class")),
    "handling_move",
)
register_converter(moves_of(lifecycle.CONTACT_LIFE), "contact_move")

app_name = "proposals"
urlpatterns = [
    path("", lists.listing, name="list"),
    path("new/", drafting.new, name="new"),
    path("desk/", desk.desk, name="desk"),
    path("<int:pk>/", proposal.proposal, name="proposal"),
    path("<int:pk>/edit/", drafting.edit, name="edit"),
    path("<int:pk>/history/", proposal.history, name="history"),
    path("<int:pk>/<proposal_move:move>/", moves.move, name="move"),
    path("signings/<int:pk>/<signing_move:move>/", moves.signing_move, name="signing_move"),
    path("handlings/<int:pk>/", moves.handling, name="handling"),
    path("handlings/<int:pk>/draft_reply/", replying.reply, name="reply"),
    path("handlings/<int:pk>/<handling_move:move>/", moves.handling_move, name="handling_move"),
    path("contacts/<int:pk>/<contact_move:move>/", moves.contact_move, name="contact_move"),
    path("judgements/<int:pk>/", moves.feedback, name="feedback"),
    path("figures/", figures.figures, name="figures"),
]

"""Addresses every page knows: how the reader wants it to look, and what was typed and not sent."""

from django.urls import path
from django.views.generic import RedirectView

from xieshang.people.views import choice, kept

urlpatterns = [
    path("choice/", choice.set_choice, name="set_choice"),
    path("kept/", kept.kept, name="kept"),
    # allauth keeps e-mail addresses in a table of its own; ours stand with the account and are changed there
    path("accounts/email/", RedirectView.as_view(pattern_name="people:me")),
    path("kept/forget/", kept.forget, name="forget_kept"),
]

"""Addresses of consultations and what belongs to them."""

from django.urls import path, register_converter

from xieshang.consultations import lifecycle
from xieshang.consultations.views import calling, consultation, hall, opinion, plan
from xieshang.core.addresses import moves_of

register_converter(moves_of(lifecycle.LIFE), "consultation_move")
register_converter(moves_of(lifecycle.TOPIC_LIFE), "topic_move")
register_converter(moves_of(lifecycle.SEAT_LIFE, but=("drawn", "pass_over", "miss")), "seat_move")
register_converter(moves_of(lifecycle.STATEMENT_LIFE), "statement_move")

app_name = "consultations"
urlpatterns = [
    path("", consultation.listing, name="list"),
    path("call/", calling.call, name="call"),
    path("plan/", plan.plan, name="plan"),
    path("plan/<int:year>/", plan.plan, name="plan_of"),
    path("topics/new/", plan.suggest, name="suggest"),
    path("topics/<int:pk>/", plan.topic, name="topic"),
    path("topics/<int:pk>/<topic_move:move>/", plan.topic_move, name="topic_move"),
    path("<int:pk>/", consultation.consultation, name="consultation"),
    path("<int:pk>/history/", consultation.history, name="history"),
    path("<int:pk>/hall/", hall.hall, name="hall"),
    path("<int:pk>/wall/", hall.wall, name="wall"),
    path("<int:pk>/enter/<str:entry>/", hall.enter, name="enter"),
    path("<int:pk>/sign-up/", hall.sign_up, name="sign_up"),
    path("<int:pk>/rate/", hall.rate, name="rate"),
    path("<int:pk>/votes/", opinion.votes, name="votes"),
    path("<int:pk>/votes/say/", opinion.say, name="say"),
    path("<int:pk>/votes/appeal/<int:statement>/", opinion.appeal, name="appeal"),
    path("<int:pk>/votes/map/", opinion.opinion_map, name="map"),
    path("<int:pk>/votes/desk/", opinion.desk, name="desk"),
    path("<int:pk>/votes/codes/", opinion.codes, name="codes"),
    path("<int:pk>/votes/sheets/", opinion.sheets, name="sheets"),
    path("<int:pk>/<consultation_move:move>/", consultation.move, name="move"),
    path("seats/<int:pk>/<seat_move:move>/", hall.seat_move, name="seat_move"),
    path("statements/<int:pk>/", opinion.statement, name="statement"),
    path("statements/<int:pk>/<statement_move:move>/", opinion.statement_move, name="statement_move"),
]

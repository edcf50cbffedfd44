"""Addresses of residents' messages and of reports."""

from django.urls import path, register_converter

from xieshang.core.addresses import moves_of
from xieshang.voices import lifecycle
from xieshang.voices.views import hot, message, report, resident

register_converter(moves_of(lifecycle.LIFE, but=("take_up", "take_further", "correct", "withdraw")), "message_move")
register_converter(moves_of(lifecycle.REPORT_LIFE, but=("edit", "revise")), "report_move")
register_converter(moves_of(lifecycle.REFERRAL_LIFE), "referral_move")
register_converter(moves_of(lifecycle.HOT_LIFE), "hot_move")

app_name = "voices"
urlpatterns = [
    path("", message.listing, name="list"),
    path("send/", resident.send, name="send"),
    path("follow/", resident.follow, name="follow"),
    path("hot/", hot.listing, name="hot_list"),
    path("hot/<int:pk>/", hot.hot, name="hot"),
    path("hot/<int:pk>/report/", hot.report, name="hot_report"),
    path("hot/<int:pk>/<hot_move:move>/", hot.move, name="hot_move"),
    path("reports/", report.listing, name="reports"),
    path("reports/new/", report.new, name="report_new"),
    path("reports/heard/", report.heard, name="heard"),
    path("reports/credit/", report.credit, name="credit"),
    path("reports/<int:pk>/", report.report, name="report"),
    path("reports/<int:pk>/edit/", report.edit, name="report_edit"),
    path("reports/<int:pk>/revise/", report.revise, name="report_revise"),
    path("reports/<int:pk>/history/", report.history, name="report_history"),
    path("reports/<int:pk>/paper/", report.paper, name="report_paper"),
    path("reports/<int:pk>/<report_move:move>/", report.move, name="report_move"),
    path("referrals/<int:pk>/", report.referral, name="referral"),
    path("referrals/<int:pk>/<referral_move:move>/", report.referral_move, name="referral_move"),
    path("<str:number>/", message.message, name="message"),
    path("<str:number>/take_up/", message.take_up, {"move": "take_up"}, name="take_up"),
    path("<str:number>/take_further/", message.take_up, {"move": "take_further"}, name="take_further"),
    path("<str:number>/<message_move:move>/", message.move, name="message_move"),
]

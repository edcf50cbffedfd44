"""Addresses of people, of one's own account and of notices."""

from django.urls import path, register_converter

from xieshang.core.addresses import moves_of
from xieshang.people.lifecycle import LIFE
from xieshang.people.views import accounts, me, notices, roster

register_converter(moves_of(LIFE), "person_move")

app_name = "people"
urlpatterns = [
    path("", roster.people, name="list"),
    path("open/", accounts.open_account, name="open"),
    path("<int:pk>/", roster.person, name="person"),
    path("<int:pk>/reset_password/", accounts.reset_password, name="reset_password"),
    path("<int:pk>/<person_move:move>/", accounts.move, name="move"),
    path("me/", me.me, name="me"),
    path("me/mail/", me.choose_mail, name="choose_mail"),
    path("me/email/", me.change_email, name="change_email"),
    path("me/keys/", me.make_key, name="make_key"),
    path("me/keys/<int:pk>/revoke/", me.revoke_key, name="revoke_key"),
    path("me/sessions/end/", me.end_other_sessions, name="end_sessions"),
    path("me/data/", me.my_data, name="my_data"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:pk>/", notices.follow, name="notice"),
    path("notices/read/", notices.mark_all_read, name="read_notices"),
]

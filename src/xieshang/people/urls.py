"""Addresses of people, of one's own account and of notices."""

from django.urls import path

from xieshang.people.views import accounts, me, notices, roster

app_name = "people"
urlpatterns = [
    path("", roster.people, name="list"),
    path("open/", accounts.open_account, name="open"),
    path("<int:pk>/", roster.person, name="person"),
    path("<int:pk>/close/", accounts.close, name="close"),
    path("<int:pk>/reopen/", accounts.reopen, name="reopen"),
    path("<int:pk>/reset_password/", accounts.reset_password, name="reset_password"),
    path("<int:pk>/give_role/", accounts.give_role, name="give_role"),
    path("<int:pk>/take_role/", accounts.take_role, name="take_role"),
    path("me/", me.me, name="me"),
    path("me/keys/", me.make_key, name="make_key"),
    path("me/keys/<int:pk>/revoke/", me.revoke_key, name="revoke_key"),
    path("me/sessions/end/", me.end_other_sessions, name="end_sessions"),
    path("me/data/", me.my_data, name="my_data"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:pk>/", notices.follow, name="notice"),
    path("notices/read/", notices.read_all, name="read_notices"),
]

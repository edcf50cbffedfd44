"""Addresses of residents' messages."""

from django.urls import path

from xieshang.voices import views

app_name = "voices"
urlpatterns = [
    path("", views.listing, name="list"),
    path("send/", views.send, name="send"),
    path("follow/", views.follow, name="follow"),
    path("<str:number>/", views.message, name="message"),
    path("<str:number>/answer/", views.move, {"move": "answer"}, name="answer"),
    path("<str:number>/decline/", views.move, {"move": "decline"}, name="decline"),
    path("<str:number>/take_up/", views.take_up, name="take_up"),
]

"""Addresses every page knows: how the reader wants it to look, and what was typed and not sent."""

from django.urls import path

from xieshang.people.views import choice, kept

urlpatterns = [
    path("choice/", choice.set_choice, name="set_choice"),
    path("kept/", kept.kept, name="kept"),
    path("kept/forget/", kept.forget, name="forget_kept"),
]

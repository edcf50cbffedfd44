"""Addresses of the search."""

from django.urls import path

from xieshang.search import views

app_name = "search"
urlpatterns = [
    path("", views.results, name="results"),
    path("save/", views.save, name="save"),
    path("<int:pk>/forget/", views.forget, name="forget"),
]

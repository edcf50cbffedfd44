"""Addresses of papers."""

from django.urls import path

from xieshang.plenaries import views

app_name = "plenaries"
urlpatterns = [
    path("", views.papers, name="list"),
    path("<int:pk>/", views.paper, name="paper"),
    path("<int:pk>/publish/", views.move, {"move": "publish"}, name="publish"),
    path("<int:pk>/take_back/", views.move, {"move": "take_back"}, name="take_back"),
]

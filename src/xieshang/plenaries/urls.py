"""Addresses of papers."""

from django.urls import path

from xieshang.plenaries import views

app_name = "plenaries"
urlpatterns = [
    path("", views.papers, name="list"),
    path("<int:pk>/", views.paper, name="paper"),
]

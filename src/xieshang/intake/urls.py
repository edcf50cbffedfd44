"""Addresses of imports."""

from django.urls import path

from xieshang.intake import views

app_name = "intake"
urlpatterns = [
    path("", views.batches, name="list"),
]

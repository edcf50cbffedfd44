"""Addresses of places."""

from django.urls import path

from xieshang.places import views

app_name = "places"
urlpatterns = [
    path("", views.district, name="map"),
    path("<slug:code>/", views.place, name="place"),
]

"""Addresses of matters and promises."""

from django.urls import path

from xieshang.matters import views

app_name = "matters"
urlpatterns = [
    path("promises/", views.commitments, name="commitments"),
    path("promises/<int:pk>/", views.commitment, name="commitment"),
    path("promises/<int:pk>/<str:move>/", views.commitment_move, name="commitment_move"),
    path("<int:pk>/", views.matter, name="matter"),
]

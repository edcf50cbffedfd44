"""Addresses of imports."""

from django.urls import path

from xieshang.intake import views

app_name = "intake"
urlpatterns = [
    path("", views.batches, name="list"),
    path("new/<str:kind>/", views.upload, name="new"),
    path("<int:pk>/", views.batch, name="batch"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/recheck/", views.recheck, name="recheck"),
    path("<int:pk>/import/", views.take_in, name="import"),
    path("<int:pk>/drop/", views.drop, name="drop"),
    path("<int:pk>/undo/", views.undo, name="undo"),
]

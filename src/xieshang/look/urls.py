from django.urls import path

from xieshang.look import views

app_name = "look"
urlpatterns = [path("", views.book, name="book"), path("access/", views.access, name="access")]

"""Addresses of the shell: home, the record, and what people set for themselves."""

from django.urls import include, path

from xieshang.web.views import home, record

shell = (
    [
        path("", home.home, name="home"),
        path("record/", record.record, name="record"),
    ],
    "web",
)
urlpatterns = [
    path("", include(shell)),
    path("", include("xieshang.people.choice_urls")),
]

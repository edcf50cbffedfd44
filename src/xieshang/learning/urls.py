"""Addresses of what is learned and compared."""

from django.urls import path, register_converter

from xieshang.learning import views
from xieshang.learning.tasks import COMPARED, TASKS


class Kind:
    """A kind that is compared; an address of any other is not found."""

    regex = "[a-z]+"

    def to_python(self, value: str) -> str:
        if value not in COMPARED:
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


class TaskName(Kind):
    regex = "[a-z.]+"

    def to_python(self, value: str) -> str:
        if value not in TASKS:
            raise ValueError(value)
        return value


register_converter(Kind, "compared_kind")
register_converter(TaskName, "task")

app_name = "learning"
urlpatterns = [
    path("models/", views.models, name="models"),
    path("models/<task:task>/", views.model, name="model"),
    path("models/<task:task>/train/", views.train, name="train"),
    path("versions/<int:pk>/<str:move>/", views.version_move, name="version_move"),
    path("alike/", views.ask, name="ask"),
    path("alike/<compared_kind:kind>/<int:pk>/", views.alike, name="alike"),
    path("alike/<compared_kind:kind>/<int:pk>/judge/", views.judge, name="judge"),
]

"""What pages and the API read."""

from xieshang.consultations.queries import steps


def register() -> None:
    steps.register()

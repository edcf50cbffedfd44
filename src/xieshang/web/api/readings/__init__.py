"""What the API reads, by what it is about."""

from ninja import Router

from xieshang.web.api.readings import matters, mine, people, proposals, search, voices


def add_readings(router: Router) -> None:
    for part in (proposals, matters, search, voices, people, mine):
        part.add(router)

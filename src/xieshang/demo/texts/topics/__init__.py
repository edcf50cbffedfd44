"""The matters people write about in Yueze, with all the sentences for them."""


def competences() -> dict[str, tuple[str, ...]]:
    """The topics each unit leads or helps with."""
    return {}

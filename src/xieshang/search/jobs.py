"""What happens at its hour: saved searches are looked at again."""

from xieshang.people.jobs import job, moment
from xieshang.search import actions


@job("*/15 * * * *", "search.tell_of_new")
def tell_of_new(timestamp: int) -> int:
    return actions.tell_of_new(at=moment(timestamp)).told

"""What happens at its hour: maps are drawn anew while people vote."""

from __future__ import annotations

from xieshang.consultations.actions.mapping import draw_map, is_stale
from xieshang.consultations.models import Consultation
from xieshang.people.jobs import job, moment


@job("* * * * *", "consultations.draw_open_maps")
def draw_open_maps(timestamp: int) -> int:
    """Each consultation on which people vote now, whose map is behind; how many were drawn."""
    behind = [item for item in Consultation.objects.filter(opinions_open=True)[:50] if is_stale(item)]
    for item in behind:
        draw_map(item, at=moment(timestamp))
    return len(behind)

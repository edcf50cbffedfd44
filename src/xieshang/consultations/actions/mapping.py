"""The opinion map is drawn and kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np

from xieshang.consultations.models import Consultation, Drawing, Vote
from xieshang.consultations.models.counting import LAST, fingerprint_of, rows_of, voted_on
from xieshang.engines import opinion

FEWEST = 10  # people, before a picture is drawn


def is_stale(item: Consultation) -> bool:
    """Whether somebody voted, or a statement came or went, since the map was drawn."""
    last = Vote.objects.filter(voter__consultation=item).order_by("-id").values_list("id", flat=True).first() or 0
    drawn = Drawing.objects.filter(consultation=item).only("last_vote", "shown").first()
    return last > 0 and (drawn is None or drawn.last_vote != last or drawn.shown != fingerprint_of(voted_on(item)))


def draw_map(item: Consultation, *, at: datetime) -> Drawing | None:
    """Draw it from the last votes and keep it; None while nobody has voted.

    Groups smaller than the smallest cell are told together with the rest: then there are none.
    """
    last = Vote.objects.filter(voter__consultation=item).order_by("-id").values_list("id", flat=True).first()
    shown = voted_on(item)
    columns = {one.pk: one for one in shown}
    cells = [(voter, pk, side) for voter, pk, side in rows_of(LAST, item) if pk in columns]
    if last is None or not cells:
        return None
    people, asked, sides = zip(*cells, strict=True)
    votes = opinion.Votes.from_events(np.array(people), np.array(asked), np.array(sides, np.int8))
    values: dict[str, Any] = {"people": len(votes.participants), "votes": len(cells), "groups": [], "is_drawn": False}
    svg = ""
    if len(votes.participants) >= FEWEST:
        least = item.norm("statement.smallest_cell")
        drawn = opinion.draw(votes, opinion.Settings(seed=item.pk, replicates=50, smallest_cell=least))
        sizes = [int((drawn.groups == g).sum()) for g in range(drawn.k)]
        tells_groups = drawn.k > 1 and min(sizes) >= least
        ids = [int(pk) for pk in votes.statements]
        groups = drawn.groups if tells_groups else np.where(drawn.groups < 0, -1, 0)
        svg = opinion.draw_svg(drawn.place, groups, "TITLE", "DESCRIPTION")
        values |= {
            "is_drawn": True,
            "k": drawn.k if tells_groups else 1,
            "p": float(drawn.pattern.p_value),
            "divides": [ids[j] for j in np.argsort(-np.nan_to_num(drawn.divisiveness), kind="stable")[:3].tolist()],
            "consensus": {side: [ids[j] for j in list(drawn.consensus[side])[:5]] for side in ("agree", "disagree")},
            "groups": [
                {
                    "size": sizes[g],
                    "kept": None if drawn.stability is None else float(drawn.stability.groups[g]),
                    "stands": [
                        {"statement": ids[one.statement], "side": one.side, "share": one.share, "others": one.others}
                        for one in drawn.representative[g][:3]
                    ],
                }
                for g in range(drawn.k)
            ]
            if tells_groups
            else [],
        }
    kept, _is_new = Drawing.objects.update_or_create(
        consultation=item,
        defaults={"last_vote": last, "shown": fingerprint_of(shown), "drawn_at": at, "values": values, "svg": svg},
    )
    return kept

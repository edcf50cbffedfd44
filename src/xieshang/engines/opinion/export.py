"""A map as plain values, for map.json: what each key means stands in docs/opinion-map.md."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xieshang.engines.opinion.drawing import OpinionMap
from xieshang.engines.opinion.polis.drawing import PolisMap
from xieshang.engines.opinion.polis.representative import group_aware_consensus
from xieshang.engines.opinion.votes import Votes

FORMAT = 1


def as_values(drawn: OpinionMap | PolisMap, votes: Votes, texts: dict[Any, str] | None = None) -> dict[str, Any]:
    """The whole map in dictionaries, lists, numbers and text; NaN, and cells too small to show, are None.

    texts  {statement id: its words}, where they are known
    """
    common = {
        "format": FORMAT,
        "mode": drawn.mode,
        "votes_sha256": drawn.votes_digest,
        "n_participants": len(votes.participants),
        "n_statements": len(votes.statements),
        "n_votes": int(votes.sides.size),
        "votes_replaced_by_later_ones": votes.replaced,
        "k": drawn.k,
        "groups": _members(drawn.groups, votes),
        "statements": votes.statements.tolist(),
    }
    if isinstance(drawn, PolisMap):
        return common | _polis(drawn, votes)
    return common | _own(drawn, votes, texts or {})


def _members(groups: NDArray[np.int64], votes: Votes) -> dict[str, list[Any]]:
    return {str(g): votes.participants[groups == g].tolist() for g in range(int(groups.max(initial=-1)) + 1)}


def _polis(drawn: PolisMap, votes: Votes) -> dict[str, Any]:
    names = votes.statements.tolist()

    def by_name(values: NDArray[Any]) -> dict[str, Any]:
        return dict(zip(map(str, names), values.tolist(), strict=True))

    def chosen(one: Any) -> dict[str, Any]:
        return asdict(one) | {"statement": names[one.statement]}

    return {
        "sign": "agree is -1, disagree is +1, as inside Polis",
        "center": drawn.center.tolist(),
        "components": drawn.components.tolist(),
        "extremity": by_name(drawn.extremity),
        "silhouettes": {str(k): value for k, value in drawn.silhouettes.items()},
        "participants": votes.participants.tolist(),
        "projection": drawn.projection.tolist(),
        "in_conv": votes.participants[drawn.clustered].tolist(),
        "group_votes": {
            str(g): {
                str(n): {"A": int(c[2]), "D": int(c[0]), "S": int(c.sum())} for n, c in zip(names, cells, strict=True)
            }
            for g, cells in enumerate(drawn.counted)
        },
        "repness": {str(g): [names[one.statement] for one in ones] for g, ones in enumerate(drawn.representative)},
        "repness_details": {str(g): [chosen(one) for one in ones] for g, ones in enumerate(drawn.representative)},
        "consensus": {side: [names[one.statement] for one in ones] for side, ones in drawn.consensus.items()},
        "consensus_details": {side: [chosen(one) for one in ones] for side, ones in drawn.consensus.items()},
        "group_aware_consensus": by_name(drawn.group_aware_consensus),
        "priorities": by_name(drawn.priorities),
    }


def _own(drawn: OpinionMap, votes: Votes, texts: dict[Any, str]) -> dict[str, Any]:
    names = votes.statements.tolist()
    asked = drawn.counted.sum(axis=2)
    hidden = asked < drawn.settings.smallest_cell
    group_aware = group_aware_consensus(drawn.counted)
    cast = np.bincount(votes.columns, minlength=len(names))
    statements = []
    for j, name in enumerate(names):
        if votes.silenced[j]:
            statements.append({"statement": name, "text": texts.get(name, ""), "open": False})
            continue
        statements.append(
            {
                "statement": name,
                "text": texts.get(name, ""),
                "open": True,
                "votes": int(cast[j]),
                "agree": _interval(drawn.overall[:, j]),
                "divisiveness": _number(drawn.divisiveness[j]),
                "bridging": _interval(drawn.bridging[:, j]),
                "group_aware": None if hidden[:, j].any() else _number(group_aware[j]),
                "groups": [
                    None
                    if hidden[g, j]
                    else {"votes": int(asked[g, j])}
                    | _interval(np.array([drawn.shares[g, j], drawn.low[g, j], drawn.high[g, j]]))
                    for g in range(drawn.k)
                ],
            }
        )
    stable = drawn.stability
    return {
        "settings": asdict(drawn.settings),
        "settings_sha256": drawn.settings_digest,
        "pattern": asdict(drawn.pattern),
        "are_there_groups": drawn.k > 1,
        "silhouettes": {str(k): _number(value) for k, value in drawn.silhouettes.items()},
        "center": [_number(x) for x in drawn.axes.middle],
        "components": [[_number(x) for x in row] for row in drawn.axes.directions.T],
        "sign": "agree is +1, disagree is -1",
        "group_sizes": np.bincount(drawn.groups[drawn.groups >= 0], minlength=drawn.k).tolist(),
        "group_stability": None if stable is None else [_number(x) for x in stable.groups],
        "repness": {str(g): [names[one.statement] for one in ones] for g, ones in enumerate(drawn.representative)},
        "repness_details": {
            str(g): [asdict(one) | {"statement": names[one.statement]} for one in ones]
            for g, ones in enumerate(drawn.representative)
        },
        "consensus": {side: [names[j] for j in ones] for side, ones in drawn.consensus.items()},
        "slate": asdict(drawn.slate)
        | {"statements": [names[j] for j in drawn.slate.statements], "is_fair": drawn.slate.is_fair},
        "statement_details": statements,
        "participants": {
            "ids": votes.participants.tolist(),
            "place": _rounded(drawn.place),
            "position": _rounded(drawn.positions),
            "deviation": _rounded(drawn.deviations),
            "stays_in_group": None if stable is None else [_number(round(float(x), 3)) for x in stable.people],
        },
    }


def _interval(three: NDArray[np.float64]) -> dict[str, float | None]:
    share, low, high = (_number(x) for x in three)
    return {"share": share, "low": low, "high": high}


def _number(x: float) -> float | None:
    return float(x) if np.isfinite(x) else None


def _rounded(values: NDArray[np.float64]) -> list[Any]:
    return np.round(values, 4).tolist()

"""Whose turn it is: what a state waits for, on whom and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Turn:
    """One thing to do, for one holder.

    name    a row of TURN_LABELS: what is to be done
    holder  see core.models.Wait
    due     the day it is due, None where no norm sets one
    """

    name: str
    holder: str
    due: date | None = None


def on_person(name: str, person_id: int, due: date | None = None) -> Turn:
    return Turn(name, f"person:{person_id}", due)


def on_power(name: str, power: str, due: date | None = None) -> Turn:
    return Turn(name, f"power:{power}", due)


def on_unit(name: str, unit_id: int, power: str, due: date | None = None) -> Turn:
    return Turn(name, f"unit:{unit_id}:{power}", due)


def on_office(name: str, office: str, power: str, due: date | None = None) -> Turn:
    return Turn(name, f"office:{office}:{power}", due)


TURN_LABELS: dict[str, _StrPromise] = {}

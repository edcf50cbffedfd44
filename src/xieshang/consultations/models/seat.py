"""A seat at a consultation: invited, signed up or drawn; coming, excused or there; and how its holder rates it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshang.consultations.models.consultation import Consultation
from xieshang.core import profile
from xieshang.core.models import Item
from xieshang.people.models import Person, Unit


class SeatState(models.TextChoices):
    INVITED = "invited", pgettext_lazy("seat", "invited")
    APPLIED = "applied", _("signed up")
    COMING = "coming", _("coming")
    LEAVE_ASKED = "leave_asked", _("asks for leave")
    EXCUSED = "excused", _("excused")
    NOT_DRAWN = "not_drawn", _("not drawn")
    PRESENT = "present", _("there")
    ABSENT = "absent", _("absent without leave")


TAKING_PART = (SeatState.INVITED, SeatState.COMING, SeatState.LEAVE_ASKED, SeatState.PRESENT)


class Seat(Item):
    """Somebody's place: a person with an account, or a resident known by name, who holds a code.

    unit       for a department's seat: the unit it speaks for
    code_hash  of the code a resident was given when signing up; the code is told once and kept nowhere
    """

    UNRECORDED: ClassVar[frozenset[str]] = frozenset({"name", "contact", "code_hash", "why_here"})

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="places")
    state = models.CharField(max_length=12, choices=SeatState, default=SeatState.INVITED)
    part = models.CharField(max_length=20)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="seats")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="seats")
    name = models.CharField(max_length=60, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    why_here = models.CharField(max_length=300, blank=True)
    code_hash = models.CharField(max_length=64, blank=True)
    leave_reason = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    present_at = models.DateTimeField(null=True)
    rating = models.CharField(max_length=20, blank=True)
    remark = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["person", "-id"], name="seat_by_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "person"], condition=Q(person__isnull=False), name="a_person_has_one_seat"
            ),
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(name=""), name="a_seat_has_somebody"),
        ]

    def __str__(self) -> str:
        return str(self.person) if self.person_id else self.name

    @property
    def matter_id(self) -> int:
        return self.consultation.matter_id

    def record_title(self) -> str:
        return str(self.consultation)

    def get_absolute_url(self) -> str:
        return self.consultation.get_absolute_url()

    @property
    def part_shown(self) -> str:
        return profile.current().word("seat_part", self.part)

    @property
    def who_shown(self) -> str:
        """For everybody: residents by their part only, for a name is not needed to read what was said."""
        return str(self.person) if self.person_id else self.part_shown

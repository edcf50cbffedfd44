"""Statements, who votes on them, and the votes, which are only ever added."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshang.consultations.models.consultation import Consultation
from xieshang.core import profile
from xieshang.core.models import Item
from xieshang.people.models import Person


def hash_of(code: str) -> str:
    """Codes are compared as written without dashes, spaces and capitals."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


class Channel(models.TextChoices):
    """By which door somebody votes; each is counted apart."""

    SEAT = "seat", _("With a seat")
    MEMBER = "member", _("Members")
    RESIDENT = "resident", _("Residents with a code")
    PAPER = "paper", _("On paper")
    OPEN = "open", _("Anyone")


class StatementState(models.TextChoices):
    PENDING = "pending", _("waiting for a moderator")
    SHOWN = "shown", _("voted on")
    DECLINED = "declined", _("not shown, with reason")
    APPEALED = "appealed", _("appealed against")
    UPHELD = "upheld", _("not shown, appeal refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("statement", "withdrawn")


class Voter(models.Model):
    """One voice in one consultation: an account, a resident's code, a paper sheet, or, by the open door, a browser.

    key    what makes it one: "person:12", the hash of a code or of a browser's own mark, "sheet:0017"
    named  whether they let their name stand beside the statements they write
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="voters")
    channel = models.CharField(max_length=10, choices=Channel)
    key = models.CharField(max_length=80)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "key"], name="one_person_one_voice")]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"


class ResidentCode(models.Model):
    """A code handed to one resident; only its hash is kept."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="codes")
    hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "hash"], name="a_code_is_made_once")]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.hash[:8]}"


class Statement(Item):
    """One sentence to agree to, to disagree with or to pass; by staff (a seed) or by somebody who takes part."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="statements")
    state = models.CharField(max_length=10, choices=StatementState, default=StatementState.PENDING)
    position = models.PositiveIntegerField()
    text = models.CharField(_("Statement"), max_length=280)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, null=True, related_name="statements")
    is_named = models.BooleanField(_("Name shown"), default=False)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ground = models.CharField(max_length=20, blank=True)
    explanation = models.CharField(max_length=500, blank=True)
    appeal = models.CharField(_("Why it should be shown after all"), max_length=500, blank=True)
    appeal_until = models.DateField(null=True)

    objects: ClassVar[models.Manager[Statement]] = models.Manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "position"], name="statements_stand_in_order"),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "upheld"]) | ~Q(ground=""), name="what_is_not_shown_has_its_ground"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def matter_id(self) -> int:
        return self.consultation.matter_id

    def get_absolute_url(self) -> str:
        return reverse("consultations:statement", args=[self.pk])

    @property
    def ground_shown(self) -> str:
        return profile.current().word("statement_ground", self.ground) if self.ground else ""


class Vote(models.Model):
    """One press of a button, never changed; of one voter's several on a statement the last counts.

    side    1 agree, 0 pass, -1 disagree
    chance  with which this voter was shown this statement, for shares that are put right by it; None on paper
    """

    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="votes")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="votes")
    side = models.SmallIntegerField()
    chance = models.FloatField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["voter", "statement", "-id"], name="vote_last")]
        constraints = [
            models.CheckConstraint(condition=Q(side__in=[-1, 0, 1]), name="a_vote_is_agree_disagree_or_pass")
        ]

    def __str__(self) -> str:
        return f"{self.voter_id} {self.statement_id} {self.side}"


class Drawing(models.Model):
    """The opinion map as last drawn: what is shown of it, and after which vote.

    values  shares with intervals, groups and what they stand for; nothing about any one voter
    svg     the picture, with TITLE and DESCRIPTION still to be filled in the reader's language; "" for too few people
    """

    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="drawing")
    last_vote = models.BigIntegerField()
    shown = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()
    values = models.JSONField()
    svg = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.consultation_id} after {self.last_vote}"

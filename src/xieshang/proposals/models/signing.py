"""A member's answer to the invitation to co-sign."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xieshang.core.models import Item
from xieshang.people.models import Person
from xieshang.proposals.models.seeing import sees_inside


class SigningState(models.TextChoices):
    INVITED = "invited", _("invited to co-sign")
    SIGNED = "signed", _("co-signed")
    DECLINED = "declined", _("declined to co-sign")
    EXPIRED = "expired", _("invitation expired")
    CALLED_OFF = "called_off", _("invitation called off")


SEES = (SigningState.INVITED, SigningState.SIGNED)


class SigningQuerySet(models.QuerySet["Signing"]):
    def visible_to(self, reader: Person | None) -> SigningQuerySet:
        """Of proposals this reader may see: who signed is for all; who was asked, and whether they declined, stays
        between the proposer, those asked and the staff.
        """
        if sees_inside(reader):
            return self
        own = Q(person=reader) | Q(proposal__author=reader) if reader is not None else Q()
        return self.filter(Q(state=SigningState.SIGNED) | own)


class Signing(Item):
    """A member invited to co-sign (联名会签), and what they answered."""

    UNRECORDED: ClassVar[frozenset[str]] = frozenset()

    proposal = models.ForeignKey("Proposal", on_delete=models.CASCADE, related_name="signings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="signings")
    state = models.CharField(max_length=12, choices=SigningState, default=SigningState.INVITED)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    objects: ClassVar[models.Manager[Signing]] = SigningQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "person"], name="a_member_is_invited_once")]
        indexes = [models.Index(fields=["expires_at"], condition=Q(state="invited"), name="signing_open_by_expiry")]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_state_display()}"

    def is_visible_to(self, reader: Person | None) -> bool:
        """As `SigningQuerySet.visible_to`, of a row at hand."""
        is_own = reader is not None and reader.pk in (self.person_id, self.proposal.author_id)
        return self.state == SigningState.SIGNED or is_own or sees_inside(reader)

    @property
    def matter_id(self) -> int:
        return self.proposal.matter_id

    @property
    def number_shown(self) -> str:
        return ""

    def record_title(self) -> str:
        return str(self.proposal)

    def get_absolute_url(self) -> str:
        return self.proposal.get_absolute_url()

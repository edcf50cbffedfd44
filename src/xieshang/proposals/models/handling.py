"""A unit's part in a proposal, and how it spoke with the proposer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshang.core import profile
from xieshang.core.models import Item
from xieshang.people.models import Person, Unit
from xieshang.proposals.models.seeing import sees_inside


class UnitRole(models.TextChoices):
    SOLE = "sole", _("sole handler")
    PART = "part", _("one of several handlers")
    LEAD = "lead", _("lead handler")
    CO = "co", _("co-handler")


class HandlingState(models.TextChoices):
    PROPOSED = "proposed", _("suggested")
    DROPPED = "dropped", _("not assigned")
    ASSIGNED = "assigned", _("to be received")
    RECEIVED = "received", _("being handled")
    RETURN_ASKED = "return_asked", _("handed back, awaiting the office")
    REPLACED = "replaced", _("given to another unit")
    SIGNING = "signing", _("reply awaiting signature")
    ANSWERED = "answered", _("answered")


AT_WORK = (HandlingState.ASSIGNED, HandlingState.RECEIVED, HandlingState.RETURN_ASKED, HandlingState.SIGNING)

GIVEN = (*AT_WORK, HandlingState.ANSWERED)


UNDECIDED = (HandlingState.PROPOSED, HandlingState.DROPPED)


class HandlingQuerySet(models.QuerySet["Handling"]):
    def visible_to(self, reader: Person | None) -> HandlingQuerySet:
        """Of proposals this reader may see: units only suggested are the staff's business until they are agreed."""
        return self if sees_inside(reader) else self.exclude(state__in=UNDECIDED)


class Handling(Item):
    """One unit's part in a proposal: the deadline runs here, for each assignment and not for the proposal."""

    proposal = models.ForeignKey("Proposal", on_delete=models.PROTECT, related_name="handlings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="handlings")
    role = models.CharField(max_length=6, choices=UnitRole)
    state = models.CharField(max_length=14, choices=HandlingState, default=HandlingState.PROPOSED)
    round = models.PositiveSmallIntegerField(default=1)
    assigned_at = models.DateTimeField(null=True)
    due = models.DateField(null=True)
    return_until = models.DateField(null=True)
    received_at = models.DateTimeField(null=True)
    return_asked_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True)
    suggested_unit = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True)
    reply_class = models.CharField(max_length=20, blank=True)
    in_place_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")

    objects: ClassVar[models.Manager[Handling]] = HandlingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["unit", "state", "due"], name="handling_by_unit"),
            models.Index(fields=["unit", "-proposal"], name="handling_by_unit_newest"),
            models.Index(fields=["state", "due"], name="handling_by_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "unit"],
                condition=~Q(state__in=["dropped", "replaced"]),
                name="a_unit_handles_a_proposal_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=GIVEN) | (Q(due__isnull=False) & Q(assigned_at__isnull=False)),
                name="what_is_assigned_has_a_deadline",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.get_role_display()}"

    def is_visible_to(self, reader: Person | None) -> bool:
        """As `HandlingQuerySet.visible_to`, of a row at hand."""
        return self.state not in UNDECIDED or sees_inside(reader)

    @property
    def matter_id(self) -> int:
        return self.proposal.matter_id

    @property
    def number_shown(self) -> str:
        return self.proposal.number_shown

    @property
    def answers_proposer(self) -> bool:
        """Co-handlers give their opinion to the lead and do not answer the proposer."""
        return self.role != UnitRole.CO

    @property
    def class_shown(self) -> str:
        return profile.current().word("reply_class", self.reply_class) if self.reply_class else ""

    def record_title(self) -> str:
        return str(self.proposal)

    def get_absolute_url(self) -> str:
        return reverse("proposals:handling", args=[self.pk])


class ContactState(models.TextChoices):
    LOGGED = "logged", _("awaiting the proposer's word")
    CONFIRMED = "confirmed", _("confirmed by the proposer")
    DISPUTED = "disputed", _("disputed by the proposer")


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, reader: Person | None) -> ContactQuerySet:
        """Of proposals this reader may see: what was said is for the unit, the proposer and the staff."""
        if reader is None:
            return self.none()
        if sees_inside(reader):
            return self
        return self.filter(Q(handling__unit_id__in=reader.unit_ids) | Q(handling__proposal__author=reader))


class Contact(Item):
    """A unit says it spoke with the proposer (面商 …); the proposer says whether it was so."""

    handling = models.ForeignKey(Handling, on_delete=models.PROTECT, related_name="contacts")
    state = models.CharField(max_length=12, choices=ContactState, default=ContactState.LOGGED)
    way = models.CharField(max_length=20)
    on = models.DateField()
    note = models.TextField(blank=True)
    logged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()
    remark = models.TextField(blank=True)

    objects: ClassVar[models.Manager[Contact]] = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.way_shown} {self.on}"

    def is_visible_to(self, reader: Person | None) -> bool:
        """As `ContactQuerySet.visible_to`, of a row at hand."""
        if reader is None:
            return False
        is_own = self.handling.unit_id in reader.unit_ids or self.handling.proposal.author_id == reader.pk
        return is_own or sees_inside(reader)

    @property
    def way_shown(self) -> str:
        return profile.current().word("contact_way", self.way)

    @property
    def matter_id(self) -> int:
        return self.handling.proposal.matter_id

    @property
    def number_shown(self) -> str:
        return self.handling.proposal.number_shown

    def record_title(self) -> str:
        return str(self.handling.proposal)

    def get_absolute_url(self) -> str:
        return self.handling.proposal.get_absolute_url()

"""One consultation, from its call to the closed loop, and what belongs to it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshang.consultations.models.topic import Topic
from xieshang.consultations.norms import Form, form_of
from xieshang.core import profile
from xieshang.core.calendar import local_day
from xieshang.core.models import Item
from xieshang.matters.models import Matter
from xieshang.people.models import Person, Unit


class State(models.TextChoices):
    PREPARING = "preparing", _("being prepared")
    ANNOUNCED = "announced", _("announced")
    LIVE = "live", _("under way")
    SETTLING = "settling", _("being concluded")
    FOLLOWED = "followed", _("being followed up")
    REVIEWED = "reviewed", _("looked back on")
    CLOSED = "closed", pgettext_lazy("consultation", "closed")
    CALLED_OFF = "called_off", _("called off")


TOLD = (State.ANNOUNCED, State.LIVE, State.SETTLING, State.FOLLOWED, State.REVIEWED, State.CLOSED)
HELD = (State.LIVE, State.SETTLING, State.FOLLOWED, State.REVIEWED, State.CLOSED)


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, person: Person | None) -> ConsultationQuerySet:
        """Everybody reads what is public once it is announced; whoever has a seat, called it or plans reads theirs."""
        public = Q(is_public=True, state__in=TOLD)
        if person is None or not person.is_authenticated or not person.is_active:
            return self.filter(public)
        if person.can("consultation.plan") or person.can("record.audit"):
            return self
        from xieshang.consultations.models.seat import Seat

        seats = Seat.objects.filter(consultation=OuterRef("pk"))
        seated = Exists(seats.filter(person=person))
        if person.unit_ids:
            seated = seated | Exists(seats.filter(unit_id__in=person.unit_ids))  # type: ignore[assignment]
        return self.filter(public | Q(called_by=person) | seated)


class Consultation(Item):
    """Questions, answers and what is agreed.

    rule_day       the day it was called: its norms hold for all of it
    doors          who may vote on statements beside those with a seat: "member", "resident" (by code), "open"
    seats          for residents; `criteria` is the published rule they are given by
    entry          the secret part of the address on the wall that checks people in
    """

    UNRECORDED: ClassVar[frozenset[str]] = frozenset({"entry"})

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="consultations")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, related_name="consultations")
    state = models.CharField(max_length=10, choices=State, default=State.PREPARING)
    number_shown = models.CharField(max_length=40, unique=True)
    form = models.CharField(_("Form"), max_length=20)
    title = models.CharField(pgettext_lazy("consultation", "Topic"), max_length=100)
    purpose = models.TextField(_("What is to be settled"), blank=True)
    place = models.CharField(_("Place"), max_length=120, blank=True)
    held_at = models.DateTimeField(_("When"), null=True)
    called_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    rule_day = models.DateField()
    is_public = models.BooleanField(_("Open to the public"), default=True)
    seats = models.PositiveSmallIntegerField(_("Seats for residents"), default=0)
    criteria = models.TextField(_("How residents' seats are given"), blank=True)
    seed = models.CharField(_("Seed of the lot"), max_length=64, blank=True)
    drawn_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    concluded_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    minutes_due = models.DateField(_("Minutes due"), null=True)
    response_due = models.DateField(_("Answers of the units due"), null=True)
    closed_at = models.DateTimeField(null=True)
    nothing_agreed = models.TextField(_("Why nothing was agreed"), blank=True)
    look_back = models.TextField(_("Looking back"), blank=True)
    why_not = models.TextField(blank=True)
    opinions_open = models.BooleanField(_("Votes on statements"), default=False)
    doors = models.JSONField(default=list)
    entry = models.CharField(max_length=32)

    objects: ClassVar[models.Manager[Consultation]] = ConsultationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["form", "-id"], name="consultation_by_form"),
            models.Index(fields=["state", "-id"], name="consultation_by_state"),
            models.Index(fields=["held_at"], name="consultation_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["preparing", "called_off"])
                | Q(held_at__isnull=False, announced_at__isnull=False),
                name="what_is_announced_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="called_off") | ~Q(why_not=""), name="what_is_called_off_has_its_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["reviewed", "closed"]) | ~Q(look_back=""),
                name="a_closed_loop_was_looked_back_on",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultations:consultation", args=[self.pk])

    @property
    def rule(self) -> Form:
        return form_of(self.form, self.rule_day)

    @property
    def platform(self) -> str:
        return str(profile.current().lists["consultation_form"][self.form].more["platform"])

    @property
    def form_shown(self) -> str:
        return profile.current().word("consultation_form", self.form)

    @property
    def held_on(self) -> date | None:
        return local_day(self.held_at) if self.held_at else None

    def norm(self, key: str) -> Any:
        return profile.current().norm(key, self.rule_day)


class Visit(models.Model):
    """A visit of the research group (调研): where, what was found, in words, numbers and sources."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="visits")
    on = models.DateField()
    place = models.CharField(max_length=120)
    group = models.CharField(max_length=200, blank=True)
    findings = models.TextField()
    source = models.CharField(max_length=300, blank=True)
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.place}"


class Material(models.Model):
    """Something to read beforehand, and when it went out."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="materials")
    title = models.CharField(max_length=120)
    text = models.TextField()
    source = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class Exchange(models.Model):
    """A question and its answer, as a pair: who asked, who answered, what, and what was promised on the spot."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="exchanges")
    position = models.PositiveSmallIntegerField()
    asker = models.ForeignKey("consultations.Seat", on_delete=models.PROTECT, related_name="questions")
    question = models.TextField()
    answerer = models.ForeignKey("consultations.Seat", on_delete=models.PROTECT, null=True, related_name="answers")
    answer = models.TextField(blank=True)
    promise = models.TextField(blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    in_charge = models.CharField(max_length=60, blank=True)
    due = models.DateField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "position"], name="questions_stand_in_order"),
            models.CheckConstraint(
                condition=Q(promise="") | Q(unit__isnull=False, due__isnull=False),
                name="a_spoken_promise_has_unit_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.question}"


class Agreed(models.Model):
    """One row of the agreed list (共识清单): what, which unit, who leads, by when."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="agreed")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    in_charge = models.CharField(max_length=60, blank=True)
    due = models.DateField()
    exchange = models.OneToOneField(Exchange, on_delete=models.PROTECT, null=True, related_name="agreed")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["consultation", "position"], name="agreed_items_stand_in_order")]

    def __str__(self) -> str:
        return f"{self.position}. {self.text}"


class Output(models.Model):
    """What came of it in writing: minutes, report, formal recommendation (建议案), opinion."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="outputs")
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    text = models.TextField()
    sent_to = models.CharField(max_length=200, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_shown(self) -> str:
        return profile.current().word("output_kind", self.kind)


class Response(models.Model):
    """What a unit answers to what came of it (反馈)."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="responses")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["consultation", "unit"], name="a_unit_answers_once")]

    def __str__(self) -> str:
        return f"{self.unit}: {self.text[:40]}"

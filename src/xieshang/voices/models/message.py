"""Residents' messages."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshang.core import profile
from xieshang.core.models import Item
from xieshang.matters.models import Matter
from xieshang.people.models import Person
from xieshang.voices.privacy import masked


class State(models.TextChoices):
    RECEIVED = "received", _("received")
    TAKEN_UP = "taken_up", _("taken up by a member")
    ANSWERED = "answered", _("answered")
    DECLINED = "declined", _("not taken on, with reason")
    WITHDRAWN = "withdrawn", _("withdrawn")
    FORGOTTEN = "forgotten", _("erased at its author's wish")


class Lead(models.TextChoices):
    PROPOSAL = "proposal", _("a lead for a proposal")
    CONSULTATION = "consultation", _("a topic for a consultation")


READING = ("message.answer", "proposal.review", "proposal.oversee")


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, person: Person | None) -> MessageQuerySet:
        """The public reads what its author made public and was answered or taken up; members and staff read all.

        What its author took back is read by nobody.
        """
        public = Q(is_public=True, state__in=[State.ANSWERED, State.TAKEN_UP])
        if person is None or not person.is_authenticated or not person.is_active:
            return self.filter(public)
        if person.can("proposal.propose") or any(person.can(power) for power in READING):
            return self.exclude(state=State.WITHDRAWN)
        return self.filter(public | Q(entered_by=person)).exclude(state=State.WITHDRAWN)


class Message(Item):
    """What a resident writes. Name and contact are asked for only to answer, and shown only to those whose power it is.

    code_hash    the SHA-256 of the code its author follows it with; the code itself is told once and kept nowhere
    title_shown  title and text with what is personal masked: what pages, lists, searches and notices show
    text_shown
    sender       a keyed hash by which one voice counts once (privacy.same_sender); empty where nothing is known
    same_words   a keyed hash by which the same words are known again (privacy.same_words)
    consent      how a resident agreed that somebody else enters their words
    lead         what the office offers it as to the members: a lead for a proposal or a topic for a consultation
    """

    UNRECORDED: ClassVar[frozenset[str]] = frozenset(
        {"title", "text", "title_shown", "text_shown", "place", "name", "contact", "answer", "code_hash", "sender",
         "same_words", "words"}
    )  # fmt: skip

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="messages")
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    number_shown = models.CharField(max_length=40, unique=True)
    code_hash = models.CharField(max_length=64)
    title = models.CharField(max_length=100)
    text = models.TextField()
    title_shown = models.CharField(max_length=100, default="")
    text_shown = models.TextField(default="")
    topic = models.CharField(max_length=20, default="other")
    place = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=60, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    sender = models.CharField(max_length=64, blank=True)
    same_words = models.CharField(max_length=64, blank=True)
    consent = models.CharField(max_length=20, blank=True)
    lead = models.CharField(max_length=20, blank=True, choices=Lead)
    is_public = models.BooleanField(default=False)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="entered_messages")
    channel = models.CharField(max_length=20, default="web")
    taken_up_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="taken_up_messages")
    received_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)
    due = models.DateField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    ground = models.CharField(max_length=30, blank=True)
    words = models.GeneratedField(
        expression=models.Func(models.F("title_shown"), function="title_words", output_field=SearchVectorField()),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects: ClassVar[models.Manager[Message]] = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "-id"], name="message_by_state"),
            models.Index(fields=["topic", "-id"], name="message_by_topic"),
            models.Index(fields=["matter"], name="message_by_matter"),
            models.Index(fields=["same_words"], condition=~Q(same_words=""), name="message_by_same_words"),
            models.Index(fields=["lead", "-id"], condition=~Q(lead=""), name="message_by_lead"),
            GinIndex(fields=["words"], name="message_by_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "declined"]) | ~Q(answer=""), name="an_answer_says_something"
            ),
            models.CheckConstraint(
                condition=~Q(state="forgotten") | Q(title="", text="", name="", contact="", place="", code_hash=""),
                name="what_is_erased_holds_no_words",
            ),
        ]

    def __str__(self) -> str:
        return self.title_shown or str(_("An erased message"))

    def get_absolute_url(self) -> str:
        return reverse("voices:message", args=[self.number_shown])

    @property
    def topic_shown(self) -> str:
        return profile.current().word("message_topic", self.topic)

    @property
    def ground_shown(self) -> str:
        return profile.current().word("message_decline_ground", self.ground) if self.ground else ""

    @property
    def consent_shown(self) -> str:
        return profile.current().word("message_consent", self.consent) if self.consent else ""

    @property
    def place_shown(self) -> str:
        return masked(self.place)

    @property
    def is_masked(self) -> bool:
        """Whether what is shown hides something."""
        return (self.title, self.text, self.place) != (self.title_shown, self.text_shown, self.place_shown)


class Earlier(models.Model):
    """How a message read before its author corrected it."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="earlier")
    title = models.CharField(max_length=100)
    text = models.TextField()
    title_shown = models.CharField(max_length=100)
    text_shown = models.TextField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.message} · {self.until:%Y-%m-%d}"


def hash_of(code: str) -> str:
    return hashlib.sha256(code.strip().lower().encode()).hexdigest()

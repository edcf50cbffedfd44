"""Proposals and what they suggest."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshang.core import profile
from xieshang.core.models import Item
from xieshang.matters.models import Matter
from xieshang.people.models import Person, Session
from xieshang.proposals.models.handling import UNDECIDED, Handling
from xieshang.proposals.models.seeing import sees_inside
from xieshang.proposals.models.signing import SEES, Signing
from xieshang.proposals.norms import Norms


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    COSIGNING = "cosigning", _("being co-signed")
    SUBMITTED = "submitted", _("submitted, under review")
    RETURNED = "returned", _("returned for changes")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "withdrawn")
    REFUSED = "refused", _("not filed")
    MERGED = "merged", _("merged")
    FILED = "filed", _("filed")
    ALLOTTED = "allotted", _("assignment awaiting the other office")
    ASSIGNED = "assigned", _("being handled")
    REPLIED = "replied", _("answered, being judged")
    CLOSED = "closed", pgettext_lazy("proposal", "closed")


UNSENT = (State.DRAFT, State.COSIGNING)

ON_FILE = (State.FILED, State.ALLOTTED, State.ASSIGNED, State.REPLIED, State.CLOSED)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, person: Person | None) -> ProposalQuerySet:
        """What this reader may see at all; the rest is "not found".

        The public sees what is on file with the proposer's consent; members see all that is on file; a unit sees what
        it is given; staff see all that was ever submitted; proposers and those invited to sign see their own.
        """
        if person is None or not person.is_authenticated or not person.is_active:
            return self.filter(state__in=ON_FILE, is_open=True)
        own = Q(author=person) | has(Signing.objects.filter(person=person, state__in=SEES))
        if sees_inside(person):
            return self.filter(Q(submitted_at__isnull=False) | own)
        if person.can("proposal.propose"):
            return self.filter(Q(state__in=ON_FILE) | own)
        if person.unit_ids:
            given = Handling.objects.filter(unit_id__in=person.unit_ids).exclude(state__in=UNDECIDED)
            return self.filter(Q(state__in=ON_FILE, is_open=True) | own | has(given))
        return self.filter(Q(state__in=ON_FILE, is_open=True) | own)


def has(rows: models.QuerySet[Any]) -> Q:
    """Whether a proposal has one of these, looked up row by row and only where no cheaper condition before it decides.

    A scalar subquery, for IN and EXISTS would have the database gather all that a unit was ever given, for each page.
    """
    one = rows.filter(proposal=models.OuterRef("pk")).order_by().values(found=models.Value(True))[:1]
    return Q(Coalesce(models.Subquery(one), False, output_field=models.BooleanField()))


class Proposal(Item):
    """One matter, one proposal (一事一案).

    serial     given when it is submitted (流水号); `number` when it is filed (提案号), without gaps
    rule_day   the day whose norms hold for it: the day it was first submitted, until then today's
    round      1 for the first answer, 2 after "not satisfied" …
    """

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="proposals")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=20, default="personal")
    title = models.CharField(max_length=300, blank=True)
    situation = models.TextField(blank=True)
    analysis = models.TextField(blank=True)
    topic_class = models.CharField(max_length=20, blank=True)
    is_open = models.BooleanField(default=True)
    why_not_open = models.CharField(max_length=300, blank=True)
    wanted_units = models.CharField(max_length=200, blank=True)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, related_name="proposals")
    in_session = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    serial = models.CharField(max_length=30, blank=True)
    number = models.PositiveIntegerField(null=True)
    number_shown = models.CharField(max_length=40, blank=True)
    submitted_at = models.DateTimeField(null=True)
    filed_at = models.DateTimeField(null=True)
    allotted_by = models.CharField(max_length=20, blank=True)
    assigned_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    due = models.DateField(null=True)
    round = models.PositiveSmallIntegerField(default=1)
    ground = models.CharField(max_length=30, blank=True)
    explanation = models.TextField(blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    rule_day = models.DateField()
    words = models.GeneratedField(
        expression=models.Func(models.F("title"), function="title_words", output_field=SearchVectorField()),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects: ClassVar[models.Manager[Proposal]] = ProposalQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "-id"], name="proposal_by_state"),
            models.Index(fields=["author", "-id"], name="proposal_by_author"),
            models.Index(fields=["author", "state", "-id"], name="proposal_by_author_and_state"),
            models.Index(fields=["topic_class", "-id"], name="proposal_by_class"),
            models.Index(fields=["topic_class", "state", "-id"], name="proposal_by_class_and_state"),
            models.Index(fields=["session", "-id"], name="proposal_by_session"),
            models.Index(fields=["number_shown"], name="proposal_by_number"),
            models.Index(fields=["serial"], name="proposal_by_serial"),
            models.Index(fields=["matter"], name="proposal_by_matter"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="proposal_by_main"),
            GinIndex(fields=["words"], name="proposal_by_words"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "number"], condition=Q(number__isnull=False), name="a_number_is_given_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNSENT) | Q(submitted_at__isnull=False) | Q(state=State.WITHDRAWN),
                name="past_draft_has_a_submission_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ON_FILE) | (Q(number__isnull=False) & ~Q(topic_class="")),
                name="on_file_has_a_number_and_a_class",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.MERGED) | Q(merged_into__isnull=False), name="merged_names_the_main_proposal"
            ),
            models.CheckConstraint(condition=~Q(state=State.REFUSED) | ~Q(ground=""), name="not_filed_has_its_ground"),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Untitled draft"))

    def get_absolute_url(self) -> str:
        return reverse("proposals:proposal", args=[self.pk])

    @property
    def norms(self) -> Norms:
        return Norms(self.rule_day)

    @property
    def class_shown(self) -> str:
        return profile.current().word("proposal_class", self.topic_class) if self.topic_class else ""

    @property
    def kind_shown(self) -> str:
        return profile.current().word("proposer_kind", self.kind)

    @property
    def ground_shown(self) -> str:
        return profile.current().word("refusal_ground", self.ground) if self.ground else ""


class Suggestion(models.Model):
    """One thing a proposal asks for; each is answered by itself."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="suggestions")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "position"],
                name="suggestions_stand_in_order",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.text}"

"""Proposals and what belongs to them: suggestions, signings, handlings, replies, contacts, judgements."""

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
from xieshang.people.models import Person, Session, Unit
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
OVERSEEING = ("proposal.review", "proposal.assign", "proposal.oversee", "feedback.collect", "record.audit")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, person: Person | None) -> ProposalQuerySet:
        """What this reader may see at all; the rest is "not found".

        The public sees what is on file with the proposer's consent; members see all that is on file; a unit sees what
        it is given; staff see all that was ever submitted; proposers and those invited to sign see their own.
        """
        if person is None or not person.is_authenticated or not person.is_active:
            return self.filter(state__in=ON_FILE, is_open=True)
        own = Q(author=person) | has(Signing.objects.filter(person=person, state__in=SEES))
        if any(person.can(power) for power in OVERSEEING):
            return self.filter(Q(submitted_at__isnull=False) | own)
        if person.can("proposal.propose"):
            return self.filter(Q(state__in=ON_FILE) | own)
        if person.unit_ids:
            given = Handling.objects.filter(unit_id__in=person.unit_ids).exclude(
                state__in=[HandlingState.PROPOSED, HandlingState.DROPPED]
            )
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


class SigningState(models.TextChoices):
    INVITED = "invited", _("invited to co-sign")
    SIGNED = "signed", _("co-signed")
    DECLINED = "declined", _("declined to co-sign")
    EXPIRED = "expired", _("invitation expired")
    CALLED_OFF = "called_off", _("invitation called off")


SEES = (SigningState.INVITED, SigningState.SIGNED)


class Signing(Item):
    """A member invited to co-sign (联名会签), and what they answered."""

    UNRECORDED: ClassVar[frozenset[str]] = frozenset()

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="signings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="signings")
    state = models.CharField(max_length=12, choices=SigningState, default=SigningState.INVITED)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "person"], name="a_member_is_invited_once")]
        indexes = [models.Index(fields=["expires_at"], condition=Q(state="invited"), name="signing_open_by_expiry")]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_state_display()}"

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


class Handling(Item):
    """One unit's part in a proposal: the deadline runs here, for each assignment and not for the proposal."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="handlings")
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


class Reply(models.Model):
    """What a unit answers in one round: a letter around the points. Final once it was signed."""

    handling = models.ForeignKey(Handling, on_delete=models.PROTECT, related_name="replies")
    round = models.PositiveSmallIntegerField()
    reply_class = models.CharField(max_length=20, blank=True)
    opening = models.TextField(blank=True)
    closing = models.TextField(blank=True)
    clerk = models.CharField(max_length=60, blank=True)
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["round"]
        constraints = [models.UniqueConstraint(fields=["handling", "round"], name="a_unit_replies_once_a_round")]

    def __str__(self) -> str:
        return f"{self.handling} · {self.round}"

    @property
    def class_shown(self) -> str:
        return profile.current().word("reply_class", self.reply_class) if self.reply_class else ""


class PointVerdict(models.TextChoices):
    """What became of a suggestion; how a profile words them stands in its lists.toml."""

    ADOPTED = "adopted", _("adopted")
    PLANNED = "planned", _("planned")
    OTHERWISE = "otherwise", _("done otherwise")
    IMPOSSIBLE = "impossible", _("not possible")


class Point(models.Model):
    """The answer to one suggestion: what becomes of it, by whom, by when, or on what ground it cannot be."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="points")
    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="points")
    verdict = models.CharField(max_length=12, choices=PointVerdict)
    text = models.TextField()
    ground = models.CharField(max_length=30, blank=True)
    promise = models.TextField(blank=True)
    in_charge = models.CharField(max_length=60, blank=True)
    due = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["suggestion__position"]
        constraints = [
            models.UniqueConstraint(fields=["reply", "suggestion"], name="a_reply_answers_each_suggestion_once"),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id}: {self.get_verdict_display()}"


class ContactState(models.TextChoices):
    LOGGED = "logged", _("awaiting the proposer's word")
    CONFIRMED = "confirmed", _("confirmed by the proposer")
    DISPUTED = "disputed", _("disputed by the proposer")


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

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.way_shown} {self.on}"

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


class FeedbackState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("judgement", "asked")
    ANSWERED = "answered", pgettext_lazy("judgement", "answered")
    SILENT = "silent", _("no answer")


class Feedback(Item):
    """What one proposer thinks of one unit's answer in one round: asked and kept by the assembly.

    attitude, result  codes of the profile's lists; both empty while asked or silent
    """

    UNRECORDED: ClassVar[frozenset[str]] = frozenset({"attitude", "result", "remark"})

    handling = models.ForeignKey(Handling, on_delete=models.PROTECT, related_name="feedbacks")
    round = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="feedbacks")
    state = models.CharField(max_length=12, choices=FeedbackState, default=FeedbackState.ASKED)
    attitude = models.CharField(max_length=20, blank=True)
    result = models.CharField(max_length=20, blank=True)
    remark = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    due = models.DateField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["handling", "round", "person"], name="a_proposer_judges_a_unit_once_a_round"
            ),
            models.CheckConstraint(
                condition=Q(state="answered") ^ (Q(attitude="") & Q(result="")), name="silence_has_no_judgement"
            ),
        ]
        indexes = [models.Index(fields=["due"], condition=Q(state="asked"), name="feedback_open_by_due")]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_state_display()}"

    @property
    def matter_id(self) -> int:
        return self.handling.proposal.matter_id

    @property
    def number_shown(self) -> str:
        return self.handling.proposal.number_shown

    @property
    def attitude_shown(self) -> str:
        return profile.current().word("attitude", self.attitude) if self.attitude else ""

    @property
    def result_shown(self) -> str:
        return profile.current().word("result", self.result) if self.result else ""

    @property
    def is_dissatisfied(self) -> bool:
        """Whether a judgement asks for another answer; which ones do is the profile's."""
        lists = profile.current().lists
        return any(
            code in lists[name] and bool(lists[name][code].more.get("asks_again"))
            for name, code in (("attitude", self.attitude), ("result", self.result))
            if code
        )

    def record_title(self) -> str:
        return str(self.handling.proposal)

    def get_absolute_url(self) -> str:
        return reverse("proposals:feedback", args=[self.pk])

"""Reports on what residents say (社情民意信息), and what belongs to them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Prefetch, Q, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshang.core import profile
from xieshang.core.models import Item
from xieshang.matters.models import Matter
from xieshang.people.models import Person, Unit, in_reader_language
from xieshang.voices.models.message import Message
from xieshang.voices.norms import Norms
from xieshang.voices.privacy import masked


class ReportState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("report", "draft")
    SUBMITTED = "submitted", _("handed in, to be chosen")
    RETURNED = "returned", pgettext_lazy("report", "returned for changes")
    WITHDRAWN = "withdrawn", pgettext_lazy("report", "withdrawn")
    NOT_TAKEN = "not_taken", _("not taken")
    COMBINED = "combined", _("combined with others")
    CHOSEN = "chosen", _("chosen, being edited")
    AT_SECTION = "at_section", _("with the head of the section")
    AT_OFFICE = "at_office", _("with the head of the office")
    AT_SECRETARY = "at_secretary", _("with the secretary-general")
    SIGNED = "signed", _("signed, to be issued")
    ISSUED = "issued", _("issued")
    ARCHIVED = "archived", _("archived")


UNSENT = (ReportState.DRAFT, ReportState.WITHDRAWN)
OUT = (ReportState.ISSUED, ReportState.ARCHIVED)
AT_SIGNING = (ReportState.AT_SECTION, ReportState.AT_OFFICE, ReportState.AT_SECRETARY)
OVERSEEING = ("report.choose", "report.section", "report.office", "report.sign", "report.read")


def works_on_reports(person: Person | None) -> bool:
    """The assembly's own staff: they see what was handed in, how it was edited and what leaders wrote on it."""
    return person is not None and person.is_active and any(person.can(power) for power in OVERSEEING)


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, person: Person | None) -> ReportQuerySet:
        """Who handed it in or is credited in it, the staff, and units it was passed on to; nobody else.

        A report is an inside paper: what becomes public are the answers to residents and the promises of units.
        """
        if person is None or not person.is_authenticated or not person.is_active:
            return self.none()
        own = Q(author=person)
        if works_on_reports(person):
            return self.filter(~Q(state__in=UNSENT) | own)
        own |= Q(pk__in=Report.objects.filter(author=person, combined_into__isnull=False).values("combined_into"))
        if person.unit_ids:
            own |= Q(state__in=OUT, pk__in=Referral.objects.filter(unit_id__in=person.unit_ids).values("report"))
        return self.filter(own)


class Report(Item):
    """One matter, one report (一事一报): how things stand and what should be done.

    title, situation, suggestions   as they read now; how they were handed in and each edit stand in Wording
    serial       given when it is first handed in; `issue_shown` when it is issued
    rule_day     the day whose norms hold for it: the day it was first handed in, until then today's
    heard_from   of whom it was heard, where the author noted it: for the author and those who edit, for nobody else
    combined_into  the report that several were combined to; its contributors are their authors
    """

    UNRECORDED: ClassVar[frozenset[str]] = frozenset(
        {"title", "situation", "suggestions", "place", "heard_from", "words"}
    )

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="reports")
    state = models.CharField(max_length=12, choices=ReportState, default=ReportState.DRAFT)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reports")
    source = models.CharField(max_length=20, default="own")
    title = models.CharField(max_length=200, blank=True)
    situation = models.TextField(blank=True)
    suggestions = models.TextField(blank=True)
    place = models.CharField(max_length=120, blank=True)
    heard_from = models.CharField(max_length=120, blank=True)
    is_urgent = models.BooleanField(default=False)
    urgent_why = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    rule_day = models.DateField()
    serial = models.CharField(max_length=30, blank=True)
    submitted_at = models.DateTimeField(null=True)
    stage_at = models.DateTimeField(null=True)
    chosen_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    combined_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    is_combined = models.BooleanField(default=False)
    ground = models.CharField(max_length=20, blank=True)
    explanation = models.TextField(blank=True)
    section_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    section_at = models.DateTimeField(null=True)
    office_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    office_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    product = models.CharField(max_length=20, blank=True)
    issue_year = models.PositiveSmallIntegerField(null=True)
    issue_number = models.PositiveIntegerField(null=True)
    issue_total = models.PositiveIntegerField(null=True)
    issued_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    words = models.GeneratedField(
        expression=models.Func(models.F("title"), function="title_words", output_field=SearchVectorField()),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects: ClassVar[models.Manager[Report]] = ReportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "-id"], name="report_by_state"),
            models.Index(fields=["author", "-id"], name="report_by_author"),
            models.Index(fields=["matter"], name="report_by_matter"),
            models.Index(fields=["combined_into"], condition=Q(combined_into__isnull=False), name="report_by_whole"),
            GinIndex(fields=["words"], name="report_by_words"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "issue_year", "issue_number"],
                condition=Q(issue_number__isnull=False),
                name="an_issue_number_is_given_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNSENT) | Q(submitted_at__isnull=False), name="a_report_handed_in_has_its_day"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=OUT) | (Q(issue_number__isnull=False) & Q(signed_at__isnull=False)),
                name="what_is_issued_is_signed_and_numbered",
            ),
            models.CheckConstraint(
                condition=~Q(state="combined") | Q(combined_into__isnull=False), name="combined_names_the_whole"
            ),
            models.CheckConstraint(condition=~Q(state="not_taken") | ~Q(ground=""), name="not_taken_has_its_ground"),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Untitled report"))

    def get_absolute_url(self) -> str:
        return reverse("voices:report", args=[self.pk])

    def record_title(self) -> str:
        return masked(str(self), self.heard_from)

    @property
    def norms(self) -> Norms:
        return Norms(self.rule_day)

    @property
    def number_shown(self) -> str:
        return self.issue_shown or self.serial

    @property
    def issue_shown(self) -> str:
        """《社情民意》2026年第12期（总第345期）"""
        if self.issue_number is None:
            return ""
        entry = profile.current().lists["report_product"].get(self.product)
        if entry is None:
            return f"{self.product} {self.issue_year}-{self.issue_number}"
        form = in_reader_language(
            f"《{entry.words.zh}》" + entry.more.get("form_zh", "{year}-{number}"),
            f"{entry.words.en} " + entry.more.get("form_en", "{year}-{number}"),
        )
        return form.format(year=self.issue_year, number=self.issue_number, total=self.issue_total)

    @property
    def product_shown(self) -> str:
        return profile.current().word("report_product", self.product) if self.product else ""

    @property
    def source_shown(self) -> str:
        return profile.current().word("report_source", self.source)

    @property
    def ground_shown(self) -> str:
        return profile.current().word("report_not_taken", self.ground) if self.ground else ""

    @property
    def text_shown(self) -> str:
        """Both parts, masked, for whoever writes something that grows from it."""
        return masked(f"{self.situation}\n{self.suggestions}".strip(), self.heard_from)


class WordingKind(models.TextChoices):
    HANDED_IN = "handed_in", _("handed in")
    EDITED = "edited", _("edited")


class Wording(models.Model):
    """How a report read when it was handed in, and after each edit: the text itself, which the record does not hold."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="wordings")
    kind = models.CharField(max_length=10, choices=WordingKind)
    title = models.CharField(max_length=200)
    situation = models.TextField()
    suggestions = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"


class Sending(models.Model):
    """To whom an issue was sent, on which day."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sendings")
    level = models.CharField(max_length=20)
    addressees = models.JSONField(default=list)
    on = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.level_shown} {self.on}"

    @property
    def level_shown(self) -> str:
        return profile.current().word("report_level", self.level)

    @property
    def addressees_shown(self) -> list[str]:
        here = profile.current()
        return [here.word("report_addressee", code) for code in self.addressees]

    @property
    def addressees_told(self) -> str:
        return in_reader_language("、", ", ").join(self.addressees_shown)


class Use(models.Model):
    """How a higher level used it."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="uses")
    level = models.CharField(max_length=20)
    how = models.CharField(max_length=20)
    on = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.level_shown} {self.how_shown}"

    @property
    def level_shown(self) -> str:
        return profile.current().word("report_level", self.level)

    @property
    def how_shown(self) -> str:
        return profile.current().word("report_use", self.how)


class Instruction(models.Model):
    """What a leader wrote on it (批示): who, when, what. The words are for the staff and the units that act on them."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="instructions")
    level = models.CharField(max_length=20)
    leader = models.CharField(max_length=80)
    on = models.DateField()
    text = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.leader} {self.on}"

    @property
    def level_shown(self) -> str:
        return profile.current().word("report_level", self.level)


class ReportBack(models.Model):
    """What was told to whoever said it, kept as sent: to a member, or to a resident with their code."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="reports_back")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, related_name="reports_back")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["message"], condition=Q(message__isnull=False), name="told_back_by_message")]

    def __str__(self) -> str:
        return f"{self.person or self.message}"


class ReferralState(models.TextChoices):
    SENT = "sent", _("to be received")
    RECEIVED = "received", _("being handled")
    HANDED_BACK = "handed_back", _("handed back, awaiting the office")
    SETTLED = "settled", _("handed back, settled")
    ANSWERED = "answered", _("answered")


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, person: Person | None) -> ReferralQuerySet:
        """The unit, the staff, and those credited in the report, who read what the unit answered."""
        if person is None or not person.is_authenticated or not person.is_active:
            return self.none()
        if works_on_reports(person):
            return self.all()
        own = Q(report__author=person) | Q(
            report__in=Report.objects.filter(author=person, combined_into__isnull=False).values("combined_into")
        )
        return self.filter(own | Q(unit_id__in=person.unit_ids))


class Referral(Item):
    """A report passed on to a unit (转办), to act on and answer."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="referrals")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="referrals")
    state = models.CharField(max_length=12, choices=ReferralState, default=ReferralState.SENT)
    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, null=True, related_name="referrals")
    task = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    receive_by = models.DateField()
    due = models.DateField()
    received_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager[Referral]] = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["unit", "state", "due"], name="referral_by_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "unit"],
                condition=~Q(state__in=["handed_back", "settled"]),
                name="a_unit_is_given_a_report_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(answer=""), name="an_answered_referral_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.get_state_display()}"

    @property
    def matter_id(self) -> int:
        return self.report.matter_id

    @property
    def number_shown(self) -> str:
        return self.report.number_shown

    def record_title(self) -> str:
        return self.report.record_title()

    def get_absolute_url(self) -> str:
        return reverse("voices:referral", args=[self.pk])


def contributors(report: Report) -> list[Any]:
    """Whose words it is made of: the authors of what was combined, else its author."""
    if report.is_combined:
        return list({part.author_id: part.author for part in parts_of(report)}.values())
    return [report.author]


def parts_of(report: Report) -> list[Report]:
    """The reports it was combined from, asked for once however many need them."""
    prefetch_related_objects([report], PARTS)
    return list(report.parts.all())


PARTS = Prefetch("parts", Report.objects.select_related("author").defer("words").order_by("pk"))

"""The year's plan of consultations (年度协商计划): its topics, from a suggestion to the call."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshang.core import profile
from xieshang.core.models import Item
from xieshang.matters.models import Matter
from xieshang.people.models import Person


class TopicState(models.TextChoices):
    SUGGESTED = "suggested", pgettext_lazy("topic", "suggested")
    LISTED = "listed", _("in the draft plan")
    AGREED = "agreed", _("agreed with the offices")
    PASSED = "passed", _("passed by the chair")
    APPROVED = "approved", _("approved")
    CALLED = "called", _("called")
    DROPPED = "dropped", _("not taken up")


ON_THE_PLAN = (TopicState.APPROVED, TopicState.CALLED)
IN_THE_DRAFT = (TopicState.LISTED, TopicState.AGREED, TopicState.PASSED)


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, person: Person | None) -> TopicQuerySet:
        """Everybody reads the plan that is approved; whoever may suggest reads what others suggested too."""
        if person is None or not person.is_authenticated or not person.is_active:
            return self.filter(state__in=ON_THE_PLAN)
        if person.can("consultation.suggest"):
            return self
        return self.filter(Q(state__in=ON_THE_PLAN) | Q(suggested_by=person))


class Topic(Item):
    """One item of the plan: topic, form, month, participants, and who leads, organises and takes part.

    test         which of the stated tests it meets
    first_month  the month first approved; `month` is where it stands now
    """

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="topics")
    state = models.CharField(max_length=10, choices=TopicState, default=TopicState.SUGGESTED)
    title = models.CharField(pgettext_lazy("consultation", "Topic"), max_length=100)
    reason = models.TextField(_("Why it should be consulted about"))
    source = models.CharField(max_length=20)
    suggested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("Year"))
    test = models.CharField(_("The test it meets"), max_length=20, blank=True)
    form = models.CharField(_("Form"), max_length=20, blank=True)
    month = models.PositiveSmallIntegerField(_("Month"), null=True)
    first_month = models.PositiveSmallIntegerField(null=True)
    participants = models.CharField(_("Who takes part"), max_length=300, blank=True)
    leader = models.CharField(_("Leader"), max_length=60, blank=True)
    committee = models.CharField(_("Responsible committee"), max_length=80, blank=True)
    departments = models.CharField(_("Departments taking part"), max_length=300, blank=True)
    agreed_on = models.DateField(_("Agreed with the offices on"), null=True)
    passed_on = models.DateField(_("Passed by the chair on"), null=True)
    approved_on = models.DateField(_("Approved on"), null=True)
    made_at = models.DateTimeField()
    why_not = models.TextField(blank=True)
    slipped_because = models.TextField(_("Why it slipped"), blank=True)

    objects: ClassVar[models.Manager[Topic]] = TopicQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["year", "state", "month"], name="topic_by_year")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["suggested", "dropped"]) | (Q(month__isnull=False) & ~Q(form="") & ~Q(test="")),
                name="a_topic_of_the_plan_has_its_fields",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(why_not=""), name="a_dropped_topic_has_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultations:topic", args=[self.pk])

    @property
    def form_shown(self) -> str:
        return profile.current().word("consultation_form", self.form) if self.form else ""

    @property
    def source_shown(self) -> str:
        return profile.current().word("topic_source", self.source)

    @property
    def test_shown(self) -> str:
        return profile.current().word("topic_test", self.test) if self.test else ""

    @property
    def has_slipped(self) -> bool:
        return self.first_month is not None and self.month != self.first_month

"""What a proposer thinks of an answer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshang.core import profile
from xieshang.core.models import Item
from xieshang.people.models import Person, Unit
from xieshang.proposals.models.handling import Handling


class FeedbackState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("judgement", "asked")
    ANSWERED = "answered", pgettext_lazy("judgement", "answered")
    SILENT = "silent", _("no answer")


class Feedback(Item):
    """What one proposer thinks of one unit's answer in one round: asked and kept by the assembly.

    attitude, result  codes of the profile's lists; both empty while asked or silent
    counts_for        the unit whose figures it is part of, once the proposal is closed and not before
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
    counts_for = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

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
        indexes = [
            models.Index(fields=["due"], condition=Q(state="asked"), name="feedback_open_by_due"),
            models.Index(
                fields=["counts_for", "state", "result", "attitude"],
                condition=Q(counts_for__isnull=False),
                name="feedback_by_figures",
            ),
        ]

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

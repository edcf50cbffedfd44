"""What the moves of a promise ask."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xieshang.look.deed_page import DeedForm
from xieshang.matters.models import CommitmentState

SHORT = forms.Textarea(attrs={"rows": 4})


class EvidenceForm(DeedForm):
    evidence = forms.CharField(
        label=_("What was done, and how one can see it"),
        widget=SHORT,
        max_length=2000,
        help_text=_("Day, place, figures; the proposer and the public read it."),
    )


class WhyForm(DeedForm):
    why = forms.CharField(label=_("Reason"), widget=SHORT, max_length=2000)


class ProgressForm(DeedForm):
    why = forms.CharField(label=_("How far it has come"), widget=SHORT, max_length=2000)


class PostponeForm(WhyForm):
    due = forms.DateField(label=_("New day"), widget=forms.DateInput(attrs={"type": "date"}))
    field_order = ("due", "why")


class MayWhyForm(DeedForm):
    why = forms.CharField(label=_("Remark, if you wish"), widget=SHORT, max_length=2000, required=False)


COMMITMENT_FORMS: dict[str, type[forms.Form]] = {
    "report_kept": EvidenceForm,
    "note_progress": ProgressForm,
    "postpone": PostponeForm,
    "give_up": WhyForm,
    "confirm": MayWhyForm,
    "dispute": WhyForm,
}


class FilterForm(forms.Form):
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), ("late", _("late")), *CommitmentState.choices]
    )

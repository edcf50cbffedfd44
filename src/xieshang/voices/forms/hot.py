"""What is asked of those who keep hot issues, and how their list is narrowed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xieshang.look.deed_page import DeedForm
from xieshang.voices.models import HotKind

PERIODS = (("30", _("the last 30 days")), ("90", _("the last 90 days")), ("365", _("the last year")))


class HotFilterForm(forms.Form):
    period = forms.ChoiceField(label=_("With messages in"), required=False, choices=(("", _("All")), *PERIODS))
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=(("", _("Events and common problems")), *HotKind.choices)
    )
    aside = forms.BooleanField(label=_("Those put aside"), required=False)


class RenameForm(DeedForm):
    name = forms.CharField(
        label=_("Name of the issue"),
        max_length=100,
        help_text=_("Name the matter and the place, and no person: it stays in the record."),
    )


class WhyForm(DeedForm):
    why = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays in the record: name no resident here."),
    )


HOT_FORMS: dict[str, type[forms.Form]] = {"rename": RenameForm, "dismiss": WhyForm, "restore": WhyForm}

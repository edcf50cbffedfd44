"""What is asked of reports, move by move."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from xieshang.core import profile
from xieshang.look.deed_page import DeedForm
from xieshang.people.models import Unit, in_reader_language
from xieshang.voices.models import ReportState
from xieshang.voices.queries.report import combinable

SHORT = forms.Textarea(attrs={"rows": 3})
LONG = forms.Textarea(attrs={"rows": 6})


def hint(field: str) -> str:
    """What the profile says beside a field."""
    words = profile.current().fields.get("report", {}).get(field, {})
    return str(words.get("zh" if (get_language() or "").startswith("zh") else "en", ""))


def unit_choices() -> list[Any]:
    """Units grouped by their kind, in the order of the profile."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for pk, kind, name, name_en in Unit.objects.filter(is_open=True).values_list("pk", "kind", "name", "name_en"):
        groups.setdefault(kind, []).append((pk, in_reader_language(name, name_en)))
    return [(profile.current().word("unit_kind", kind), rows) for kind, rows in groups.items()]


class TextForm(forms.Form):
    """The text of a report; a draft may have gaps."""

    title = forms.CharField(label=pgettext_lazy("report", "Title"), required=False, max_length=100)
    situation = forms.CharField(
        label=pgettext_lazy("report", "How things stand"), required=False, widget=forms.Textarea(attrs={"rows": 10})
    )
    suggestions = forms.CharField(
        label=_("What should be done"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["title"].max_length = profile.current().norm("report.title_chars", timezone.localdate())
        for name in ("title", "situation", "suggestions"):
            fields[name].help_text = hint(name)

    def texts(self) -> dict[str, Any]:
        """The cleaned texts as the actions take them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ReportForm(TextForm):
    source = forms.ChoiceField(label=_("Where it comes from"))
    place = forms.CharField(label=_("Where"), required=False, max_length=120)
    heard_from = forms.CharField(
        label=_("From whom you heard it"),
        required=False,
        max_length=120,
        help_text=_("For yourself and the office alone; it never goes into the text or up."),
    )
    is_urgent = forms.BooleanField(
        label=_("It is urgent"), required=False, help_text=_("Every step then has the short deadline.")
    )
    urgent_why = forms.CharField(label=_("Why it is urgent"), required=False, max_length=200)

    field_order = (
        "title",
        "situation",
        "suggestions",
        "source",
        "place",
        "heard_from",
        "is_urgent",
        "urgent_why",
        "version",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["source"].choices = profile.current().choices("report_source")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_urgent") and not cleaned.get("urgent_why"):
            self.add_error("urgent_why", _("Please say why it is urgent."))
        return cleaned


class HeardForm(forms.Form):
    """In a corridor, on a phone: what was said, where, by whom; the rest can wait."""

    situation = forms.CharField(label=_("What I heard"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    place = forms.CharField(label=_("Where"), required=False, max_length=120)
    heard_from = forms.CharField(
        label=_("From whom, if they agree"),
        required=False,
        max_length=120,
        help_text=_("For yourself and the office alone; it never goes into the text or up."),
    )


class WhyForm(DeedForm):
    why = forms.CharField(label=_("Reason"), widget=SHORT, max_length=2000)


class MayWhyForm(DeedForm):
    why = forms.CharField(label=_("Reason, if you wish to give one"), widget=SHORT, max_length=2000, required=False)


class NotTakeForm(DeedForm):
    ground = forms.ChoiceField(label=_("On which ground"), widget=forms.RadioSelect)
    why = forms.CharField(label=_("Explanation"), widget=SHORT, max_length=2000, help_text=_("Its author reads it."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["ground"].choices = profile.current().choices("report_not_taken")


class CombineForm(DeedForm):
    others = forms.MultipleChoiceField(
        label=_("With which reports"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each stays as it was handed in, and each author is credited."),
    )
    title = forms.CharField(
        label=_("Title of the whole"), required=False, max_length=100, help_text=_("It can be changed while editing.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["others"].choices = [
            (
                row.pk,
                f"{row.serial} {row}" + (f" · {row.get_state_display()}" if row.is_combined else f" · {row.author}"),
            )
            for row in combinable(self.item, self.person)
        ]
        fields["title"].initial = self.item.title

    def clean_others(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["others"]]


class IssueForm(DeedForm):
    product = forms.ChoiceField(label=_("As what"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["product"].choices = profile.current().choices("report_product")
        fields["product"].initial = fields["product"].choices[0][0] if fields["product"].choices else None


class DayForm(DeedForm):
    on = forms.DateField(
        label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), initial=timezone.localdate
    )


class SendUpForm(DayForm):
    addressees = forms.MultipleChoiceField(label=_("To whom"), widget=forms.CheckboxSelectMultiple)

    field_order = ("addressees", "on")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        here = profile.current()
        levels: dict[str, list[tuple[str, str]]] = {}
        for row in here.entries("report_addressee"):
            levels.setdefault(here.word("report_level", row.more["level"]), []).append((row.code, str(row)))
        fields["addressees"].choices = list(levels.items())


class LevelForm(DayForm):
    level = forms.ChoiceField(label=_("Level"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["level"].choices = profile.current().choices("report_level")


class UseForm(LevelForm):
    how = forms.ChoiceField(label=_("How it was used"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    field_order = ("level", "how", "on", "note")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["how"].choices = profile.current().choices("report_use")


class InstructionForm(LevelForm):
    leader = forms.CharField(label=_("Who wrote it: name and post"), max_length=80)
    text = forms.CharField(label=_("What was written"), widget=LONG, max_length=2000)

    field_order = ("level", "leader", "on", "text")


class PassOnForm(DeedForm):
    units = forms.MultipleChoiceField(label=_("Units"), widget=forms.SelectMultiple(attrs={"size": 8}))
    instruction = forms.ChoiceField(label=_("On whose instruction"), required=False)
    task = forms.CharField(label=_("What is asked of them"), widget=SHORT, max_length=2000)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["units"].choices = unit_choices()
        rows = [(row.pk, f"{row.leader} · {row.level_shown}") for row in self.item.instructions.all()]
        fields["instruction"].choices = [("", _("None")), *rows]
        if not rows:
            del fields["instruction"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["units"] = [int(pk) for pk in cleaned.get("units", [])]
        if "instruction" in cleaned:
            cleaned["instruction"] = int(cleaned["instruction"]) if cleaned["instruction"] else None
        return cleaned


class ReportBackForm(DeedForm):
    text = forms.CharField(
        label=_("What became of it"),
        widget=LONG,
        max_length=2000,
        help_text=_("It goes to its authors and to the residents whose messages it grew from, and is kept as sent."),
    )


class ReferralAnswerForm(DeedForm):
    answer = forms.CharField(
        label=_("Answer"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What was found, what is done, by whom and by when."),
    )


REPORT_FORMS: dict[str, type[forms.Form]] = {
    "withdraw": MayWhyForm,
    "combine": CombineForm,
    "return": WhyForm,
    "not_take": NotTakeForm,
    "send_back": WhyForm,
    "issue": IssueForm,
    "send_up": SendUpForm,
    "note_use": UseForm,
    "note_instruction": InstructionForm,
    "pass_on": PassOnForm,
    "report_back": ReportBackForm,
}
REFERRAL_FORMS: dict[str, type[forms.Form]] = {"hand_back": WhyForm, "answer": ReferralAnswerForm}


class ReportFilterForm(forms.Form):
    q = forms.CharField(label=_("Words in the title, or a number"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False)
    source = forms.ChoiceField(label=_("Where it comes from"), required=False)
    mine = forms.BooleanField(label=_("Mine"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["state"].choices = [("", _("All")), *ReportState.choices]
        fields["source"].choices = [("", _("All")), *profile.current().choices("report_source")]

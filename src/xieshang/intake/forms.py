"""What is asked with a file, and what one chooses once it is read."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xieshang.intake.kinds import KINDS
from xieshang.intake.models import Batch, BatchKind
from xieshang.people.models import AccountState, Person

MOST_LEFT_OUT = 1000


def accepted(kind: str) -> str:
    """The endings a browser offers to choose from."""
    return ",".join(f".{ending}" for ending in KINDS[kind].extensions if "." not in ending) + (
        ",.gz" if "csv.gz" in KINDS[kind].extensions else ""
    )


class AuthorChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, person: Any) -> str:
        return f"{person} · {person.sector}" if person.sector else str(person)


def proposers() -> Any:
    from django.utils import timezone

    from xieshang.core import profile
    from xieshang.people.queries import held_now

    roles = profile.current().roles_with("proposal.propose")
    from xieshang.people.models import RoleHeld

    held = RoleHeld.objects.filter(held_now(timezone.localdate()), role__in=roles)
    return Person.objects.filter(state=AccountState.OPEN, pk__in=held.values("person_id")).select_related("sector")


class ChoicesForm(forms.Form):
    """The choices of a kind; the same before and after the file is read."""

    leave_out_repeats = forms.BooleanField(label=_("Leave out rows that repeat an earlier one"), required=False)
    leave_out = forms.CharField(
        label=_("Rows to leave out"),
        required=False,
        max_length=5000,
        help_text=_("Their numbers as the spreadsheet shows them, such as 12, 40."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    author = AuthorChoice(
        Person.objects.none(),
        label=_("Whose draft, where the file does not tell"),
        required=False,
        empty_label=_("nobody: the file must tell"),
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=300, help_text=_("Empty: as the file has it."))

    ASKED: dict[str, tuple[str, ...]] = {
        BatchKind.MESSAGES: ("leave_out_repeats", "leave_out"),
        BatchKind.DRAFTS: ("author", "leave_out_repeats", "leave_out"),
        BatchKind.ROSTER: ("leave_out_repeats", "leave_out"),
        BatchKind.PAPER: ("title",),
    }

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in list(self.fields):
            if name not in (*self.ASKED[kind], "file"):
                del self.fields[name]
        if "author" in self.fields:
            field: Any = self.fields["author"]
            field.queryset = proposers()

    def clean_leave_out(self) -> list[int]:
        numbers = re.findall(r"\d+", self.cleaned_data["leave_out"])
        if len(numbers) > MOST_LEFT_OUT or any(len(number) > 7 for number in numbers):
            raise forms.ValidationError(_("These are too many, or no row numbers."))
        return sorted({int(number) for number in numbers})

    @property
    def choices(self) -> dict[str, Any]:
        """As a batch keeps them."""
        chosen = {name: self.cleaned_data.get(name) for name in self.fields if name != "file"}
        author = chosen.pop("author", None)
        return {name: value for name, value in chosen.items() if value} | ({"author": author.pk} if author else {})


class UploadForm(ChoicesForm):
    file = forms.FileField(label=_("File"), allow_empty_file=True, max_length=200)

    field_order = ("file",)

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, kind=kind, **options)
        self.fields["file"].widget.attrs["accept"] = accepted(kind)
        for name in ("leave_out",):
            self.fields.pop(name, None)  # nobody knows the rows before the file is read


def recheck_form(batch: Batch) -> ChoicesForm:
    """The choices of a batch as they are, to be changed."""
    initial = dict(batch.choices)
    initial["leave_out"] = ", ".join(str(row) for row in batch.choices.get("leave_out", ()))
    return ChoicesForm(kind=batch.kind, initial=initial)


class UndoForm(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It stands in the record."))

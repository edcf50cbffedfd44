"""What is asked, move by move; which moves are open is never decided here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshang.consultations.models import State
from xieshang.consultations.rules.topic import forms_of
from xieshang.core import profile
from xieshang.look.deed_page import DeedForm
from xieshang.people.models import Person, Unit

LONG = forms.Textarea(attrs={"rows": 6})
SHORT = forms.Textarea(attrs={"rows": 3})


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)


def hour_field() -> forms.CharField:
    return forms.CharField(label=_("Hour"), max_length=5, widget=forms.TextInput(attrs={"placeholder": "14:30"}))


class Listing(DeedForm):
    """A form with choices of the profile's lists, read when it is asked."""

    LISTS: dict[str, str] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        for name, listed in self.LISTS.items():
            fields[name].choices = [("", _("Choose …")), *profile.current().choices(listed)]


class WhyForm(DeedForm):
    why = forms.CharField(label=_("Reason"), widget=SHORT, max_length=2000)


class MayWhyForm(DeedForm):
    why = forms.CharField(label=_("Reason, if you wish to give one"), widget=SHORT, max_length=500, required=False)


# ---- Topics


class SuggestForm(forms.Form):
    title = forms.CharField(label=pgettext_lazy("consultation", "Topic"), max_length=100)
    reason = forms.CharField(label=_("Why it should be consulted about"), widget=LONG, max_length=4000)
    source = forms.ChoiceField(label=_("Where it comes from"))
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["source"].choices = profile.current().choices("topic_source")
        fields["source"].initial = "member"
        this = timezone.localdate().year
        fields["year"].choices = [(year, str(year)) for year in (this, this + 1)]


class PlanForm(Listing):
    """The fields of a plan's item: topic, form, month, participants, and who leads, organises and takes part."""

    LISTS = {"form": "consultation_form", "test": "topic_test"}
    form = forms.ChoiceField(label=_("Form"))
    month = forms.TypedChoiceField(label=_("Month"), coerce=int, choices=[(n, str(n)) for n in range(1, 13)])
    test = forms.ChoiceField(
        label=_("The test it meets"), help_text=_("The plan says by which test each topic is chosen.")
    )
    participants = forms.CharField(label=_("Who takes part"), max_length=300, required=False)
    leader = forms.CharField(label=_("Leader"), max_length=60, required=False)
    committee = forms.CharField(label=_("Responsible committee"), max_length=80, required=False)
    departments = forms.CharField(label=_("Departments taking part"), max_length=300, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.fields:
            if value := getattr(self.item, name, None):
                self.initial.setdefault(name, value)


class OnForm(DeedForm):
    on = day_field(_("Day"), required=False, help_text=_("Left empty it is today."))


class MonthForm(WhyForm):
    month = forms.TypedChoiceField(label=_("New month"), coerce=int, choices=[(n, str(n)) for n in range(1, 13)])
    field_order = ("month", "why")


TOPIC_FORMS: dict[str, type[forms.Form]] = {
    "list": PlanForm,
    "amend": PlanForm,
    "agree": OnForm,
    "pass": OnForm,
    "approve": OnForm,
    "postpone": MonthForm,
    "drop": WhyForm,
}


# ---- A consultation


class CallForm(forms.Form):
    """To call one that needs no topic of the plan."""

    form = forms.ChoiceField(label=_("Form"))
    title = forms.CharField(label=pgettext_lazy("consultation", "Topic"), max_length=100)
    purpose = forms.CharField(label=_("What is to be settled"), widget=SHORT, max_length=4000, required=False)

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        here = profile.current()
        fields: Any = self.fields
        fields["form"].choices = [(code, here.word("consultation_form", code)) for code in forms_of(person)]


class WhenForm(DeedForm):
    on = day_field(_("Day"))
    hour = hour_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        held: datetime | None = self.item.held_at
        if held:
            local = timezone.localtime(held)
            self.initial.setdefault("on", local.date().isoformat())
            self.initial.setdefault("hour", f"{local:%H:%M}")


class EditForm(WhenForm):
    place = forms.CharField(label=_("Place"), max_length=120)
    purpose = forms.CharField(label=_("What is to be settled"), widget=SHORT, max_length=4000, required=False)
    seats = forms.IntegerField(label=_("Seats for residents"), min_value=0, max_value=1000, initial=0)
    criteria = forms.CharField(
        label=_("How residents' seats are given"),
        widget=SHORT,
        max_length=1000,
        required=False,
        help_text=_("Published with the notice: by lot among all who sign up, or by which rule."),
    )
    is_public = forms.BooleanField(label=_("Open to the public"), required=False, initial=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("place", "purpose", "seats", "criteria", "is_public"):
            self.initial.setdefault(name, getattr(self.item, name))


class VisitForm(DeedForm):
    on = day_field(_("Day"))
    place = forms.CharField(label=_("Place"), max_length=120)
    group = forms.CharField(label=_("Who went"), max_length=200, required=False)
    findings = forms.CharField(
        label=_("What was found"),
        widget=LONG,
        max_length=8000,
        help_text=_("In words and figures, as you would defend it."),
    )
    source = forms.CharField(label=_("Sources"), max_length=300, required=False)


class MaterialForm(DeedForm):
    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(label=_("Text"), widget=LONG, max_length=20000)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)


class InviteForm(Listing):
    LISTS = {"part": "seat_part"}
    part = forms.ChoiceField(label=_("As"))
    people = forms.MultipleChoiceField(label=_("People"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        parts = [pair for pair in fields["part"].choices if pair[0] not in ("", "resident")]
        fields["part"].choices = [("", _("Choose …")), *parts]
        here = set(self.item.places.values_list("person_id", flat=True))
        by_group: dict[str, list[tuple[int, str]]] = {}
        for person in (
            Person.objects.filter(state="open").select_related("sector", "unit").order_by("sector", "unit", "name")
        ):
            if person.pk not in here and (person.sector_id or person.unit_id):
                by_group.setdefault(str(person.sector or person.unit), []).append((person.pk, str(person)))
        fields["people"].choices = list(by_group.items())

    def clean_people(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["people"]]


class PostponeForm(WhenForm):
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    why = forms.CharField(label=_("Reason"), widget=SHORT, max_length=2000)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("place", self.item.place)


class SeedForm(DeedForm):
    seed = forms.CharField(
        label=_("Seed of the lot"),
        max_length=64,
        help_text=_(
            "A number somebody else published after sign-up closed, a lottery's of that day, or dice on stage."
        ),
    )


def seats_here(item: Any) -> list[tuple[int, str]]:
    return [
        (seat.pk, f"{seat} · {seat.unit or seat.part_shown}")
        for seat in item.places.select_related("person", "unit").exclude(state__in=["excused", "not_drawn", "applied"])
    ]


class AskForm(DeedForm):
    asker = forms.TypedChoiceField(label=_("Who asks"), coerce=int)
    question = forms.CharField(label=_("Question"), widget=SHORT, max_length=2000)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["asker"].choices = seats_here(self.item)


class AnswerForm(DeedForm):
    question = forms.TypedChoiceField(label=_("Question"), coerce=int)
    answerer = forms.TypedChoiceField(label=_("Who answers"), coerce=int)
    answer = forms.CharField(label=_("Answer"), widget=SHORT, max_length=4000)
    promise = forms.CharField(
        label=_("What is promised"),
        widget=SHORT,
        max_length=1000,
        required=False,
        help_text=_("It goes on the agreed list and is followed until it is kept."),
    )
    in_charge = forms.CharField(label=_("In charge"), max_length=60, required=False)
    due = day_field(_("Promised for"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        waiting = self.item.exchanges.filter(answer="")
        fields["question"].choices = [(pair.position, f"{pair.position}. {pair.question[:80]}") for pair in waiting]
        fields["answerer"].choices = seats_here(self.item)


class AgreeForm(DeedForm):
    text = forms.CharField(label=_("What was agreed"), widget=SHORT, max_length=1000)
    unit = forms.TypedChoiceField(label=_("Unit"), coerce=int)
    in_charge = forms.CharField(label=_("In charge"), max_length=60, required=False)
    due = day_field(_("Promised for"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["unit"].choices = [(unit.pk, str(unit)) for unit in Unit.objects.filter(is_open=True)]


class SettleForm(DeedForm):
    nothing_agreed = forms.CharField(
        label=_("Why nothing was agreed"),
        widget=SHORT,
        max_length=1000,
        required=False,
        help_text=_(
            "Only where the list is empty. What stands on the list becomes promises that everybody can follow."
        ),
    )


class IssueForm(Listing):
    LISTS = {"output": "output_kind"}
    output = forms.ChoiceField(label=_("What"))
    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(label=_("Text"), widget=LONG, max_length=20000)
    sent_to = forms.CharField(label=_("Sent to"), max_length=200, required=False)


class RespondForm(DeedForm):
    text = forms.CharField(label=_("What your unit makes of it"), widget=LONG, max_length=8000)


class LookBackForm(DeedForm):
    look_back = forms.CharField(
        label=_("Looking back"),
        widget=LONG,
        max_length=8000,
        help_text=_("What became of it, seen on the spot or told by those who asked."),
    )


class DoorsForm(DeedForm):
    members = forms.BooleanField(label=_("All members"), required=False, initial=True)
    residents = forms.BooleanField(label=_("Residents with a code"), required=False, initial=True)
    anyone = forms.BooleanField(
        label=_("Anyone who opens the page"),
        required=False,
        help_text=_("Counted apart: a browser is no person, and one person may have several."),
    )


CONSULTATION_FORMS: dict[str, type[forms.Form]] = {
    "edit": EditForm,
    "note_visit": VisitForm,
    "add_material": MaterialForm,
    "invite": InviteForm,
    "postpone": PostponeForm,
    "draw_seats": SeedForm,
    "ask": AskForm,
    "answer": AnswerForm,
    "agree_on": AgreeForm,
    "settle": SettleForm,
    "issue": IssueForm,
    "respond": RespondForm,
    "look_back": LookBackForm,
    "open_votes": DoorsForm,
    "call_off": WhyForm,
}


# ---- Seats


class LeaveForm(Listing):
    LISTS = {"leave_reason": "leave_reason"}
    leave_reason = forms.ChoiceField(label=_("Reason"))
    reason = forms.CharField(label=_("In your words, if you wish"), widget=SHORT, max_length=500, required=False)


class RatingForm(Listing):
    LISTS = {"rating": "rating"}
    rating = forms.ChoiceField(label=_("How was it?"))
    remark = forms.CharField(label=_("In your words, if you wish"), widget=SHORT, max_length=500, required=False)


SEAT_FORMS: dict[str, type[forms.Form]] = {
    "ask_leave": LeaveForm,
    "insist": WhyForm,
    "give": WhyForm,
    "rate": RatingForm,
}


class SignUpForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    contact = forms.CharField(label=_("How to reach you"), max_length=120, help_text=_("Only the organisers see it."))
    why_here = forms.CharField(label=_("Why you would like to come"), widget=SHORT, max_length=300, required=False)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=pgettext_lazy("voting", "Your code"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class CodeRatingForm(CodeForm):
    rating = forms.ChoiceField(label=_("How was it?"))
    remark = forms.CharField(label=_("In your words, if you wish"), widget=SHORT, max_length=500, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["rating"].choices = profile.current().choices("rating")


# ---- Statements


class SayForm(forms.Form):
    text = forms.CharField(
        label=_("Your statement"),
        widget=SHORT,
        max_length=280,
        help_text=_("One idea in one sentence, so that others can agree or disagree."),
    )
    is_named = forms.BooleanField(label=_("Show my name beside it"), required=False)


class SeedStatementForm(forms.Form):
    text = forms.CharField(label=_("Statement"), widget=SHORT, max_length=280)


class DeclineForm(Listing):
    LISTS = {"ground": "statement_ground"}
    ground = forms.ChoiceField(label=_("Published criterion"))
    why = forms.CharField(label=_("What its author reads"), widget=SHORT, max_length=500)


class AppealForm(DeedForm):
    why = forms.CharField(label=_("Why it should be shown after all"), widget=SHORT, max_length=500)


STATEMENT_FORMS: dict[str, type[forms.Form]] = {
    "decline": DeclineForm,
    "appeal": AppealForm,
    "grant": MayWhyForm,
    "uphold": AppealForm,
}


class HowManyForm(forms.Form):
    how_many = forms.IntegerField(label=_("How many codes"), min_value=1, max_value=2000, initial=50)


class SheetForm(forms.Form):
    """A paper sheet, keyed in with one hand: its number, and a digit for each statement."""

    sheet = forms.CharField(
        label=_("Number of the sheet"), max_length=40, widget=forms.TextInput(attrs={"autofocus": True})
    )
    marks = forms.CharField(
        label=_("Marks"),
        max_length=1000,
        help_text=_("One for each statement in order: 1 agrees, 2 disagrees, 0 passes, - is blank."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class FilterForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *State.choices])
    form = forms.ChoiceField(label=_("Form"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["form"].choices = [("", _("All")), *profile.current().choices("consultation_form")]

"""What is asked, move by move; which moves are open is never decided here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from xieshang.core import profile
from xieshang.look.deed_page import DeedForm
from xieshang.people.models import Person, Session, Unit, in_reader_language
from xieshang.people.queries import members
from xieshang.proposals.actions.assign import Share
from xieshang.proposals.actions.handle import Answer
from xieshang.proposals.models import ON_FILE, Handling, Proposal, Reply, State, UnitRole

LONG = forms.Textarea(attrs={"rows": 6})
SHORT = forms.Textarea(attrs={"rows": 3})


def hint(form: str, field: str) -> str:
    """What the profile says beside a field."""
    words = profile.current().fields.get(form, {}).get(field, {})
    return str(words.get("zh" if (get_language() or "").startswith("zh") else "en", ""))


def listed(name: str, *, empty: Any = None, on: Any = None) -> list[tuple[str, str]]:
    return ([("", empty)] if empty is not None else []) + profile.current().choices(name, on)


class ProposalForm(forms.Form):
    """The text of a proposal; drafts may have gaps, so nothing here is required but what makes no sense without."""

    title = forms.CharField(label=pgettext_lazy("proposal", "Title"), required=False, max_length=300)
    topic_class = forms.ChoiceField(label=_("Class"), required=False)
    situation = forms.CharField(label=_("How things stand"), required=False, widget=forms.Textarea(attrs={"rows": 8}))
    analysis = forms.CharField(label=_("Why it is so"), required=False, widget=forms.Textarea(attrs={"rows": 6}))
    wanted_units = forms.CharField(
        label=_("Units you would like to handle it"), required=False, max_length=200, help_text=_("The offices decide.")
    )
    is_open = forms.TypedChoiceField(
        label=_("May it be published?"),
        required=False,
        choices=[("yes", _("Yes, once it is on file")), ("no", _("No"))],
        coerce=lambda value: value != "no",
        initial="yes",
        widget=forms.RadioSelect,
    )
    why_not_open = forms.CharField(label=_("If not, why not?"), required=False, max_length=300)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, suggestions: list[str] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["topic_class"].choices = listed("proposal_class", empty=_("Not chosen yet"))
        for name in ("title", "situation", "analysis"):
            fields[name].help_text = hint("proposal", name)
        most = profile.current().norm("proposal.title_chars", profile.FIRST_DAY)
        fields["title"].widget.attrs["data-count"] = most
        self.suggestions = (
            list(self.data.getlist("suggestion"))
            if self.is_bound and hasattr(self.data, "getlist")
            else list(suggestions or [])
        )
        self.suggestion_hint = hint("proposal", "suggestions")

    @property
    def suggestion_rows(self) -> list[str]:
        """The suggestions and a few blank rows, so that one can add without script."""
        return [*self.suggestions, *[""] * max(1, 3 - len(self.suggestions))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if any("\0" in text for text in self.suggestions):  # the one character PostgreSQL cannot hold
            self.add_error(None, _("Null characters are not allowed."))
        cleaned["is_open"] = cleaned.get("is_open") is not False  # not asked means yes
        if not cleaned["is_open"] and not cleaned.get("why_not_open"):
            self.add_error("why_not_open", _("Please say why it should not be published."))
        return cleaned

    def texts(self) -> dict[str, Any]:
        """The cleaned texts as the actions take them."""
        names = ("title", "topic_class", "situation", "analysis", "wanted_units", "is_open", "why_not_open")
        return {name: self.cleaned_data[name] for name in names} | {"suggestions": self.suggestions}


class InviteForm(DeedForm):
    people = forms.MultipleChoiceField(
        label=_("Members to ask"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They sign the text as it stands now; while you wait it cannot be edited."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        by_sector: dict[str, list[tuple[int, str]]] = {}
        for member in members():
            if member.pk != self.person.pk:
                by_sector.setdefault(str(member.sector), []).append((member.pk, str(member)))
        fields["people"].choices = list(by_sector.items())

    def clean_people(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["people"]]


class WhyForm(DeedForm):
    why = forms.CharField(label=_("Reason"), widget=SHORT, max_length=2000)


class MayWhyForm(DeedForm):
    why = forms.CharField(label=_("Reason, if you wish to give one"), widget=SHORT, max_length=2000, required=False)


class ReasonForm(DeedForm):
    reason = forms.CharField(label=_("Reason, if you wish to give one"), widget=SHORT, max_length=500, required=False)


class FileForm(DeedForm):
    topic_class = forms.ChoiceField(label=_("Class"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["topic_class"].choices = listed("proposal_class", on=self.item.rule_day)
        fields["topic_class"].initial = self.item.topic_class


class RefuseForm(DeedForm):
    ground = forms.ChoiceField(label=_("On which ground"), widget=forms.RadioSelect)
    why = forms.CharField(
        label=_("Explanation"), widget=LONG, max_length=2000, help_text=_("The proposer reads it and may answer.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["ground"].choices = listed("refusal_ground", on=self.item.rule_day)


class MergeForm(DeedForm):
    into = forms.CharField(
        label=_("Into which proposal"), max_length=40, help_text=_("Its number, or its running number.")
    )
    why = forms.CharField(label=_("Note"), widget=SHORT, max_length=2000, required=False)

    def clean_into(self) -> int:
        number = self.cleaned_data["into"].strip()
        found = Proposal.objects.visible_to(self.person).filter(state__in=ON_FILE)
        main = found.filter(number_shown=number).first() or found.filter(serial=number).first()
        if main is None:
            raise forms.ValidationError(_("There is no proposal with this number on file."))
        return int(main.pk)


def unit_choices(empty: Any = None) -> list[Any]:
    """Units grouped by their kind, in the order of the profile."""
    groups: dict[str, list[tuple[int, str]]] = {}
    rows_of = Unit.objects.filter(is_open=True).values_list("pk", "kind", "name", "name_en")
    for pk, kind, name, name_en in rows_of:
        groups.setdefault(kind, []).append((pk, in_reader_language(name, name_en)))
    kinds = profile.current().lists["unit_kind"]
    rows: list[Any] = [(str(kinds[kind]), groups[kind]) for kind in kinds if kind in groups]
    rows += [(kind, groups[kind]) for kind in groups if kind not in kinds]
    return ([("", empty)] if empty is not None else []) + rows


class AllotForm(DeedForm):
    mode = forms.ChoiceField(label=_("How it is handled"), widget=forms.RadioSelect)
    lead = forms.ChoiceField(label=_("Unit that answers"))
    others = forms.MultipleChoiceField(
        label=_("Further units"), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        modes = [("sole", _("By one unit alone")), ("parts", _("By several units, each for its part"))]
        if profile.current().norm("assign.co_handling", self.item.rule_day):
            modes.append(("lead", _("By a lead unit with co-handlers")))
        fields["mode"].choices, fields["mode"].initial = modes, "sole"
        units = unit_choices()
        fields["lead"].choices = [("", _("Choose a unit")), *units]
        fields["others"].choices = units

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        mode, lead = cleaned.get("mode"), cleaned.get("lead")
        others = [pk for pk in cleaned.get("others", []) if pk != lead]
        if mode and lead:
            if mode == "sole" and others:
                self.add_error("others", _("One unit alone has no further units; choose another way or clear them."))
            if mode != "sole" and not others:
                self.add_error("others", _("Choose at least one further unit."))
            first, rest = {
                "sole": (UnitRole.SOLE, UnitRole.SOLE),
                "parts": (UnitRole.PART, UnitRole.PART),
                "lead": (UnitRole.LEAD, UnitRole.CO),
            }[mode]
            return {"shares": [Share(int(lead), first), *(Share(int(pk), rest) for pk in others)]}
        return cleaned


class HandBackForm(DeedForm):
    why = forms.CharField(
        label=_("Why it is not yours"), widget=LONG, max_length=2000, help_text=_("Name the rule on competences.")
    )
    suggested_unit = forms.CharField(label=_("Which unit should have it"), required=False, max_length=80)


class ReassignForm(DeedForm):
    unit = forms.TypedChoiceField(label=_("Unit"), coerce=int)
    why = forms.CharField(label=_("Note"), widget=SHORT, max_length=2000, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["unit"].choices = unit_choices(empty=_("Choose a unit"))


class ContactForm(DeedForm):
    way = forms.ChoiceField(label=_("How"), widget=forms.RadioSelect)
    on = forms.DateField(label=_("On which day"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label=_("What was said"), widget=LONG, max_length=2000, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["way"].choices = listed("contact_way", on=self.item.proposal.rule_day)


class RemarkForm(DeedForm):
    remark = forms.CharField(label=_("Remark, if you wish"), widget=SHORT, max_length=1000, required=False)


class JudgeForm(DeedForm):
    attitude = forms.ChoiceField(label=_("How you were dealt with"), widget=forms.RadioSelect)
    result = forms.ChoiceField(label=_("The result"), widget=forms.RadioSelect)
    remark = forms.CharField(
        label=_("In your own words"),
        widget=LONG,
        max_length=2000,
        required=False,
        help_text=_("Read by the assembly's staff only. The unit sees figures, once enough have answered."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        day = self.item.handling.proposal.rule_day
        fields["attitude"].choices = listed("attitude", on=day)
        fields["result"].choices = listed("result", on=day)


PROPOSAL_FORMS: dict[str, type[forms.Form]] = {
    "invite": InviteForm,
    "withdraw": MayWhyForm,
    "file": FileForm,
    "return": WhyForm,
    "merge": MergeForm,
    "refuse": RefuseForm,
    "allot": AllotForm,
    "object": WhyForm,
    "rehandle": MayWhyForm,
    "close": MayWhyForm,
}
SIGNING_FORMS: dict[str, type[forms.Form]] = {"decline": ReasonForm}
HANDLING_FORMS: dict[str, type[forms.Form]] = {
    "hand_back": HandBackForm,
    "insist": WhyForm,
    "reassign": ReassignForm,
    "note_contact": ContactForm,
    "send_back": WhyForm,
}
CONTACT_FORMS: dict[str, type[forms.Form]] = {"confirm": RemarkForm, "dispute": RemarkForm}
FEEDBACK_FORMS: dict[str, type[forms.Form]] = {"judge": JudgeForm}


class PointForm(forms.Form):
    """One suggestion's answer."""

    verdict = forms.ChoiceField(
        label=pgettext_lazy("suggestion", "What becomes of it"), widget=forms.RadioSelect, required=False
    )
    text = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=4000)
    in_charge = forms.CharField(label=_("By whom"), required=False, max_length=60)
    promise = forms.CharField(
        label=_("If planned: what is promised"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=1000,
    )
    due = forms.DateField(
        label=_("If planned: by when"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    ground = forms.ChoiceField(label=_("If not possible: on which ground"), required=False)

    def __init__(self, *args: Any, handling: Handling, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        day = handling.proposal.rule_day
        fields["verdict"].choices = listed("point_verdict", on=day)
        fields["ground"].choices = listed("impossible_ground", on=day, empty=_("Choose a ground"))


class ReplyForm(forms.Form):
    """A reply around its points; a co-handler's opinion is its opening alone."""

    opening = forms.CharField(
        label=_("Opening"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=4000
    )
    closing = forms.CharField(
        label=_("Closing"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=4000
    )
    reply_class = forms.ChoiceField(label=_("Class of the reply"), required=False)
    clerk = forms.CharField(label=_("Who can be asked"), required=False, max_length=60)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, handling: Handling, reply: Reply | None, **options: Any) -> None:
        self.handling = handling
        if reply is not None:
            options.setdefault(
                "initial",
                {
                    "opening": reply.opening,
                    "closing": reply.closing,
                    "reply_class": reply.reply_class,
                    "clerk": reply.clerk,
                },
            )
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["reply_class"].choices = listed("reply_class", on=handling.proposal.rule_day, empty=_("Not chosen yet"))
        if not handling.answers_proposer:
            fields["opening"].label = _("Your opinion to the lead unit")
            fields["opening"].widget.attrs["rows"] = 10
            for name in ("closing", "reply_class"):
                del fields[name]
        was = {point.suggestion_id: point for point in reply.points.all()} if reply else {}
        self.points = [
            (suggestion, self.point_form(suggestion.pk, was.get(suggestion.pk), args))
            for suggestion in (handling.proposal.suggestions.all() if handling.answers_proposer else [])
        ]

    def point_form(self, pk: int, was: Any, args: tuple[Any, ...]) -> PointForm:
        initial = (
            {name: getattr(was, name) for name in ("verdict", "text", "in_charge", "promise", "due", "ground")}
            if was
            else {}
        )
        return PointForm(*args[:1], handling=self.handling, prefix=f"s{pk}", initial=initial)

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(form.is_valid() for _suggestion, form in self.points)])

    def answers(self) -> list[Answer]:
        return [
            Answer(suggestion=suggestion.pk, **form.cleaned_data)
            for suggestion, form in self.points
            if form.cleaned_data.get("verdict")
        ]


class FilterForm(forms.Form):
    """What a list is narrowed to."""

    q = forms.CharField(label=_("Words in the title, or a number"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False)
    topic_class = forms.ChoiceField(label=_("Class"), required=False)
    session = forms.ChoiceField(label=_("Session"), required=False)
    unit = forms.ChoiceField(label=_("Handling unit"), required=False)
    mine = forms.BooleanField(label=_("Only mine"), required=False)

    def __init__(self, *args: Any, person: Person | None, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["state"].choices = [("", _("All")), *State.choices]
        fields["topic_class"].choices = listed("proposal_class", empty=_("All"))
        fields["session"].choices = [("", _("All")), *((s.pk, str(s)) for s in Session.objects.all())]
        fields["unit"].choices = unit_choices(empty=_("All"))
        if person is None:
            del fields["mine"]

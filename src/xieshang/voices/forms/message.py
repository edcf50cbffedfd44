"""What residents are asked, and those who answer them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from xieshang.core import profile
from xieshang.look.deed_page import DeedForm
from xieshang.voices.models import Lead, State
from xieshang.voices.norms import LONGEST_TEXT, LONGEST_TITLE


class SendForm(forms.Form):
    """Only the title and the text are needed; the rest helps to answer."""

    title = forms.CharField(label=_("What is it about, in one line"), max_length=LONGEST_TITLE)
    text = forms.CharField(
        label=_("What you want to say"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 8})
    )
    place = forms.CharField(label=_("Where"), required=False, max_length=120)
    topic = forms.ChoiceField(label=_("Topic"), initial="other")
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=60,
        help_text=_("Only those who answer see it. You may leave it out."),
    )
    contact = forms.CharField(
        label=_("How to reach you"), required=False, max_length=120, help_text=_("Only if you want to be asked back.")
    )
    is_public = forms.BooleanField(
        label=_("Others may read my message and its answer, without my name"), required=False
    )
    consent = forms.ChoiceField(
        label=_("How they agreed"),
        required=False,
        help_text=_("You enter this for somebody else: say how they agreed that their name or number is kept."),
    )
    # Left empty by people, filled in by scripts; hidden from eyes and from screen readers.
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, for_another: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["topic"].choices = profile.current().choices("message_topic")
        if for_another:
            fields["consent"].choices = [
                ("", _("No name and no number are given")),
                *profile.current().choices("message_consent"),
            ]
            fields["name"].label, fields["contact"].label = _("Their name"), _("How to reach them")
            fields["text"].label = _("What they say")
            fields["name"].help_text = _("Only those who answer see it.")
            fields["contact"].help_text = ""
            fields["is_public"].label = _("They agree that others read it and its answer, without their name")
        else:
            del fields["consent"]
        words = profile.current().fields.get("message", {}).get("text", {})
        fields["text"].help_text = words.get("zh" if (get_language() or "").startswith("zh") else "en", "")


class FollowForm(forms.Form):
    number = forms.CharField(label=_("Number"), max_length=40)
    code = forms.CharField(label=_("Code"), max_length=40)


class CorrectForm(forms.Form):
    """What its author may put right."""

    title = forms.CharField(label=_("What is it about, in one line"), max_length=LONGEST_TITLE)
    text = forms.CharField(
        label=_("What you want to say"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 8})
    )
    place = forms.CharField(label=_("Where"), required=False, max_length=120)


class AnswerForm(DeedForm):
    topic = forms.ChoiceField(label=_("Topic"))
    answer = forms.CharField(
        label=_("Answer"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What was found, what is done, by whom and by when."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["topic"].choices = profile.current().choices("message_topic")
        fields["topic"].initial = self.item.topic


class DeclineForm(DeedForm):
    ground = forms.ChoiceField(label=_("On which ground"), widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Explanation"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The resident reads it; say where else they can turn."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["ground"].choices = profile.current().choices("message_decline_ground")


class OfferForm(DeedForm):
    lead = forms.ChoiceField(
        label=_("As what"),
        choices=Lead.choices,
        widget=forms.RadioSelect,
        help_text=_("Members find it in the list of messages, narrowed to what is offered."),
    )


class ForgetForm(DeedForm):
    why = forms.CharField(
        label=_("How they asked, and how you knew it was them"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Write no name and no number here: it stays in the record. The message cannot be brought back."),
    )


MESSAGE_FORMS: dict[str, type[forms.Form]] = {
    "answer": AnswerForm,
    "decline": DeclineForm,
    "offer": OfferForm,
    "forget": ForgetForm,
}


class FilterForm(forms.Form):
    q = forms.CharField(label=_("Words in the title, or a number"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    lead = forms.ChoiceField(label=_("Offered as"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["state"].choices = [("", _("All")), *State.choices]
        fields["topic"].choices = [("", _("All")), *profile.current().choices("message_topic")]
        fields["lead"].choices = [("", _("All")), *Lead.choices]

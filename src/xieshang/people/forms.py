"""What is asked about accounts, roles and one's own choices."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xieshang.core import profile
from xieshang.core.verdicts import No
from xieshang.look.deed_page import DeedForm
from xieshang.people.actions import SCOPES
from xieshang.people.models import AccountState, Person, RoleHeld, Sector, Unit
from xieshang.people.rules import is_compatible, is_whole


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SignInForm(LoginForm):  # type: ignore[misc]
    """allauth's form in our words."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"].label = _("Login")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class FilterForm(forms.Form):
    q = forms.CharField(label=_("Name, workplace or post"), max_length=60, required=False)
    sector = forms.ModelChoiceField(Sector.objects.all(), label=_("Sector"), required=False, empty_label=_("All"))
    unit = forms.ModelChoiceField(Unit.objects.all(), label=_("Unit"), required=False, empty_label=_("All"))
    state = forms.ChoiceField(
        label=_("Account"),
        choices=[
            ("", AccountState.OPEN.label),
            (AccountState.CLOSED, AccountState.CLOSED.label),
            ("all", _("open or closed")),
        ],
        required=False,
    )

    def __init__(self, *args: Any, is_administrator: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_administrator:
            self.fields["q"].label = _("Name, login, workplace or post")
        else:
            del self.fields["state"]


class OpenForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Person
        fields = ("name", "name_latin", "login", "email", "sector", "unit", "work")
        labels = {"sector": _("Sector"), "unit": _("Unit")}
        help_texts = {
            "name_latin": _("Shown to readers of English, and what lists are sorted by."),
            "email": _("For notices only. May be left empty."),
            "sector": _("For members of the assembly."),
            "unit": _("For people of a handling unit."),
        }

    login = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        label=_("login"),
        min_length=3,
        max_length=60,
        help_text=_("What the person signs in with: letters, digits and . _ - only. It stays for good."),
        error_messages={"invalid": _("Use letters, digits and . _ - only, and begin with a letter or a digit.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("sector", "unit"):
            field: Any = self.fields[name]
            field.empty_label = _("none")

    def clean_login(self) -> str:
        login = str(self.cleaned_data["login"])
        if Person.objects.filter(login__iexact=login).exists():
            raise ValidationError(_("Somebody has this login already."))
        return login


class CloseForm(DeedForm):
    why = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It stands in the record."))


class ReopenForm(DeedForm):
    why = forms.CharField(label=_("Reason"), max_length=300, required=False, help_text=_("It stands in the record."))


class GiveRoleForm(DeedForm):
    role = forms.ChoiceField(label=_("Role"))
    unit = forms.ModelChoiceField(
        Unit.objects.filter(is_open=True),
        label=_("Unit"),
        required=False,
        empty_label=_("none"),
        help_text=_("For roles that are held for a unit."),
    )
    until = forms.DateField(
        label=_("Last day"), widget=Day, required=False, help_text=_("Empty: until it is taken again.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        roles = profile.current().roles.values()
        choices = [(role.code, str(role)) for role in roles if not role.of_unit]
        of_units = [(role.code, str(role)) for role in roles if role.of_unit]
        field: Any = self.fields["role"]
        field.choices = [("", "…"), *choices, *([(_("Held for a unit"), of_units)] if of_units else [])]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        role, unit = cleaned.get("role"), cleaned.get("unit")
        if role:
            if isinstance(verdict := is_whole(role, unit), No):
                self.add_error("unit", str(verdict.reason))
            if isinstance(verdict := is_compatible(self.item, role), No):
                self.add_error("role", str(verdict.reason))
        if (until := cleaned.get("until")) and until < timezone.localdate():
            self.add_error("until", _("The last day of a role cannot lie in the past."))
        return cleaned


class HeldChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, held: Any) -> str:
        return f"{held} · {held.unit}" if held.unit else str(held)


class TakeRoleForm(DeedForm):
    held = HeldChoice(RoleHeld.objects.none(), label=_("Role"), empty_label="…")
    why = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It stands in the record."))

    def __init__(self, *args: Any, **options: Any) -> None:
        from xieshang.people.queries import held_now

        super().__init__(*args, **options)
        field: Any = self.fields["held"]
        field.queryset = self.item.roles.filter(held_now(timezone.localdate())).select_related("unit")


# reset_password asks nothing
PERSON_FORMS: dict[str, type[DeedForm]] = {
    "close": CloseForm,
    "reopen": ReopenForm,
    "give_role": GiveRoleForm,
    "take_role": TakeRoleForm,
}


class MailForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Person
        fields = ("mail_at_once",)
        help_texts = {"mail_at_once": _("Otherwise everything of a day comes in one letter at eight in the morning.")}


class EmailForm(forms.Form):
    email = forms.EmailField(label=_("e-mail"), required=False, help_text=_("Empty: no letters, notices inside only."))
    password = forms.CharField(
        label=_("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("A new password can be asked for by e-mail, so we make sure it is you."),
    )


class KeyForm(forms.Form):
    name = forms.CharField(label=_("What is it for?"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(SCOPES[0], _("read what you may read")), (SCOPES[1], _("do what you may do"))],
        widget=forms.CheckboxSelectMultiple,
    )
    expires = forms.DateField(label=_("Last day"), widget=Day, help_text=_("At most a year from today."))

    def clean_expires(self) -> date:
        expires: date = self.cleaned_data["expires"]
        today = timezone.localdate()
        if not today < expires <= today + timedelta(days=366):
            raise ValidationError(_("A key lasts for at most a year from today."))
        return expires

"""Who may open accounts and give roles."""

from django.utils.translation import gettext_lazy as _

from xieshang.core import profile
from xieshang.core.verdicts import No, NotYours, Verdict, Yes
from xieshang.people.models import Person, Unit


def has_power(person: Person | None, power: str, *, unit_id: int | None = None, office: str | None = None) -> Verdict:
    """The one question every rule asks of a person; the table of powers is the profile's roles.toml."""
    if person is not None and person.is_active and person.can(power, unit_id=unit_id, office=office):
        return Yes()
    return NotYours(_("Your roles do not include this."))


def may_keep_accounts(by: Person, person: Person) -> Verdict:
    """The system administrators."""
    return has_power(by, "people.accounts")


def may_close_account(by: Person, person: Person) -> Verdict:
    """The system administrators, but never their own account."""
    if by.pk == person.pk:
        return No(_("You cannot close your own account; another system administrator can."))
    return may_keep_accounts(by, person)


def may_give_roles(by: Person, person: Person) -> Verdict:
    """Nobody gives a role to themselves (separation of administrators, GB/T 22239-2019, 8.1.4.2)."""
    if by.pk == person.pk:
        return No(_("Nobody gives a role to themselves."))
    return has_power(by, "people.roles")


def is_compatible(person: Person, role: str) -> Verdict:
    """The roles a profile separates are never held by one person."""
    roles = profile.current().roles
    for held, _unit in person.holdings:
        if held in roles[role].separate or (held in roles and role in roles[held].separate):
            return No(
                _("%(person)s is %(held)s; the same person may not also be %(role)s.")
                % {"person": person, "held": roles[held], "role": roles[role]}
            )
    return Yes()


def is_whole(role: str, unit: Unit | None) -> Verdict:
    """A role of a unit names its unit, any other role names none."""
    row = profile.current().roles.get(role)
    if row is None:
        return No(_("There is no such role."))
    if row.of_unit and unit is None:
        return No(_("This role is held for a unit; choose the unit."))
    if unit is not None and not row.of_unit:
        return No(_("This role is not held for a unit; leave the unit empty."))
    return Yes()


def only_the_clock(person: Person | None, item: object) -> Verdict:
    """A move nobody makes: time does."""
    return Yes() if person is None else NotYours(_("This happens by itself when its time has come."))

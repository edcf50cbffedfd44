"""Every change to accounts, roles and tokens."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from xieshang.core.actions import ACTIONS
from xieshang.core.calendar import local_day
from xieshang.core.deeds import beside, deed
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.verdicts import No
from xieshang.people import lockout, sessions
from xieshang.people.lifecycle import LIFE
from xieshang.people.models import AccountState, Person, RoleHeld, Sector, Token, Unit
from xieshang.people.rules import has_power, is_compatible, is_whole

# Read aloud over the phone without mistakes: no 0/O, 1/l/I
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def first_password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _n in range(4)) for _part in range(3))


def open_account(
    *,
    by: Person | None,
    at: datetime,
    login: str,
    name: str,
    name_latin: str = "",
    email: str = "",
    sector: Sector | None = None,
    unit: Unit | None = None,
    work: str = "",
    password: str | None = None,
    hashed: str = "",
    must_change_password: bool = True,
) -> tuple[Person, str]:
    """A new account and its first password, which is told once; `by` None is the installation itself.

    hashed  a password hashed already, of an account that moves here from another system
    """
    if by is not None and isinstance(verdict := has_power(by, "people.accounts"), No):
        raise NotYoursError(str(verdict.reason))
    word = "" if hashed else password or first_password()
    person = Person(
        login=login,
        name=name,
        name_latin=name_latin,
        email=email,
        sector=sector,
        unit=unit,
        work=work,
        must_change_password=must_change_password,
        state=AccountState.OPEN,
    )
    if hashed:
        person.password = hashed
    else:
        person.set_password(word)
    with deed("open", on=person, by=by, at=at) as person:
        pass
    return person, word


def close(person: Person, *, by: Person, at: datetime, why: str) -> Person:
    """Nobody signs in with it any more, and who is signed in is out; its keys to the API are revoked."""
    with deed("close", on=person, by=by, at=at, why=why) as person:
        LIFE.take("close", person, by)
        sessions.end_all(person)
        for token in person.tokens.filter(revoked_at=None):
            token.revoked_at = at
            token.save(update_fields=["revoked_at"])
            beside(person, "token", token.name, None)
    return person


def reopen(person: Person, *, by: Person, at: datetime, why: str = "") -> Person:
    with deed("reopen", on=person, by=by, at=at, why=why) as person:
        LIFE.take("reopen", person, by)
    return person


def reset_password(person: Person, *, by: Person, at: datetime) -> tuple[Person, str]:
    """A new first password, told once and to be changed at the next sign-in; who is signed in with the old is out."""
    word = first_password()
    with deed("reset_password", on=person, by=by, at=at) as person:
        LIFE.take("reset_password", person, by)
        person.set_password(word)
        person.must_change_password = True
        sessions.end_all(person)
    lockout.open_again(person.login)
    return person, word


def change_password(person: Person, *, password: str, at: datetime) -> Person:
    with deed("change_password", on=person, by=person, at=at) as person:
        person.set_password(password)
        person.must_change_password = False
    return person


def note_sign_in(person: Person, *, at: datetime) -> None:
    with deed("signed_in", on=person, by=person, at=at):
        pass


def note_sign_out(person: Person, *, at: datetime) -> None:
    with deed("signed_out", on=person, by=person, at=at):
        pass


def note_failed_sign_in(person: Person, *, at: datetime, is_last: bool = False) -> None:
    """Somebody, nobody knows who, did not know the password; `is_last` when it cannot be tried again for a while."""
    with deed("sign_in_failed", on=person, by=None, at=at):
        pass
    if is_last:
        with deed("locked_out", on=person, by=None, at=at):
            pass


def note_factor(person: Person, *, factor: str, is_added: bool, at: datetime) -> None:
    """A second way to sign in was set up or removed."""
    with deed("factor_added" if is_added else "factor_removed", on=person, by=person, at=at) as locked:
        beside(locked, "factor", *((None, factor) if is_added else (factor, None)))


def change_email(person: Person, *, email: str, at: datetime) -> Person:
    with deed("change_email", on=person, by=person, at=at) as person:
        person.email = email
    return person


def end_other_sessions(person: Person, *, but: str | None) -> int:
    """End every session of a person but the one they ask it in; how many."""
    return sessions.end_all(person, but=but)


def give_role(
    person: Person, *, by: Person | None, at: datetime, role: str, unit: Unit | None = None, until: date | None = None
) -> RoleHeld:
    """Let somebody hold a role; `by` None is the installation itself, before anybody can give roles."""
    with deed("give_role", on=person, by=by, at=at) as person:
        if by is not None:
            LIFE.take("give_role", person, by)
        if isinstance(verdict := is_whole(role, unit), No):
            raise MoveNotOpenError(str(verdict.reason))
        if (role, unit.pk if unit else None) in person.holdings:
            raise MoveNotOpenError(_("%(person)s holds this role already.") % {"person": person})
        if until is not None and until < local_day(at):
            raise MoveNotOpenError(_("The last day of a role cannot lie in the past."))
        if isinstance(verdict := is_compatible(person, role), No):
            raise MoveNotOpenError(str(verdict.reason))
        beside(person, "role", None, role if unit is None else f"{role}:{unit.code}")
        person.__dict__.pop("holdings", None)
        return RoleHeld.objects.create(person=person, role=role, unit=unit, since=local_day(at), until=until)


def take_role(person: Person, *, by: Person, at: datetime, held: RoleHeld, why: str) -> RoleHeld:
    with deed("take_role", on=person, by=by, at=at, why=why) as person:
        LIFE.take("take_role", person, by)
        held = RoleHeld.objects.select_for_update(of=("self",)).select_related("unit").get(pk=held.pk, person=person)
        yesterday = local_day(at) - timedelta(days=1)
        if held.until is not None and held.until <= yesterday:
            raise MoveNotOpenError(_("This role has ended already."))
        held.until = yesterday
        held.save(update_fields=["until"])
        beside(person, "role", held.role if held.unit is None else f"{held.role}:{held.unit.code}", None)
    return held


def choose(person: Person, **choices: str | bool) -> None:
    """How somebody wants the platform to look and to write to them: theirs alone, so not in the record."""
    from xieshang.core.deeds import open_the_door

    allowed = {"language", "theme", "size", "mail_at_once"}
    fields = {key: value for key, value in choices.items() if key in allowed}
    if fields:
        with transaction.atomic():
            open_the_door("choose")
            Person.objects.filter(pk=person.pk).update(**fields)


SCOPES = ("read", "write")


def make_token(person: Person, *, name: str, scopes: list[str], expires: date, at: datetime) -> tuple[Token, str]:
    """A key to the API, told once. Raises MoveNotOpenError for unknown scopes or more than a year."""
    if not set(scopes) <= set(SCOPES) or not scopes:
        raise MoveNotOpenError(_("Choose read, write or both."))
    if not at.date() < expires <= at.date() + timedelta(days=366):
        raise MoveNotOpenError(_("A key lasts for at most a year from today."))
    word = "xs_" + secrets.token_urlsafe(32)
    with deed("make_token", on=person, by=person, at=at) as locked:
        token = Token.objects.create(
            person=locked, name=name, hash=token_hash(word), scopes=sorted(scopes), made_at=at, expires=expires
        )
        beside(locked, "token", None, name)
    return token, word


def revoke_token(person: Person, *, token: Token, at: datetime) -> Token:
    with deed("revoke_token", on=person, by=person, at=at) as locked:
        token = Token.objects.select_for_update().get(pk=token.pk, person=locked)
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        beside(locked, "token", token.name, None)
    return token


def token_hash(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def register() -> None:
    """Join each row of the life cycle with the function that carries it out."""
    ACTIONS["person"] = {
        "close": close,
        "reopen": reopen,
        "reset_password": reset_password,
        "give_role": give_role,
        "take_role": take_role,
    }

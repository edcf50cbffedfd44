"""Statements are written, moderated, appealed for; votes are taken through one function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xieshang.consultations.actions.gathering import new_code
from xieshang.consultations.actions.preparing import must_be_listed
from xieshang.consultations.lifecycle import LIFE, STATEMENT_LIFE
from xieshang.consultations.models import (
    Channel,
    Consultation,
    ResidentCode,
    Seat,
    Statement,
    StatementState,
    Voter,
    hash_of,
)
from xieshang.consultations.norms import working_days_after
from xieshang.consultations.rules.consultation import may_run
from xieshang.consultations.rules.opinion import channel_of, is_open
from xieshang.core.calendar import local_day
from xieshang.core.deeds import deed
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.verdicts import No
from xieshang.people.models import Person

MOST_CODES = 2000
MOST_STATEMENTS_A_VOICE = 5  # waiting for a moderator at once, by one voice


def open_votes(
    item: Consultation,
    *,
    by: Person,
    at: datetime,
    members: bool = True,
    residents: bool = True,
    anyone: bool = False,
) -> Consultation:
    """Open voting on statements: those with a seat always; beside them members, residents with a code, anyone."""
    with deed("open_votes", on=item, by=by, at=at) as item:
        LIFE.take("open_votes", item, by)
        doors = ((members, Channel.MEMBER), (residents, Channel.RESIDENT), (anyone, Channel.OPEN))
        item.doors = [door.value for is_wanted, door in doors if is_wanted]
        item.opinions_open = True
    return item


def close_votes(item: Consultation, *, by: Person, at: datetime) -> Consultation:
    with deed("close_votes", on=item, by=by, at=at) as item:
        LIFE.take("close_votes", item, by)
        item.opinions_open = False
    return item


# ---- Statements


@transaction.atomic
def write(item: Consultation, *, at: datetime, text: str, by: Person | None, **more: object) -> Statement:
    Consultation.objects.select_for_update(no_key=True).get(pk=item.pk)  # of two at once, one is later on the list
    text = " ".join(text.split())
    most = item.norm("statement.max_chars")
    if not text:
        raise MoveNotOpenError(_("Please write a statement."))
    if len(text) > most:
        raise MoveNotOpenError(_("At most %(n)d characters: one idea a statement.") % {"n": most})
    if item.statements.filter(text=text).exclude(state=StatementState.WITHDRAWN).exists():
        raise MoveNotOpenError(_("The same statement is there already."))
    position = item.statements.count() + 1
    statement = Statement(consultation=item, position=position, text=text, author=by, made_at=at, **more)
    is_seed = statement.state == StatementState.SHOWN
    with deed("seed" if is_seed else "say", on=statement, by=by, at=at) as statement:
        pass
    return statement


def seed(item: Consultation, *, by: Person, at: datetime, text: str) -> Statement:
    """A statement of the office to begin with; voted on at once."""
    if isinstance(verdict := may_run(by, item), No):
        raise NotYoursError(str(verdict.reason))
    return write(item, at=at, text=text, by=by, state=StatementState.SHOWN, decided_at=at)


def say(item: Consultation, *, voter: Voter, at: datetime, text: str, is_named: bool = False) -> Statement:
    """A statement of somebody who takes part; a moderator reads it first."""
    if isinstance(verdict := is_open(item), No):
        raise MoveNotOpenError(str(verdict.reason))
    if voter.consultation_id != item.pk:
        raise MoveNotOpenError(_("Your voice belongs to another consultation."))
    if voter.statements.filter(state=StatementState.PENDING).count() >= MOST_STATEMENTS_A_VOICE:
        raise MoveNotOpenError(_("Some of yours still wait for a moderator. Please wait for them first."))
    named = is_named and voter.person_id is not None
    return write(item, at=at, text=text, by=voter.person, voter=voter, is_named=named)


def show(statement: Statement, *, by: Person, at: datetime) -> Statement:
    with deed("show", on=statement, by=by, at=at) as statement:
        STATEMENT_LIFE.take("show", statement, by)
        statement.decided_at, statement.decided_by = at, by
    return statement


def decline(statement: Statement, *, by: Person, at: datetime, ground: str, why: str) -> Statement:
    """Not voted on, by one of the published criteria and with a reason its author reads and may appeal against."""
    with deed("decline", on=statement, by=by, at=at, why=why) as statement:
        STATEMENT_LIFE.take("decline", statement, by)
        must_be_listed("statement_ground", ground, local_day(at))
        statement.ground, statement.explanation = ground, why[:500]
        statement.decided_at, statement.decided_by = at, by
        statement.appeal_until = working_days_after(local_day(at), "statement.appeal_working_days")
    return statement


def appeal(statement: Statement, *, by: Person, at: datetime, why: str) -> Statement:
    """Its author says why it should be shown after all; somebody else decides."""
    return appeal_of(statement, by, by=by, at=at, why=why)


def appeal_by_voice(statement: Statement, *, voter: Voter, at: datetime, why: str) -> Statement:
    """The same by an author without an account."""
    return appeal_of(statement, voter, by=voter.person, at=at, why=why)


def appeal_of(statement: Statement, who: Person | Voter, *, by: Person | None, at: datetime, why: str) -> Statement:
    with deed("appeal", on=statement, by=by, at=at, why=why) as statement:
        STATEMENT_LIFE.take("appeal", statement, who)
        if statement.appeal_until and local_day(at) > statement.appeal_until:
            raise MoveNotOpenError(_("The days to appeal are over."))
        statement.appeal = why[:500]
    return statement


def grant(statement: Statement, *, by: Person, at: datetime, why: str = "") -> Statement:
    with deed("grant", on=statement, by=by, at=at, why=why) as statement:
        STATEMENT_LIFE.take("grant", statement, by)
        statement.decided_at, statement.decided_by = at, by
        statement.ground, statement.explanation = "", ""
    return statement


def uphold(statement: Statement, *, by: Person, at: datetime, why: str) -> Statement:
    with deed("uphold", on=statement, by=by, at=at, why=why) as statement:
        STATEMENT_LIFE.take("uphold", statement, by)
        statement.decided_at, statement.decided_by, statement.explanation = at, by, why[:500]
    return statement


def withdraw(statement: Statement, *, by: Person, at: datetime) -> Statement:
    with deed("withdraw", on=statement, by=by, at=at) as statement:
        STATEMENT_LIFE.take("withdraw", statement, by)
    return statement


# ---- Voices


@transaction.atomic
def make_codes(item: Consultation, *, by: Person, at: datetime, how_many: int) -> list[str]:
    """Codes to hand to residents, one each; they are told this once."""
    if isinstance(verdict := may_run(by, item), No):
        raise NotYoursError(str(verdict.reason))
    if not 1 <= how_many <= MOST_CODES:
        raise MoveNotOpenError(_("From 1 to %(n)d codes at a time.") % {"n": MOST_CODES})
    codes: list[str] = []
    while len(codes) < how_many:
        code = new_code()
        if code not in codes:
            codes.append(code)
    ResidentCode.objects.bulk_create(ResidentCode(consultation=item, hash=hash_of(code), made_at=at) for code in codes)
    return codes


def voter_for(
    item: Consultation, *, at: datetime, person: Person | None = None, code: str = "", browser: str = ""
) -> Voter:
    """The one voice of somebody here: by account, by a resident's code, or by the browser at an open door.

    Raises MoveNotOpenError where this door is shut for them.
    """
    if channel := channel_of(person, item):
        return voice(item, channel, f"person:{person.pk}" if person else "", person, at)
    if code.strip():
        digest = hash_of(code)
        if Seat.objects.filter(consultation=item, code_hash=digest, state__in=["coming", "present"]).exists():
            return voice(item, Channel.SEAT, f"code:{digest[:64]}", None, at)
        if Channel.RESIDENT in item.doors and item.codes.filter(hash=digest).exists():
            return voice(item, Channel.RESIDENT, f"code:{digest[:64]}", None, at)
        raise MoveNotOpenError(_("This code is not known here. Please look again, or ask at the desk."))
    if browser and Channel.OPEN in item.doors:
        return voice(item, Channel.OPEN, f"browser:{hash_of(browser)[:64]}", None, at)
    raise MoveNotOpenError(_("To vote here you need a seat or a code."))


def voice(item: Consultation, channel: str, key: str, person: Person | None, at: datetime) -> Voter:
    voter, _is_new = Voter.objects.get_or_create(
        consultation=item, key=key, defaults={"channel": channel, "person": person, "since": at}
    )
    return voter


# ---- Votes


@dataclass(frozen=True)
class Cast:
    """One vote to be taken.

    chance  with which the statement was shown to this voter; None where that is not known (on paper)
    """

    voter: int
    statement: int
    side: int
    chance: float | None = None


TAKE = """
INSERT INTO consultations_vote (voter_id, statement_id, side, chance, at)
SELECT given.voter, given.statement, given.side, given.chance, %s
FROM unnest(%s::bigint[], %s::bigint[], %s::smallint[], %s::float8[]) WITH ORDINALITY
    AS given (voter, statement, side, chance, n)
JOIN consultations_voter voter ON voter.id = given.voter
JOIN consultations_statement statement
    ON statement.id = given.statement AND statement.consultation_id = voter.consultation_id
JOIN consultations_consultation item ON item.id = voter.consultation_id
WHERE statement.state = 'shown' AND (item.opinions_open OR voter.channel = 'paper')
ORDER BY given.n
RETURNING voter_id, statement_id
"""


def cast(votes: Sequence[Cast], *, at: datetime) -> set[tuple[int, int]]:
    """Take votes, many or one: the only door they come in by.

    Each is judged by the database in the same statement that keeps it: the statement is voted on now, the voice belongs
    to its consultation, voting is open there (paper may be keyed in later). What is answered here is on disk when the
    transaction around it is committed; a batching writer calls it with a hundred at once.

    returns  (voter, statement) of those that were taken; the others were not
    """
    if any(vote.side not in (-1, 0, 1) for vote in votes):
        raise MoveNotOpenError(_("A vote is to agree, to disagree or to pass."))
    if not votes:
        return set()
    columns = zip(*((vote.voter, vote.statement, vote.side, vote.chance) for vote in votes), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [at, *map(list, columns)])
        return set(cursor.fetchall())


@transaction.atomic
def enter_sheet(item: Consultation, *, by: Person, at: datetime, sheet: str, marks: str) -> int:
    """Key in a paper sheet: its number, and one mark for each statement in the order printed.

    marks  1 agrees, 2 disagrees, 0 or 3 passes, - left blank; spaces are let go. A sheet keyed in again replaces it.

    How many votes were taken.
    """
    if isinstance(verdict := may_run(by, item), No):
        raise NotYoursError(str(verdict.reason))
    sheet = sheet.strip().lower()
    if not sheet or len(sheet) > 40:
        raise MoveNotOpenError(_("Write the number of the sheet."))
    sides = {"1": 1, "2": -1, "0": 0, "3": 0}
    plain = [mark for mark in marks if not mark.isspace()]
    if unknown := [mark for mark in plain if mark not in sides and mark != "-"]:
        raise MoveNotOpenError(
            _("“%(mark)s” is no mark: 1 agrees, 2 disagrees, 0 passes, - is blank.") % {"mark": unknown[0]}
        )
    shown = printed(item)
    if len(plain) != len(shown):
        raise MoveNotOpenError(
            _("The sheet has %(n)d statements; you keyed in %(marks)d marks.") % {"n": len(shown), "marks": len(plain)}
        )
    voter = voice(item, Channel.PAPER, f"sheet:{sheet}", None, at)
    return len(
        cast(
            [Cast(voter.pk, one.pk, sides[mark]) for one, mark in zip(shown, plain, strict=True) if mark != "-"],
            at=at,
        )
    )


def printed(item: Consultation) -> list[Statement]:
    """The statements as a paper sheet holds them, in order."""
    return list(item.statements.filter(state=StatementState.SHOWN).order_by("position"))

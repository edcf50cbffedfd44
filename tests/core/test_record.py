"""The record: what the database refuses, how tampering is found, and that many may write at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from tests.cast import MESSAGE, PASSWORD, Cast, do, make_message, make_proposal
from xieshang.cli.verify import run as verify_command
from xieshang.core.models import RecordEntry, RecordLink
from xieshang.core.record import verify
from xieshang.matters.models import Commitment
from xieshang.proposals.actions import expire_invitations, note_silence
from xieshang.proposals.models import Feedback, Proposal, Signing

RECORD = ("core_recordentry", "core_recordlink")


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def link_now() -> None:
    """What the database does at commit."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET CONSTRAINTS ALL DEFERRED")


def refuses(statement: str) -> bool:
    try:
        with transaction.atomic():
            sql(statement)
    except DatabaseError:
        return True
    return False


@pytest.fixture
def chain(cast: Cast) -> list[int]:
    """A record with a story in it; the ids of its entries."""
    make_proposal(cast, "assigned")
    link_now()
    return list(RecordEntry.objects.order_by("id").values_list("id", flat=True))


# ---- What the database refuses


@pytest.mark.parametrize("table", RECORD)
@pytest.mark.parametrize("deed", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_the_record(chain, table, deed):
    link_now()
    for trigger in ("record_entries_are_kept", "record_links_are_kept"):  # the tests' own clearing lifts these
        sql(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}") if (table[-5:] == "entry") == (
            "entries" in trigger
        ) else None
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(deed.format(table))
    assert verify().first_break is None


def guarded() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT event_object_table FROM information_schema.triggers WHERE trigger_name = 'only_by_deeds'"
        )
        return sorted(name for (name,) in cursor.fetchall())


def test_every_item_and_its_parts_are_guarded(db):
    assert set(guarded()) >= {
        "people_person", "people_roleheld", "matters_commitment", "voices_message",
        "proposals_proposal", "proposals_suggestion", "proposals_signing", "proposals_handling", "proposals_reply",
        "proposals_point", "proposals_contact", "proposals_feedback",
    }  # fmt: skip


def test_nothing_guarded_changes_outside_a_deed(cast):
    make_proposal(cast, "closed")
    make_message(cast)
    link_now()
    sql("SELECT set_config('xieshang.deed', '', true)")
    for table in guarded():
        assert refuses(f"UPDATE {table} SET id = id"), table
        assert refuses(f"DELETE FROM {table}"), table
        assert refuses(f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1"), table


@pytest.mark.django_db(transaction=True)
def test_a_deed_closes_the_door_behind_it():
    cast = Cast()
    proposal = make_proposal(cast)
    with pytest.raises(DatabaseError, match="only inside a deed"):
        Proposal.objects.filter(pk=proposal.pk).update(title="过后改动")


# ---- Tampering is found


@pytest.fixture
def unguarded(chain: list[int]) -> Iterator[list[int]]:
    """Somebody who owns the database switched its guards off."""
    for table in RECORD:
        sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    return chain


def changed(ids: list[int]) -> int:
    sql("UPDATE core_recordentry SET why = 'nothing happened' WHERE id = %s", ids[5])
    return ids[5]


def changed_in_its_details(ids: list[int]) -> int:
    sql("""UPDATE core_recordentry SET changes = changes || '{"title": ["", "forged"]}' WHERE id = %s""", ids[7])
    return ids[7]


def given_to_another(ids: list[int]) -> int:
    sql("UPDATE core_recordentry SET by_id = (SELECT max(id) FROM people_person) WHERE id = %s", ids[3])
    return ids[3]


def back_dated(ids: list[int]) -> int:
    sql("UPDATE core_recordentry SET at = at - interval '1 second' WHERE id = %s", ids[4])
    return ids[4]


def cut_out(ids: list[int]) -> int:
    """Entry and link are gone: the next link hangs in the air."""
    sql("DELETE FROM core_recordlink WHERE entry_id = %s", ids[6])
    sql("DELETE FROM core_recordentry WHERE id = %s", ids[6])
    return ids[7]


def link_cut(ids: list[int]) -> int:
    sql("DELETE FROM core_recordlink WHERE entry_id = %s", ids[6])
    return ids[7]


def missing(ids: list[int]) -> int:
    sql("ALTER TABLE core_recordlink DISABLE TRIGGER ALL")
    sql("ALTER TABLE core_recordentry DISABLE TRIGGER ALL")
    sql("DELETE FROM core_recordentry WHERE id = %s", ids[6])
    return ids[6]


def written_past_the_chain(ids: list[int]) -> int:
    sql(
        "INSERT INTO core_recordentry (at, deed, kind, item_id, from_state, to_state, changes, why)"
        " VALUES (now(), 'proposal.file', 'proposal', 1, '', 'filed', '{}', '')"
    )
    return RecordEntry.objects.latest("id").pk


def linked_anew(ids: list[int]) -> int:
    """A changed entry with a hash made to fit: the next link still holds the old one."""
    sql("UPDATE core_recordentry SET why = 'forged' WHERE id = %s", ids[5])
    sql(
        "UPDATE core_recordlink SET hash = record_hash(previous, entry) FROM core_recordentry entry"
        " WHERE entry.id = entry_id AND entry_id = %s",
        ids[5],
    )
    return ids[6]


@pytest.mark.parametrize(
    ("tamper", "what"),
    [
        (changed, "changed"),
        (changed_in_its_details, "changed"),
        (given_to_another, "changed"),
        (back_dated, "changed"),
        (cut_out, "previous"),
        (link_cut, "previous"),
        (missing, "missing"),
        (written_past_the_chain, "unlinked"),
        (linked_anew, "previous"),
    ],
)
def test_the_first_broken_link_is_named(unguarded, capsys, tamper, what):
    entry_id = tamper(unguarded)
    found = verify().first_break
    assert found is not None
    assert (found.what, found.entry_id) == (what, entry_id)
    assert verify_command(None) == 1  # type: ignore[arg-type]
    assert f"entry {entry_id}:" in capsys.readouterr().out


def test_a_whole_chain_is_told_with_its_head(chain, capsys):
    head = RecordLink.objects.latest("id").hash
    assert verify_command(None) == 0  # type: ignore[arg-type]
    assert capsys.readouterr().out == f"{len(chain)} links hold; the head is {head}\n"


def test_of_several_breaks_the_first_is_named(unguarded):
    changed_in_its_details(unguarded)
    first = given_to_another(unguarded)
    assert verify().first_break.entry_id == first  # type: ignore[union-attr]


# ---- Many at once


def at_once(*deeds: Callable[[], Any]) -> list[BaseException]:
    """Each in a thread and a connection of its own, begun together; what went wrong."""
    start, faults = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=20)
            deed()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return faults


@pytest.mark.django_db(transaction=True)
def test_many_write_at_once_and_the_chain_stays_whole():
    cast = Cast()
    proposals = [make_proposal(cast, "submitted") for _n in range(6)]
    started = RecordEntry.objects.count()
    faults = at_once(*(lambda p=p: do("proposal", "file", p, cast.reviewer, topic_class="society") for p in proposals))
    assert faults == []
    assert sorted(Proposal.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    found = verify()
    assert found.first_break is None
    assert found.entries == started + 6


@pytest.mark.django_db(transaction=True)
def test_two_units_that_sign_at_the_same_moment_leave_the_proposal_answered():
    """Each sees the other at work still; the second must wait and see the first's answer."""
    from tests.proposals.together import parts_awaiting_signature

    cast = Cast()
    proposal, signers = parts_awaiting_signature(cast)
    assert at_once(*(lambda h=h, by=by: do("handling", "sign", h, by) for h, by in signers)) == []
    proposal.refresh_from_db()
    assert proposal.state == "replied"
    assert Feedback.objects.filter(handling__proposal=proposal).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_judge_at_the_same_moment_leave_it_to_be_settled():
    from tests.proposals.together import asked_together
    from xieshang.core.models import Wait

    cast = Cast()
    forms = asked_together(cast)
    judged = {"attitude": "satisfied", "result": "satisfied"}
    assert at_once(*(lambda f=f: do("feedback", "judge", f, f.person, **judged) for f in forms)) == []
    assert Wait.objects.filter(turn="proposal.settle").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_clock_does_not_speak_over_an_answer_given_at_the_same_moment():
    from datetime import timedelta

    cast = Cast()
    item = do("proposal", "invite", make_proposal(cast), cast.author, people=[cast.seconder.pk])
    signing = item.signings.get()
    form = Feedback.objects.get(handling__proposal=make_proposal(cast, "replied"))
    later = timezone.now() + timedelta(days=60)
    with transaction.atomic():
        do("signing", "sign", signing, cast.seconder)
        do("feedback", "judge", form, cast.author, attitude="satisfied", result="satisfied")
        faults: list[BaseException] = []
        clock = threading.Thread(
            target=lambda: faults.extend(at_once(lambda: (expire_invitations(at=later), note_silence(at=later))))
        )
        clock.start()
        clock.join(timeout=1)  # it waits for the rows we hold
    clock.join(timeout=30)
    assert faults == []
    assert Signing.objects.get(pk=signing.pk).state == "signed"
    assert Feedback.objects.get(pk=form.pk).state == "answered"
    assert not RecordEntry.objects.filter(deed__in=["signing.expire", "feedback.silence"]).exists()


# ---- What is not in it


def test_there_are_no_secrets_and_no_personal_numbers_in_it(cast):
    make_message(cast)
    proposal = make_proposal(cast, "replied")
    form = Feedback.objects.get(handling__proposal=proposal)
    do("feedback", "judge", form, cast.author, attitude="not", result="fairly", remark="态度冷淡，电话里敷衍。")
    do("commitment", "note_progress", Commitment.objects.get(), cast.officer, why="设备已到场。")
    _person, word = do("person", "reset_password", cast.bystander, cast.system_admin)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(entry::text, ' ') FROM core_recordentry entry")
        (whole,) = cursor.fetchone()
    assert "设备已到场" in whole
    for secret in (*MESSAGE.values(), PASSWORD, word, "md5$", "态度冷淡"):
        assert secret not in whole, secret
    judged = RecordEntry.objects.get(deed="feedback.judge")
    assert not {"attitude", "result", "remark"} & {
        key for key, (_old, new) in judged.changes.items() if isinstance(new, str)
    }
    assert "fairly" not in str(judged.changes)

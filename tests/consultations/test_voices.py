"""Statements and votes: one person one voice, each door apart, nothing lost, nothing shown of a few."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import numpy as np
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import at, do, make_person
from tests.consultations.stage import STATEMENTS, caller_of, make_consultation, make_statement
from xieshang.consultations import actions
from xieshang.consultations.actions.mapping import draw_map, is_stale
from xieshang.consultations.actions.opinion import appeal_by_voice, enter_sheet
from xieshang.consultations.models import Channel, Drawing, Vote, Voter
from xieshang.consultations.queries.opinion import next_for, shares_of, turnout_of
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.core.models import Wait


def open_item(cast, **doors):
    item = make_consultation(cast, "announced")
    item = do("consultation", "open_votes", item, caller_of(cast), **doors)
    for text in STATEMENTS:
        actions.seed(item, by=caller_of(cast), at=timezone.now(), text=text)
    return item


def now():
    return timezone.now()


def test_an_account_a_code_and_a_browser_each_have_one_voice(cast):
    item = open_item(cast, anyone=True)
    code, other = actions.make_codes(item, by=caller_of(cast), at=now(), how_many=2)
    voices = [
        actions.voter_for(item, at=now(), person=cast.author),
        actions.voter_for(item, at=now(), person=cast.bystander),
        actions.voter_for(item, at=now(), code=code),
        actions.voter_for(item, at=now(), code=other),
        actions.voter_for(item, at=now(), browser="mark"),
    ]
    assert [voice.channel for voice in voices] == ["seat", "member", "resident", "resident", "open"]
    again = [
        actions.voter_for(item, at=now(), person=cast.author, code=code, browser="mark"),
        actions.voter_for(item, at=now(), person=cast.bystander),
        actions.voter_for(item, at=now(), code=code.upper().replace("-", " ")),
        actions.voter_for(item, at=now(), code=other),
        actions.voter_for(item, at=now(), browser="mark"),
    ]
    assert [voice.pk for voice in again] == [voice.pk for voice in voices]


@pytest.mark.parametrize("given", [{"code": "aaaa-bbbb"}, {"browser": "mark"}, {}])
def test_a_shut_door_stays_shut(cast, given):
    item = open_item(cast)
    with pytest.raises(MoveNotOpenError):
        actions.voter_for(item, at=now(), **given)
    with pytest.raises(MoveNotOpenError):
        actions.voter_for(item, at=now(), person=cast.officer)  # no member, no seat


def test_a_resident_who_signed_up_votes_with_their_code_once_drawn(cast):
    item = open_item(cast)
    _seat, code = actions.sign_up(item, at=now(), name="居民", contact="1")
    with pytest.raises(MoveNotOpenError):
        actions.voter_for(item, at=now(), code=code)
    do("consultation", "draw_seats", item, caller_of(cast), seed="1")
    assert actions.voter_for(item, at=now(), code=code).channel == Channel.SEAT


def test_votes_are_judged_where_they_are_kept(cast):
    item, other = open_item(cast), open_item(cast)
    voter = actions.voter_for(item, at=now(), person=cast.author)
    mine, theirs = item.statements.first(), other.statements.first()
    hidden = make_statement(cast, "pending")
    votes = [actions.Cast(voter.pk, pk, 1) for pk in (mine.pk, theirs.pk, hidden.pk, 10**9)]
    assert actions.cast(votes, at=now()) == {(voter.pk, mine.pk)}
    with pytest.raises(MoveNotOpenError):
        actions.cast([actions.Cast(voter.pk, mine.pk, 2)], at=now())
    do("consultation", "close_votes", item, caller_of(cast))
    assert actions.cast(votes, at=now()) == set()
    assert Vote.objects.count() == 1


def test_votes_are_only_added(cast):
    item = open_item(cast)
    voter = actions.voter_for(item, at=now(), person=cast.author)
    actions.cast([actions.Cast(voter.pk, item.statements.first().pk, 1)], at=now())
    for change in ("UPDATE consultations_vote SET side = -1", "DELETE FROM consultations_vote"):
        with pytest.raises(DatabaseError, match="only added"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


sides = st.sampled_from([-1, 0, 1])
presses = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 5), sides), max_size=60)


@given(presses, st.integers(1, 9))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_of_several_presses_the_last_counts_however_they_are_batched(cast, presses, batch):
    with transaction.atomic():
        item = open_item(cast)
        codes = actions.make_codes(item, by=caller_of(cast), at=now(), how_many=8)
        voters = [actions.voter_for(item, at=now(), code=code).pk for code in codes]
        statements = list(item.statements.order_by("position").values_list("pk", flat=True))
        votes = [actions.Cast(voters[v], statements[s], side) for v, s, side in presses]
        for start in range(0, len(votes), batch):
            actions.cast(votes[start : start + batch], at=now())
        last = {(v, s): side for v, s, side in presses}
        told = {share.statement.pk: share for share in shares_of(item)}
        for n, pk in enumerate(statements):
            counted = Counter(side for (_v, s), side in last.items() if s == n)
            total = sum(counted.values())
            assert told[pk].votes == total
            if total < 5:
                assert told[pk].agree is None  # so few could be told one by one
            else:
                assert told[pk].agree == pytest.approx(counted[1] / total)
        transaction.set_rollback(True)


def test_the_next_statement_is_one_not_answered_and_all_have_a_chance(cast):
    item = open_item(cast)
    voter = actions.voter_for(item, at=now(), person=cast.author)
    dice, seen = np.random.default_rng(1), []
    for _n in range(len(STATEMENTS)):
        following = next_for(voter, dice)
        assert following.statement.pk not in seen
        assert 0 < following.chance <= 1
        seen.append(following.statement.pk)
        actions.cast([actions.Cast(voter.pk, following.statement.pk, 1, following.chance)], at=now())
    assert next_for(voter, dice).statement is None
    assert all(Vote.objects.values_list("chance", flat=True))


def test_what_was_seldom_voted_on_is_asked_first(cast):
    item = open_item(cast)
    statements = list(item.statements.order_by("position"))
    codes = actions.make_codes(item, by=caller_of(cast), at=now(), how_many=60)
    voters = [actions.voter_for(item, at=now(), code=code) for code in codes]
    actions.cast([actions.Cast(v.pk, s.pk, 1) for v in voters for s in statements[:5]], at=now())
    voter = actions.voter_for(item, at=now(), person=cast.author)
    dice = np.random.default_rng(2)
    asked = Counter(next_for(voter, dice).statement.pk for _n in range(40))
    assert asked[statements[5].pk] > 30


def test_doors_are_counted_apart_and_a_few_are_not_told(cast):
    item = open_item(cast)
    codes = actions.make_codes(item, by=caller_of(cast), at=now(), how_many=6)
    first = item.statements.first()
    for code in codes:
        actions.cast([actions.Cast(actions.voter_for(item, at=now(), code=code).pk, first.pk, 1)], at=now())
    actions.cast([actions.Cast(actions.voter_for(item, at=now(), person=cast.author).pk, first.pk, -1)], at=now())
    told = {row.channel: row.voices for row in turnout_of(item)}
    assert sorted(told.values(), key=str) == [6, None]


def test_a_paper_sheet_is_keyed_in_and_replaced_by_keying_it_again(cast):
    item = open_item(cast)
    clerk = caller_of(cast)
    assert enter_sheet(item, by=clerk, at=now(), sheet="0017", marks="1 2 0 1 - 1") == 5
    assert enter_sheet(item, by=clerk, at=now(), sheet="0017", marks="121111") == 6
    assert Voter.objects.filter(channel=Channel.PAPER).count() == 1
    for marks in ("121", "12111x", "1211111"):
        with pytest.raises(MoveNotOpenError):
            enter_sheet(item, by=clerk, at=now(), sheet="0018", marks=marks)
    with pytest.raises(NotYoursError):
        enter_sheet(item, by=cast.author, at=now(), sheet="0018", marks="121111")
    do("consultation", "close_votes", item, clerk)
    assert enter_sheet(item, by=clerk, at=now(), sheet="0019", marks="111111") == 6  # paper comes in later


def test_a_moderator_does_not_judge_their_own_nor_the_appeal_against_themselves(cast):
    statement = make_statement(cast, "appealed")
    with pytest.raises(MoveNotOpenError):
        do("statement", "grant", statement, caller_of(cast))
    assert do("statement", "grant", statement, cast.second_moderator).state == "shown"
    item = statement.consultation
    do("consultation", "invite", item, caller_of(cast), people=[cast.second_moderator.pk], part="member")
    own = actions.voter_for(item, at=now(), person=cast.second_moderator)
    mine = actions.say(item, voter=own, at=now(), text="我来写一条。")
    with pytest.raises(MoveNotOpenError):
        do("statement", "show", mine, cast.second_moderator)


def test_an_author_without_an_account_reads_why_and_appeals_in_time(cast):
    item = open_item(cast)
    (code,) = actions.make_codes(item, by=caller_of(cast), at=now(), how_many=1)
    voter = actions.voter_for(item, at=now(), code=code)
    statement = actions.say(item, voter=voter, at=now(), text="电梯应当有人值守。")
    assert Wait.objects.filter(turn="statement.decide", item_id=statement.pk).exists()
    statement = do("statement", "decline", statement, caller_of(cast), ground="said", why="与第3条相同。")
    stranger = actions.voter_for(item, at=now(), person=cast.author)
    with pytest.raises(NotYoursError):
        appeal_by_voice(statement, voter=stranger, at=now(), why="不同")
    with pytest.raises(MoveNotOpenError):
        appeal_by_voice(statement, voter=voter, at=now() + timedelta(days=30), why="不同")
    assert appeal_by_voice(statement, voter=voter, at=now(), why="说的是值守，不是运行费。").state == "appealed"


def test_one_voice_cannot_flood_the_moderators(cast):
    item = open_item(cast)
    voter = actions.voter_for(item, at=now(), person=cast.author)
    for n in range(5):
        actions.say(item, voter=voter, at=now(), text=f"第{n}条意见。")
    with pytest.raises(MoveNotOpenError):
        actions.say(item, voter=voter, at=now(), text="再来一条。")
    with pytest.raises(MoveNotOpenError):
        actions.say(item, voter=voter, at=now(), text="字" * 141)


def vote_in_two_camps(item, cast, people):
    codes = actions.make_codes(item, by=caller_of(cast), at=now(), how_many=people)
    statements = list(item.statements.order_by("position").values_list("pk", flat=True))
    dice = np.random.default_rng(7)
    votes = []
    for n, code in enumerate(codes):
        voter = actions.voter_for(item, at=now(), code=code).pk
        for j, pk in enumerate(statements):
            leaning = 1 if j == 0 or (j % 2 == n % 2) else -1
            votes.append(actions.Cast(voter, pk, leaning if dice.random() < 0.93 else -leaning))
    actions.cast(votes, at=now())


def test_the_map_is_drawn_from_the_last_votes_and_holds_nothing_of_a_person(cast):
    item = open_item(cast)
    assert draw_map(item, at=now()) is None
    vote_in_two_camps(item, cast, 40)
    assert is_stale(item)
    drawn = draw_map(item, at=now())
    assert not is_stale(item)
    assert (drawn.values["people"], drawn.values["votes"]) == (40, 240)
    assert drawn.svg.startswith("<svg")
    assert item.statements.order_by("position").first().pk in drawn.values["consensus"]["agree"]
    assert set(drawn.values) == {"people", "votes", "groups", "is_drawn", "k", "p", "divides", "consensus"}
    assert [set(group) for group in drawn.values["groups"]] == [{"size", "kept", "stands"}] * drawn.values["k"]
    assert draw_map(item, at=now()).values == drawn.values


def test_few_people_get_no_picture(cast):
    item = open_item(cast)
    vote_in_two_camps(item, cast, 9)
    drawn = draw_map(item, at=now())
    assert not drawn.values["is_drawn"]
    assert drawn.svg == ""
    assert Drawing.objects.count() == 1


def test_a_closed_account_has_no_voice(cast):
    item = open_item(cast, anyone=True)
    person = make_person("member")
    do("person", "close", person, cast.system_admin, why="离任", at=at())
    person.refresh_from_db()
    with pytest.raises(MoveNotOpenError):
        actions.voter_for(item, at=now(), person=person)

"""Every address of consultations, who may open it, and what somebody without an account can do there."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from tests.cast import Cast, do
from tests.consultations.stage import STATEMENTS, TITLE, caller_of, make_consultation, make_statement, make_topic
from xieshang.consultations import actions
from xieshang.consultations.models import Consultation, Seat, Statement, Vote
from xieshang.core.models import RecordEntry

READERS = ("public", "author", "bystander", "wrong_officer", "clerk", "committee", "system_admin")
SIGN_IN, SEEN, REFUSED, NOT_FOUND = 302, 200, 403, 404


def row(public: int = SIGN_IN, others: int = NOT_FOUND, **named: int) -> dict[str, int]:
    return {name: named.get(name, public if name == "public" else others) for name in READERS}


# A consultation that is announced but not open to the public, a topic nobody decided on, a statement of the author's.
PRIVATE = {
    "consultations:list": row(SEEN, SEEN),
    "consultations:plan": row(SEEN, SEEN),
    "consultations:plan_of": row(SEEN, SEEN),
    "consultations:call": row(others=REFUSED, author=SEEN, bystander=SEEN, clerk=SEEN, committee=SEEN),
    "consultations:suggest": row(others=REFUSED, author=SEEN, bystander=SEEN, committee=SEEN),
    "consultations:topic": row(NOT_FOUND, author=SEEN, bystander=SEEN, committee=SEEN),
    "consultations:topic_move": row(author=REFUSED, bystander=REFUSED, committee=SEEN),
    "consultations:consultation": row(NOT_FOUND, author=SEEN, committee=SEEN),
    "consultations:history": row(author=SEEN, committee=SEEN),
    "consultations:hall": row(author=REFUSED, committee=SEEN),
    "consultations:wall": row(author=REFUSED, committee=SEEN),
    "consultations:enter": row(author=SEEN, committee=NOT_FOUND),
    "consultations:sign_up": row(NOT_FOUND, author=SEEN, committee=SEEN),
    "consultations:rate": row(NOT_FOUND, author=SEEN, committee=SEEN),
    "consultations:votes": row(NOT_FOUND, author=SEEN, committee=SEEN),
    "consultations:say": row(NOT_FOUND, author=SEEN, committee=SIGN_IN),  # without a voice it goes back to the votes
    "consultations:appeal": row(NOT_FOUND, author=SEEN),
    "consultations:map": row(NOT_FOUND, author=SEEN, committee=SEEN),
    "consultations:desk": row(author=REFUSED, committee=SEEN),
    "consultations:codes": row(author=REFUSED, committee=SEEN),
    "consultations:sheets": row(author=REFUSED, committee=SEEN),
    "consultations:move": row(author=REFUSED, committee=SEEN),
    "consultations:seat_move": row(author=SEEN, committee=SEEN),
    "consultations:statement": row(author=SEEN, committee=SEEN),
    "consultations:statement_move": row(author=SEEN, committee=REFUSED),
}


@pytest.fixture
def stage(cast: Cast) -> dict[str, list]:
    topic = make_topic(cast)
    statement = make_statement(cast, "declined")
    item = Consultation.objects.get(pk=statement.consultation_id)
    hide(item)
    seat = item.places.get(person=cast.author)
    pk = [item.pk]
    return {
        "consultations:plan_of": [2026],
        "consultations:topic": [topic.pk],
        "consultations:topic_move": [topic.pk, "drop"],
        "consultations:enter": [item.pk, item.entry],
        "consultations:appeal": [item.pk, statement.pk],
        "consultations:move": [item.pk, "call_off"],
        "consultations:seat_move": [seat.pk, "ask_leave"],
        "consultations:statement": [statement.pk],
        "consultations:statement_move": [statement.pk, "appeal"],
        **{name: pk for name in PRIVATE if name.split(":")[1] in (
            "consultation", "history", "hall", "wall", "sign_up", "rate", "votes", "say", "map", "desk", "codes", "sheets"
        )},
    }  # fmt: skip


def hide(item: Consultation) -> None:
    from django.db import transaction

    from xieshang.core.deeds import open_the_door

    with transaction.atomic():
        open_the_door("test")
        Consultation.objects.filter(pk=item.pk).update(is_public=False)


def test_no_address_is_missing_from_the_table():
    found = {
        f"consultations:{pattern.name}" for pattern in get_resolver().namespace_dict["consultations"][1].url_patterns
    }
    assert found == set(PRIVATE)


@pytest.mark.parametrize("name", READERS)
def test_who_may_open_what_and_a_page_that_says_no_holds_no_word_of_it(stage, cast, name):
    browser = Client(headers={"accept-language": "zh-hans"})
    person = caller_of(cast) if name == "committee" else cast.everybody.get(name)
    if person:
        browser.force_login(person)
    found = {}
    for address in PRIVATE:
        answer = browser.get(reverse(address, args=stage.get(address, [])))
        found[address] = answer.status_code
        if answer.status_code in (REFUSED, NOT_FOUND):
            assert TITLE not in answer.content.decode(), address
    assert found == {address: told[name] for address, told in PRIVATE.items()}


def browser_of(person=None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if person:
        client.force_login(person)
    return client


def open_item(cast, **doors) -> Consultation:
    item = do("consultation", "open_votes", make_consultation(cast, "announced"), caller_of(cast), **doors)
    for text in STATEMENTS[:3]:
        actions.seed(item, by=caller_of(cast), at=timezone.now(), text=text)
    return item


def test_a_resident_votes_by_code_on_the_page(cast):
    item = open_item(cast)
    (code,) = actions.make_codes(item, by=caller_of(cast), at=timezone.now(), how_many=1)
    client = browser_of()
    page = reverse("consultations:votes", args=[item.pk])
    assert client.post(page, {"code": "wrong-code"}).status_code == 422
    assert client.post(page, {"statement": "1", "side": "agree"}).status_code == 409
    assert client.post(page, {"code": code}).status_code == 302
    for n in range(3):
        following = client.get(page).context["next"].statement
        assert client.post(page, {"statement": following.pk, "side": "agree"}).status_code == 302
        assert Vote.objects.count() == n + 1
    assert client.get(page).context["next"].statement is None
    assert Vote.objects.filter(chance=None).count() == 0
    for side in ("", "maybe"):
        assert client.post(page, {"statement": following.pk, "side": side}).status_code == 409
    assert client.post(page, {"statement": "9" * 30, "side": "agree"}).status_code == 409
    assert RecordEntry.objects.filter(kind="vote").count() == 0


def test_the_open_door_counts_a_browser_once(cast):
    item = open_item(cast, anyone=True)
    client = browser_of()
    page = reverse("consultations:votes", args=[item.pk])
    client.post(page, {"anyone": "1"})
    client.session.flush()
    client.post(page, {"anyone": "1"})
    assert item.voters.count() == 1
    browser_of().post(page, {"anyone": "1"})
    assert item.voters.count() == 2


def test_an_author_by_code_sees_why_and_appeals_on_the_page(cast):
    item = open_item(cast)
    (code,) = actions.make_codes(item, by=caller_of(cast), at=timezone.now(), how_many=1)
    client = browser_of()
    client.post(reverse("consultations:votes", args=[item.pk]), {"code": code})
    say = reverse("consultations:say", args=[item.pk])
    assert client.post(say, {"text": ""}).status_code == 422
    assert client.post(say, {"text": "电梯应当有人值守。", "is_named": "on"}).status_code == 302
    statement = Statement.objects.get(text="电梯应当有人值守。")
    assert not statement.is_named  # nobody with an account stands behind it
    desk = browser_of(caller_of(cast))
    address = reverse("consultations:statement_move", args=[statement.pk, "decline"])
    assert desk.post(address, {"ground": "no-such", "why": "x"}).status_code == 422
    assert desk.post(address, {"ground": "said", "why": "与第3条相同"}).status_code == 302
    assert "与第3条相同" in client.get(reverse("consultations:votes", args=[item.pk])).content.decode()
    appeal = reverse("consultations:appeal", args=[item.pk, statement.pk])
    assert client.post(appeal, {"why": "不同"}).status_code == 302
    statement.refresh_from_db()
    assert statement.state == "appealed"
    assert browser_of().get(appeal).status_code == 404


def test_a_resident_signs_up_once_however_often_the_form_is_sent(cast):
    item = make_consultation(cast, "announced")
    client = browser_of()
    page = reverse("consultations:sign_up", args=[item.pk])
    words = {"name": "李居民", "contact": "13800000000", "once": "mark"}
    assert client.post(page, {**words, "name": ""}).status_code == 422
    for _n in range(2):
        assert client.post(page, words).status_code == 302
    told = client.get(page).content.decode()
    assert Seat.objects.filter(part="resident").count() == 1
    assert 'id="code"' in told
    assert 'id="code"' not in client.get(page).content.decode()  # told once
    public = browser_of().get(item.get_absolute_url()).content.decode()
    assert "李居民" not in public
    assert "13800000000" not in public


def test_the_code_on_the_wall_checks_in_with_one_press(cast):
    item = make_consultation(cast, "live")
    client = browser_of(cast.author)
    page = reverse("consultations:enter", args=[item.pk, item.entry])
    assert client.get(page).status_code == 200
    assert client.post(page).status_code == 302
    assert item.places.get(person=cast.author).state == "present"
    assert client.post(page.replace(item.entry, "guess")).status_code == 404


def test_codes_are_told_once_and_sheets_say_what_is_wrong(cast):
    item = open_item(cast)
    client = browser_of(caller_of(cast))
    page = client.post(reverse("consultations:codes", args=[item.pk]), {"how_many": 3})
    assert len(page.context["made"]) == 3
    assert page.context["made"][0] in page.content.decode()
    assert client.get(reverse("consultations:codes", args=[item.pk])).context["made"] == []
    sheets = reverse("consultations:sheets", args=[item.pk])
    wrong = client.post(sheets, {"sheet": "1", "marks": "12"})
    assert wrong.status_code == 422
    assert 'value="12"' in wrong.content.decode()  # what was keyed stays
    assert client.post(sheets, {"sheet": "1", "marks": "120"}).status_code == 302


def test_what_was_typed_stays_when_a_deed_is_refused(cast):
    item = make_consultation(cast, "settling")
    client = browser_of(caller_of(cast))
    answer = client.post(
        reverse("consultations:move", args=[item.pk, "agree_on"]),
        {"text": "设一个维修热线", "unit": cast.unit.pk, "due": "2020-01-01"},
    )
    assert answer.status_code == 409
    assert "设一个维修热线" in answer.content.decode()


def test_a_page_is_whole_in_each_state_and_language(cast):
    for state in ("preparing", "announced", "live", "settling", "followed", "reviewed", "closed", "called_off"):
        item = make_consultation(cast, state)
        for language in ("en", "zh-hans"):
            client = Client(headers={"accept-language": language})
            client.force_login(caller_of(cast))
            page = client.get(item.get_absolute_url())
            assert page.status_code == 200, state
            assert TITLE in page.content.decode()


def test_a_suggested_topic_reads_back_and_is_sent_once(cast):
    client = browser_of(cast.author)
    words = {
        "title": "社区食堂",
        "reason": "三家关了两家。",
        "source": "member",
        "year": timezone.localdate().year,
        "once": "m",
    }
    first = client.post(reverse("consultations:suggest"), words)
    assert first.status_code == 302
    assert client.post(reverse("consultations:suggest"), words)["Location"] == first["Location"]
    assert client.get(first["Location"]).status_code == 200
    wrong = client.post(reverse("consultations:suggest"), {**words, "once": "n", "title": "x" * 200})
    assert wrong.status_code == 422

"""Residents' messages: followed with a code nobody can guess, and gone for everybody once taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.cast import MESSAGE, TEXT, do, make_message
from xieshang.core import profile
from xieshang.core.models import Notice, Wait
from xieshang.people.notices import remind
from xieshang.proposals.actions import draft
from xieshang.voices.actions import receive, withdraw
from xieshang.voices.models import Message


@pytest.fixture(autouse=True)
def nobody_has_tried(db: None) -> None:
    cache.clear()


def browser_of(person: Any = None) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    if person is not None:
        client.force_login(person)
    return client


def test_a_code_is_not_guessed(db):
    message, code = receive(at=timezone.now(), **MESSAGE)
    browser = browser_of()
    wrong = {"number": message.number_shown, "code": "aaaa-bbbb-cccc"}
    tries = profile.current().norm("message.tries_address", timezone.localdate())
    assert [browser.post("/voices/follow/", wrong).status_code for _n in range(tries + 1)] == [422] * tries + [429]
    right = browser.post("/voices/follow/", wrong | {"code": code})
    assert right.status_code == 429, "not even the right one, for an hour"
    assert MESSAGE["text"] not in right.content.decode()


def test_the_right_code_shows_it_and_counts_as_no_try(db):
    message, code = receive(at=timezone.now(), **MESSAGE)
    for typed in (code, code.upper(), f" {code} "):
        page = browser_of().post("/voices/follow/", {"number": message.number_shown, "code": typed})
        assert page.status_code == 200
        assert MESSAGE["text"] in page.content.decode()


def test_a_code_opens_its_own_message_only(db):
    one, _code = receive(at=timezone.now(), **MESSAGE)
    _other, code = receive(at=timezone.now(), **MESSAGE)
    page = browser_of().post("/voices/follow/", {"number": one.number_shown, "code": code, "deed": "withdraw"})
    assert page.status_code == 422
    assert set(Message.objects.values_list("state", flat=True)) == {"received"}


def test_what_its_author_took_back_shows_to_nobody(cast):
    stays = make_message(cast)  # one that stays
    message, code = receive(
        at=timezone.now(),
        by=cast.bystander,
        **(MESSAGE | {"title": "只此一句的题目", "is_public": True, "consent": "spoken"}),
    )
    remind(at=timezone.now())
    message = do("message", "take_up", message, cast.author)
    draft(by=cast.author, at=timezone.now(), sources=[message], **TEXT)
    assert Notice.objects.filter(title__contains="只此一句的题目").exists()
    withdraw(message, code=code, at=timezone.now())
    assert not Wait.objects.filter(kind="message", item_id=message.pk).exists()
    pages = [
        "/",
        "/voices/",
        f"/voices/{message.number_shown}/",
        f"/matters/{message.matter_id}/",
        "/people/notices/",
        "/proposals/",
        "/record/",
    ]
    for name, person in [*cast.everybody.items(), ("public", None)]:
        browser = browser_of(person)
        for page in pages:
            html = browser.get(page).content.decode()
            assert "只此一句的题目" not in html, (name, page)
            assert MESSAGE["text"] not in html or page in ("/voices/",), (name, page)
    assert Message.objects.visible_to(cast.clerk).get().pk == stays.pk  # type: ignore[attr-defined]


def test_joined_matters_are_named_by_what_their_reader_may_see(cast):
    """A second message has a matter of its own, whose name is the message's title."""
    first = make_message(cast, title="公开的留言", is_public=True)
    second = make_message(cast, title="不公开的留言", is_public=False)
    proposal = draft(by=cast.author, at=timezone.now(), sources=[first, second], **TEXT)
    for step in (("submit", cast.author, {}), ("file", cast.reviewer, {"topic_class": "society"})):
        proposal = do("proposal", step[0], proposal, step[1], **step[2])
    for name, person in [("public", None), ("officer", cast.officer), ("author", cast.author)]:
        html = browser_of(person).get(f"/matters/{proposal.matter_id}/").content.decode()
        assert ("不公开的留言" in html) is (name == "author"), name


def test_nobody_but_those_who_answer_reads_how_to_reach_its_author(cast):
    message = make_message(cast, is_public=True, state="answered")
    for name, person in [*cast.everybody.items(), ("public", None)]:
        html = browser_of(person).get(f"/voices/{message.number_shown}/").content.decode()
        opens = name in {"clerk", "informant", "section_head"}  # not the secretary-general, who answers as well
        assert (MESSAGE["contact"] in html) is opens, name
        assert (MESSAGE["name"] in html) is opens, name


def test_numbers_have_no_gaps_where_one_could_not_be_kept(db):
    receive(at=timezone.now(), **MESSAGE)
    with pytest.raises(Exception, match=r"NUL|0x00"):
        receive(at=timezone.now(), **(MESSAGE | {"text": "空\0字"}))
    message, _code = receive(at=timezone.now(), **MESSAGE)
    assert message.number_shown.endswith("-00002")


def test_a_script_that_fills_every_field_is_not_taken_in(db):
    words = {"title": "买便宜货", "text": "点这里", "topic": "other", "website": "http://spam.example"}
    assert browser_of().post("/voices/send/", words).status_code == 200
    assert not Message.objects.exists()

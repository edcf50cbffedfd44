"""The page and the API show one reader the same: one rule decides what each may see of what belongs to a proposal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, do, first_class, make_person, make_proposal
from tests.web.api.conftest import Caller, key_of
from xieshang.people.models import Person
from xieshang.proposals.actions import expire_invitations
from xieshang.proposals.actions.assign import Share
from xieshang.proposals.models import Contact, Handling, Proposal, Signing
from xieshang.proposals.queries import contacts_visible_to, handlings_visible_to, signings_visible_to


def with_answers_of_every_kind(cast: Cast) -> tuple[Proposal, dict[str, Person]]:
    """A proposal in draft whose invitations were signed, declined, called off and left open."""
    asked = {"signed": cast.seconder, "declined": cast.decliner}
    asked |= {name: make_person("member", name=name) for name in ("撤请人", "候答人")}
    item = do("proposal", "invite", make_proposal(cast), cast.author, people=[each.pk for each in asked.values()])
    do("signing", "sign", item.signings.get(person=cast.seconder), cast.seconder)
    do("signing", "decline", item.signings.get(person=cast.decliner), cast.decliner, reason="另有一件正在写")
    do("signing", "call_off", item.signings.get(person=asked["撤请人"]), cast.author)
    return item, asked


def stages(cast: Cast, item: Proposal) -> Iterator[Proposal]:
    """As a draft being co-signed, then with a unit only suggested, then with the unit agreed."""
    yield item
    expire_invitations(at=timezone.now() + timedelta(days=60))
    item = do("proposal", "submit", Proposal.objects.get(pk=item.pk), cast.author)
    item = do("proposal", "file", item, cast.reviewer, topic_class=first_class())
    item = do("proposal", "allot", item, cast.offices[0], shares=[Share(cast.unit.pk, "sole")])
    yield item
    yield do("proposal", "agree", item, cast.offices[1])


def readers(cast: Cast, asked: dict[str, Person]) -> dict[str, Person | None]:
    names = ("author", "bystander", "officer", "reviewer", "clerk", "office1", "audit_admin", "system_admin")
    return {"public": None, **{name: cast.everybody[name] for name in names}, **asked}


def section(page: str, title: str) -> str:
    found = re.search(rf'<section[^>]*aria-labelledby="{title}".*?</section>', page, re.S)
    return unescape(found[0]) if found else ""


def test_page_and_api_show_the_same_co_signers_and_units(cast: Cast) -> None:
    draft, asked = with_answers_of_every_kind(cast)
    seen: dict[str, set[str]] = {}
    for item in stages(cast, draft):
        for name, person in readers(cast, asked).items():
            client, caller = Client(), Caller(key_of(person) if person else "")
            caller.headers["Accept-Language"] = "zh-hans"
            if person:
                client.force_login(person)
            answer = client.get(f"/proposals/{item.pk}/")
            whole = caller.get(f"/proposals/{item.pk}", answer.status_code)
            if answer.status_code != 200:
                assert answer.status_code == 404
                continue
            page = answer.content.decode()
            signers = section(page, "signers-title")
            by_page = {
                str(each.person) for each in Signing.objects.filter(proposal=item) if str(each.person) in signers
            }
            by_api = {row["person"]["name"] for row in whole["signings"]}
            assert by_page == by_api, (name, item.state)
            units = section(page, "handlings-title")
            assert {str(each.unit) in units for each in item.handlings.all()} <= {bool(whole["handlings"])}
            assert ("另有一件正在写" in signers) == (str(cast.decliner) in by_api)
            seen[f"{name} {item.state}"] = by_api
    everyone = {str(each) for each in asked.values()}
    assert seen["author cosigning"] == seen["reviewer allotted"] == seen["clerk assigned"] == everyone
    assert seen["public assigned"] == seen["bystander assigned"] == seen["officer assigned"] == {str(cast.seconder)}
    assert seen["declined assigned"] == {str(cast.seconder), str(cast.decliner)}


@pytest.mark.parametrize("state", ["cosigning", "allotted", "replied"])
def test_a_row_and_the_database_answer_alike(cast: Cast, state: str) -> None:
    make_proposal(cast, state)
    _draft, asked = with_answers_of_every_kind(cast)
    for person in readers(cast, asked).values():
        here = set(Proposal.objects.visible_to(person).values_list("pk", flat=True))  # type: ignore[attr-defined]
        by_row = {
            signings_visible_to: {
                each.pk for each in Signing.objects.filter(proposal__in=here) if each.is_visible_to(person)
            },
            handlings_visible_to: {
                each.pk for each in Handling.objects.filter(proposal__in=here) if each.is_visible_to(person)
            },
            contacts_visible_to: {
                each.pk for each in Contact.objects.filter(handling__proposal__in=here) if each.is_visible_to(person)
            },
        }
        for rows, expected in by_row.items():
            assert set(rows(person).values_list("pk", flat=True)) == expected, (rows, person)

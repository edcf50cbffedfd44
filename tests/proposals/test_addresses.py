"""Every address of proposals, messages and matters, and who may open it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from tests.cast import (
    Cast,
    make_commitment,
    make_contact,
    make_feedback,
    make_message,
    make_proposal,
    make_referral,
    make_report,
    make_signing,
)
from tests.voices.test_hot import smell
from xieshang.proposals.models import Proposal
from xieshang.voices.actions.hot import find_hot
from xieshang.voices.models import HotIssue

APPS = ("proposals", "voices", "matters")
READERS = ("public", "author", "bystander", "officer", "wrong_officer", "reviewer", "clerk", "office1", "system_admin")
SIGN_IN, SEEN, REFUSED, NOT_FOUND, CLOSED, GOES_ON = 302, 200, 403, 404, 409, 302


def row(public: int = SIGN_IN, others: int = NOT_FOUND, **named: int) -> dict[str, int]:
    """What each reader is answered: the public, those named, and all others."""
    return {name: named.get(name, public if name == "public" else others) for name in READERS}


# Nothing an address names is the reader's: a draft of the author's, and what hangs on it. "" is an address of its own.
PRIVATE: dict[str, dict[str, int]] = {
    "proposals:list": row(SEEN, SEEN),
    "proposals:new": row(others=REFUSED, author=SEEN, bystander=SEEN),
    "proposals:desk": row(others=REFUSED, office1=SEEN),
    "proposals:figures": row(officer=SEEN, wrong_officer=SEEN),
    "proposals:proposal": row(NOT_FOUND, author=SEEN),
    "proposals:history": row(NOT_FOUND, author=SEEN),
    "proposals:edit": row(author=SEEN),
    "proposals:move": row(author=SEEN),
    "proposals:signing_move": row(author=SEEN),
    # A proposal under handling that is not to be published: the unit that has it, members and staff; nobody else's unit
    "proposals:handling": row(
        author=GOES_ON, bystander=GOES_ON, officer=GOES_ON, reviewer=GOES_ON, clerk=GOES_ON, office1=GOES_ON
    ),
    "proposals:handling_move": row(others=REFUSED, officer=SEEN, wrong_officer=NOT_FOUND, system_admin=NOT_FOUND),
    "proposals:reply": row(others=REFUSED, officer=SEEN, wrong_officer=NOT_FOUND, system_admin=NOT_FOUND),
    "proposals:contact_move": row(
        others=REFUSED, author=SEEN, bystander=NOT_FOUND, wrong_officer=NOT_FOUND, system_admin=NOT_FOUND
    ),
    "proposals:feedback": row(author=SEEN),
    "voices:list": row(SEEN, SEEN),
    "voices:send": row(SEEN, SEEN),
    "voices:follow": row(SEEN, SEEN),
    # A message its author did not make public: members and those who answer
    "voices:message": row(NOT_FOUND, author=SEEN, bystander=SEEN, reviewer=SEEN, clerk=SEEN),
    "voices:message_move": row(author=REFUSED, bystander=REFUSED, reviewer=REFUSED, clerk=SEEN),
    "voices:take_up": row(author=SEEN, bystander=SEEN, reviewer=REFUSED, clerk=REFUSED),
    # Only once it is answered
    "voices:take_further": row(author=CLOSED, bystander=CLOSED, reviewer=CLOSED, clerk=CLOSED),
    "voices:reports": row(others=REFUSED, author=SEEN, bystander=SEEN, officer=SEEN, wrong_officer=SEEN),
    "voices:report_new": row(others=REFUSED, author=SEEN, bystander=SEEN),
    "voices:heard": row(others=REFUSED, author=SEEN, bystander=SEEN),
    "voices:credit": row(others=REFUSED, author=SEEN, bystander=SEEN),
    # The author's draft; one that is being edited; one that was issued and passed on to the officer's unit
    "voices:report": row(author=SEEN),
    "voices:report_edit": row(author=SEEN),
    "voices:report_move": row(author=SEEN),
    "voices:report_revise": row(author=REFUSED),
    "voices:report_history": row(author=SEEN),
    "voices:report_paper": row(author=SEEN, officer=SEEN),
    "voices:referral": row(author=SEEN, officer=SEEN),
    "voices:referral_move": row(author=REFUSED, officer=SEEN),
    "voices:hot_list": row(others=REFUSED, author=SEEN, bystander=SEEN, clerk=SEEN),
    "voices:hot": row(author=SEEN, bystander=SEEN, clerk=SEEN),
    "voices:hot_report": row(others=405),  # sent only, from the page
    "voices:hot_move": row(author=REFUSED, bystander=REFUSED, clerk=SEEN),
    "matters:commitments": row(SEEN, SEEN),
    "matters:matter": row(NOT_FOUND, author=SEEN),
    # A promise on a proposal that is not to be published: its unit, its proposer and the staff
    "matters:commitment": row(NOT_FOUND, author=SEEN, officer=SEEN, reviewer=SEEN, clerk=SEEN),
    "matters:commitment_move": row(author=REFUSED, officer=SEEN, reviewer=REFUSED, clerk=REFUSED),
}


class Stage:
    """One of everything, none of it public."""

    def __init__(self, cast: Cast) -> None:
        draft = make_proposal(cast)
        signing, contact, feedback = (
            make_signing(cast, "invited"),
            make_contact(cast, "logged"),
            make_feedback(cast, "asked"),
        )
        promise, message = make_commitment(cast, "open"), make_message(cast, is_public=False)
        set_private(contact.handling.proposal, promise)
        handling = contact.handling
        report, referral = make_report(cast), make_referral(cast)
        smell()
        find_hot(at=timezone.now())
        hot = HotIssue.objects.get()
        self.args: dict[str, list[Any]] = {
            "proposals:proposal": [draft.pk],
            "proposals:history": [draft.pk],
            "proposals:edit": [draft.pk],
            "proposals:move": [draft.pk, "submit"],
            "proposals:signing_move": [signing.pk, "call_off"],
            "proposals:handling": [handling.pk],
            "proposals:handling_move": [handling.pk, "note_contact"],
            "proposals:reply": [handling.pk],
            "proposals:contact_move": [contact.pk, "dispute"],
            "proposals:feedback": [feedback.pk],
            "voices:message": [message.number_shown],
            "voices:message_move": [message.number_shown, "answer"],
            "voices:take_up": [message.number_shown],
            "voices:take_further": [message.number_shown],
            "voices:hot": [hot.pk],
            "voices:hot_report": [hot.pk],
            "voices:hot_move": [hot.pk, "rename"],
            "voices:report": [report.pk],
            "voices:report_edit": [report.pk],
            "voices:report_move": [report.pk, "withdraw"],
            "voices:report_revise": [make_report(cast, "chosen").pk],
            "voices:report_history": [report.pk],
            "voices:report_paper": [referral.report_id],
            "voices:referral": [referral.pk],
            "voices:referral_move": [referral.pk, "hand_back"],
            "matters:matter": [draft.matter_id],
            "matters:commitment": [promise.pk],
            "matters:commitment_move": [promise.pk, "report_kept"],
        }


def set_private(proposal: Proposal, promise: Any) -> None:
    from django.db import transaction

    from xieshang.core.deeds import open_the_door

    with transaction.atomic():
        open_the_door("test")
        Proposal.objects.filter(pk=proposal.pk).update(is_open=False)
        type(promise).objects.filter(pk=promise.pk).update(is_public=False)


def names() -> set[str]:
    return {f"{app}:{pattern.name}" for app in APPS for pattern in get_resolver().namespace_dict[app][1].url_patterns}


def test_no_address_is_missing_from_the_table():
    assert set(PRIVATE) == names()


@pytest.fixture
def stage(cast: Cast) -> Stage:
    return Stage(cast)


@pytest.mark.parametrize("name", READERS)
def test_who_may_open_what_and_a_page_that_says_no_holds_no_word_of_the_item(stage, cast, name):
    person = cast.everybody.get(name)
    browser = Client(headers={"accept-language": "zh-hans"})
    if person:
        browser.force_login(person)
    found = {}
    for address in PRIVATE:
        answer = browser.get(reverse(address, args=stage.args.get(address, [])))
        found[address] = answer.status_code
        if name == "public" and answer.status_code == SIGN_IN:
            assert answer["Location"].startswith("/accounts/login/"), address
        if answer.status_code in (REFUSED, NOT_FOUND):
            page = answer.content.decode()
            assert "人行横道" not in page, address
            assert "红绿灯" not in page, address
            assert "电梯" not in page, address
    assert found == {address: told[name] for address, told in PRIVATE.items()}

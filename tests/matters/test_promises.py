"""Promises: a day once named is kept in sight, and who may say whether they were kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from tests.cast import answer, do, make_commitment, make_proposal
from tests.proposals.together import assigned
from xieshang.core.deeds import open_the_door
from xieshang.core.lifecycle import MoveNotOpenError
from xieshang.core.models import Notice, Wait
from xieshang.matters.models import Commitment, Matter
from xieshang.people.actions import close as close_account
from xieshang.proposals.actions import draft
from xieshang.proposals.actions.assign import Share
from xieshang.proposals.models import Proposal


def test_a_later_day_never_hides_the_first(cast):
    promise = make_commitment(cast, "open")
    first = promise.due
    promise = do("commitment", "postpone", promise, cast.officer, due=first + timedelta(days=30), why="招标延期。")
    assert (promise.first_due, promise.due) == (first, first + timedelta(days=30))
    for day in (first, promise.due):
        with pytest.raises(MoveNotOpenError):
            do("commitment", "postpone", promise, cast.officer, due=day, why="提前？")
    promise = do(
        "commitment", "report_kept", promise, cast.officer, evidence="已办。", at=timezone.now() + timedelta(days=70)
    )
    promise = do("commitment", "confirm", promise, cast.author, at=timezone.now() + timedelta(days=75))
    assert promise.was_late, "kept within the second day, but late by the first"
    assert promise.kept_on == timezone.localdate() + timedelta(days=70), (
        "the day it was kept, not that it was confirmed"
    )


def test_each_note_of_progress_reaches_the_proposer(cast):
    promise = make_commitment(cast, "open")
    for _n in range(3):
        promise = do("commitment", "note_progress", promise, cast.officer, why="设备到场。")
    assert Notice.objects.filter(code="commitment.note_progress", to=cast.author).count() == 3


def test_the_proposer_is_asked_and_the_staff_may_answer_for_them(cast):
    promise = make_commitment(cast, "reported")
    assert Wait.objects.get(kind="commitment").holder == f"person:{cast.author.pk}"
    close_account(cast.author, by=cast.system_admin, at=timezone.now(), why="调离")
    assert do("commitment", "confirm", promise, cast.clerk).state == "kept"


def test_what_is_not_public_is_told_to_nobody_by_way_of_a_matter(cast):
    """Two proposals on one matter: the history of the open one is silent on the promises of the other."""
    open_one = make_proposal(cast, "filed")
    hidden = draft(
        by=cast.author, at=timezone.now(), title="不公开的一件", situation="情", suggestions=["建", "议"], is_open=False
    )
    with transaction.atomic():
        open_the_door("test")
        Proposal.objects.filter(pk=hidden.pk).update(matter_id=open_one.matter_id)
    hidden = do("proposal", "submit", hidden, cast.author)
    hidden = assigned(cast, Share(cast.unit.pk, "sole"), proposal=hidden)
    answer(cast, hidden.handlings.get())
    assert not Commitment.objects.get().is_public
    for page in (
        f"/proposals/{open_one.pk}/",
        f"/proposals/{open_one.pk}/history/",
        f"/matters/{open_one.matter_id}/",
        "/matters/promises/",
    ):
        html = Client(headers={"accept-language": "zh-hans"}).get(page).content.decode()
        assert "两名辅警" not in html, page
        assert "不公开的一件" not in html, page


def test_a_refused_draft_leaves_no_matter_behind(cast):
    with pytest.raises(MoveNotOpenError):
        draft(by=cast.author, at=timezone.now(), title="长" * 200)
    assert not Matter.objects.exists()

"""Papers: taken in, published, read as a document."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cast import make_person
from xieshang.core.lifecycle import MoveNotOpenError, NotYoursError
from xieshang.plenaries import actions
from xieshang.plenaries.lifecycle import LIFE
from xieshang.plenaries.models import Paper, PaperState
from xieshang.plenaries.queries import document

BODY = [
    {"kind": "paragraph", "voice": "salutation", "number": "", "text": "各位委员："},
    {"kind": "heading", "level": 1, "number": "一、", "text": "过去一年的工作"},
    {"kind": "heading", "level": 2, "number": "（一）", "text": "协商"},
    {"kind": "paragraph", "voice": "paragraph", "number": "", "text": "开了八次协商会。"},
    {"kind": "table", "rows": [["年份", "次数"], ["2025", "8"]]},
    {"kind": "heading", "level": 2, "number": "（二）", "text": "监督"},
    {"kind": "heading", "level": 1, "number": "二、", "text": "今后的打算"},
]


@pytest.fixture
def clerk(db):
    return make_person("proposals_clerk")


@pytest.fixture
def paper(clerk):
    return actions.take_in(by=clerk, at=timezone.now(), title="工作报告", lines=["徐书"], body=BODY)


def sign_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")


def test_headings_become_contents_with_anchors_that_agree(paper):
    contents, blocks = document(paper)
    assert [(row.anchor, row.number) for row in contents] == [("s-1", "一、"), ("s-2", "二、")]
    assert [row.anchor for row in contents[0].inner] == ["s-1-1", "s-1-2"]
    assert [block.anchor for block in blocks if block.kind == "heading"] == ["s-1", "s-1-1", "s-1-2", "s-2"]
    assert [block.level for block in blocks if block.kind == "heading"] == [2, 3, 3, 2]


def test_a_draft_is_seen_by_those_who_publish_and_by_nobody_else(client, paper, clerk):
    address = paper.get_absolute_url()
    assert client.get(address).status_code == 404
    assert paper.title not in client.get(reverse("plenaries:list")).content.decode()
    sign_in(client, make_person("member"))
    assert client.get(address).status_code == 404
    sign_in(client, clerk)
    assert client.get(address).status_code == 200


def test_published_it_is_a_document_anybody_reads_until_it_is_taken_back(client, paper, clerk):
    sign_in(client, clerk)
    client.post(reverse("plenaries:publish", args=[paper.pk]), {"version": 1})
    client.logout()
    page = client.get(paper.get_absolute_url()).content.decode()
    assert '<h2 id="s-1">一、过去一年的工作</h2>' in page
    assert 'href="#s-1-2"' in page
    assert "<td>2025</td>" in page
    sign_in(client, clerk)
    client.post(reverse("plenaries:take_back", args=[paper.pk]), {"version": 1})
    client.logout()
    assert client.get(paper.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("state", PaperState)
@pytest.mark.parametrize("move", LIFE.moves)
def test_a_member_can_do_nothing(db, move, state):
    with pytest.raises((MoveNotOpenError, NotYoursError)):
        LIFE.take(move, Paper(state=state), make_person("member"))


def test_moves_from_the_wrong_state_change_nothing(paper, clerk):
    with pytest.raises(MoveNotOpenError):
        actions.take_back(paper, by=clerk, at=timezone.now())
    paper.refresh_from_db()
    assert paper.state == PaperState.DRAFT

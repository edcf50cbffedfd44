"""The search page, saved searches and their notices, the API's door."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, do, make_message, make_proposal
from xieshang.core import profile
from xieshang.core.models import Notice
from xieshang.people import notices
from xieshang.search.actions import NotSavedError, forget, save, tell_of_new
from xieshang.search.models import SavedSearch
from xieshang.search.words import LONGEST, Term, pieces, snippet


def page(reader, q: str, **more: str):  # type: ignore[no-untyped-def]
    client = Client(headers={"accept-language": "en"})
    if reader:
        client.force_login(reader)
    return client.get("/search/", {"q": q, **more})


def test_hits_are_marked_and_lead_there(cast: Cast) -> None:
    proposal = make_proposal(cast, "filed", title="关于修好<九曲桥>的建议")
    answer = page(None, "九曲桥").content.decode()
    assert f'href="{proposal.get_absolute_url()}"' in answer
    assert "关于修好&lt;<mark>九曲桥</mark>&gt;的建议" in answer
    assert "1 result<" in answer


def test_nothing_found_says_what_to_try_and_leaks_nothing(cast: Cast) -> None:
    make_proposal(cast, "submitted", title="关于修好九曲桥的建议")
    answer = page(cast.bystander, "九曲桥")
    assert "Nothing found for “九曲桥”" in answer.content.decode()
    assert "You might try this" in answer.content.decode()
    assert "关于修好" not in answer.content.decode()


def test_too_much_is_refused_kindly_and_kept(cast: Cast) -> None:
    long = "路灯" * LONGEST
    answer = page(None, long)
    assert answer.status_code == 400
    assert long in answer.content.decode()
    assert "at most 200 characters" in answer.content.decode()
    assert page(None, "-路灯").status_code == 400
    assert page(None, "").status_code == 200


@pytest.mark.parametrize(
    "q", ["\x00", "%", "'", '"', "-", "“", "\\", "a" * 200, "😀", "�", "\x1f", "''' & | !", "路 " * 60]
)
def test_whatever_is_typed_there_is_an_answer(cast: Cast, q: str) -> None:
    make_proposal(cast, "filed")
    for more in (
        {},
        {"kind": "proposal"},
        {"kind": "x"},
        {"order": "newest"},
        {"after": "3_1_proposal_9"},
        {"after": "x"},
    ):
        assert page(cast.author, q, **more).status_code in (200, 400)


def test_pages_follow_one_another(cast: Cast) -> None:
    for n in range(30):
        make_message(cast, "answered", title=f"路灯坏了{n}", contact=f"138000{n:05d}", text=f"第{n}盏灯不亮了，请修。")
    seen = []
    answer = page(None, "路灯")
    assert "30 results" in answer.content.decode()
    seen += [row.hit.id for row in answer.context["rows"]]
    answer = Client().get("/search/" + answer.context["page"].next_url)
    seen += [row.hit.id for row in answer.context["rows"]]
    assert len(seen) == len(set(seen)) == 30
    assert answer.context["page"].next_url == ""


def test_a_page_costs_few_statements(cast: Cast, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    make_proposal(cast, "closed")
    make_message(cast, "answered", title="人行横道")
    client = Client()
    client.force_login(cast.clerk)
    client.get("/search/")
    with django_assert_max_num_queries(15):
        client.get(f"/search/?q={quote('的')}")


def test_every_page_has_the_field(cast: Cast) -> None:
    for address in ("/", "/proposals/", "/search/"):
        assert 'action="/search/"' in Client().get(address).content.decode()


# ---- Saved searches


def test_a_saved_search_tells_what_is_new_once(cast: Cast) -> None:
    make_proposal(cast, "filed", title="关于修好九曲桥的建议")
    saved = save(cast.bystander, q="九曲桥", at=timezone.now())
    assert tell_of_new(at=timezone.now()).told == 0
    new = make_proposal(cast, "submitted", title="关于照亮九曲桥的建议")
    assert tell_of_new(at=timezone.now()).told == 0  # not visible to a bystander yet
    do("proposal", "file", new, cast.reviewer, topic_class=next(iter(profile.current().lists["proposal_class"])))
    assert tell_of_new(at=timezone.now()).told == 1
    assert tell_of_new(at=timezone.now()).told == 0
    (notice,) = Notice.objects.filter(to=cast.bystander, code="search.new")
    assert notice.title == "九曲桥 · 关于照亮九曲桥的建议"
    told = notices.tell(notice)
    assert told.sentence
    client = Client()
    client.force_login(cast.bystander)
    assert "关于照亮" in client.get(told.url).content.decode().replace("<mark>", "").replace("</mark>", "")
    forget(cast.bystander, saved.pk)
    make_proposal(cast, "filed", title="关于第三座九曲桥的建议")
    assert tell_of_new(at=timezone.now()).told == 0


def test_what_went_does_not_make_the_old_new(cast: Cast) -> None:
    first = make_message(cast, "received", title="路灯甲", contact="13800000001", text="甲灯")
    make_message(cast, "received", title="路灯乙", contact="13800000002", text="乙灯")
    save(cast.author, q="路灯", at=timezone.now())
    do(
        "message",
        "decline",
        first,
        cast.clerk,
        ground=next(iter(profile.current().lists["message_decline_ground"])),
        answer="否",
    )
    assert tell_of_new(at=timezone.now() + timedelta(hours=1)).told == 0


def test_a_closed_account_is_told_nothing(cast: Cast) -> None:
    save(cast.bystander, q="九曲桥", at=timezone.now())
    do("person", "close", cast.bystander, cast.system_admin, why="辞去委员。")
    make_proposal(cast, "filed", title="关于修好九曲桥的建议")
    assert tell_of_new(at=timezone.now()).searches == 0


def test_as_many_as_the_norm_allows(cast: Cast) -> None:
    most = profile.current().norm("search.most_saved", timezone.localdate())
    for n in range(most):
        save(cast.author, q=f"路灯{n}", at=timezone.now())
    save(cast.author, q="路灯0", at=timezone.now())  # known
    with pytest.raises(NotSavedError):
        save(cast.author, q="再来一个", at=timezone.now())
    assert SavedSearch.objects.count() == most


def test_saving_and_stopping_on_the_page(cast: Cast) -> None:
    client = Client(headers={"accept-language": "en"})
    assert client.post("/search/save/", {"q": "路灯"}).status_code == 302  # to sign in
    assert not SavedSearch.objects.exists()
    client.force_login(cast.author)
    answer = client.post("/search/save/", {"q": "路灯", "kind": "proposal"}, follow=True)
    assert "You get a notice" in answer.content.decode()
    saved = SavedSearch.objects.get(person=cast.author)
    assert (saved.q, saved.kind) == ("路灯", "proposal")
    stranger = Client()
    stranger.force_login(cast.bystander)
    assert stranger.post(f"/search/{saved.pk}/forget/").status_code == 404
    assert "路灯" not in stranger.get("/search/").content.decode()
    client.post(f"/search/{saved.pk}/forget/")
    assert not SavedSearch.objects.exists()


# ---- For programs


def test_the_api_finds_the_same(cast: Cast) -> None:
    proposal = make_proposal(cast, "filed", title="关于修好九曲桥的建议", situation="九曲桥的栏杆断了。")
    found = json.loads(Client().get("/api/search", {"q": "栏杆"}).content)
    (row,) = found["rows"]
    assert (row["kind"], row["id"], row["url"]) == ("proposal", proposal.pk, proposal.get_absolute_url())
    assert [row["snippet"][a:b] for a, b in row["marks"]] == ["栏杆"]
    assert found["counts"]["proposal"] == 1
    assert json.loads(Client().get("/api/search", {"q": "栏杆", "kind": "message"}).content)["rows"] == []
    assert Client().get("/api/search", {"q": "路" * 201}).status_code == 422


# ---- Where the words stand


@pytest.mark.parametrize(
    ("text", "terms", "marked"),
    [
        ("更换路灯。", ["路灯"], ["路灯"]),
        ("新建５Ｇ基站两座", ["5g基站"], ["５Ｇ基站"]),
        ("面积30㎡，", ["m2"], ["㎡"]),
        ("Ａ3区", ["a3"], ["Ａ3"]),
        ("更换路\n灯", ["路灯"], ["路\n灯"]),
        ("路灯路灯", ["路灯"], ["路灯路灯"]),
        ("没有", ["路灯"], []),
    ],
)
def test_marks_stand_where_the_words_are(text: str, terms: list[str], marked: list[str]) -> None:
    shown = pieces(text, [Term(term) for term in terms])
    assert "".join(piece.text for piece in shown) == text
    assert [piece.text for piece in shown if piece.hit] == marked


def test_a_snippet_shows_a_hit_wherever_it_stands() -> None:
    text = "前言。" * 400 + "这里路灯坏了。" + "后记。" * 400
    shown = snippet(text, [Term("路灯")])
    assert [piece.text for piece in shown if piece.hit] == ["路灯"]
    assert len("".join(piece.text for piece in shown)) < 200

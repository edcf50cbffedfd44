"""What people, their browsers and their machines do wrong, by name."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from tests.cast import TEXT, Cast, do, make_handling, make_message, make_person, make_proposal, reply_class
from tests.proposals.together import assigned
from xieshang.core.models import RecordEntry
from xieshang.core.record import verify
from xieshang.matters import forms as promise_forms
from xieshang.matters.models import Commitment
from xieshang.proposals import forms
from xieshang.proposals.actions.assign import Share
from xieshang.proposals.actions.handle import Answer
from xieshang.proposals.models import Feedback, Handling, Proposal, Reply
from xieshang.voices import forms as message_forms
from xieshang.voices.models import Message


def browser_of(person: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    if person is not None:
        client.force_login(person)
    return client


def words_of(text: dict[str, Any]) -> dict[str, Any]:
    """A proposal's text as its form sends it."""
    given = {name: value for name, value in text.items() if name != "suggestions"}
    return given | {"suggestion": text["suggestions"], "is_open": "yes"}


# ---- Too long, and what no text may hold


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "长" * 10_000),
        ("title", "长" * 101),
        ("situation", "长" * 40_000),
        ("suggestion", ["长" * 40_000]),
        ("suggestion", ["条"] * 51),
        ("title", "空\0字"),
        ("suggestion", ["空\0字"]),
    ],
)
@pytest.mark.parametrize("place", ["new", "edit"])
def test_what_is_too_long_or_cannot_be_kept_is_refused_and_stays_in_the_form(cast, place, field, value):
    item = make_proposal(cast)
    address = "/proposals/new/" if place == "new" else f"/proposals/{item.pk}/edit/"
    answer = browser_of(cast.author).post(address, words_of(TEXT) | {field: value, "version": item.version})
    assert answer.status_code in (409, 422) or (place == "new" and answer.status_code == 200)
    assert Proposal.objects.count() == 1
    assert Proposal.objects.get().version == item.version
    typed = value if isinstance(value, str) else value[0]
    assert typed.replace("\0", "") in answer.content.decode().replace("\0", "")


def test_a_message_of_ten_thousand_characters_is_refused(db):
    answer = Client().post("/voices/send/", {"title": "长" * 10_000, "text": "文" * 5001, "topic": "other"})
    assert answer.status_code == 422
    assert Message.objects.count() == 0


@pytest.mark.parametrize("number", ["9" * 30, "-1", "1e3", "٣", "0x10", "' OR 1=1 --", ""])
def test_numbers_that_are_none(cast, number):
    make_proposal(cast, "filed")
    desk = browser_of(cast.offices[0])
    assert desk.post("/proposals/desk/", {"chosen": number, "unit": str(cast.unit.pk)}).status_code == 409
    chosen = {"chosen": str(Proposal.objects.get().pk), "unit": number}
    assert desk.post("/proposals/desk/", chosen).status_code == 409
    for query in ("before", "after", "session", "unit", "state", "q"):
        assert desk.get("/proposals/", {query: number}).status_code == 200
    assert browser_of(cast.author).get(f"/proposals/new/?from=message-{number}").status_code == 200
    assert Proposal.objects.get().state == "filed"


@pytest.mark.parametrize(
    "path",
    [
        "/proposals/{}/",
        "/proposals/handlings/{}/",
        "/proposals/judgements/{}/",
        "/matters/{}/",
        "/matters/promises/{}/",
    ],
)
def test_an_item_whose_number_no_table_can_hold_is_not_found(cast, path):
    assert browser_of(cast.clerk).get(path.format("9" * 30)).status_code == 404


# ---- Script in every field

EVIL = """\"'><script>alert('x')</script>"""


def text_fields() -> set[str]:
    """Every field of every form of a deed that takes free text, by its move."""
    from django.forms import CharField, HiddenInput

    tables = {
        "proposal": forms.PROPOSAL_FORMS,
        "signing": forms.SIGNING_FORMS,
        "handling": forms.HANDLING_FORMS,
        "contact": forms.CONTACT_FORMS,
        "feedback": forms.FEEDBACK_FORMS,
        "commitment": promise_forms.COMMITMENT_FORMS,
        "message": message_forms.MESSAGE_FORMS,
    }
    return {
        f"{kind}.{move}.{name}"
        for kind, table in tables.items()
        for move, form in table.items()
        for name, field in form.base_fields.items()
        if type(field) is CharField and not isinstance(field.widget, HiddenInput)
    }


class EvilStory:
    """A whole life in which everybody types script wherever they may."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.typed = cast, {"proposal.merge.into"}  # a number, looked up and never kept

    def do(self, kind: str, move: str, item: Any, by: Any, *evil: str, **more: Any) -> Any:
        self.typed |= {f"{kind}.{move}.{name}" for name in evil}
        return do(kind, move, item, by, **dict.fromkeys(evil, EVIL), **more)

    def tell(self) -> Proposal:
        cast, do = self.cast, self.do
        text = dict.fromkeys(("title", "situation", "analysis", "wanted_units"), EVIL) | {
            "suggestions": [EVIL, EVIL + "2"]
        }
        words = dict.fromkeys(("title", "text", "place", "contact"), EVIL)
        words["name"] = EVIL + "名"  # a sender's own name is covered wherever it stands in the words
        do("message", "answer", make_message(cast, **words), cast.clerk, "answer")
        do("message", "decline", make_message(cast, **words), cast.clerk, "answer", ground="not_ours")
        do("message", "forget", make_message(cast, **words), cast.clerk, "why")
        do("proposal", "withdraw", make_proposal(cast, **text), cast.author, "why")
        do("proposal", "refuse", make_proposal(cast, "submitted", **text), cast.reviewer, "why", ground="empty")
        item = make_proposal(cast, **text)
        item = do("proposal", "invite", item, cast.author, people=[cast.seconder.pk, cast.decliner.pk])
        do("signing", "sign", item.signings.get(person=cast.seconder), cast.seconder)
        do("signing", "decline", item.signings.get(person=cast.decliner), cast.decliner, "reason")
        item = do("proposal", "submit", item, cast.author)
        item = do("proposal", "return", item, cast.reviewer, "why")
        item = do("proposal", "submit", item, cast.author)
        item = do("proposal", "file", item, cast.reviewer, topic_class="society")
        do("proposal", "merge", make_proposal(cast, "submitted", **text), cast.reviewer, "why", into=item.pk)
        sole = [Share(cast.wrong_unit.pk, "sole")]
        item = do("proposal", "allot", item, cast.offices[0], shares=sole)
        item = do("proposal", "object", item, cast.offices[1], "why")
        item = do("proposal", "allot", item, cast.offices[0], shares=sole)
        item = do("proposal", "agree", item, cast.offices[1])
        handling = item.handlings.get(state="assigned")
        handling = do("handling", "hand_back", handling, cast.wrong_officer, "why", "suggested_unit")
        handling = do("handling", "insist", handling, cast.offices[0], "why")
        handling = do("handling", "hand_back", handling, cast.wrong_officer, "why", "suggested_unit")
        do("handling", "reassign", handling, cast.offices[0], "why", unit=cast.unit.pk)
        handling = do("handling", "receive", item.handlings.get(state="assigned"), cast.officer)
        self.answer(handling, after_dispute=True)
        for form in Feedback.objects.all():
            do("feedback", "judge", form, form.person, "remark", attitude="satisfied", result="not")
        item = do("proposal", "rehandle", Proposal.objects.get(pk=item.pk), cast.clerk, "why")
        self.answer(Handling.objects.get(pk=handling.pk))
        for form in Feedback.objects.filter(round=2):
            do("feedback", "judge", form, form.person, "remark", attitude="satisfied", result="satisfied")
        item = do("proposal", "close", Proposal.objects.get(pk=item.pk), cast.clerk, "why")
        one, other = Commitment.objects.filter(state="open")
        one = do("commitment", "note_progress", one, cast.officer, "why")
        one = do("commitment", "postpone", one, cast.officer, "why", due=one.due + timedelta(days=9))
        one = do("commitment", "report_kept", one, cast.officer, "evidence")
        one = do("commitment", "dispute", one, cast.author, "why")
        one = do("commitment", "report_kept", one, cast.officer, "evidence")
        do("commitment", "confirm", one, cast.author, "why")
        do("commitment", "give_up", other, cast.officer, "why")
        return item

    def answer(self, handling: Handling, *, after_dispute: bool = False) -> None:
        cast, do = self.cast, self.do
        today = timezone.localdate()
        contact = do("handling", "note_contact", handling, cast.officer, "note", way="phone", on=today)
        if after_dispute:
            do("contact", "dispute", contact, cast.author, "remark")
        do("contact", "confirm", contact, cast.author, "remark")
        due = today + timedelta(days=60)
        points = [Answer(s.pk, "planned", EVIL, "", EVIL, EVIL, due) for s in handling.proposal.suggestions.all()]
        more = dict.fromkeys(("opening", "closing", "clerk"), EVIL) | {
            "points": points,
            "reply_class": reply_class("planned"),
        }
        do("handling", "draft_reply", handling, cast.officer, **more)
        handling = do("handling", "hand_up", handling, cast.officer)
        handling = do("handling", "send_back", handling, cast.leader, "why")
        handling = do("handling", "hand_up", handling, cast.officer)
        do("handling", "sign", handling, cast.leader)


def test_script_in_every_field_is_shown_as_the_letters_it_is(cast):
    story = EvilStory(cast)
    item = story.tell()
    assert story.typed == text_fields(), "a form has a field this story does not fill"
    ours, mine, new = (
        make_handling(cast, "received"),
        make_proposal(cast, title=EVIL),
        make_proposal(cast, "submitted", title=EVIL),
    )
    pages = ["/", "/proposals/", "/people/notices/", "/matters/promises/", "/voices/", f"/matters/{item.matter_id}/"]
    pages += [
        f"/proposals/{pk}/{page}" for pk in Proposal.objects.values_list("pk", flat=True) for page in ("", "history/")
    ]
    pages += [f"/matters/promises/{pk}/" for pk in Commitment.objects.values_list("pk", flat=True)]
    pages += [f"/voices/{number}/" for number in Message.objects.values_list("number_shown", flat=True)]
    pages += [f"/proposals/{mine.pk}/edit/", f"/proposals/{new.pk}/file/", "/proposals/desk/", "/proposals/figures/"]
    pages += [f"/proposals/handlings/{ours.pk}/draft_reply/", "/record/"]
    readers = ["author", "clerk", "officer", "office1", "audit_admin"]
    shown: dict[str, int] = dict.fromkeys(pages, 0)
    for person in [*(cast.everybody[name] for name in readers), None]:
        browser = browser_of(person)
        for page in pages:
            html = browser.get(page).content.decode()
            assert "<script>alert" not in html, (person, page)
            assert "'><script" not in html, (person, page)
            shown[page] += escape(EVIL) in html or "&lt;script&gt;alert" in html
    for page in (
        "/",
        "/proposals/",
        "/people/notices/",
        "/matters/promises/",
        "/voices/",
        f"/proposals/{item.pk}/",
        f"/proposals/{item.pk}/history/",
    ):
        assert shown[page], f"{page} should show what was typed, in letters"


# ---- The same form sent twice, two at one item


def mark_on(page: Any) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def test_a_draft_sent_twice_is_one_draft(cast):
    browser = browser_of(cast.author)
    words = words_of(TEXT) | {"once": mark_on(browser.get("/proposals/new/"))}
    first, second = (browser.post("/proposals/new/", words) for _n in range(2))
    assert first["Location"] == second["Location"] == Proposal.objects.get().get_absolute_url()
    assert RecordEntry.objects.filter(deed="proposal.draft").count() == 1
    browser.post("/proposals/new/", words | {"once": mark_on(browser.get("/proposals/new/"))})
    assert Proposal.objects.count() == 2, "a page opened anew is another draft"


def test_a_form_that_was_refused_is_not_used_up(cast):
    browser = browser_of(cast.author)
    words = words_of(TEXT) | {"once": mark_on(browser.get("/proposals/new/"))}
    browser.post("/proposals/new/", words | {"title": "长" * 200})
    assert Proposal.objects.count() == 0
    assert browser.post("/proposals/new/", words).status_code == 302
    assert Proposal.objects.count() == 1


def test_a_message_sent_twice_is_one_message_and_its_code_is_still_told(db):
    browser = browser_of(None)
    words = {"title": "路灯坏了", "text": "三天没亮。", "topic": "other", "once": mark_on(browser.get("/voices/send/"))}
    answers = [browser.post("/voices/send/", words) for _n in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Message.objects.get().number_shown in browser.get("/voices/follow/").content.decode()


@pytest.mark.parametrize(
    ("state", "who", "address", "words", "deed"),
    [
        ("draft", "author", "/proposals/{p}/submit/", {}, "proposal.submit"),
        ("submitted", "reviewer", "/proposals/{p}/file/", {"topic_class": "society"}, "proposal.file"),
        ("submitted", "reviewer", "/proposals/{p}/return/", {"why": "请改"}, "proposal.return"),
        ("allotted", "office2", "/proposals/{p}/agree/", {}, "proposal.agree"),
        ("assigned", "officer", "/proposals/handlings/{h}/receive/", {}, "handling.receive"),
        (
            "replied",
            "author",
            "/proposals/judgements/{f}/",
            {"attitude": "satisfied", "result": "not"},
            "feedback.judge",
        ),
    ],
)
def test_a_deed_sent_twice_is_done_once(cast, state, who, address, words, deed):
    item = make_proposal(cast, state)
    handling, form = item.handlings.first(), Feedback.objects.first()
    path = address.format(p=item.pk, h=handling and handling.pk, f=form and form.pk)
    browser = browser_of(cast.everybody[who])
    assert [browser.post(path, words).status_code for _n in range(2)] == [302, 409]
    assert RecordEntry.objects.filter(deed=deed).count() == 1
    item.refresh_from_db()
    assert item.number in (None, 1)


def test_of_two_who_edit_the_second_sees_both_versions_and_loses_nothing(cast):
    item = make_proposal(cast)
    at_home, at_work = browser_of(cast.author), browser_of(cast.author)
    address, seen = f"/proposals/{item.pk}/edit/", item.version
    first = words_of(TEXT | {"situation": "在家写的情况"}) | {"version": seen}
    second = words_of(TEXT | {"situation": "在单位写的情况", "suggestions": ["单位写的建议"]}) | {"version": seen}
    assert at_home.post(address, first).status_code == 302
    refused = at_work.post(address, second)
    page = refused.content.decode()
    assert refused.status_code == 409
    for words in ("在家写的情况", "在单位写的情况", "单位写的建议"):
        assert words in re.sub(r"</?(ins|del|mark|span)[^>]*>", "", page), words
    item.refresh_from_db()
    assert item.situation == "在家写的情况"
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    assert at_work.post(address, second | {"version": found[1]}).status_code == 302
    item.refresh_from_db()
    assert item.situation == "在单位写的情况"
    edits = RecordEntry.objects.filter(deed="proposal.edit").order_by("id")
    assert [entry.changes["situation"][1] for entry in edits] == ["在家写的情况", "在单位写的情况"]


def test_of_two_clerks_who_write_one_reply_the_second_sees_both(cast):
    handling = make_handling(cast, "received")
    colleague = make_person("unit_clerk", unit=cast.unit)
    address = f"/proposals/handlings/{handling.pk}/draft_reply/"
    one, other = browser_of(cast.officer), browser_of(colleague)
    assert one.post(address, {"opening": "甲写的开头", "version": handling.version}).status_code == 302
    refused = other.post(address, {"opening": "乙写的开头", "version": handling.version})
    page = re.sub(r"</?(ins|del|mark|span)[^>]*>", "", refused.content.decode())
    assert refused.status_code == 409
    assert "甲写的开头" in page
    assert "乙写的开头" in page
    assert Reply.objects.get().opening == "甲写的开头"


# ---- A server that dies

FIFTY = 50
POST = """
import django
django.setup()
from django.test import Client
from xieshang.people.models import Person
from xieshang.proposals.models import Proposal
client = Client()
client.force_login(Person.objects.get(login="{login}"))
chosen = list(Proposal.objects.filter(state="allotted").values_list("pk", flat=True))
print("ready", flush=True)
client.post("/proposals/desk/", {{"deed": "agree", "chosen": chosen}})
"""


def address_of_the_database() -> str:
    here = connection.settings_dict
    options = f"?host={here['HOST']}" if here["HOST"].startswith("/") else ""
    host = "" if options else f"{here['HOST']}:{here['PORT']}"
    login = f"{here['USER']}:{here['PASSWORD']}@" if here["PASSWORD"] else f"{here['USER']}@"
    return f"postgresql://{login}{host}/{here['NAME']}{options}"


@pytest.mark.django_db(transaction=True)
def test_a_server_killed_in_the_middle_of_a_bulk_assignment_has_assigned_nothing():
    """It is stopped before the twentieth of fifty by a lock on that row, and killed there."""
    cast = Cast()
    items = [make_proposal(cast, "filed", situation="情", suggestions=["建"]) for _n in range(FIFTY)]
    for item in items:
        do("proposal", "allot", item, cast.offices[0], shares=[Share(cast.unit.pk, "sole")])
    entries, url = RecordEntry.objects.count(), address_of_the_database()
    with psycopg.connect(url) as holder, psycopg.connect(url, autocommit=True) as watcher:
        holder.execute("SELECT 1 FROM proposals_proposal WHERE id = %s FOR UPDATE", [items[19].pk])
        login = cast.offices[1].login
        server = subprocess.Popen(
            [sys.executable, "-c", POST.format(login=login)],
            env=os.environ | {"DATABASE_URL": url},
            stdout=subprocess.PIPE,
        )
        waits = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pg_blocking_pids(pid) <> '{}'"
        )
        end = time.monotonic() + 90
        while watcher.execute(waits).fetchone() == (0,):
            assert server.poll() is None, "it came to its end before it was killed"
            assert time.monotonic() < end, "it never came to the twentieth"
            time.sleep(0.1)
        server.kill()
        server.wait()
        server.stdout.close()  # type: ignore[union-attr]
        holder.rollback()
    signed_in = {"person.signed_in"}
    assert set(Proposal.objects.values_list("state", flat=True)) == {"allotted"}
    assert set(Handling.objects.values_list("state", flat=True)) == {"proposed"}
    assert set(RecordEntry.objects.order_by("id")[entries:].values_list("deed", flat=True)) <= signed_in
    assert verify().first_break is None
    done = browser_of(cast.offices[1]).post(
        "/proposals/desk/", {"deed": "agree", "chosen": [item.pk for item in items]}
    )
    assert done.status_code == 302
    assert set(Proposal.objects.values_list("state", flat=True)) == {"assigned"}


def test_one_that_cannot_be_assigned_stops_them_all_and_is_named(cast):
    items = [make_proposal(cast, "allotted") for _n in range(3)]
    do("proposal", "object", items[1], cast.offices[1], why="不合适")
    answer = browser_of(cast.offices[1]).post(
        "/proposals/desk/", {"deed": "agree", "chosen": [item.pk for item in items]}
    )
    assert answer.status_code == 409
    assert items[1].number_shown in answer.content.decode()
    assert sorted(Proposal.objects.values_list("state", flat=True)) == ["allotted", "allotted", "filed"]


# ---- What a unit's colleague next door may not do


def test_a_unit_writes_its_own_reply_only(cast):
    item = assigned(cast, Share(cast.unit.pk, "part"), Share(cast.helping_unit.pk, "part"))
    theirs = do("handling", "receive", item.handlings.get(unit=cast.helping_unit), cast.helper)
    answer = browser_of(cast.officer).post(f"/proposals/handlings/{theirs.pk}/draft_reply/", {"opening": "越俎代庖"})
    assert answer.status_code == 403
    assert not Reply.objects.exists()

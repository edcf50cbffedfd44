"""What people do to a door that is open to all: floods, copies, guesses, scripts. Nobody is locked out, nothing is lost."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from tests.cast import MESSAGE, Cast, do, make_message
from xieshang.core import limits, profile
from xieshang.core.lifecycle import NotYoursError
from xieshang.voices.actions import TooOftenError, admit, correct, draft_report, forget, receive, withdraw
from xieshang.voices.models import Message

EVIL = "<script>alert('x')</script>\"'><script src=//evil.example/x.js></script>"


def norm(key: str) -> int:
    return int(profile.current().norm(key, timezone.localdate()))


def browser_of(person: Any = None, address: str = "10.0.0.1") -> Client:
    client = Client(headers={"accept-language": "en"}, REMOTE_ADDR=address)
    if person is not None:
        client.force_login(person)
    return client


def words(n: int = 0, **more: str) -> dict[str, str]:
    return {"title": f"路灯坏了{n}", "text": f"第{n}盏灯三天没亮。", "topic": "other", **more}


# ---- Too many


def test_one_persons_five_hundred_messages_are_ten(db):
    taken, refusals = 0, []
    now = timezone.now()
    for n in range(500):
        try:
            said = {"title": f"信{n}", "text": f"第{n}封", "contact": "138 0000 1111"}
            admit(address=f"10.0.{n // 200}.{n % 200}", whence=f"10.0.0.{n}", at=now, **said)
            receive(at=now, **said)
            taken += 1
        except TooOftenError as refusal:
            refusals.append(refusal)
    assert taken == norm("message.per_day_sender")
    assert len(refusals) == 500 - taken
    assert refusals[-1].until - now <= timedelta(days=1)
    admit(
        address="10.9.9.9",
        whence="",
        contact="13800001111",
        title="又",
        text="一天后",
        at=now + timedelta(days=1, seconds=1),
    )


def test_one_address_is_bounded_by_the_hour_and_told_when_it_can_go_on(db):
    browser = browser_of()
    most = norm("message.per_hour_address")
    statuses = [browser.post("/voices/send/", words(n)).status_code for n in range(most + 1)]
    assert statuses == [302] * most + [429]
    page = browser.post("/voices/send/", words(777)).content.decode()
    assert "You can write again" in page
    assert "第777盏灯三天没亮。" in page, "what was typed stays"
    assert browser_of(address="10.0.0.2").post("/voices/send/", words(778)).status_code == 302
    assert Message.objects.count() == most + 1


def test_whoever_enters_for_others_is_not_counted_as_one_sender(db):
    cast = Cast()
    browser = browser_of(cast.informant)
    for n in range(norm("message.per_hour_address") + 2):
        assert browser.post("/voices/send/", words(n, consent="")).status_code == 302


def test_the_same_words_from_one_voice_count_once(db):
    browser = browser_of()
    assert browser.post("/voices/send/", words(contact="a@b.example")).status_code == 302
    again = browser.post("/voices/send/", words(contact="A@b.example ", title="路灯坏了0！"))
    assert again.status_code == 422
    assert "one voice counts once" in again.content.decode()
    assert Message.objects.count() == 1
    assert browser.post("/voices/send/", words(contact="other@b.example")).status_code == 302, (
        "somebody else may say the same"
    )
    clerk = Cast().clerk
    page = browser_of(clerk).get(f"/voices/{Message.objects.first().number_shown}/").content.decode()
    assert "1 other message says the same words" in page


def test_what_was_taken_back_may_be_said_again(db):
    browser = browser_of()
    browser.post("/voices/send/", words())
    message = Message.objects.get()
    sent = browser.session["sent"]
    withdraw(message, code=sent["code"], at=timezone.now())
    assert browser.post("/voices/send/", words()).status_code == 302


def test_the_api_counts_as_the_page_does(db, settings):
    settings.API_STRANGERS_DEEDS_PER_MINUTE = 1000
    api = Client(REMOTE_ADDR="10.0.0.7")
    body = {"title": "路灯", "text": "坏了", "contact": "13800001111"}
    assert api.post("/api/messages", body, content_type="application/json").status_code == 201
    assert api.post("/api/messages", body, content_type="application/json").status_code == 409
    most = norm("message.per_day_sender")
    answers = [
        api.post("/api/messages", body | {"text": f"坏了{n}"}, content_type="application/json") for n in range(most)
    ]
    assert [each.status_code for each in answers] == [201] * (most - 2) + [429] * 2
    assert int(answers[-1]["Retry-After"]) > 3600


def test_a_robot_that_fills_every_field_is_thanked_and_forgotten(db):
    assert browser_of().post("/voices/send/", words(website="http://spam.example")).status_code == 200
    assert not Message.objects.exists()


# ---- Guessing


def test_guesses_at_one_message_are_counted_wherever_they_come_from(db):
    message, code = receive(at=timezone.now(), **MESSAGE)
    most = norm("message.tries_number")
    wrong = {"number": message.number_shown, "code": "aaaa-bbbb-cccc"}
    statuses = {browser_of(address=f"10.1.0.{n}").post("/voices/follow/", wrong).status_code for n in range(most)}
    assert statuses == {422}
    other = browser_of(address="10.2.0.1").post("/voices/follow/", wrong | {"code": code})
    assert other.status_code == 429
    assert MESSAGE["text"] not in other.content.decode()


@pytest.mark.django_db(transaction=True)
def test_tries_at_once_are_all_counted():
    def count_many() -> None:
        for _n in range(20):
            limits.count("tries:together", within=timedelta(hours=1), at=timezone.now())
        connections.close_all()

    threads = [threading.Thread(target=count_many) for _n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert limits.counted("tries:together", at=timezone.now()).count == 120
    limits.sweep(at=timezone.now() + timedelta(hours=2))
    assert limits.Tally.objects.count() == 0


def test_no_address_and_no_number_lies_in_the_tallies(db):
    browser_of(address="10.77.66.55").post("/voices/send/", words(contact="13800001111"))
    stored = str(list(limits.Tally.objects.values_list("key", flat=True)))
    assert "10.77" not in stored
    assert "1380000" not in stored


# ---- Somebody else's


def test_anothers_code_does_nothing(db):
    mine, _code = receive(at=timezone.now(), **MESSAGE)
    _theirs, code = receive(at=timezone.now(), **MESSAGE)
    for act, more in ((withdraw, {}), (forget, {}), (correct, {"title": "改", "text": "改"})):
        for wrong in (code, "", "aaaa-bbbb-cccc"):
            with pytest.raises(NotYoursError):
                act(mine, code=wrong, at=timezone.now(), **more)  # type: ignore[operator]
    for deed in ("withdraw", "forget", "correct"):
        page = browser_of().post(
            "/voices/follow/", {"number": mine.number_shown, "code": code, "deed": deed, "title": "改", "text": "改"}
        )
        assert page.status_code == 422
    mine.refresh_from_db()
    assert (mine.state, mine.title) == ("received", MESSAGE["title"])


@pytest.mark.parametrize("state", ["withdrawn", "forgotten"])
def test_links_to_what_is_gone_lead_nowhere(db, state):
    cast = Cast()
    message = make_message(cast, state)
    assert browser_of().get(f"/voices/{message.number_shown}/").status_code == 404
    seen = browser_of(cast.author).get(f"/voices/{message.number_shown}/")
    assert seen.status_code == (404 if state == "withdrawn" else 200)
    assert MESSAGE["text"] not in seen.content.decode()
    for path in (f"/voices/{message.number_shown}/answer/", f"/voices/{message.number_shown}/take_up/"):
        assert browser_of(cast.informant).post(path, {"answer": "好"}).status_code in (403, 404, 409)


# ---- Scripts


def test_scripts_in_every_field_stay_words(db):
    cast = Cast()
    said = {
        "title": EVIL[:100],
        "text": EVIL,
        "place": EVIL[:120],
        "name": EVIL[:60],
        "contact": EVIL[:120],
        "topic": "other",
        "is_public": "on",
    }
    browser = browser_of()
    assert browser.post("/voices/send/", said).status_code == 302
    message, sent = Message.objects.get(), browser.session["sent"]
    pages = [
        browser.get("/voices/follow/"),
        browser.post("/voices/follow/", sent),
        browser.post("/voices/follow/", {**sent, "deed": "to_correct"}),
    ]
    report = draft_report(
        by=cast.author, at=timezone.now(), title=EVIL[:100], situation=EVIL, suggestions=EVIL, place=EVIL[:120],
        heard_from=EVIL[:120], is_urgent=True, urgent_why=EVIL[:200], sources=[message],
    )  # fmt: skip
    report = do("report", "submit", report, cast.author)
    report = do("report", "choose", report, cast.informant)
    report = do("report", "revise", report, cast.informant, situation=EVIL + "再")
    paths = [f"/voices/reports/{report.pk}/revise/"]
    report = do("report", "hand_up", report, cast.informant)
    report = do("report", "send_back", report, cast.section_head, why=EVIL)
    report = do("report", "hand_up", report, cast.informant)
    for move, by in (("pass_section", cast.section_head), ("pass_office", cast.office_head), ("sign", cast.secretary)):
        report = do("report", move, report, by)
    report = do("report", "issue", report, cast.informant, product="opinion")
    today = timezone.localdate()
    do("report", "note_instruction", report, cast.informant, level="city", leader=EVIL[:80], on=today, text=EVIL)
    do("report", "note_use", report, cast.informant, level="city", how="single", on=today, note=EVIL[:200])
    do("report", "pass_on", report, cast.informant, units=[cast.unit.pk], task=EVIL)
    referral = do("referral", "receive", report.referrals.get(), cast.officer)
    do("referral", "answer", referral, cast.officer, answer=EVIL)
    do("report", "report_back", report, cast.informant, text=EVIL)
    do("message", "open", message, cast.informant)
    paths += ["/", "/voices/", "/voices/reports/", f"/voices/reports/{report.pk}/", f"/voices/reports/{report.pk}/paper/",
              f"/voices/reports/{report.pk}/send_up/", f"/voices/reports/{report.pk}/pass_on/", f"/voices/referrals/{referral.pk}/",
              f"/voices/{message.number_shown}/", f"/voices/{message.number_shown}/forget/", f"/matters/{message.matter_id}/",
              f"/voices/reports/new/?from=message-{message.pk}", "/people/notices/", "/voices/reports/credit/"]  # fmt: skip
    for person in (cast.informant, cast.author, cast.officer, cast.secretary, None):
        pages += [browser_of(person).get(path) for path in paths]
    escaped = 0
    for page in pages:
        html = page.content.decode()
        assert "<script>alert" not in html
        assert "<script src=//evil" not in html
        escaped += "&lt;script&gt;" in html
    assert escaped > 20


# ---- A flood


def test_a_long_import_does_not_hold_up_whoever_writes(transactional_db):
    """The import's transaction is open and has taken numbers; a resident's message does not wait for it."""
    cast = Cast()
    ready, done = threading.Event(), threading.Event()

    def import_slowly() -> None:
        with transaction.atomic():
            receive(at=timezone.now(), by=cast.informant, channel="import", **MESSAGE)
            ready.set()
            done.wait(20)
        connections.close_all()

    thread = threading.Thread(target=import_slowly)
    thread.start()
    try:
        assert ready.wait(20)
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '5s'")
        message, _code = receive(at=timezone.now(), **MESSAGE)
        assert message.number_shown.startswith("M")
    finally:
        done.set()
        thread.join()
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
    assert {row.number_shown[0] for row in Message.objects.all()} == {"M", "I"}

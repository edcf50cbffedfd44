"""What is personal in a message: covered for all who need not see it, opened on record, corrected, and gone when asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import do
from tests.web.api.conftest import api_of
from xieshang.core.lifecycle import MoveNotOpenError
from xieshang.core.models import RecordEntry
from xieshang.core.record import verify
from xieshang.people.notices import remind
from xieshang.voices.actions import correct, forget, receive
from xieshang.voices.models import Message
from xieshang.voices.privacy import masked, same_sender, same_words
from xieshang.voices.queries import is_opened_today

PHONE, NAME, EMAIL = "13912345678", "欧阳秀兰", "xiulan@mail.example"
SAID = {
    "title": f"请打{PHONE}找我",
    "text": f"我叫{NAME}，电话{PHONE}，邮箱{EMAIL}。楼道灯坏了三个月。",
    "place": "梧桐苑3幢2单元502室",
    "name": NAME,
    "contact": PHONE,
    "is_public": True,
}
SECRETS = [PHONE, NAME, EMAIL, "502室"]


def browser_of(person: Any = None) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    if person is not None:
        client.force_login(person)
    return client


def shows(html: str) -> list[str]:
    return [word for word in SECRETS if word in html]


# ---- Covered


def test_nobody_reads_what_is_personal_but_whoever_opened_it(cast):
    message, _code = receive(at=timezone.now(), **SAID)
    message = do("message", "answer", message, cast.clerk, answer="已派人维修。")
    remind(at=timezone.now())
    address = f"/voices/{message.number_shown}/"
    paths = ["/", "/voices/", address, f"/matters/{message.matter_id}/", "/people/notices/", "/record/",
             f"/voices/reports/new/?from=message-{message.pk}", f"/proposals/new/?from=message-{message.pk}"]  # fmt: skip
    for name, person in [*cast.everybody.items(), ("public", None)]:
        browser = browser_of(person)
        for path in paths:
            html = browser.get(path).content.decode()
            if path == address and name in ("clerk", "informant", "section_head"):
                html = html[html.index("<article") : html.index("</article>")]  # beside it stand name and number
            assert shows(html) == [], (name, path)
        for word in SECRETS:
            for search in ("/search/", "/voices/"):
                assert message.number_shown not in browser.get(search, {"q": word}).content.decode(), (
                    name,
                    search,
                    word,
                )
    for person in (cast.author, cast.officer, cast.secretary):
        assert (
            shows(
                api_of(person)
                .client.get(f"/api/messages/{message.pk}", headers=api_of(person).headers)
                .content.decode()
            )
            == []
        )


def test_opening_is_on_record_and_lasts_the_day(cast):
    message, _code = receive(at=timezone.now(), **SAID)
    page = browser_of(cast.informant)
    address = f"/voices/{message.number_shown}/"
    assert page.post(f"{address}open/").status_code == 302
    article = page.get(address).content.decode()
    assert set(SECRETS) <= set(shows(article))
    entry = RecordEntry.objects.get(deed="message.open")
    assert (entry.by, entry.changes) == (cast.informant, {})
    assert browser_of(cast.clerk).get(address).content.decode().split("</article>")[0].count(EMAIL) == 0
    assert is_opened_today(message, cast.informant, timezone.now())
    assert not is_opened_today(message, cast.informant, timezone.now() + timedelta(days=1))
    for person in (cast.author, cast.secretary, cast.officer):
        assert browser_of(person).post(f"{address}open/").status_code in (403, 404)


def test_the_record_holds_nothing_of_it(cast):
    message, code = receive(at=timezone.now(), **SAID)
    correct(message, code=code, at=timezone.now(), title="换个说法", text=f"还是{NAME}，{EMAIL}。")
    message.refresh_from_db()
    do("message", "decline", message, cast.clerk, ground="not_ours", answer=f"{NAME}您好，请打{PHONE}。")
    told = str(list(RecordEntry.objects.filter(kind="message").values_list("changes", "why")))
    assert shows(told) == []
    assert "楼道灯" not in told
    assert "梧桐苑" not in told


# ---- Put right


def test_a_correction_keeps_how_it_read_before_for_those_who_answer(cast):
    message, code = receive(at=timezone.now(), **SAID)
    message = correct(
        message, code=code, at=timezone.now(), title="楼道灯坏了", text="楼道灯坏了四个月。", place="七弄"
    )
    assert (message.title, message.place, message.earlier.count()) == ("楼道灯坏了", "七弄", 1)
    page = browser_of(cast.clerk).get(f"/voices/{message.number_shown}/").content.decode()
    assert "更正前的内容" in page
    assert "更正前的内容" not in browser_of(cast.author).get(f"/voices/{message.number_shown}/").content.decode()
    with pytest.raises(MoveNotOpenError):
        correct(message, code=code, at=timezone.now(), title="楼道灯坏了", text="楼道灯坏了四个月。", place="七弄")
    do("message", "answer", message, cast.clerk, answer="好")
    with pytest.raises(MoveNotOpenError):
        correct(message, code=code, at=timezone.now(), title="再改", text="再改")


def test_who_is_named_by_another_has_agreed(cast):
    with pytest.raises(MoveNotOpenError):
        receive(at=timezone.now(), by=cast.author, **SAID)
    message, _code = receive(at=timezone.now(), by=cast.author, consent="spoken", **SAID)
    assert message.consent == "spoken"
    receive(at=timezone.now(), by=cast.author, title="无名", text="不留姓名也可以代填。")
    page = browser_of(cast.author).get("/voices/send/").content.decode()
    assert "本人如何同意" in page
    assert "本人如何同意" not in browser_of().get("/voices/send/").content.decode()


# ---- Forgotten


def everything_stored() -> str:
    """Each row of each table as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        rows = []
        for name in tables:
            cursor.execute(f"SELECT coalesce(string_agg(row::text, E'\\n'), '') FROM \"{name}\" row")
            rows.append(cursor.fetchone()[0])
    return "\n".join(rows)


def test_whoever_asks_to_be_forgotten_is(cast):
    message, code = receive(at=timezone.now(), **SAID)
    correct(
        message,
        code=code,
        at=timezone.now(),
        title=f"改{PHONE}",
        text=f"{NAME}又说：楼道灯。{EMAIL}",
        place=str(SAID["place"]),
    )
    message.refresh_from_db()
    do("message", "open", message, cast.informant)
    do("message", "take_up", message, cast.author)
    message.refresh_from_db()
    do("message", "answer", message, cast.clerk, answer=f"{NAME}您好，灯已修好。")
    remind(at=timezone.now())
    assert set(shows(everything_stored())) == set(SECRETS)
    message = forget(message, code=code, at=timezone.now())
    stored = everything_stored()
    assert shows(stored) == []
    assert "楼道灯" not in stored
    assert "梧桐苑" not in stored
    assert (message.state, message.number_shown[:1], message.topic) == ("forgotten", "M", "other")
    assert "灯已修好。" in message.answer
    connection.check_constraints()
    assert verify().first_break is None
    page = browser_of(cast.author).get(f"/matters/{message.matter_id}/")
    assert page.status_code == 200
    assert browser_of().post("/voices/follow/", {"number": message.number_shown, "code": code}).status_code == 422


def test_whoever_lost_their_code_asks_the_office(cast):
    message, _code = receive(at=timezone.now(), **SAID)
    address = f"/voices/{message.number_shown}/forget/"
    assert browser_of(cast.author).post(address, {"why": "想删"}).status_code == 403
    assert browser_of(cast.informant).post(address, {"why": ""}).status_code == 422
    assert browser_of(cast.informant).post(address, {"why": "本人带身份证来办公室提出。"}).status_code == 302
    assert Message.objects.get().state == "forgotten"
    assert shows(everything_stored()) == []


def test_its_page_lets_the_author_do_all_of_it(db):
    browser = browser_of()
    words = {key: value for key, value in SAID.items() if key != "is_public"} | {"topic": "other"}
    assert browser.post("/voices/send/", words).status_code == 302
    pair = dict(browser.session["sent"])
    assert "<svg" in browser.get("/voices/follow/").content.decode(), "a QR code beside number and code"
    own = browser.post("/voices/follow/", pair).content.decode()
    assert PHONE in own, "its author reads their own words"
    asked = browser.post("/voices/follow/", {**pair, "deed": "to_correct"}).content.decode()
    assert "保存更正" in asked
    wrong = browser.post("/voices/follow/", {**pair, "deed": "correct", "title": "", "text": "留着的字"})
    assert wrong.status_code == 422
    assert "留着的字" in wrong.content.decode()
    right = browser.post("/voices/follow/", {**pair, "deed": "correct", "title": "新题目", "text": "新内容"})
    assert right.status_code == 200
    assert "新题目" in right.content.decode()
    assert "您的来信已删除" in browser.post("/voices/follow/", {**pair, "deed": "forget"}).content.decode()
    assert Message.objects.get().state == "forgotten"


# ---- Known again


@given(st.text(alphabet="路灯坏了 ，。！　\n", min_size=1, max_size=30))
def test_the_same_words_are_known_however_they_are_spaced(text):
    assert same_words(text) == same_words(f" {text} ".replace("，", "  "))


@pytest.mark.parametrize("written", ["13912345678", "139 1234 5678", "+86 139-1234-5678", "１３９１２３４５６７８"])
def test_one_number_is_one_sender_however_it_is_written(written):
    assert same_sender(written) == same_sender(PHONE)
    assert same_sender("") == ""
    assert PHONE not in same_sender(PHONE)


def test_a_nickname_robs_no_text_of_its_places():
    assert masked("塍南直河边又臭了", "塍南直河边") == "塍南直河边又臭了"
    assert "秀兰" not in masked("楼上欧阳秀兰家漏水", NAME)

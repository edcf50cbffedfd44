"""Notices: told in whole sentences, read by their owner only, mailed once each, reminded of by schedule."""

from __future__ import annotations

import smtplib
import threading
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connections
from django.utils import timezone, translation

from tests.people.conftest import make, text
from xieshang.core.lifecycle import LIVES
from xieshang.core.models import Notice, Wait
from xieshang.core.turns import TURN_LABELS
from xieshang.people import actions, notices

pytestmark = pytest.mark.django_db
keys = count(1)
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # noon in Shanghai


def give(person, code="turn.proposal.review", *, at=NOON, **more):
    more = {"title": "关于路灯的建议", "url": "/people/", **more}
    return Notice.objects.create(to=person, key=f"k{next(keys)}", code=code, at=at, **more)


def reader(*, at_once=True, email="shen@district.example", **more):
    person = make("member", email=email, **more)
    actions.choose(person, mail_at_once=at_once, language="en")
    person.refresh_from_db()
    return person


# ---- In words, on the page


@pytest.mark.parametrize("code", sorted(TURN_LABELS))
@pytest.mark.parametrize("start", ["turn.", "remind.", "late."])
def test_every_turn_is_a_whole_sentence(start, code):
    notice = Notice(code=start + code, title="t", url="/", at=NOON, due=NOON.date() + timedelta(days=3))
    words, _tone = notices.sentence(notice)
    assert str(TURN_LABELS[code]) in words
    assert words != str(TURN_LABELS[code])


def test_every_deed_of_every_life_cycle_is_a_whole_sentence():
    for kind, life in LIVES.items():
        for name in [*life.moves, *life.tells]:
            words, _tone = notices.sentence(Notice(code=f"{kind}.{name}", at=NOON))
            assert life.told(name) in words


def test_a_code_nobody_knows_is_told_all_the_same():
    assert notices.sentence(Notice(code="gone.away", at=NOON))[0]


def test_notices_are_listed_newest_first_opened_and_marked_read(as_, member, clerk):
    first, second = give(member, title="first"), give(member, title="<script>alert(1)</script>")
    page = as_(member)
    shown = text(page.get("/people/notices/"))
    assert "<script>alert(1)" not in shown
    assert shown.index("&lt;script&gt;") < shown.index("first")
    assert as_(clerk).post(f"/people/notices/{first.pk}/").status_code == 404
    assert page.post(f"/people/notices/{first.pk}/").url == "/people/"
    first.refresh_from_db()
    assert first.read_at
    was = first.read_at
    page.post(f"/people/notices/{first.pk}/")
    page.post("/people/notices/read/")
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.read_at == was
    assert second.read_at
    assert "Mark all read" not in text(page.get("/people/notices/"))


def test_nobody_sees_or_marks_another_persons_notices(as_, member, clerk):
    notice = give(member, title="for Shen only")
    page = as_(clerk)
    assert "for Shen only" not in text(page.get("/people/notices/"))
    page.post("/people/notices/read/")
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_long_list_of_notices_costs_few_queries(as_, member, django_assert_max_num_queries):
    for _n in range(60):
        give(member)
    page = as_(member)
    with django_assert_max_num_queries(12):
        page.get("/people/notices/")


# ---- By mail


def test_who_wants_letters_at_once_gets_each_notice_once():
    person = reader()
    give(person)
    assert notices.mail_at_once(at=NOON + timedelta(seconds=30)) == 1
    assert notices.mail_at_once(at=NOON + timedelta(hours=9)) == 0
    [letter] = mail.outbox
    assert letter.to == ["shen@district.example"]
    assert "For you to do: Review." in letter.subject
    assert "关于路灯的建议" in letter.body
    assert "http" in letter.body


def test_what_came_in_one_minute_comes_in_one_letter():
    person = reader()
    give(person, title="one")
    give(person, title="two")
    notices.mail_at_once(at=NOON)
    [letter] = mail.outbox
    assert "2 notices" in letter.subject
    assert letter.body.index("one") < letter.body.index("two")


def test_a_title_cannot_forge_the_head_of_a_letter():
    give(reader(), title="a title\nBcc: everybody@district.example")
    notices.mail_at_once(at=NOON)
    [letter] = mail.outbox
    assert "\n" not in letter.subject
    assert letter.recipients() == ["shen@district.example"]


def test_a_letter_is_in_its_readers_language():
    person = reader()
    actions.choose(person, language="zh-hans")
    give(person)
    notices.mail_at_once(at=NOON)
    assert "请您办理" in mail.outbox[0].subject
    assert "您好" in mail.outbox[0].body


def test_the_others_get_one_letter_at_eight_with_what_they_have_not_read():
    person = reader(at_once=False)
    give(person, title="unread")
    seen = give(person, title="already seen")
    notices.read(seen, at=NOON)
    assert notices.mail_at_once(at=NOON) == 0
    morning = NOON + timedelta(hours=20)
    assert notices.mail_digests(at=morning - timedelta(minutes=1)) == 0
    late = give(person, title="after eight", at=morning + timedelta(minutes=5))
    assert notices.mail_digests(at=morning + timedelta(minutes=10)) == 1
    assert notices.mail_digests(at=morning + timedelta(minutes=20)) == 0
    [letter] = mail.outbox
    assert "unread" in letter.body
    assert "already seen" not in letter.body
    late.refresh_from_db()
    assert late.mailed_at is None
    assert notices.mail_digests(at=morning + timedelta(days=1)) == 1


def test_a_clock_that_stood_still_at_eight_catches_up_the_same_day():
    give(reader(at_once=False))
    assert notices.mail_digests(at=NOON + timedelta(hours=22)) == 1


@pytest.mark.parametrize("more", [{"email": ""}, {"close": True}])
def test_without_address_or_account_there_is_no_letter(more, system_admin):
    person = reader(email=more.get("email", "a@b.example"))
    give(person)
    if more.get("close"):
        actions.close(person, by=system_admin, at=NOON, why="left")
    assert notices.mail_at_once(at=NOON) == 0
    assert notices.mail_digests(at=NOON + timedelta(days=1)) == 0


class DeadServer(EmailBackend):
    def open(self):
        raise ConnectionRefusedError

    def send_messages(self, messages):
        raise ConnectionRefusedError


class ServerThatRefusesSomebody(EmailBackend):
    def send_messages(self, messages):
        if "gone@district.example" in messages[0].to:
            raise smtplib.SMTPRecipientsRefused({})
        return super().send_messages(messages)


class ServerThatDiesAfterTaking(EmailBackend):
    """It takes the letter, and the process is killed before it can note that."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise KeyboardInterrupt


def backend(cls):
    return f"{cls.__module__}.{cls.__qualname__}"


def test_a_dead_mail_server_leaves_letters_for_later_and_waits_longer_each_time(settings):
    notice = give(reader())
    settings.EMAIL_BACKEND = backend(DeadServer)
    tried = []
    for minute in range(60 * 24):
        at = NOON + timedelta(minutes=minute)
        assert notices.mail_at_once(at=at) == 0
        notice.refresh_from_db()
        if not tried or notice.claimed_at != tried[-1]:
            tried.append(notice.claimed_at)
    pauses = [round((b - a).total_seconds() / 60) for a, b in pairwise(tried)]
    assert pauses[:5] == [5, 5, 10, 20, 40]
    assert max(pauses) <= 361
    assert len(tried) < 15
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert notices.mail_at_once(at=NOON + timedelta(days=2)) == 1


def test_a_dead_mail_server_never_breaks_a_deed(settings, as_, member, security_admin):
    settings.EMAIL_BACKEND = backend(DeadServer)
    answer = as_(security_admin).post(f"/people/{member.pk}/give_role/", {"role": "reviewer"})
    assert answer.status_code == 302


def test_letters_are_given_up_after_a_week():
    give(reader())
    assert notices.mail_at_once(at=NOON + timedelta(days=8)) == 0


def test_an_address_the_server_refuses_does_not_hold_up_the_others(settings):
    settings.EMAIL_BACKEND = backend(ServerThatRefusesSomebody)
    give(reader(email="gone@district.example"))
    give(reader(email="there@district.example"))
    assert notices.mail_at_once(at=NOON) == 1
    assert mail.outbox[0].to == ["there@district.example"]


def test_killed_between_claim_and_sending_the_letter_goes_out_later():
    person = reader()
    give(person)
    [letter] = notices.claim(at=NOON, at_once=True)
    assert notices.mail_at_once(at=NOON + timedelta(minutes=1)) == 0, "it may still be on its way"
    assert notices.mail_at_once(at=NOON + timedelta(minutes=6)) == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == letter.message_id


def test_killed_between_sending_and_noting_it_the_repeat_has_the_same_number(settings):
    person = reader()
    give(person, title="one")
    give(person, title="two")
    settings.EMAIL_BACKEND = backend(ServerThatDiesAfterTaking)
    with pytest.raises(KeyboardInterrupt):
        notices.mail_at_once(at=NOON)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    give(person, title="three, which came since", at=NOON + timedelta(minutes=5))
    notices.mail_at_once(at=NOON + timedelta(minutes=6))
    first, *later = [letter.extra_headers["Message-ID"] for letter in mail.outbox]
    assert first in later
    assert len(set(later)) == 2
    repeat = next(letter for letter in mail.outbox[1:] if letter.extra_headers["Message-ID"] == first)
    assert "three" not in repeat.body


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_send_each_letter_once():
    people = [reader(email=f"p{n}@district.example") for n in range(12)]
    for person in people:
        give(person)
    barrier, sent = threading.Barrier(4), []

    def tick():
        try:
            barrier.wait()
            sent.append(notices.mail_at_once(at=NOON))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=tick) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sent) == 12
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(person.email for person in people)


# ---- Reminders

TODAY = timezone.localtime(NOON).date()


def wait(holder, due, *, since=NOON - timedelta(days=60), turn="handling.reply", item_id=None):
    return Wait.objects.create(
        holder=holder,
        turn=turn,
        kind="handling",
        item_id=item_id or next(keys),
        title="t",
        url="/",
        since=since,
        due=due,
    )


@pytest.mark.parametrize(
    ("days", "told"),
    [(16, None), (15, "Due in 15 days"), (14, "Due in 14 days"), (7, "Due in 7 days"), (1, "Due in 1 day:"),
     (0, "Due today"), (-1, "Past its day"), (-13, "Past its day"), (-15, None)],
)  # fmt: skip
def test_a_reminder_comes_on_the_norms_days_and_when_it_is_late(member, days, told):
    wait(f"person:{member.pk}", TODAY + timedelta(days=days))
    notices.remind(at=NOON)
    with translation.override("en"):
        found = [notices.sentence(notice)[0] for notice in Notice.objects.filter(to=member)]
    assert [words.startswith(told) for words in found] == ([True] if told else [])


def test_each_reminder_is_given_once_however_often_the_clock_asks(member):
    wait(f"person:{member.pk}", TODAY + timedelta(days=15))
    given = [notices.remind(at=NOON + timedelta(hours=n)) for n in range(24 * 18)]
    codes = list(Notice.objects.filter(to=member).order_by("id").values_list("code", flat=True))
    assert codes == ["remind.handling.reply"] * 4 + ["late.handling.reply"]
    assert sum(given) == 5


def test_a_clock_that_stood_still_on_the_day_reminds_the_day_after(member):
    wait(f"person:{member.pk}", TODAY + timedelta(days=6))
    assert notices.remind(at=NOON) == 1


def test_what_began_two_days_ago_is_not_reminded_of_for_a_week_before(member):
    wait(f"person:{member.pk}", TODAY + timedelta(days=5), since=NOON - timedelta(hours=30))
    assert notices.remind(at=NOON) == 0


def test_everybody_behind_a_wait_is_reminded_and_nobody_else(member, clerk, unit):
    wait(f"unit:{unit.pk}:handling.receive", TODAY)
    wait("power:proposal.review", TODAY)
    reviewer = make("reviewer")
    assert notices.remind(at=NOON) == 2
    assert set(Notice.objects.values_list("to", flat=True)) == {clerk.pk, reviewer.pk}


def test_reminders_for_many_cost_few_queries(member, django_assert_max_num_queries):
    for _n in range(300):
        wait(f"person:{member.pk}", TODAY)
    with django_assert_max_num_queries(12):
        assert notices.remind(at=NOON) == 300


def test_the_clock_knows_its_jobs():
    from procrastinate.contrib.django import app

    periodic = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert periodic["people.mail_at_once"] == "* * * * *"
    assert {"people.mail_digests", "people.remind", "people.forget_sessions"} <= set(periodic)


def test_jobs_do_their_work(member):
    from xieshang.people import jobs

    give(reader(), at=timezone.now())
    stamp = int(timezone.now().timestamp()) + 1
    assert jobs.mail_at_once(timestamp=stamp) == 1
    assert jobs.remind(timestamp=stamp) == 0
    jobs.mail_digests(timestamp=stamp)
    jobs.forget_sessions(timestamp=stamp)

"""The demo's people and texts: believable in number and form, the same for the same seed, and copied from nobody."""

import csv
import gzip
import re
from dataclasses import asdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from xieshang.demo import texts
from xieshang.demo.texts.places import STREETS
from xieshang.demo.texts.shapes import GROUNDS, KINDS, VERDICTS, ProposalText
from xieshang.demo.texts.topics import topics

DAY = date(2026, 1, 14)
UNTIL = date(2026, 11, 23)
REAL = Path(__file__).parents[2].parent / "shared" / "data" / "gov_messages"
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!().]|[,;:?!(][\u4e00-\u9fff]")


def dice(seed: int = 12) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def many() -> list[ProposalText]:
    rng = dice()
    return [texts.proposal(rng, DAY - timedelta(days=n)) for n in range(900)]


def everything(seed: int) -> list[str]:
    """A little of all that can be written, as plain strings."""
    rng = dice(seed)
    said: list[str] = []
    for topic in topics():
        proposal = texts.proposal(rng, DAY, topic=topic)
        first = texts.reply(rng, proposal, date(2026, 4, 20))
        second = texts.second_reply(rng, proposal, first, date(2026, 6, 1))
        message = texts.message(rng, DAY, topic=topic) if topics()[topic].message_titles else None
        said += [proposal.title, proposal.body, first.body, second.body]
        said += [answer.promise for answer in (*first.answers, *second.answers) if answer.promise]
        said += [texts.opinion(rng, proposal, unit) for unit in proposal.cohandlers]
        said += [texts.return_reason(rng, proposal, proposal.lead).text, texts.send_back_reason(rng, proposal)]
        said += [texts.contact_note(rng, proposal, DAY).text, texts.follow_up(rng, proposal)]
        said += [texts.remark(rng, how, proposal) for how in ("satisfied", "fairly", "not_satisfied")]
        said += [texts.progress_note(rng, first.answers[0]), texts.lateness(rng, first.answers[0])]
        said += [texts.evidence(rng, second.answers[0], DAY), texts.refusal(rng).text, texts.cosign_refusal(rng)]
        if message:
            said += [message.title, message.body, texts.message_answer(rng, message)]
    for event in texts.events(rng, UNTIL):
        said += [text for message in event.messages for text in (message.title, message.body)]
    for story in texts.stories(UNTIL):
        said += [story.message_title, story.proposal.title, story.proposal.body, story.first_reply.body]
        said += [story.second_reply.body if story.second_reply else "", *(step.text for step in story.steps)]
        said += [commitment.text for commitment in story.commitments]
    said += [member.title for member in texts.members(rng)]
    return said


def test_the_district_is_as_large_as_described():
    here = texts.district()
    assert (len(here.sectors), len(here.units), len(here.streets)) == (26, 62, 11)
    assert sum(unit.kind == "town" for unit in here.units) == 11
    assert len({unit.code for unit in here.units}) == 62


def test_members_have_names_and_posts_of_their_own():
    roster = texts.members(dice())
    assert len(roster) == len({member.zh for member in roster}) == 250
    assert {member.sector for member in roster} == {sector.code for sector in texts.district().sectors}
    units = {unit.code for unit in texts.district().units}
    assert all(member.unit is None or member.unit in units for member in roster)
    assert 60 <= sum(member.sex == "f" for member in roster) <= 140
    assert len(texts.members(dice(), n=40)) == 40
    assert len(texts.staff(dice())) == 10


def test_the_same_seed_writes_the_same():
    assert everything(3) == everything(3)
    assert [asdict(member) for member in texts.members(dice(5))] == [
        asdict(member) for member in texts.members(dice(5))
    ]
    assert texts.messages(dice(5), DAY, UNTIL, 30) == texts.messages(dice(5), DAY, UNTIL, 30)


@pytest.mark.parametrize("topic", topics().values(), ids=topics())
def test_a_topic_can_be_led_argued_and_answered(topic):
    units = {unit.code for unit in texts.district().units}
    assert {topic.lead, *topic.cohandlers} <= units
    assert topic.kind in KINDS
    assert topic.lead not in topic.cohandlers
    assert min(len(topic.titles), len(topic.facts), len(topic.causes)) >= 3
    assert len(topic.asks) >= 6
    assert len({ask.text for ask in topic.asks}) == len(topic.asks)
    for ask in topic.asks:
        assert {answer.verdict for answer in ask.answers} == set(VERDICTS)
        assert all(answer.promise for answer in ask.answers if answer.verdict == "planned")
        assert all(answer.ground in GROUNDS for answer in ask.answers if answer.verdict == "not_possible")
    assert bool(topic.message_titles) == bool(topic.message_lines)


def test_there_are_topics_enough_and_of_every_class():
    assert len(topics()) >= 48
    assert {topic.kind for topic in topics().values()} == set(KINDS)


@pytest.mark.parametrize("seed", range(4))
def test_nine_hundred_proposals_do_not_repeat_each_other(seed):
    rng = dice(seed)
    many = [texts.proposal(rng, DAY) for _ in range(900)]
    assert 900 - len({proposal.title for proposal in many}) < 0.02 * 900
    assert len({proposal.body for proposal in many}) == 900


def test_titles_to_avoid_are_avoided():
    rng, taken = dice(), set[str]()
    for _ in range(900):
        taken.add(texts.proposal(rng, DAY, avoid=taken).title)
    assert len(taken) >= 898


def test_proposals_keep_to_the_form(many):
    for proposal in many:
        assert 300 <= len(proposal.body) <= 1400
        assert 6 <= len(proposal.title) <= 50
        assert 2 <= len(proposal.suggestions) <= 5
        assert len(proposal.asks) == len(proposal.suggestions)
        assert proposal.lead not in proposal.cohandlers
    share = sum(proposal.title.startswith("关于") for proposal in many) / len(many)
    assert 0.75 < share < 1


def test_merged_proposals_are_about_the_same_place():
    for seed in range(20):
        group = texts.merge_group(dice(seed), DAY)
        assert 2 <= len(group) <= 4
        assert len({proposal.scene for proposal in group}) == len({proposal.topic for proposal in group}) == 1
        assert len({proposal.title for proposal in group}) == len(group)


def test_a_reply_answers_every_suggestion(many):
    rng, day = dice(), date(2026, 4, 20)
    tempers = []
    for proposal in many:
        reply = texts.reply(rng, proposal, day)
        tempers.append(reply.temper)
        assert len(reply.answers) == len(proposal.suggestions)
        for answer in reply.answers:
            assert (
                bool(answer.promise)
                == bool(answer.due)
                == (answer.verdict == "planned" and reply.temper == "answering")
            )
            assert answer.due is None or day < answer.due < day + timedelta(days=420)
            assert bool(answer.ground) == (answer.verdict == "not_possible")
    assert 0.07 < tempers.count("empty") / len(many) < 0.14
    assert 0.005 < tempers.count("copied") / len(many) < 0.04


def test_a_second_reply_leaves_nothing_vague(many):
    rng = dice()
    for proposal in many[:60]:
        first = texts.reply(rng, proposal, date(2026, 4, 20), temper="empty")
        second = texts.second_reply(rng, proposal, first, date(2026, 6, 1))
        assert all(answer.promise for answer in second.answers if answer.verdict == "planned")
        assert second.temper == "answering"


def test_messages_have_the_length_of_real_ones():
    written = texts.messages(dice(), date(2025, 11, 1), date(2026, 10, 31), 1500)
    lengths = sorted(len(message.body) for message in written)
    assert len(written) == 1500
    assert 140 <= lengths[750] <= 240
    assert 0.01 < sum(length > 450 for length in lengths) / 1500 < 0.06
    assert len({message.author for message in written}) < 1400  # some write again
    assert all(earlier.day <= later.day for earlier, later in pairwise(written))


def test_planted_events_have_their_size_and_their_weeks():
    planted = texts.events(dice(), UNTIL)
    assert len(planted) == 6
    for event in planted:
        assert 5 <= len(event.messages) <= 50
        assert 2 <= event.weeks <= 10
        assert event.topic in topics()
        assert UNTIL - timedelta(days=366) < event.start
        for message in event.messages:
            assert event.start <= message.day < event.start + timedelta(weeks=event.weeks)
            assert (message.event, message.street) == (event.code, event.street)


def test_stories_hang_together():
    units = {unit.code for unit in texts.district().units}
    sectors = {sector.code for sector in texts.district().sectors}
    told = texts.stories(UNTIL)
    assert len(told) == 10
    for story in told:
        assert story.author_sector in sectors
        assert story.street in {street.code for street in STREETS}
        assert {story.proposal.lead, *story.proposal.cohandlers} <= units
        assert story.proposal.topic in topics()
        assert {step.who for step in story.steps} <= {*units, "resident", "author", "seconder", "office"}
        assert all(earlier.day <= later.day for earlier, later in pairwise(story.steps))
        assert len(story.first_reply.answers) == len(story.proposal.suggestions)
        assert 250 <= len(story.proposal.body) <= 1400
        assert (story.satisfaction == "not_satisfied") == bool(story.second_reply)
        assert all(bool(commitment.kept) == bool(commitment.evidence) for commitment in story.commitments)
        assert all(ord(sign) < 0x2E80 for sign in story.en + story.summary)


def test_a_story_never_tells_of_days_to_come():
    until = date(2026, 10, 5)
    for story in texts.stories(until):
        assert all(step.day <= until for step in story.steps)
        assert all(commitment.kept is None or commitment.kept <= until for commitment in story.commitments)


def test_every_slot_is_filled_and_every_mark_is_full_width():
    for text in everything(8):
        assert "{" not in text
        assert "}" not in text
        body = re.sub(r"(?m)^\d\. ", "", text)  # the numbers of a list
        assert not HALF_WIDTH.search(body), body
        assert not re.search(r"。。|，，|，。|去年去年|底前前", text), text


def test_english_names_are_english():
    for names in texts.english().values():
        for name in names.values():
            assert name.isascii(), name


def clauses(text: str) -> set[str]:
    return {clause for clause in re.split(r"[^\w“”（）《》·{}%]+", text) if len(clause) >= 12}


def sentences(text: str) -> set[str]:
    return {sentence.strip() for sentence in re.split(r"[。！？；\n]", text) if len(sentence.strip()) >= 12}


@pytest.mark.skipif(not REAL.is_dir(), reason="the real texts are not beside this checkout")
def test_nothing_is_copied_from_real_texts():
    csv.field_size_limit(10**8)
    real: set[str] = set()
    for name in ("hot_messages", "messages_train_raw", "messages_unlabelled", "proposals_dev", "replies_dev"):
        with gzip.open(REAL / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                for text in row.values():
                    real |= clauses(text or "") | sentences(text or "")
    ours: set[str] = set()
    for seed in range(6):
        for text in everything(seed):
            ours |= clauses(text) | sentences(text)
    assert sorted(ours & real) == []

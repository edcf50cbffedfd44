"""Ten matters written by hand from beginning to end: what a visitor sees first.

`stories.txt` holds them. The first character of a line says what it is:

    # code | Chinese | English | street | author's sector | resident | class | topic | lead unit | co-handlers
    = an English summary     M the message's title     T title  S situation  A analysis  ? a suggestion
    @ when | what | who | text        in order of time; `when` is a day of the year of the session, -1- the year before
    R the opening of a reply, then one line per suggestion: + adopted, > due | text | promise, = otherwise,
      - ground | text; E its closing.  V what the author judged; V2 the second time
    C unit | due | kept | promise | evidence
"""

from datetime import date
from functools import cache
from importlib.resources import files
from typing import cast

from .places import STREETS
from .scenes import month_end
from .shapes import (
    Answer,
    Commitment,
    Ground,
    Happening,
    Kind,
    ProposalText,
    ReplyText,
    Satisfaction,
    Scene,
    Story,
    StoryStep,
    Temper,
)


def _date(written: str, year: int) -> date:
    """`0-06-28` of this year, `-1-11-18` of the one before; without a day, the end of the month."""
    before = written.startswith("-1-")
    month, _, day = written.removeprefix("-1-").removeprefix("0-").partition("-")
    first = date(year - before, int(month), 1)
    return first.replace(day=int(day)) if day else month_end(first)


def _answer(mark: str, rest: str, year: int) -> Answer:
    if mark == "+":
        return Answer("adopted", rest, None, None, None)
    if mark == "=":
        return Answer("done_otherwise", rest, None, None, None)
    parts = [part.strip() for part in rest.split("|")]
    if mark == "-":
        return Answer("not_possible", parts[1], None, None, cast(Ground, parts[0]))
    due, text, promise = parts
    return Answer("planned", text, None if due == "-" else _date(due, year), None if promise == "-" else promise, None)


def _replies(lines: list[str], year: int) -> list[ReplyText]:
    """The replies among the lines; "-" begins an answer only between R and E."""
    found: list[ReplyText] = []
    opening, answers, inside = "", list[Answer](), False
    for line in lines:
        mark, rest = line[0], line[1:].strip()
        if mark == "R":
            opening, answers, inside = rest, [], True
        elif mark == "E" and inside:
            temper = (
                "answering" if any(answer.verdict != "planned" or answer.promise for answer in answers) else "empty"
            )
            found.append(ReplyText("尊敬的委员：", tuple(answers), opening, rest, cast(Temper, temper)))
            inside = False
        elif inside and mark in "+>=-":
            answers.append(_answer(mark, rest, year))
    return found


def _story(block: str, until: date, year: int) -> Story:
    head, *lines = block.strip().replace("{P}", str(year - 1)).splitlines()
    code, zh, en, street, sector, resident, kind, topic, lead, helpers = (part.strip() for part in head.split("|"))

    def told(mark: str) -> list[str]:
        return [line.removeprefix(mark).strip() for line in lines if line.startswith(mark + " ")]

    steps = []
    for when, what, who, text in ((part.strip() for part in line.split("|", 3)) for line in told("@")):
        day = _date(when, year)
        if day <= until:
            steps.append(StoryStep(day, cast(Happening, what), who, text))
    commitments = []
    for unit, due, kept, text, proof in ((part.strip() for part in line.split("|")) for line in told("C")):
        done = None if kept == "-" else _date(kept, year)
        done = done if done and done <= until else None
        commitments.append(Commitment(unit, text, _date(due, year), done, proof if done else None))
    first, *second = _replies(lines, year)
    submitted = next(step.day for step in steps if step.what == "proposal")
    place = next(s for s in STREETS if s.code == street)
    proposal = ProposalText(
        title=told("T")[0],
        situation=told("S")[0],
        analysis=told("A")[0],
        suggestions=tuple(told("?")),
        kind=cast(Kind, kind),
        topic=topic,
        lead=lead,
        cohandlers=tuple(helpers.split()),
        scene=Scene(submitted, street, (("street", place.zh),)),
        asks=(),
    )
    again = told("V2")
    return Story(
        code=code,
        zh=zh,
        en=en,
        summary=told("=")[0],
        street=street,
        author_sector=sector,
        resident=resident,
        message_title=told("M")[0],
        proposal=proposal,
        first_reply=first,
        satisfaction=cast(Satisfaction, told("V")[0]),
        second_reply=second[0] if second else None,
        second_satisfaction=cast(Satisfaction, again[0]) if again else None,
        commitments=tuple(commitments),
        steps=tuple(steps),
    )


@cache
def stories(until: date) -> tuple[Story, ...]:
    """The ten stories, told up to `until`: of that year's session from October on, of the year before otherwise."""
    year = until.year if until.month >= 10 else until.year - 1
    text = files(__package__).joinpath("stories.txt").read_text(encoding="utf-8")
    return tuple(_story(block.removeprefix("# "), until, year) for block in text.split("\n# "))

"""The matters people write about in Yueze, with all the sentences for them: one text file per field, read once.

A file is a list of topics. The first character of a line says what it is:

    # code | Chinese | English | class | lead unit | co-handlers | urban, rural, a street or nothing
    T a title            F a fact seen        C a cause           ? a suggestion, followed by its answers:
    + adopted            > planned | promise  = done otherwise    - ground | not possible
    M a message's title  L a resident's sentences

Words in braces are slots, see `scenes.py`. Facts and causes keep the order of the file when some of them are taken.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from xieshang.demo.texts.shapes import KINDS, Ground, Kind, Verdict


@dataclass(frozen=True, slots=True)
class AnswerPattern:
    verdict: Verdict
    text: str
    promise: str | None = None
    ground: Ground | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A suggestion and what a unit may say to it."""

    text: str
    answers: tuple[AnswerPattern, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    code: str
    zh: str
    en: str
    kind: Kind
    lead: str
    cohandlers: tuple[str, ...]
    where: str  # "urban", "rural", a street's code, or "" for anywhere
    titles: tuple[str, ...]
    facts: tuple[str, ...]
    causes: tuple[str, ...]
    asks: tuple[Ask, ...]
    message_titles: tuple[str, ...]
    message_lines: tuple[str, ...]


_FILES = ("homes", "city", "schools", "care", "industry", "trade", "waters", "culture", "villages", "law")


def _answer(mark: str, rest: str) -> AnswerPattern:
    if mark == "+":
        return AnswerPattern("adopted", rest)
    if mark == "=":
        return AnswerPattern("done_otherwise", rest)
    first, second = (part.strip() for part in rest.split("|"))
    if mark == ">":
        return AnswerPattern("planned", first, promise=second)
    return AnswerPattern("not_possible", second, ground=cast(Ground, first))


def _topic(block: str) -> Topic:
    head, *lines = [line for line in block.strip().splitlines() if line.strip()]
    code, zh, en, kind, lead, cohandlers, *where = (part.strip() for part in head.split("|"))
    if kind not in KINDS:
        raise ValueError(f"{code}: no such class as {kind}")
    kept: dict[str, list[str]] = {mark: [] for mark in "TFCML"}
    asks: list[tuple[str, list[AnswerPattern]]] = []
    for line in lines:
        mark, rest = line[0], line[1:].strip()
        if mark == "?":
            asks.append((rest, []))
        elif mark in "+>=-":
            asks[-1][1].append(_answer(mark, rest))
        else:
            kept[mark].append(rest)
    return Topic(
        code=code,
        zh=zh,
        en=en,
        kind=kind,
        lead=lead,
        cohandlers=tuple(cohandlers.split()),
        where=where[0] if where else "",
        titles=tuple(kept["T"]),
        facts=tuple(kept["F"]),
        causes=tuple(kept["C"]),
        asks=tuple(Ask(text, tuple(answers)) for text, answers in asks),
        message_titles=tuple(kept["M"]),
        message_lines=tuple(kept["L"]),
    )


@cache
def topics() -> dict[str, Topic]:
    """All topics by code, in the order of the files."""
    found: dict[str, Topic] = {}
    for name in _FILES:
        text = files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
        for block in text.split("\n# "):
            topic = _topic(block.removeprefix("# "))
            found[topic.code] = topic
    return found


@cache
def competences() -> dict[str, tuple[str, ...]]:
    """The topics each unit leads or helps with."""
    able: dict[str, list[str]] = {}
    for topic in topics().values():
        for unit in (topic.lead, *topic.cohandlers):
            able.setdefault(unit, []).append(topic.code)
    return {unit: tuple(codes) for unit, codes in able.items()}

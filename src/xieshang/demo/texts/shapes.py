"""What the texts of the demo come as: plain frozen records, no database in sight."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["economy", "politics", "culture", "society", "ecology"]
Verdict = Literal["adopted", "planned", "done_otherwise", "not_possible"]
Ground = Literal["beyond_powers", "law", "funds", "site", "safety", "consent", "demand"]
Temper = Literal["answering", "empty", "copied"]
Satisfaction = Literal["satisfied", "fairly", "not_satisfied"]
Role = Literal["lead", "co"]

KINDS: dict[Kind, str] = {
    "economy": "经济建设",
    "politics": "政治建设",
    "culture": "文化建设",
    "society": "社会建设",
    "ecology": "生态文明建设",
}
VERDICTS: dict[Verdict, str] = {
    "adopted": "已采纳",
    "planned": "列入计划",
    "done_otherwise": "以其他方式解决",
    "not_possible": "暂不具备条件",
}
GROUNDS: dict[Ground, str] = {
    "beyond_powers": "超出本级权限",
    "law": "与现行规定不符",
    "funds": "财力暂难安排",
    "site": "场地条件不具备",
    "safety": "有安全隐患",
    "consent": "需相关权利人同意",
    "demand": "实际需求尚不足",
}


@dataclass(frozen=True, slots=True)
class Scene:
    """Where and when a text plays; one scene fills all its slots, so a text stays with one street."""

    day: date
    street: str  # code
    places: tuple[tuple[str, str], ...]  # slot -> words


@dataclass(frozen=True, slots=True)
class ProposalText:
    title: str
    situation: str
    analysis: str
    suggestions: tuple[str, ...]  # 2 to 5
    kind: Kind
    topic: str
    lead: str  # unit code
    cohandlers: tuple[str, ...]
    scene: Scene
    asks: tuple[int, ...]  # which of the topic's suggestions these are

    @property
    def body(self) -> str:
        """As it stands on paper: situation, analysis, numbered suggestions."""
        numbered = "\n".join(f"{number}. {text}" for number, text in enumerate(self.suggestions, start=1))
        return f"{self.situation}\n{self.analysis}\n建议：\n{numbered}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the unit says to one suggestion."""

    verdict: Verdict
    text: str
    due: date | None  # last day of the month by which a planned thing is done
    promise: str | None  # what exactly, so that anybody can check
    ground: Ground | None  # of a "not possible"


@dataclass(frozen=True, slots=True)
class ReplyText:
    salutation: str
    answers: tuple[Answer, ...]  # one per suggestion, in order; vague ones when empty or copied
    opening: str
    closing: str
    temper: Temper

    @property
    def body(self) -> str:
        """As it stands on paper."""
        points = [f"{number}. {answer.text}" for number, answer in enumerate(self.answers, start=1)]
        return "\n".join([self.salutation, self.opening, *points, self.closing])


@dataclass(frozen=True, slots=True)
class MessageText:
    """A resident's message; `author` is a made-up display name, the same author may write again."""

    day: date
    title: str
    body: str
    author: str
    topic: str
    street: str
    event: str | None  # code of the planted event, if it belongs to one
    scene: Scene


@dataclass(frozen=True, slots=True)
class PlantedEvent:
    """A matter that many residents write about within some weeks; there to be discovered."""

    code: str
    zh: str
    en: str
    topic: str
    street: str
    start: date
    weeks: int
    messages: tuple[MessageText, ...]


@dataclass(frozen=True, slots=True)
class ContactNote:
    way: Literal["meeting", "visit", "phone", "forum"]  # 面商 走访 电话 座谈
    text: str


@dataclass(frozen=True, slots=True)
class ReturnReason:
    """Why a unit hands a proposal back (退办); `better` is the unit it names, if any."""

    code: Literal["not_competent", "split", "wrong_town", "same_matter"]
    text: str
    better: str | None


@dataclass(frozen=True, slots=True)
class RefusalText:
    """Why a proposal is not filed; `code` is one of the regulation's ten grounds."""

    code: str
    zh: str
    text: str


Happening = Literal[
    "message", "message_answer", "proposal", "cosign", "filed", "returned", "assigned", "contact", "opinion", "reply",
    "feedback", "second_reply", "second_feedback", "progress", "late", "kept", "supervision", "follow_up",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoryStep:
    """One thing that happens in a story; proposals and replies themselves stand in the story's own fields."""

    day: date
    what: Happening
    who: str  # "resident", "author", "seconder", "office", or a unit's code
    text: str


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise of a story."""

    unit: str
    text: str
    due: date
    kept: date | None
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """A matter written by hand from the first complaint to the kept (or not yet kept) promise."""

    code: str
    zh: str
    en: str  # a short English title
    summary: str  # in English, for the guide; the texts themselves stay Chinese
    street: str
    author_sector: str
    resident: str  # display name
    message_title: str
    proposal: ProposalText  # its `asks` are empty: these suggestions stand in no table
    first_reply: ReplyText
    satisfaction: Satisfaction
    second_reply: ReplyText | None
    second_satisfaction: Satisfaction | None
    commitments: tuple[Commitment, ...]
    steps: tuple[StoryStep, ...]  # in order of time

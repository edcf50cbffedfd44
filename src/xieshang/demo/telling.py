"""The stories written by hand, told through the doors on the days they name: what a visitor of the demo meets first."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from xieshang.core.calendar import local_day
from xieshang.demo import texts
from xieshang.demo.lives import LEVELS, Cast, Life, deed, topic_of, write
from xieshang.matters.models import Commitment
from xieshang.people.models import Person
from xieshang.proposals import actions
from xieshang.proposals.actions.assign import Share
from xieshang.proposals.models import Feedback, Handling, HandlingState, Proposal
from xieshang.voices import actions as voices


def story_life(cast: Cast, story: texts.Story, author: Person, seconder: Person) -> Life:
    """One matter from its first complaint; each step on its own day."""
    teller = Teller(cast, story, author, seconder)
    for step in story.steps:
        at = cast.on(step.day, 9, 17)
        yield at
        teller.tell(step, at)


class Teller:
    """Carries one story out; remembers its message, its proposal and where the answers stand."""

    def __init__(self, cast: Cast, story: texts.Story, author: Person, seconder: Person) -> None:
        self.cast, self.story, self.author, self.seconder = cast, story, author, seconder
        self.lead = cast.units[story.proposal.lead]
        self.clerk, self.leader = cast.unit_clerks[self.lead.pk], cast.unit_leaders[self.lead.pk]
        self.item: Proposal

    def tell(self, step: texts.StoryStep, at: datetime) -> None:
        carry_out = getattr(self, f"tell_{step.what}", None)
        if carry_out is not None:
            carry_out(step, at)

    @property
    def handling(self) -> Handling:
        return self.item.handlings.select_related("unit", "proposal").get(unit=self.lead)

    def tell_message(self, step: texts.StoryStep, at: datetime) -> None:
        topic = topic_of(self.story.proposal.topic)
        self.message, _code = voices.receive(
            at=at, title=self.story.message_title, text=step.text, topic=topic, name=self.story.resident, is_public=True
        )

    def tell_message_answer(self, step: texts.StoryStep, at: datetime) -> None:
        self.message = deed(self.message, "answer", self.cast.informant, at, answer=step.text)

    def tell_proposal(self, step: texts.StoryStep, at: datetime) -> None:
        text = self.story.proposal
        move = "take_further" if self.message.state == "answered" else "take_up"
        self.message = deed(self.message, move, self.author, at - timedelta(hours=2))
        self.item = actions.draft(
            by=self.author, at=at - timedelta(hours=1), title=text.title, situation=text.situation, analysis=text.analysis,
            suggestions=list(text.suggestions), topic_class=text.kind, wanted_units=self.lead.name, sources=[self.message],
        )  # fmt: skip
        if any(other.what == "cosign" for other in self.story.steps):
            self.item = deed(self.item, "invite", self.author, at, people=[self.seconder.pk])
            deed(self.item.signings.get(), "sign", self.seconder, at + timedelta(minutes=40))
        self.item = deed(self.item, "submit", self.author, at + timedelta(hours=1))

    def tell_filed(self, step: texts.StoryStep, at: datetime) -> None:
        self.item = deed(self.item, "file", self.cast.reviewers[0], at, topic_class=self.story.proposal.kind)

    def tell_assigned(self, step: texts.StoryStep, at: datetime) -> None:
        offices = [self.cast.party_office, self.cast.government_office]
        if self.item.state != "filed":  # after a return: it stays where it was
            deed(self.handling, "insist", offices[self.lead.office == "government"], at, why=step.text)
            return
        helpers = [self.cast.units[code] for code in self.story.proposal.cohandlers]
        shares = [Share(self.lead.pk, "lead"), *(Share(unit.pk, "co") for unit in helpers)]
        first = offices.pop(self.lead.office == "government")
        self.item = deed(self.item, "allot", first, at - timedelta(days=1), shares=shares, why=step.text)
        self.item = deed(self.item, "agree", offices[0], at)
        deed(self.handling, "receive", self.clerk, at + timedelta(hours=1))

    def tell_returned(self, step: texts.StoryStep, at: datetime) -> None:
        deed(self.handling, "hand_back", self.clerk, at, why=step.text)

    def tell_contact(self, step: texts.StoryStep, at: datetime) -> None:
        contact = deed(self.handling, "note_contact", self.clerk, at, way="meeting", on=local_day(at), note=step.text)
        deed(contact, "confirm", self.author, at + timedelta(days=1))

    def tell_opinion(self, step: texts.StoryStep, at: datetime) -> None:
        self.give_opinion(self.item.handlings.get(unit__code=step.who), step.text, at)

    def give_opinion(self, handling: Handling, text: str, at: datetime) -> None:
        clerk, leader = self.cast.unit_clerks[handling.unit_id], self.cast.unit_leaders[handling.unit_id]
        if handling.state == HandlingState.ASSIGNED:
            handling = deed(handling, "receive", clerk, at - timedelta(days=10))
        deed(handling, "draft_reply", clerk, at - timedelta(hours=3), opening=text, clerk=clerk.name)
        handling = deed(handling, "hand_up", clerk, at - timedelta(hours=2))
        deed(handling, "sign", leader, at)

    def tell_reply(self, step: texts.StoryStep, at: datetime) -> None:
        for helper in self.item.handlings.filter(role="co", state=HandlingState.ASSIGNED).select_related("unit"):
            self.give_opinion(
                helper,
                "对提案所提建议无不同意见，涉及我单位的事项将按主办单位统筹安排配合落实。",
                at - timedelta(days=8),
            )
        if not self.handling.contacts.exists():  # noted by the unit, and not so in the proposer's eyes
            self.unmet = deed(
                self.handling,
                "note_contact",
                self.clerk,
                at - timedelta(days=3),
                way="phone",
                on=local_day(at) - timedelta(days=3),
                note="已电话联系委员。",
            )
        self.reply(self.story.first_reply, at)

    def tell_second_reply(self, step: texts.StoryStep, at: datetime) -> None:
        if self.story.second_reply is not None:
            self.reply(self.story.second_reply, at)

    def reply(self, text: texts.ReplyText, at: datetime) -> None:
        write(self.handling, text, self.clerk, at - timedelta(days=2), least=1)
        deed(self.handling, "hand_up", self.clerk, at - timedelta(days=1))
        deed(self.handling, "sign", self.leader, at)

    def tell_feedback(self, step: texts.StoryStep, at: datetime) -> None:
        if hasattr(self, "unmet"):
            deed(self.unmet, "dispute", self.author, at - timedelta(hours=1), remark="没有人联系过我。")
        self.judge(self.story.satisfaction, step.text, at)
        if self.story.satisfaction == "not_satisfied":
            self.item.refresh_from_db()
            deed(
                self.item,
                "rehandle",
                self.cast.clerk,
                at + timedelta(days=1),
                why="提案人对结果不满意，请当面沟通后逐条重新答复。",
            )

    def tell_second_feedback(self, step: texts.StoryStep, at: datetime) -> None:
        if self.story.second_satisfaction is not None:
            self.judge(self.story.second_satisfaction, step.text, at)

    def judge(self, level: str, remark: str, at: datetime) -> None:
        forms = Feedback.objects.filter(handling__proposal=self.item, state__in=["asked", "silent"]).select_related(
            "person", "handling"
        )
        for form in forms:
            own = form.person_id == self.author.pk
            result = LEVELS[level] if own else "satisfied"
            attitude = "fairly" if level == "not_satisfied" and own else "satisfied"
            deed(form, "judge", form.person, at, attitude=attitude, result=result, remark=remark if own else "")
        self.item.refresh_from_db()
        if level != "not_satisfied":
            self.item = deed(self.item, "close", self.cast.clerk, at + timedelta(days=2))

    # ---- Promises

    def promise_of(self, day: date) -> Commitment | None:
        """The open promise a step of that day speaks of: the one whose story says so, else the next due."""
        rows = list(Commitment.objects.filter(matter_id=self.item.matter_id, state="open").order_by("due"))
        told = min(self.story.commitments, key=lambda each: abs(((each.kept or each.due) - day).days), default=None)
        for row in rows:
            if told is not None and row.promise[:6] == told.text[:6]:
                return row
        return rows[0] if rows else None

    def tell_late(self, step: texts.StoryStep, at: datetime) -> None:
        if row := self.promise_of(step.day):
            told = next((each for each in self.story.commitments if each.text[:6] == row.promise[:6]), None)
            due = (told.kept if told and told.kept else step.day) + timedelta(days=2 if told and told.kept else 20)
            if due > row.due:
                deed(row, "postpone", self.cast.unit_clerks[row.unit_id], at, due=due, why=step.text)

    def tell_progress(self, step: texts.StoryStep, at: datetime) -> None:
        if row := self.promise_of(step.day):
            deed(row, "note_progress", self.cast.unit_clerks[row.unit_id], at, why=step.text)

    def tell_kept(self, step: texts.StoryStep, at: datetime) -> None:
        if row := self.promise_of(step.day):
            row = deed(row, "report_kept", self.cast.unit_clerks[row.unit_id], at, evidence=step.text)
            deed(row, "confirm", self.author, at + timedelta(days=1))

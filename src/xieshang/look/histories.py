"""The record of an item as its page tells it: who, when, what, why, and what changed in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xieshang.core import profile
from xieshang.core.calendar import day_in_words
from xieshang.core.lifecycle import LIVES
from xieshang.core.models import RecordEntry

LONG = 40  # from this many characters on a change is told as a text with differences
# What the reader learns nothing from: keys, hashes, what the state or the deed says already
PASSED_OVER = frozenset(
    {"rule_day", "made_at", "matter_id", "code_hash", "code_sha", "session_id", "proposal_id", "handling_id",
     "unit_id", "person_id", "author_id", "by_id", "logged_by_id", "entered_by_id", "source_id", "source_kind",
     "submitted_at", "filed_at", "assigned_at", "received_at", "answered_at", "replied_at", "closed_at", "invited_at",
     "asked_at", "logged_at", "return_asked_at", "in_place_of_id", "merged_into_id", "in_session", "taken_up_by_id",
     "answered_by_id", "proposer_id", "round", "units", "stage_at", "chosen_by_id", "section_by_id", "section_at",
     "office_by_id", "office_at", "signed_by_id", "signed_at", "issued_at", "issue_year", "issue_number", "issue_total",
     "archived_at", "combined_into_id", "is_combined", "report_id", "instruction_id", "sent_at", "corrected_at"}
)  # fmt: skip


# Which list of the profile says a code in words
LISTS = {
    "topic_class": "proposal_class",
    "kind": "proposer_kind",
    "proposal.ground": "refusal_ground",
    "message.ground": "message_decline_ground",
    "report.ground": "report_not_taken",
    "report.source": "report_source",
    "product": "report_product",
    "report.level": "report_level",
    "report.use": "report_use",
    "report.addressees": "report_addressee",
    "consent": "message_consent",
    "reply_class": "reply_class",
    "way": "contact_way",
    "topic": "message_topic",
}


@dataclass(frozen=True)
class Change:
    label: str
    old: str
    new: str
    is_text: bool


@dataclass(frozen=True)
class Told:
    """One entry as it is read."""

    at: datetime
    who: Any
    told: str
    why: str
    changes: list[Change]


def tell(entries: Iterable[RecordEntry], subjects: dict[tuple[str, int], str] | None = None) -> list[Told]:
    """Entries in the reader's words; `subjects` names what an entry is about where that is not the item itself."""
    rows = []
    for entry in entries:
        life = LIVES.get(entry.kind)
        told = life.told(entry.deed.split(".", 1)[-1]) if life else entry.deed
        about = (subjects or {}).get((entry.kind, entry.item_id))
        rows.append(
            Told(
                at=entry.at,
                who=entry.by or (_("A resident") if entry.kind == "message" else _("The clock")),
                told=_("%(deed)s: %(about)s") % {"deed": told, "about": about} if about else told,
                why=entry.why,
                changes=changes_of(entry),
            )
        )
    return rows


def changes_of(entry: RecordEntry) -> list[Change]:
    changes = []
    for key, (old, new) in sorted(entry.changes.items()):
        if key in PASSED_OVER or isinstance(new, dict):
            continue
        before, after = in_words(entry.kind, key, old), in_words(entry.kind, key, new)
        if before != after and (before or after):
            changes.append(Change(label_of(entry.kind, key), before, after, max(len(before), len(after)) > LONG))
    return changes


def in_words(kind: str, key: str, value: Any) -> str:
    """A value as its reader knows it: a code in the words of the profile or of its field."""
    if isinstance(value, list) and (name := LISTS.get(f"{kind}.{key}")):
        return shown([profile.current().word(name, each) for each in value])
    if not isinstance(value, str) or not value:
        return shown(value)
    key = key.removeprefix("reply.")
    here = profile.current()
    if key.isdecimal():  # the answer to a suggestion: what becomes of it, and the words
        code, _colon, text = value.partition(": ")
        return _("%(outcome)s: %(answer)s") % {"outcome": here.word("point_verdict", code), "answer": text}
    if (name := LISTS.get(f"{kind}.{key}") or LISTS.get(key)) is not None:
        return here.word(name, value)
    if key == "allotted_by":
        return str(here.offices.get(value, value))
    if key == "channel":
        return str(channels().get(value, value))
    field = field_of(kind, key)
    return str(dict(field.flatchoices).get(value, value)) if field and field.choices else shown(value)


def channels() -> dict[str, str]:
    return {"web": _("on the website"), "import": _("by an import"), "api": _("through the API")}


def shown(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "\n".join(f"{n}. {each}" for n, each in enumerate(value, 1))
    text = str(value)
    try:
        if len(text) == 10:
            return day_in_words(date.fromisoformat(text))
        moment = timezone.localtime(datetime.fromisoformat(text))
    except ValueError:
        return text
    return f"{day_in_words(moment.date())} {moment:%H:%M}"


def label_of(kind: str, key: str) -> str:
    """A field's name for readers: the model's own, or the words of LABELS."""
    known = labels()
    if (name := f"{kind}.{key}") in known or (name := key) in known:
        return str(known[name])
    if key.startswith("reply."):
        part = key.removeprefix("reply.")
        if part.isdecimal():
            return _("Answer to suggestion %(n)s") % {"n": part}
        return str(known.get(part, part))
    field = field_of(kind, key)
    return str(field.verbose_name) if field else key


def field_of(kind: str, key: str) -> Any:
    """The field of a kind of item that a change is about, where it has one."""
    for model in apps.get_models():
        if model.__name__.lower() == kind:
            for field in model._meta.fields:
                if field.attname == key:
                    return field
    return None


def labels() -> dict[str, str]:
    return {
        "proposal.title": pgettext("proposal", "Title"),
        "title": _("Title"),
        "situation": _("How things stand"),
        "analysis": _("Why it is so"),
        "suggestions": _("Suggestions"),
        "topic_class": _("Class"),
        "is_open": _("Open to the public"),
        "is_public": _("Open to the public"),
        "why_not_open": _("Why it is not published"),
        "wanted_units": _("Units wished for"),
        "kind": _("Kind of proposer"),
        "serial": _("Running number"),
        "number": _("Place in the session"),
        "number_shown": _("Number"),
        "due": _("Due"),
        "first_due": _("First promised for"),
        "return_until": _("May be handed back until"),
        "expires_at": _("Open until"),
        "ground": _("Ground"),
        "explanation": _("Explanation"),
        "allotted_by": _("Suggested by"),
        "handling.role": _("Part in the handling"),
        "role": _("Role"),
        "reply_class": _("Class of the reply"),
        "return_reason": _("Reason of the return"),
        "suggested_unit": _("Unit named instead"),
        "way": _("Way of contact"),
        "on": _("Day"),
        "note": _("Note"),
        "remark": _("Remark"),
        "reason": _("Reason"),
        "promise": _("Promise"),
        "in_charge": _("In charge"),
        "evidence": _("Evidence"),
        "reported_on": _("Reported on"),
        "kept_on": _("Kept on"),
        "why_not": _("Why not"),
        "opening": _("Opening"),
        "closing": _("Closing"),
        "clerk": _("Who can be asked"),
        "answer": _("Answer"),
        "topic": _("Topic"),
        "place": _("Place"),
        "channel": _("How it came in"),
        "consent": _("How they agreed"),
        "lead": _("Offered as"),
        "source": _("Where it comes from"),
        "is_urgent": _("Urgent"),
        "urgent_why": _("Why it is urgent"),
        "product": _("Issued as"),
        "issue": _("Issue"),
        "addressees": _("To whom"),
        "use": _("How it was used"),
        "report.level": _("Level"),
        "instruction": _("Leader's instruction"),
        "task": _("What is asked of them"),
        "receive_by": _("To be signed for by"),
        "told": _("How many were told"),
    }

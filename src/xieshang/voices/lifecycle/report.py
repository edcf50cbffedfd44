"""The life of a report on what residents say, from the draft to the archive; and of what units are given of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshang.core.calendar import local_day
from xieshang.core.lifecycle import LifeCycle, move
from xieshang.core.turns import TURN_LABELS, Turn, on_person, on_power, on_unit
from xieshang.people.models import Person
from xieshang.voices.models import Referral, ReferralState, Report, ReportState, contributors
from xieshang.voices.models.report import AT_SIGNING
from xieshang.voices.rules.report import (
    may_archive,
    may_choose,
    may_edit_reports,
    may_hand_up,
    may_handle_referral,
    may_pass_office,
    may_pass_section,
    may_send_back,
    may_settle,
    may_sign,
    may_submit,
    may_write,
)

(
    DRAFT,
    SUBMITTED,
    RETURNED,
    WITHDRAWN,
    NOT_TAKEN,
    COMBINED,
    CHOSEN,
    AT_SECTION,
    AT_OFFICE,
    AT_SECRETARY,
    SIGNED,
    ISSUED,
    ARCHIVED,
) = ReportState

# fmt: off
REPORT_LIFE: LifeCycle[ReportState, Person, Report] = LifeCycle("report", birth=DRAFT, ends=frozenset({WITHDRAWN, NOT_TAKEN, COMBINED, ARCHIVED}), tells={"draft": _("Drafted"), "gather": _("Made of several reports")}, table=(
    #    name               from                            to            under the rule     the button                              the history
    move("submit",          {DRAFT, RETURNED},              SUBMITTED,    may_submit,        _("Hand it in"),                        _("Handed in"), "primary"),
    move("edit",            {DRAFT, RETURNED},              None,         may_write,         _("Edit"),                              _("Edited")),
    move("withdraw",        {DRAFT, SUBMITTED, RETURNED},   WITHDRAWN,    may_write,         pgettext_lazy("report", "Withdraw"),    _("Withdrawn"), "danger"),
    move("choose",          {SUBMITTED},                    CHOSEN,       may_choose,        _("Take it as an issue of its own"),    _("Chosen, as an issue of its own"), "primary"),
    move("combine",         {SUBMITTED},                    COMBINED,     may_choose,        _("Combine with others"),               _("Combined with others")),
    move("return",          {SUBMITTED},                    RETURNED,     may_choose,        _("Return for changes"),                _("Returned for changes")),
    move("not_take",        {SUBMITTED, CHOSEN},            NOT_TAKEN,    may_choose,        _("Do not take it"),                    _("Not taken")),
    move("revise",          {CHOSEN},                       None,         may_edit_reports,  pgettext_lazy("report", "Edit for issue"), _("Edited for issue"), "primary"),
    move("hand_up",         {CHOSEN},                       AT_SECTION,   may_hand_up,       _("Hand up for signature"),             _("Handed up for signature"), "primary"),
    move("pass_section",    {AT_SECTION},                   AT_OFFICE,    may_pass_section,  _("Sign off for the section"),          _("Signed off for the section"), "primary"),
    move("pass_office",     {AT_OFFICE},                    AT_SECRETARY, may_pass_office,   _("Sign off for the office"),           _("Signed off for the office"), "primary"),
    move("sign",            {AT_SECRETARY},                 SIGNED,       may_sign,          _("Sign for issue"),                    _("Signed for issue"), "primary"),
    move("send_back",       set(AT_SIGNING),                CHOSEN,       may_send_back,     _("Send back to be edited"),            _("Sent back to be edited")),
    move("issue",           {SIGNED},                       ISSUED,       may_edit_reports,  _("Issue it"),                          pgettext_lazy("report", "Issued"), "primary"),
    move("send_up",         {ISSUED},                       None,         may_edit_reports,  _("Send it up"),                        _("Sent up"), "primary"),
    move("note_use",        {ISSUED},                       None,         may_edit_reports,  _("Note its use above"),                _("Used above")),
    move("note_instruction", {ISSUED},                      None,         may_edit_reports,  _("Note a leader's instruction"),       _("Instruction noted")),
    move("pass_on",         {ISSUED},                       None,         may_edit_reports,  _("Pass it on to units"),               _("Passed on to units")),
    move("report_back",     {ISSUED},                       None,         may_edit_reports,  _("Tell whoever said it"),              _("Told to whoever said it")),
    move("archive",         {ISSUED},                       ARCHIVED,     may_archive,       _("Archive"),                           _("Archived")),
))

SENT, RECEIVED, HANDED_BACK, SETTLED, ANSWERED = ReferralState
REFERRAL_LIFE: LifeCycle[ReferralState, Person, Referral] = LifeCycle("referral", birth=SENT, ends=frozenset({SETTLED, ANSWERED}), tells={"refer": _("Passed on to the unit")}, table=(
    move("receive",   {SENT},           RECEIVED,    may_handle_referral, _("Sign for it"),    _("Received by the unit"), "primary"),
    move("hand_back", {SENT, RECEIVED}, HANDED_BACK, may_handle_referral, _("Hand it back"),   _("Handed back by the unit")),
    move("settle",    {HANDED_BACK},    SETTLED,     may_settle,          _("Leave it at that"), _("Return accepted")),
    move("answer",    {RECEIVED},       ANSWERED,    may_handle_referral, pgettext_lazy("referral", "Answer"), _("Answered by the unit"), "primary"),
))
# fmt: on

TURN_LABELS |= {
    "report.finish": _("Finish your report and hand it in"),
    "report.change": _("Change your report as asked"),
    "report.choose": _("Choose a report, or not"),
    "report.revise": _("Edit a report for issue"),
    "report.section": _("Sign off a report for the section"),
    "report.office": _("Sign off a report for the office"),
    "report.sign": _("Sign a report for issue"),
    "report.issue": _("Issue a signed report"),
    "referral.settle": _("Decide on a unit's return"),
    "referral.receive": _("Sign for a report passed on"),
    "referral.answer": _("Answer a report passed on"),
}

# What waits in which state: the name of the turn, the power it waits on, the norm of its days
WAITING = {
    SUBMITTED: ("report.choose", "report.choose", "report.choose_working_days"),
    CHOSEN: ("report.revise", "report.choose", "report.choose_working_days"),
    AT_SECTION: ("report.section", "report.section", "report.sign_working_days"),
    AT_OFFICE: ("report.office", "report.office", "report.sign_working_days"),
    AT_SECRETARY: ("report.sign", "report.sign", "report.sign_working_days"),
    SIGNED: ("report.issue", "report.choose", "report.sign_working_days"),
}


def report_turns(report: Report) -> Iterator[Turn]:
    """An urgent report has the short norm at every step."""
    if report.state == DRAFT:
        yield on_person("report.finish", report.author_id)
    elif report.state == RETURNED:
        yield on_person("report.change", report.author_id)
    elif (waiting := WAITING.get(ReportState(report.state))) is not None:
        name, power, norm = waiting
        since = report.stage_at or report.submitted_at or report.made_at
        due = report.norms.working_days_after(
            local_day(since), "report.urgent_working_days" if report.is_urgent else norm
        )
        yield on_power(name, power, due)


def referral_turns(referral: Referral) -> Iterator[Turn]:
    if referral.state == SENT:
        yield on_unit("referral.receive", referral.unit_id, "handling.receive", referral.receive_by)
    elif referral.state == RECEIVED:
        yield on_unit("referral.answer", referral.unit_id, "handling.receive", referral.due)
    elif referral.state == HANDED_BACK:
        yield on_power("referral.settle", "report.choose")


# From submission to issue only what the author must know: that it was chosen or not, returned, issued.
HEARD_OF = frozenset({RETURNED, NOT_TAKEN, COMBINED, CHOSEN, ISSUED, ARCHIVED})


def report_followers(report: Report) -> list[int]:
    return [person.pk for person in contributors(report)] if report.state in HEARD_OF else []


def referral_followers(referral: Referral) -> list[int]:
    """Its contributors hear the answer; whoever edited it hears that a unit hands it back or has answered."""
    if referral.state not in (HANDED_BACK, ANSWERED):
        return []
    people = [person.pk for person in contributors(referral.report)] if referral.state == ANSWERED else []
    return [*people, *([referral.report.chosen_by_id] if referral.report.chosen_by_id else [])]

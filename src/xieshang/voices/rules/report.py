"""Who may do what with a report on what residents say, and if not, why not."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshang.core.verdicts import No, NotYours, Verdict, Yes
from xieshang.people.models import Person
from xieshang.people.rules import has_power
from xieshang.voices.models import Referral, ReferralState, Report
from xieshang.voices.privacy import kinds_in

# ---- Its author


def is_author(person: Person, report: Report) -> Verdict:
    """Whoever wrote it hands it in."""
    if report.author_id == person.pk and person.is_active:
        return Yes()
    return NotYours(_("Only %(name)s, who wrote it, may do this.") % {"name": report.author})


def is_complete(report: Report) -> Verdict:
    """How things stand and what should be done (情况反映、意见建议), within the length of the day."""
    norms = report.norms
    if not report.title.strip():
        return No(pgettext_lazy("report", "It has no title yet."))
    if not report.situation.strip():
        return No(pgettext_lazy("report", "It does not say yet how things stand."))
    if norms.get("report.needs_suggestions") and not report.suggestions.strip():
        return No(_("It does not say yet what should be done."))
    length, most = len(report.situation) + len(report.suggestions), norms.get("report.max_chars")
    if length > most:
        return No(_("It has %(length)s characters; at most %(most)s are allowed.") % {"length": length, "most": most})
    return Yes()


def may_write(person: Person, report: Report) -> Verdict:
    """Its author."""
    return is_author(person, report)


def may_submit(person: Person, report: Report) -> Verdict:
    """Its author, when it is complete."""
    return is_author(person, report) and has_power(person, "report.write") and is_complete(report)


# ---- Choosing and editing


def may_choose(person: Person, report: Report) -> Verdict:
    """Those who choose, but never their own."""
    if verdict := has_power(person, "report.choose"):
        if report.author_id == person.pk and not report.is_combined:
            return No(_("You wrote this yourself; somebody else decides on it."))
        return Yes()
    return verdict


def may_edit_reports(person: Person, report: Report) -> Verdict:
    """Those who choose and edit."""
    return has_power(person, "report.choose")


def names_nobody(report: Report) -> Verdict:
    """What goes up holds no personal data: many will read it."""
    kinds = kinds_in(report.title, report.situation, report.suggestions)
    if kinds:
        return No(
            _("It still holds personal data (%(kinds)s): take it out before it goes up.") % {"kinds": ", ".join(kinds)}
        )
    return Yes()


def may_hand_up(person: Person, report: Report) -> Verdict:
    """Those who edit, when it is complete and holds no personal data."""
    return has_power(person, "report.choose") and is_complete(report) and names_nobody(report)


# ---- Three sign-offs, by three people


def is_not_an_earlier_hand(person: Person, report: Report) -> Verdict:
    """Whoever edited or signed off a step before does not sign off the next."""
    if person.pk in (report.chosen_by_id, report.section_by_id, report.office_by_id):
        return No(_("You dealt with it at an earlier step; somebody else signs it off."))
    return Yes()


def may_pass_section(person: Person, report: Report) -> Verdict:
    """The head of the section, where they did not edit it themselves."""
    return has_power(person, "report.section") and is_not_an_earlier_hand(person, report)


def may_pass_office(person: Person, report: Report) -> Verdict:
    """The head of the office, where they did not deal with it before."""
    return has_power(person, "report.office") and is_not_an_earlier_hand(person, report)


def may_sign(person: Person, report: Report) -> Verdict:
    """The secretary-general, where they did not deal with it before."""
    return has_power(person, "report.sign") and is_not_an_earlier_hand(person, report)


STAGES = {"at_section": "report.section", "at_office": "report.office", "at_secretary": "report.sign"}


def may_send_back(person: Person, report: Report) -> Verdict:
    """Whoever it waits on for a signature."""
    return has_power(person, STAGES.get(report.state, "report.sign"))


# ---- What follows from it


def has_no_open_referral(report: Report) -> Verdict:
    waiting = [
        str(referral.unit)
        for referral in report.referrals.all()
        if referral.state in (ReferralState.SENT, ReferralState.RECEIVED)
    ]
    if waiting:
        return No(_("Still waiting for the answer of %(units)s.") % {"units": ", ".join(waiting)})
    return Yes()


def has_told_back(report: Report) -> Verdict:
    if not report.reports_back.all():
        return No(_("Whoever said it has not been told yet what became of it."))
    return Yes()


def may_archive(person: Person, report: Report) -> Verdict:
    """Those who edit, when every unit has answered and whoever said it was told."""
    return has_power(person, "report.choose") and has_no_open_referral(report) and has_told_back(report)


def may_handle_referral(person: Person, referral: Referral) -> Verdict:
    """Whoever receives for this unit."""
    if has_power(person, "handling.receive", unit_id=referral.unit_id):
        return Yes()
    return NotYours(_("Only %(unit)s handles this.") % {"unit": referral.unit})


def may_settle(person: Person, referral: Referral) -> Verdict:
    """Those who passed it on."""
    return has_power(person, "report.choose")

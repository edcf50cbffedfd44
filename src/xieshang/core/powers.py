"""The powers that roles are made of; which role holds which is the profile's `roles.toml`."""

from django.utils.translation import gettext_lazy as _

# fmt: off
POWERS = {
    "proposal.propose":   _("write, sign and submit proposals"),
    "proposal.review":    _("review proposals: file, return, refuse, merge"),
    "proposal.assign":    _("assign filed proposals to handling units, for one of the assigning offices"),
    "proposal.oversee":   _("read every proposal and its handling, and enter contacts and forms for others"),
    "handling.receive":   _("receive, hand back and answer for a unit"),
    "reply.sign":         _("sign a unit's replies"),
    "feedback.collect":   _("ask proposers for their judgement and close proposals"),
    "commitment.confirm": _("confirm for the assembly that a promise was kept"),
    "message.answer":     _("answer residents' messages"),
    "message.enter":      _("enter a message for somebody else"),
    "message.open":       _("read a resident's name, how to reach them and their words unmasked; each opening is on record"),
    "hot.read":          _("read hot issues: what many residents write about"),
    "hot.keep":          _("give hot issues a name and put aside what is none"),
    "report.write":       _("write and hand in reports on what residents say"),
    "report.choose":      _("choose, edit and issue reports, send them up and follow what becomes of them"),
    "report.section":     _("sign off reports as head of the section"),
    "report.office":      _("sign off reports as head of the office"),
    "report.sign":        _("sign reports for issue"),
    "report.read":        _("read every report that was handed in"),
    "consultation.suggest": _("suggest topics for consultation"),
    "consultation.plan":  _("keep the year's plan of consultations, run any of them and settle what comes of it"),
    "statement.moderate": _("decide by the published criteria which statements are voted on"),
    "paper.publish":      _("take in and publish papers"),
    "models.keep":        _("keep the models behind suggestions: train anew, go back to an earlier version"),
    "intake.import":      _("import messages, drafts and rosters from files"),
    "people.accounts":    _("open, close and unlock accounts"),
    "people.roles":       _("give and take roles"),
    "record.audit":       _("read and verify the whole record"),
}
# fmt: on

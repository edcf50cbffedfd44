"""What is asked, move by move."""

from xieshang.voices.forms.message import MESSAGE_FORMS, CorrectForm, FilterForm, FollowForm, SendForm
from xieshang.voices.forms.report import (
    REFERRAL_FORMS,
    REPORT_FORMS,
    HeardForm,
    ReportFilterForm,
    ReportForm,
    TextForm,
)

__all__ = [
    "MESSAGE_FORMS",
    "REFERRAL_FORMS",
    "REPORT_FORMS",
    "CorrectForm",
    "FilterForm",
    "FollowForm",
    "HeardForm",
    "ReportFilterForm",
    "ReportForm",
    "SendForm",
    "TextForm",
]

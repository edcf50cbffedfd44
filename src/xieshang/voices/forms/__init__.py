"""What is asked, move by move."""

from xieshang.voices.forms.message import MESSAGE_FORMS, FilterForm, FollowForm, SendForm

__all__ = ["MESSAGE_FORMS", "FilterForm", "FollowForm", "SendForm"]

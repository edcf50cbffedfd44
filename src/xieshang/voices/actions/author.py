"""What a message's author does with the code they were given."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from xieshang.core.deeds import deed
from xieshang.core.lifecycle import NotYoursError
from xieshang.core.models import Notice
from xieshang.voices.lifecycle import LIFE
from xieshang.voices.models import Message, hash_of


def withdraw(message: Message, *, code: str, at: datetime) -> Message:
    """Its author takes it back with the code; the text is no longer shown to anybody."""
    if not secrets.compare_digest(message.code_hash, hash_of(code)):
        raise NotYoursError(_("This number and this code do not belong together."))
    with deed("withdraw", on=message, by=None, at=at) as message:
        LIFE.take("withdraw", message, None)  # type: ignore[arg-type]
        forget_its_title(message)
    return message


def forget_its_title(message: Message) -> None:
    """Notices and reminders hold the title of what they tell of."""
    about = Q(key__startswith=f"message.answer:message:{message.pk}:")
    for kind in ("remind", "late"):
        about |= Q(key__startswith=f"{kind}:message.answer:message:{message.pk}:")
    Notice.objects.filter(about).delete()

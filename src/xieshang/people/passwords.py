"""What a password must be like, beyond Django's own rules."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class ThreeKinds:
    """Three of: small letters, capitals, digits, other signs (customary under GB/T 22239-2019, 8.1.4.1)."""

    def validate(self, password: str, user: Any = None) -> None:
        kinds = {
            "small" if sign.islower() else "capital" if sign.isupper() else "digit" if sign.isdigit() else "other"
            for sign in password
        }
        if len(kinds) < 3:
            raise ValidationError(self.get_help_text(), code="password_of_few_kinds")

    def get_help_text(self) -> str:
        return _("Use at least three of these: small letters, capitals, digits, other signs.")

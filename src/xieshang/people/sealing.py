"""Secrets the platform must be able to read again, kept so that a copy of the database alone does not tell them."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

MARK = "sealed1:"  # names the way it was sealed, should there ever be another


def key_from(secret_key: str) -> Fernet:
    """A key for this one purpose, drawn from an installation's secret key (HKDF, RFC 5869)."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"xieshang second factors").derive(
        secret_key.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))


def keys() -> MultiFernet:
    """Seals with the present secret key; opens what any of the earlier ones sealed, too."""
    return MultiFernet([key_from(each) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def seal(text: str) -> str:
    return MARK + keys().encrypt(text.encode()).decode()


def is_sealed(text: str) -> bool:
    return text.startswith(MARK)


def unseal(sealed: str) -> str:
    """What was sealed; a text that never was is itself. Raises ImproperlyConfigured where the key is another."""
    if not is_sealed(sealed):
        return sealed
    try:
        return keys().decrypt(sealed.removeprefix(MARK).encode()).decode()
    except InvalidToken:
        raise ImproperlyConfigured(
            "A second factor was sealed with another secret key: name the earlier key in XIESHANG_SECRET_KEYS_BEFORE."
        ) from None

"""Personal data in what people write: masked for all who need not see it, named for those who edit.

A text is masked once, when it comes in, and kept masked beside the original; pages, lists, searches, notices, matters
and files read the masked one. The original is for those whose power it is, and each opening of it is on record.
"""

from __future__ import annotations

import re
import unicodedata

from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshang.engines.text.personal import Kind, find_personal, mask

KINDS: dict[Kind, str | Promise] = {
    Kind.MOBILE: _("a mobile number"),
    Kind.LANDLINE: _("a telephone number"),
    Kind.ID_CARD: _("an identity number"),
    Kind.BANK_CARD: _("a bank card"),
    Kind.PLATE: _("a number plate"),
    Kind.EMAIL: _("an e-mail address"),
    Kind.QQ: _("a QQ number"),
    Kind.WECHAT: _("a WeChat name"),
    Kind.ADDRESS: _("a home address"),
    Kind.NAME: _("a name"),
}


def masked(text: str, *names: str) -> str:
    """A text with what is personal covered; `names` are those known to stand in it."""
    return mask(text, find_personal(text, [name for name in names if could_be_a_name(name)]))


def could_be_a_name(name: str) -> bool:
    """Whether what stands as a name may be one: residents sign as “by the river”, which no text should be robbed of."""
    han = sum("\u4e00" <= letter <= "\u9fff" for letter in name)
    return 2 <= han <= 4 or (not han and len(name) > 2)


def kinds_in(*texts: str) -> list[str]:
    """What kinds of personal data texts hold, in words."""
    return [str(KINDS[kind]) for kind in dict.fromkeys(each.kind for text in texts for each in find_personal(text))]


def same_words(text: str) -> str:
    """A keyed hash by which the same words are known again, however they are spaced and marked."""
    bare = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()
    return salted_hmac("xieshang.voices.words", bare, algorithm="sha256").hexdigest()


def same_sender(contact: str, name: str = "", whence: str = "") -> str:
    """A keyed hash by which one sender counts once: by how to reach them, else by where they wrote from, else by name.

    Empty where nothing is known of them. It goes with the rest when somebody asks to be forgotten.
    """
    number = re.sub(r"[^0-9a-z@.]+", "", unicodedata.normalize("NFKC", contact).lower()).removeprefix("86")
    known = number or whence or unicodedata.normalize("NFKC", name).strip()
    return salted_hmac("xieshang.voices.sender", known, algorithm="sha256").hexdigest() if known else ""

"""Drawing lots that anyone can draw again: the order of names by a hash of a published seed and the name."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256


def order_by_lot(names: Sequence[str], seed: str) -> list[int]:
    """The places of `names`, in the order of the lots.

    names    distinct
    seed     published before the ballots are counted; "" for no lot: the names' own order, character by character
    returns  places in `names`: first the one whose SHA-256 of "seed LF name" (UTF-8, hexadecimal) comes first

    Who stands where in the list and in which order ballots came play no part, and one line in a shell repeats it:
    printf '%s\\n%s' SEED NAME | sha256sum
    """
    if not seed:
        return sorted(range(len(names)), key=lambda i: names[i])
    return sorted(range(len(names)), key=lambda i: sha256(f"{seed}\n{names[i]}".encode()).hexdigest())

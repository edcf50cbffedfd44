"""The page of the record says in words what an entry is about, and where a chain breaks."""

from __future__ import annotations

import pytest
from django.utils import translation

from xieshang.core.lifecycle import LIVES
from xieshang.core.record import Break
from xieshang.web.views.record import kinds_in_words, told_break


@pytest.mark.parametrize("kind", sorted(LIVES))
def test_every_kind_of_item_has_a_name(kind):
    with translation.override("en"):
        assert (kinds_in_words()[kind] % {"n": 8}).endswith(" 8")


@pytest.mark.parametrize("what", ["changed", "previous", "missing", "unlinked"])
def test_a_break_is_told_as_a_sentence(what):
    with translation.override("zh-hans"):
        told = told_break(Break(None, 8, what))
    assert "8" in told
    assert what not in told

"""What belongs together is written together: whoever dies in between leaves nothing half done."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import MESSAGE, TEXT, Cast, do, make_commitment, make_feedback, make_handling, make_proposal
from xieshang.proposals.actions import draft
from xieshang.voices.actions import receive


def commits(deed: Any, *asked: Any, **more: Any) -> int:
    with CaptureQueriesContext(connection) as said:
        deed(*asked, **more)
    return sum(query["sql"] == "COMMIT" for query in said)


@pytest.mark.django_db(transaction=True)
def test_each_deed_is_one_transaction_with_all_that_follows_from_it():
    cast = Cast()
    now = timezone.now()
    found = {
        "a draft and its matter": commits(draft, by=cast.author, at=now, **TEXT),
        "a message, its number and its matter": commits(receive, at=now, **MESSAGE),
        "a submission and its number": commits(do, "proposal", "submit", make_proposal(cast), cast.author),
        "a signature, its promises and the proposal answered": commits(
            do, "handling", "sign", make_handling(cast, "signing"), cast.leader
        ),
        "another unit in place of the one that handed back": commits(
            do, "handling", "reassign", make_handling(cast, "return_asked"), cast.offices[0], unit=cast.wrong_unit.pk
        ),
        "a judgement and who settles it": commits(
            do, "feedback", "judge", make_feedback(cast, "asked"), cast.author, attitude="satisfied", result="satisfied"
        ),
        "a kept promise and the class it raises": commits(
            do, "commitment", "confirm", make_commitment(cast, "reported"), cast.author
        ),
    }
    assert found == dict.fromkeys(found, 1)

"""The pictures of the README, taken of pages that tests have made."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests.browser.driver import Walk
from tests.cast import Cast, answer, make_proposal
from xieshang.proposals.models import Proposal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


def test_the_pictures_of_the_readme_are_of_pages_that_open(browser, live_server):
    """Taken anew with XIESHANG_PICTURES=1; in every run the pages open and the pictures exist."""
    cast = Cast()
    other = make_proposal(cast, "replied", title="关于完善老旧小区加装电梯分摊办法的建议")
    make_proposal(cast, "submitted", title="关于在轻纺市场增开夜班公交的建议")
    make_proposal(cast, "cosigning", title="关于图书馆延长夜间开放时间的建议")
    make_proposal(cast, "returned", title="关于规范共享单车停放的建议")
    story = make_proposal(cast, "assigned")
    answer(cast, story.handlings.get(), due=timezone.localdate() + timedelta(days=45))
    story = Proposal.objects.get(pk=story.pk)
    desk = Walk(browser, live_server.url, language="zh-hans", width=1180)
    phone = Walk(browser, live_server.url, language="en", width=390)
    shown = [
        ("home-zh.png", desk, cast.author, "/"),
        ("reply-zh.png", desk, cast.author, other.get_absolute_url()),
        ("matter-phone-en.png", phone, None, story.matter.get_absolute_url()),
    ]
    try:
        for name, walk, person, path in shown:
            seat = walk.seat(person).go(path)
            if os.environ.get("XIESHANG_PICTURES"):
                FOLDER.mkdir(exist_ok=True)
                seat.page.screenshot(path=FOLDER / name)
            assert (FOLDER / name).exists()
    finally:
        desk.leave()
        phone.leave()

"""A small district lives once; its copies keep every promise the originals keep."""

from __future__ import annotations

from unittest import mock

import pytest
from django.db import connection, transaction
from django.test import TestCase

from xieshang.core import record
from xieshang.core.counters import Counter
from xieshang.core.deeds import TURNS
from xieshang.core.models import Notice, RecordEntry, Wait
from xieshang.demo import loading, multiplying
from xieshang.matters.models import Commitment
from xieshang.places.models import Mention
from xieshang.proposals.models import Contact, Feedback, Handling, Proposal, Signing
from xieshang.search.index import rebuild
from xieshang.search.models import Findable

KINDS = {model._meta.model_name: model for model in (Proposal, Signing, Handling, Contact, Feedback, Commitment)}


def multiply(size: int, **more) -> int:
    return multiplying.multiply(size, say=lambda _text: None, **more)


def check_the_deferred() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def turns_by_the_life_cycles(kind: str) -> set[tuple[object, ...]]:
    return {
        (item.pk, turn.name, turn.holder, turn.due, item.record_title(), getattr(item, "number_shown", "") or "", url)
        for item in KINDS[kind].objects.all()
        for url in [item.get_absolute_url()]
        for turn in TURNS[kind](item)
    }


def waits(kind: str) -> set[tuple[object, ...]]:
    rows = Wait.objects.filter(kind=kind)
    return set(rows.values_list("item_id", "turn", "holder", "due", "title", "number", "url"))


class TestCopies(TestCase):
    """Thirty proposals live once, for all of these; each test's copies are undone."""

    @classmethod
    def setUpTestData(cls):
        loading.load(proposals=30, messages=10, say=lambda _text: None)

    def test_there_are_as_many_as_asked_for_and_every_constraint_holds(self):
        assert multiply(200) == 200
        check_the_deferred()
        assert multiply(300, also_open=True) == Proposal.objects.count() == 300
        check_the_deferred()

    def test_what_waits_is_what_the_life_cycles_say(self):
        before = Wait.objects.count()
        multiply(150)
        assert Wait.objects.count() == before
        multiply(250, also_open=True)
        assert Wait.objects.count() > before
        for kind in KINDS:
            assert waits(kind) == turns_by_the_life_cycles(kind), kind

    def test_copies_are_found_as_if_their_words_had_been_taken_anew(self):
        multiply(150)
        multiply(220, also_open=True)
        columns = ("kind", "item_id", "at", "title", "body", "names", "numbers")
        copied = sorted(Findable.objects.values_list(*columns))
        assert len([row for row in copied if row[0] == "proposal"]) == 220
        on_the_map = sorted(Mention.objects.values_list("kind", "item_id", "place", "at"))
        Findable.objects.all().delete()
        rebuild()
        assert sorted(Findable.objects.values_list(*columns)) == copied
        assert sorted(Mention.objects.values_list("kind", "item_id", "place", "at")) == on_the_map

    def test_numbers_and_serials_have_no_gaps_and_the_next_goes_on_after_them(self):
        multiply(200)
        for counter in Counter.objects.filter(key__startswith="proposal:"):
            session = counter.key.partition(":")[2]
            found = Proposal.objects.filter(number__isnull=False)
            found = (
                found.filter(session__term=session.split("-")[0], session__number=session.split("-")[1])
                if "-" in session
                else found.filter(session=None, filed_at__year=session)
            )
            assert sorted(found.values_list("number", flat=True)) == list(range(1, counter.last + 1))
        for counter in Counter.objects.filter(key__startswith="serial:"):
            year = counter.key.partition(":")[2]
            found = Proposal.objects.filter(serial__startswith=f"L{year}-").values_list("serial", flat=True)
            assert sorted(found) == sorted(f"L{year}-{n:04d}" for n in range(1, counter.last + 1))

    def test_no_two_have_the_same_title_and_everything_belongs_to_a_copy_came_along(self):
        lived = Proposal.objects.count()
        multiply(200)
        copies = Proposal.objects.order_by("-pk")[: 200 - lived]
        assert len({copy.title for copy in copies}) == len(copies)
        closed = next(copy for copy in copies if copy.state == "closed")
        original = Proposal.objects.get(title=closed.title.rpartition("（")[0])
        assert original.pk < closed.pk
        for name in ("suggestions", "signings", "handlings"):
            assert getattr(original, name).count() == getattr(closed, name).count()
        assert original.submitted_at.astimezone().date() == closed.submitted_at.astimezone().date()
        assert original.matter_id != closed.matter_id

    def test_the_chain_holds_and_each_copy_is_in_it_once(self):
        lived = Proposal.objects.count()
        multiply(200)
        check_the_deferred()
        assert record.verify().first_break is None
        copied = RecordEntry.objects.filter(deed="proposal.copied")
        assert copied.count() == copied.values("item_id").distinct().count() == 200 - lived

    def test_nobody_gets_a_notice(self):
        before = Notice.objects.count()
        multiply(100)
        assert Notice.objects.count() == before

    def test_a_run_that_was_killed_is_gone_on_with(self):
        copy, batches = multiplying.copy, []

        def dies_at_the_third(*words, **more):
            batches.append(words)
            if len(batches) == 3:
                with transaction.atomic():
                    copy(*words, **more)
                    raise KeyboardInterrupt
            copy(*words, **more)

        with mock.patch.object(multiplying, "copy", dies_at_the_third), pytest.raises(KeyboardInterrupt):
            multiply(300, batch=60)
        reached = Proposal.objects.count()
        assert 30 < reached < 300
        assert multiply(300, batch=60) == 300
        check_the_deferred()
        assert len(set(Proposal.objects.values_list("title", flat=True))) == 300

    def test_it_is_known_whose_platform_it_is(self):
        assert multiplying.is_the_demo()
        from xieshang.people.models import Unit

        Unit.objects.create(code="elsewhere", name="别处", short="别处", kind="government", office="government")
        assert not multiplying.is_the_demo()


def test_families_fill_what_is_wanted():
    assert multiplying.fitting([[1, 2, 3], [4], [5]], 4) == [[1, 2, 3], [4]]
    assert multiplying.fitting([[1, 2, 3]], 2) == []

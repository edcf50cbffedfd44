"""Who searches finds all that they may see with these words in it, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import connection
from django.test import TestCase

from tests.cast import Cast, do, make_message, make_proposal, prepare_reply
from xieshang.demo import loading
from xieshang.people.models import Person
from xieshang.search import queries
from xieshang.search.index import rebuild
from xieshang.search.kinds import KINDS
from xieshang.search.models import Findable
from xieshang.search.words import Term, exact_pattern, plain, understand

READERS = ["", "member", "member2", "reviewer", "clerk", "party-office", "information", "audit", "secadmin"]


def found(reader: Person | None, q: str, **more) -> list[tuple[str, int]]:
    return [(hit.kind, hit.id) for hit in queries.search(reader, understand(q), **more).hits]


def all_found(reader: Person | None, q: str, order: str = queries.BEST) -> list[tuple[str, int]]:
    """Every page, one after the other."""
    hits, after = [], None
    while True:
        page = queries.search(reader, understand(q), order=order, after=after, length=40)
        hits += [(hit.kind, hit.id) for hit in page.hits]
        after = page.older
        if after is None:
            return hits


def words_of(document) -> list[str]:
    return [
        plain(each)
        for each in (
            document.title,
            document.body,
            "\n".join(dict.fromkeys(filter(None, [*document.names, *document.numbers]))),
        )
    ]


class TestWhatIsFound(TestCase):
    """A small district lives once; then random people look for random pieces of what is written in it."""

    @classmethod
    def setUpTestData(cls) -> None:
        loading.load(proposals=60, messages=60, say=lambda _text: None)
        cls.readers = [Person.objects.get(login=login) if login else None for login in READERS]
        unit = loading.busiest_unit()
        cls.readers += [Person.objects.get(login=f"{unit.code}-{post}") for post in ("clerk", "leader")]
        cls.texts = {
            (kind, document.id): words_of(document) for kind in KINDS for document in KINDS[kind].documents(None)
        }

    def brute(self, reader: Person | None, *terms: str) -> set[tuple[str, int]]:
        visible = {(kind, pk) for kind in KINDS for pk in KINDS[kind].visible_to(reader).values_list("pk", flat=True)}
        return {
            key
            for key, parts in self.texts.items()
            if key in visible and all(any(term in part for part in parts) for term in terms)
        }

    def pieces(self, rng: np.random.Generator, length: int, count: int) -> list[str]:
        keys = sorted(self.texts)
        pieces = []
        while len(pieces) < count:
            text = self.texts[keys[rng.integers(len(keys))]][rng.choice([0, 1, 1, 1, 2])]
            at = int(rng.integers(max(1, len(text) - length + 1)))
            piece = text[at : at + length]
            if len(piece) == length and not any(sign in piece for sign in ' "“”„-−\n\t'):
                pieces.append(piece)
        return pieces

    def test_every_piece_of_a_text_is_found_by_whoever_may_see_it(self) -> None:
        rng = np.random.default_rng(5)
        for length in (1, 2, 3, 4, 9):
            for piece in self.pieces(rng, length, 25):
                reader = self.readers[rng.integers(len(self.readers))]
                hits = all_found(reader, piece)
                assert len(hits) == len(set(hits))
                assert set(hits) == self.brute(reader, piece), (piece, reader)

    def test_words_apart_must_all_be_there_and_left_out_words_must_not(self) -> None:
        rng = np.random.default_rng(6)
        for one, other in zip(self.pieces(rng, 2, 20), self.pieces(rng, 2, 20), strict=True):
            reader = self.readers[rng.integers(len(self.readers))]
            both = self.brute(reader, one, other)
            assert set(all_found(reader, f"{one} {other}")) == both
            assert set(all_found(reader, f"{one} -{other}")) == self.brute(reader, one) - both

    def test_both_orders_find_the_same_and_the_newest_come_first(self) -> None:
        at = {(kind, pk): when for kind, pk, when in Findable.objects.values_list("kind", "item_id", "at")}
        for q in ("停车", "建议", "的", "社区"):
            best, newest = all_found(self.readers[1], q), all_found(self.readers[1], q, queries.NEWEST)
            assert set(best) == set(newest)
            assert [at[key] for key in newest] == sorted((at[key] for key in newest), reverse=True)

    def test_frequent_words_are_found_as_completely_as_others(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_findable")
        queries.statistics_of.cache_clear()
        assert queries.is_frequent(understand("的"))
        try:
            for q in ("的", "建议", "的 是"):
                for reader in self.readers[:4]:
                    assert set(all_found(reader, q)) == self.brute(reader, *q.split())
        finally:
            queries.statistics_of.cache_clear()

    def test_counts_are_of_what_the_reader_may_see(self) -> None:
        rng = np.random.default_rng(7)
        for piece in self.pieces(rng, 2, 20):
            reader = self.readers[rng.integers(len(self.readers))]
            counts = queries.search(reader, understand(piece)).counts
            right = self.brute(reader, piece)
            for kind in KINDS:
                n = sum(key[0] == kind for key in right)
                assert counts.get(kind, 0) == min(n, queries.MOST_COUNTED + 1)
                narrowed = queries.search(reader, understand(piece), kind=kind)
                assert {(hit.kind, hit.id) for hit in narrowed.hits} <= {key for key in right if key[0] == kind}
                assert len(narrowed.hits) == min(n, queries.PAGE_LENGTH)

    def test_related_results_are_visible_too(self) -> None:
        rng = np.random.default_rng(8)
        some = 0
        for piece in self.pieces(rng, 7, 15):
            reader = self.readers[rng.integers(len(self.readers))]
            page = queries.search(reader, understand(f"{piece}怎么办才好"))
            related = {(hit.kind, hit.id) for hit in page.related}
            some += len(related)
            assert related <= self.brute(reader)
        assert some

    def test_the_index_is_what_the_items_say(self) -> None:
        before = sorted(Findable.objects.values_list("kind", "item_id", "title", "body", "names", "at", "numbers"))
        assert {(kind, pk) for kind, pk, *_rest in before} == set(self.texts)
        Findable.objects.all().delete()
        rebuild()
        again = sorted(Findable.objects.values_list("kind", "item_id", "title", "body", "names", "at", "numbers"))
        assert again == before

    def test_the_database_writes_texts_as_we_do(self) -> None:
        for row in Findable.objects.order_by("pk")[:200]:
            assert row.plain.split("\x1f") == [plain(row.title), plain(row.body), plain(row.names)]


def test_a_deed_is_found_at_once(cast: Cast) -> None:
    proposal = make_proposal(cast, "draft")
    assert found(cast.author, "人行横道") == [("proposal", proposal.pk)]
    assert found(cast.clerk, "人行横道") == []
    proposal = make_proposal(cast, "filed", title="关于修好九曲桥的建议")
    assert found(cast.bystander, "九曲桥") == found(None, "九曲桥") == [("proposal", proposal.pk)]
    assert found(cast.bystander, proposal.number_shown)[0] == ("proposal", proposal.pk)
    message = make_message(cast, "answered", title="九曲桥的栏杆断了")
    assert set(found(None, "九曲桥")) == {("proposal", proposal.pk), ("message", message.pk)}


def test_every_deed_of_a_proposals_life_keeps_its_words_right(cast: Cast) -> None:
    """Deed by deed, not at the end: what is kept is what would be kept anew."""
    for state in ("withdrawn", "returned", "refused", "merged", "replied", "closed"):
        make_proposal(cast, state)
    make_message(cast, "declined")
    before = sorted(Findable.objects.values_list("kind", "item_id", "title", "body", "names", "at", "numbers"))
    Findable.objects.all().delete()
    rebuild()
    assert sorted(Findable.objects.values_list("kind", "item_id", "title", "body", "names", "at", "numbers")) == before


def test_a_draft_reply_is_found_by_its_unit_alone(cast: Cast) -> None:
    proposal = make_proposal(cast, "assigned")
    handling = do("handling", "receive", proposal.handlings.get(), cast.officer)
    prepare_reply(cast, handling)
    assert found(cast.officer, "施工计划") != []
    for other in (cast.author, cast.bystander, cast.clerk, cast.wrong_officer, None):
        assert found(other, "施工计划") == []


def test_nobody_is_found_by_what_only_some_may_read(cast: Cast) -> None:
    make_message(cast, "answered", name="赵钱孙", contact="13912345678", text="路灯坏了，请打我电话13812345678。")
    for reader in (None, cast.author, cast.clerk, cast.system_admin):
        for q in ("赵钱孙", "13912345678", "1391"):
            assert found(reader, q) == []
    do("person", "close", cast.bystander, cast.system_admin, why="辞去委员。")
    assert found(cast.author, "孙无关") == []
    assert found(cast.system_admin, "孙无关") == [("person", cast.bystander.pk)]
    assert found(None, "沈知行", kind="person") == []


def test_a_new_name_is_found_on_what_bears_it(cast: Cast) -> None:
    proposal = make_proposal(cast, "filed")
    assert ("proposal", proposal.pk) in found(None, "沈知行")
    assert ("person", cast.author.pk) == found(cast.bystander, "沈知行")[0]


@pytest.mark.parametrize(
    ("q", "text", "is_found"),
    [
        ("A3区", "位于A3区东侧", True),
        ("a3", "位于A3区东侧", True),
        ("3区", "位于A3区东侧", True),
        ("5G基站", "新建５Ｇ基站两座", True),
        ("G基", "新建５Ｇ基站两座", True),
        ("路灯", "更换路\u200b灯", True),
        ("路灯", "更换路\n灯", True),
        ('"31"', "第31号", True),
        ('"31"', "第310号", False),
        ("31", "第310号", True),
        ('"app store"', "在App Store下载", True),
        ('"app store"', "在AppStore下载", False),
        ("100%", "入户率100%", True),
        ("100%", "入户率1000户", False),
        ("_", "没有下划线", False),
        ("'; DROP", "'; drop", True),
        ("\\", "反斜线\\在此", True),
        ("㎡", "面积30m2", True),
    ],
)
def test_borders_and_signs(cast: Cast, q: str, text: str, is_found: bool) -> None:
    message = make_message(cast, "answered", text=text)
    assert (found(None, q) == [("message", message.pk)]) is is_found


def test_a_long_text_is_found_to_its_end(cast: Cast) -> None:
    """PostgreSQL keeps 255 positions of a word and 16,383 of a text: none are relied on."""
    message = make_message(cast, "answered", text="的" * 1200 + "中段词语" + "的啊" * 1700 + "末尾之语")
    assert found(None, "中段词语") == found(None, "末尾之语") == found(None, "的中段") == [("message", message.pk)]
    assert found(None, "末尾之语的") == []


def test_numbers_come_first_then_titles(cast: Cast) -> None:
    named = make_proposal(cast, "filed", situation="这里提到栈桥。")
    titled = make_proposal(cast, "filed", title="关于栈桥的建议")
    assert found(None, "栈桥") == [("proposal", titled.pk), ("proposal", named.pk)]
    make_message(cast, "answered", title=f"关于{named.number_shown}号提案")
    assert found(None, named.number_shown)[0] == ("proposal", named.pk)


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("路灯 坏了", ["路灯", "坏了"], []),
        ("“路灯 坏了” -小区", ["路灯坏了"], ["小区"]),
        ("2026-031", ["2026-031"], []),
        ("a-b -c", ["a-b"], ["c"]),
        ('"没有关上', ["没有关上"], []),
        ("　全角　空格", ["全角", "空格"], []),
        ('- "" ”', ["-"], []),
        ("", [], []),
    ],
)
def test_what_is_typed_is_understood(typed: str, wanted: list[str], unwanted: list[str]) -> None:
    query = understand(typed)
    assert [term.text for term in query.wanted] == wanted
    assert [term.text for term in query.unwanted] == unwanted


def test_an_exact_term_is_a_pattern_that_both_read(cast: Cast) -> None:
    for text in ("a.b", "c++", "(x)", "[甲]", "a|b", "^$", "\\d", "{2}", "甲.乙"):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT %s ~ %s, %s ~ %s", [text, exact_pattern(Term(text, True)), "q", exact_pattern(Term(text, True))]
            )
            assert cursor.fetchone() == (True, False)

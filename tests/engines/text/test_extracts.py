"""Extracts: nothing but the source's own words, each with its place; one person counts once."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from xieshang.engines.text.extracts import LONGEST, Opinion, digest, extract

TEXT = (
    "尊敬的领导：您好！我是桂花弄的居民。桂花弄夜里两点还在施工，吵得老人小孩睡不着。施工单位说工期紧，不肯停。"
    "我们打过热线，答复说已经转办，三个星期过去了还是老样子。请问夜间施工有没有许可？谢谢！"
)
PIECES = [
    "您好！",
    "桂花弄夜里两点还在施工，吵得睡不着。",
    "请停工。",
    "路灯也坏了；",
    "没人修，" * 30,
    "！！",
    "\n",
    "谢谢领导！",
    "一二三四五六七八九十" * 12,
]
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=10).map("".join)


@given(texts, st.integers(0, 4), st.integers(40, 200))
def test_every_sentence_is_the_sources_own(text, most, longest):
    found = extract(text, most, longest)
    assert all(each.of(text) == each.text for each in found)
    assert len(found) <= min(most, 3)
    assert sum(len(each.text) for each in found) <= longest
    assert list(found) == sorted(found)


def test_courtesy_is_passed_over_and_the_matter_comes_first():
    found = extract(TEXT)
    assert found[0].text == "桂花弄夜里两点还在施工，吵得老人小孩睡不着。"
    assert not any("您好" in each.text or "谢谢" in each.text for each in found)
    assert sum(len(each.text) for each in found) <= LONGEST


def test_nothing_is_made_of_nothing():
    assert extract("") == extract("您好！谢谢！") == ()


NIGHT = "桂花弄夜里施工吵得睡不着，请停止夜间施工。"
DAY = "白天限制施工会拖长工期，我们商户宁愿夜里施工早点完工。"


def crowd():
    people = [
        Opinion(f"n{i}", f"a{i}", f"{NIGHT}第{i}次打电话了。", "桂花弄夜间施工扰民", date(2024, 5, 1 + i))
        for i in range(8)
    ]
    shops = [
        Opinion(f"s{i}", f"b{i}", f"我们商户宁愿早点完工，工期拖长生意受损，{i}家店都这样想。", "") for i in range(2)
    ]
    return [*people, *shops]


def test_a_digest_counts_people_and_quotes_each_once():
    many = [*crowd(), *(Opinion(f"x{i}", "a0", NIGHT) for i in range(30))]
    told = digest(many)
    assert (told.texts, told.authors) == (40, 10)
    assert (told.first_day, told.last_day) == (date(2024, 5, 1), date(2024, 5, 8))
    assert len({each.author for each in told.quotations}) == len(told.quotations) <= 5


def test_the_headline_is_the_crowds_and_the_minority_is_heard():
    told = digest(crowd())
    assert told.headline is not None
    assert told.headline.source.text == "桂花弄夜间施工扰民"
    assert told.headline.in_title
    assert told.minority is not None
    assert told.minority.author.startswith("b")


def test_where_all_agree_no_minority_is_made_up():
    assert digest([each for each in crowd() if each.author.startswith("a")][:4]).minority is None


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), texts, st.sampled_from(["", "夜间施工", "您好"])), max_size=7),
    st.randoms(use_true_random=False),
)
def test_every_quotation_is_traceable_and_order_does_not_matter_to_the_counts(said, dice):
    opinions = [Opinion(str(i), author, text, title) for i, (author, text, title) in enumerate(said)]
    told = digest(opinions)
    by_key = {each.key: each for each in opinions}
    for quotation in [*told.quotations, *(each for each in (told.headline, told.minority) if each)]:
        source = by_key[quotation.key].title if quotation.in_title else by_key[quotation.key].text
        assert quotation.source.of(source) == quotation.source.text
        assert quotation.author == by_key[quotation.key].author
    dice.shuffle(opinions)
    again = digest(opinions)
    assert (again.texts, again.authors, len(again.quotations)) == (told.texts, told.authors, len(told.quotations))

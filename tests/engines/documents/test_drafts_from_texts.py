"""A member's proposal told into its parts; every word stays."""

from itertools import pairwise

import pytest
from docx import Document as WordFile
from hypothesis import given
from hypothesis import strategies as st
from paperwork import opened, saved

from xieshang.engines.documents.draft import Part, names_in, read_draft
from xieshang.engines.documents.reading import read_document
from xieshang.engines.numbering import find_marks, find_runs

LETTER = """提案
案由：关于在老旧小区增设候车座椅的建议
第一提案人：陆知远
联名人：顾念安、沈 舟、 林见鹿
界别：教育界
调研情况：河东片区有站点四十处，设座椅的只有九处。
问题分析：一是人行道窄；二是没有专项资金。
具体建议：为此建议：
（一）分批增设。先从医院门口做起：
1.今年十处；
2.明年二十处。
（二）建立认养机制。
（三）纳入年度计划。
建议承办单位：区城管局
"""


def bare(text):
    return "".join(text.split())


def written(draft):
    return "".join(piece.mark + piece.text for piece in draft.pieces)


def test_a_proposal_as_members_write_it():
    draft = read_draft(LETTER)
    assert draft.title == "关于在老旧小区增设候车座椅的建议"
    assert (draft.proposers, draft.cosigners) == (("陆知远",), ("顾念安", "沈舟", "林见鹿"))
    assert draft.situation.endswith("只有九处。")
    assert draft.analysis == "一是人行道窄；二是没有专项资金。"
    assert draft.lead == "为此建议："
    assert [suggestion.number for suggestion in draft.suggestions] == ["（一）", "（二）", "（三）"]
    assert draft.suggestions[0].text == "分批增设。先从医院门口做起：\n1.今年十处；\n2.明年二十处。"
    assert (draft.text_of(Part.SECTOR), draft.text_of(Part.UNITS)) == ("教育界", "区城管局")
    assert bare(written(draft)) == bare(LETTER)


def test_line_breaks_lost_on_the_way_change_nothing():
    body = LETTER.partition("界别：教育界\n")[2].partition("建议承办")[0]
    whole, flat = read_draft("关于座椅的建议\n" + body), read_draft("关于座椅的建议\n" + body.replace("\n", ""))
    for part in (Part.SITUATION, Part.ANALYSIS, Part.LEAD):
        assert whole.text_of(part) == flat.text_of(part)
    assert [bare(each.text) for each in whole.suggestions] == [each.text for each in flat.suggestions]


# fmt: off
NUMBERED = [
    ("建议：\n一、甲。\n二、乙。",                            ["一、", "二、"]),
    ("为此，建议：1、甲。2、乙。3、丙。",                      ["1、", "2、", "3、"]),
    ("具体建议一是甲；二是乙。",                              ["一是", "二是"]),
    ("三、对策建议\n（一）甲。一是子；二是丑。\n（二）乙。",      ["（一）", "（二）"]),
    ("具体建议：1.甲2.乙方案3.丙",                            ["1.", "2.", "3."]),
    ("具体建议：首先，甲。其次，乙。最后，丙。",                ["首先，", "其次，", "最后，"]),
    ("对策建议\n①甲；②乙。",                                 ["①", "②"]),
    ("【建议】\n第一，甲。第二，乙。",                         ["第一，", "第二，"]),
    ("建议一：甲。建议二：乙。",                              ["建议一：", "建议二："]),
    ("建议：⒈甲。⒉乙。",                                    ["⒈", "⒉"]),
    ("建议：\n甲办。\n乙办。",                               ["", ""]),
    ("具体建议：落实第（一）条和第（二）条。",                  [""]),
    ("具体建议：推进第一、二、三产业融合，扩大1、2、3号线。",     [""]),
    ("具体建议：在2.0版和1.5倍之间选择。",                    [""]),
    ("具体建议：改进算法的统一是关键，二是补充。",               [""]),
]
# fmt: on


@pytest.mark.parametrize(("text", "numbers"), NUMBERED)
def test_suggestions_part_at_the_outermost_numbers(text, numbers):
    draft = read_draft("关于某事的建议\n某地情况如此，已有多年，居民反映不断。\n" + text)
    assert [suggestion.number for suggestion in draft.suggestions] == numbers


# fmt: off
UNNAMED = [
    ("一、加强管理。\n二、建立台账。",                                   ["一、", "二、"]),
    ("一是灯太少；二是路太窄。\n1.尽快补灯。\n2.由街道牵头拓宽。",          ["1.", "2."]),
    ("（一）灯太少。（二）路太窄。为此，提出如下建议：1.补灯。2.拓路。",       ["1.", "2."]),
    ("1、加强巡查。一是白天；二是夜里。2、建立台账。一是建立；二是完善。",      ["1、", "2、"]),
    ("问题如下：一、灯太少。二、路太窄。",                                []),
    ("为此，建议补灯。",                                                [""]),
    ("只有情况。",                                                     []),
]
# fmt: on


@pytest.mark.parametrize(("text", "numbers"), UNNAMED)
def test_suggestions_without_a_heading_are_guessed(text, numbers):
    draft = read_draft("关于某事的建议\n某路夜里很暗。\n" + text)
    assert [suggestion.number for suggestion in draft.suggestions] == numbers
    assert draft.guessed
    assert not read_draft(LETTER).guessed


# fmt: off
HOSTILE = ["1、", "建议：", "调研情况：", "。 ", "\n", "（", "由", "第一", "要", "张 ", "一、对策建议\n", "首先，其次，", "—", "1、由由由由由 2、由由由"]
# fmt: on


@pytest.mark.parametrize("snippet", HOSTILE)
def test_a_page_of_nonsense_takes_no_time(snippet):
    text = snippet * (100_000 // len(snippet)) + "x"
    assert bare(written(read_draft(text))) == bare(text)


# fmt: off
TITLED = [
    ("案 由：关于甲的提案\n正文。",                "关于甲的提案"),
    ("提案：关于甲的建议\n正文。",                 "关于甲的建议"),
    ("政协某区委员会委员提案\n关于甲的建议\n正文。", "关于甲的建议"),
    ("让公交再快一点\n近年来……",                   "让公交再快一点"),
    ("近年来，居民反映公交太慢。\n应当改进。",       ""),
    ("一、情况\n公交太慢。",                      ""),
    ("提案人：陆知远\n关于甲的建议\n正文。",         "关于甲的建议"),
]
# fmt: on


@pytest.mark.parametrize(("text", "title"), TITLED)
def test_titles(text, title):
    draft = read_draft(text)
    assert draft.title == title
    assert bare(written(draft)) == bare(text)


def test_names_and_date_at_the_end_leave_the_suggestions_alone():
    draft = read_draft("关于甲的建议\n如此。\n建议：\n1.子。\n2.丑。\n提案人：陆知远\n2026年3月5日")
    assert [each.text for each in draft.suggestions] == ["子。", "丑。"]
    assert (draft.proposers, draft.text_of(Part.DATE)) == (("陆知远",), "2026年3月5日")


def test_a_line_of_the_body_is_no_field_of_the_form():
    lines = [f"第{i}处情况如此，居民反映不断。" for i in range(40)]
    draft = read_draft("\n".join(["关于甲的建议", *lines[:20], "分类：一是可回收物。", *lines[20:], "建议：", "办。"]))
    assert draft.text_of(Part.CATEGORY) == ""
    assert "分类：一是可回收物。" in draft.situation


def test_a_form_in_a_table_reads_like_lines():
    file = WordFile()
    file.add_paragraph("政协某区委员会提案表")
    table = file.add_table(4, 2)
    for i, row in enumerate(
        [("案由", "关于甲的提案"), ("提案人", "陆知远"), ("情况分析", "如此。"), ("建议", "一、子。\n二、丑。")]
    ):
        table.cell(i, 0).text, table.cell(i, 1).text = row
    draft = read_draft(read_document(opened(saved(file)), "a.docx"))
    assert (draft.title, draft.proposers) == ("关于甲的提案", ("陆知远",))
    assert [suggestion.text for suggestion in draft.suggestions] == ["子。", "丑。"]


def test_printed_numbers_part_suggestions_too():
    file = WordFile()
    file.add_heading("关于甲的建议", 1)
    for text, style in (("如此。", None), ("建议：", None), ("子。", "List Number"), ("丑。", "List Number")):
        file.add_paragraph(text, style=style)
    draft = read_draft(read_document(opened(saved(file)), "a.docx"))
    assert [(each.number, each.text) for each in draft.suggestions] == [("1.", "子。"), ("2.", "丑。")]


def test_names_part_at_marks_and_not_inside_a_name():
    assert names_in("沈 舟、陆知远，顾念安 ;林见鹿和许 望") == ("沈舟", "陆知远", "顾念安", "林见鹿", "许望")


snippets = st.sampled_from(
    ["案由：", "提案：", "关于甲的建议", "提案人：陆知远", "联名人：顾念安、沈舟", "调研情况：", "情况", "一、问题分析", "问题分析：",
     "具体建议：", "建议：", "为此，建议：", "一、", "二、", "（一）", "（二）", "一是", "二是", "1.", "2、", "①", "首先，", "【建议】",
     "第一，", "第二，", "甲", "。", "；", "，", "：", "\n", " ", "\t", "2019年", "第（八）条", "居民反映不断", "x", "政协提案表"]
)  # fmt: skip


@given(st.lists(snippets | st.text(max_size=6), max_size=40).map("".join))
def test_no_word_is_lost_and_order_is_kept(text):
    assert bare(written(read_draft(text))) == bare(text)


@given(st.lists(snippets, max_size=30).map("".join))
def test_rows_of_numbers_count_up_in_order(text):
    for run in find_runs(find_marks(text)):
        assert [mark.value for mark in run] == sorted({mark.value for mark in run})
        assert [mark.start for mark in run] == sorted(mark.start for mark in run)
        assert all(one.end <= other.start for one, other in pairwise(run))


@given(st.lists(snippets, max_size=30).map("".join))
def test_reading_is_quick_and_total_whatever_comes(text):
    draft = read_draft(text * 3)
    assert draft.title.count("\n") == 0
    assert all(suggestion.text.strip() for suggestion in draft.suggestions)

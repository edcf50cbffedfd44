"""Speeches and reports with their structure kept."""

import pytest
from docx import Document as WordFile
from hypothesis import given, settings
from hypothesis import strategies as st
from paperwork import opened, saved

from xieshang.engines.documents.blocks import Grid
from xieshang.engines.documents.paper import Head, Voice, read_paper, words_of
from xieshang.engines.documents.reading import read_document

REPORT = """政协河东区第三届委员会常务委员会
工作报告
——在区政协三届五次会议上
（2026年1月12日）
区政协主席 陆知远
各位委员：
我代表常务委员会报告工作，请予审议。
一、2025年工作回顾
过去一年，履职有力。
（一）坚持学习。举办读书会。
效果良好。
1.开展宣讲。走进十个村社。
2.加强联络。走访五十名委员。
（二）服务大局
第一，围绕中心。
二、2026年任务
一是协商；二是监督。
同志们，让我们努力！
政协河东区委员会
2026年1月12日
"""


def bare(text):
    return "".join(text.split())


def test_a_report_keeps_its_structure():
    paper = read_paper(REPORT)
    assert paper.title == "政协河东区第三届委员会常务委员会工作报告"
    assert paper.of(Head.SUBTITLE) == "——在区政协三届五次会议上"
    assert (paper.of(Head.DATE), paper.of(Head.SPEAKER)) == ("（2026年1月12日）", "区政协主席 陆知远")
    assert [passage.voice for passage in paper.passages] == [Voice.SALUTATION, Voice.PARAGRAPH]
    first, second = paper.sections
    assert (first.number, first.heading, first.level) == ("一、", "2025年工作回顾", 1)
    learning, service = first.sections
    assert (learning.heading, [passage.text for passage in learning.passages]) == (
        "坚持学习。",
        ["举办读书会。", "效果良好。"],
    )
    assert [(each.number, each.heading, each.level) for each in learning.sections] == [
        ("1.", "开展宣讲。", 3),
        ("2.", "加强联络。", 3),
    ]
    assert (service.passages[0].number, service.passages[0].voice) == ("第一，", Voice.ITEM)
    assert [passage.voice for passage in second.passages][-2:] == [Voice.SIGNATURE, Voice.SIGNATURE]
    assert bare("".join(words_of(paper))) == bare(REPORT)


def test_styled_headings_hold_the_numbered_ones():
    file = WordFile()
    file.add_heading("工作总结", 0)
    file.add_heading("背景", 1)
    file.add_paragraph("（一）起因。说明如下。")
    file.add_heading("细节", 2)
    file.add_table(1, 2).cell(0, 1).text = "四十处"
    file.add_heading("做法", 1)
    paper = read_paper(read_document(opened(saved(file)), "a.docx"))
    background, ways = paper.sections
    assert (paper.title, background.heading, ways.heading) == ("工作总结", "背景", "做法")
    assert [(each.heading, each.level) for each in background.sections] == [("起因。", 2), ("细节", 2)]
    assert background.sections[1].passages == (Grid((("", "四十处"),)),)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("2026年3月5日", Head.DATE),
        ("二〇二六年三月五日", Head.DATE),
        ("（2026年3月5日在区政协三届五次会议上）", Head.OCCASION),
        ("发言人：顾念安", Head.SPEAKER),
        ("沈 舟", Head.SPEAKER),
        ("——关于养老服务的几点思考", Head.SUBTITLE),
    ],
)
def test_lines_above_the_text(line, kind):
    paper = read_paper(f"在协商会上的发言\n{line}\n各位领导：\n正文如下。")
    assert [each.kind for each in paper.head] == [Head.TITLE, kind]
    assert paper.of(kind) == line


def test_a_text_without_headings_gets_none():
    paper = read_paper(
        "闭幕会上的讲话\n各位委员、各位同志：\n"
        + "我们要始终坚持人民至上，在增进民生福祉上展现情怀。" * 3
        + "\n谢谢大家。"
    )
    assert (paper.sections, len(paper.passages)) == ((), 3)


def test_points_of_a_list_are_no_sections():
    paper = read_paper("通知\n会议议程如下，请准时参加。\n1.听取报告\n2.分组讨论\n3.闭幕\n请假须书面提出。")
    assert [passage.number for passage in paper.passages] == ["", "1.", "2.", ""] or len(paper.sections) <= 1


snippets = st.sampled_from(
    ["工作报告", "各位委员：", "一、", "二、", "（一）", "（二）", "1.", "2.", "第一部分", "第一，", "2026年1月1日", "——副题", "主席 陆知远",
     "坚持学习", "。", "；", "：", "\n", "\n", "\n", " ", "正文很长很长很长很长很长很长很长很长", "发言人：沈舟", "①", "一是", "x"]
)  # fmt: skip


@given(st.lists(snippets | st.text(max_size=5), max_size=50).map("".join))
def test_no_word_is_lost_and_order_is_kept(text):
    assert bare("".join(words_of(read_paper(text)))) == bare(text)


@given(st.lists(snippets, max_size=40).map("".join))
def test_sections_nest_one_level_at_a_time(text):
    def check(sections, level):
        for section in sections:
            assert section.level == level
            assert section.heading
            check(section.sections, level + 1)

    check(read_paper(text).sections, 1)


block = st.tuples(
    st.sampled_from([None, "Heading 1", "Heading 2", "List Number", "List Bullet", "Title"]),
    st.lists(snippets, min_size=1, max_size=6).map("".join),
)


@settings(max_examples=25, deadline=None)  # a noisy machine is no fault
@given(st.lists(block, min_size=1, max_size=6))
def test_a_word_file_keeps_every_word_too(blocks):
    file = WordFile()
    for style, text in blocks:
        file.add_paragraph(text, style=style)
    if not any(text.strip() for _style, text in blocks):
        return
    document = read_document(opened(saved(file)), "a.docx")
    words = bare("".join(words_of(read_paper(document))))
    said = bare("".join(("" if not hasattr(each, "number") else each.number) + each.text for each in document.blocks))
    assert words == said

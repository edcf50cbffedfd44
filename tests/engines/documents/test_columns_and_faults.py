"""Columns under the names people give them, and every fault with the table that shows it."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paperwork import csv_bytes, opened, xlsx_bytes

from xieshang.engines.documents.columns import DRAFTS, MESSAGES, ROSTER, recognise
from xieshang.engines.documents.dates import read_moment
from xieshang.engines.documents.drafts import check_drafts
from xieshang.engines.documents.faults import Code, shown
from xieshang.engines.documents.messages import check_messages
from xieshang.engines.documents.reading import read_table
from xieshang.engines.documents.roster import check_roster
from xieshang.engines.documents.tables import Column, letter_of

TODAY = date(2026, 3, 5)
NOW = datetime(2026, 3, 5, 12, 0)  # noqa: DTZ001  cells carry no zone either
SECTORS = ("教育界", "医药卫生界", "工商联", "民革", "农业界")
PARTIES = ("中共党员", "民革党员", "群众")


def columns(*names):
    return [Column(i, letter_of(i), name) for i, name in enumerate(names)]


def messages(table):
    return check_messages(table, now=NOW)


def drafts(table):
    return check_drafts(
        table, now=NOW, people=("陆知远", "顾念安", "沈舟"), categories=("城乡建设", "教育事业"), sectors=SECTORS
    )


def roster(table):
    return check_roster(table, sectors=SECTORS, today=TODAY, names=("许望",), term=3, parties=PARTIES)


@pytest.mark.parametrize(
    ("fields", "header", "found"),
    [
        (MESSAGES, ("留言主题", "留言详情", "留言时间", "留言用户", "点赞数", "反对数"), ("title", "text", "time", "author", "likes", "dislikes")),
        (MESSAGES, ("Title", "TEXT", " time ", "Author", "likes"), ("title", "text", "time", "author", "likes")),
        (MESSAGES, ("标 题", "内容（必填）*", "地点"), ("title", "text", "place")),
        (DRAFTS, ("案由", "情况", "分析", "建议", "提案人", "类别"), ("title", "situation", "analysis", "suggestions", "proposer", "category")),
        (ROSTER, ("序号", "姓　名", "拼音", "性别", "界别", "单位职务", "手机号码", "邮箱", "届次", "政协职务"),
         ("number", "name", "pinyin", "sex", "sector", "post", "phone", "email", "term", "office")),
    ],
)  # fmt: skip
def test_columns_under_their_usual_names(fields, header, found):
    told = recognise(columns(*header), fields)
    assert {name: column.index for name, column in told.found.items()} == {name: i for i, name in enumerate(found)}
    assert (told.missing, told.ignored, told.guessed) == ((), (), ())


def test_what_is_guessed_missing_ignored_repeated_and_private_is_told():
    told = recognise(columns("委员姓名", "现工作单位全称", "手机", "联系电话", "身份证号码", "星座"), ROSTER)
    assert told.found["post"].letter == "B"
    assert (told.guessed, told.missing) == (("post",), ("sector",))
    assert [column.letter for column in told.repeated] == ["D"]
    assert [column.letter for column in told.private] == ["E"]
    assert [column.letter for column in told.ignored] == ["F"]


def test_a_name_of_two_fields_goes_where_it_is_needed():
    alone = recognise(columns("姓名", "界别", "职务"), ROSTER)
    beside = recognise(columns("姓名", "界别", "职务", "政协职务"), ROSTER)
    assert alone.found["office"].letter == "C"
    assert (beside.found["job"].letter, beside.found["office"].letter) == ("C", "D")


@given(st.lists(st.text(max_size=8) | st.sampled_from(["姓名", "界别", "手机", "备注"]), max_size=8))
def test_every_column_is_accounted_for_once(header):
    told = recognise(columns(*header), ROSTER)
    places = [*told.found.values(), *told.ignored, *told.repeated, *told.private]
    assert sorted(column.index for column in places) == list(range(len(header)))


NAMES = ["姓名", "界别"]
FULL = [
    "序号",
    "姓名",
    "拼音",
    "性别",
    "民族",
    "出生日期",
    "政治面貌",
    "界别",
    "职务",
    "手机",
    "邮箱",
    "届次",
    "任职日期",
]
GOOD = [
    "1",
    "陆知远",
    "Lu Zhiyuan",
    "女",
    "畲族",
    "1980年6月",
    "群众",
    "教育界",
    "委员",
    "+86 138-0013-8000",
    "lu@example.org",
    "第三届",
    "2022-01-08",
]


def member(**changes):
    places = {
        "no": 0,
        "name": 1,
        "pinyin": 2,
        "sex": 3,
        "nation": 4,
        "born": 5,
        "party": 6,
        "sector": 7,
        "office": 8,
        "phone": 9,
        "email": 10,
        "term": 11,
        "joined": 12,
    }
    row = list(GOOD)
    for field, value in changes.items():
        row[places[field]] = value
    return row


OTHER = member(no="2", name="顾念安", pinyin="", phone="13900139000", email="gu@example.org")

# fmt: off
FAULTS = [
    # check    code                          row column  the table
    (roster,   Code.NO_ROWS,                  1, "",   [NAMES]),
    (roster,   Code.MISSING_COLUMN,           1, "",   [["姓名", "手机"], ["陆知远", "13800138000"]]),
    (roster,   Code.REPEATED_COLUMN,          1, "C",  [["姓名", "界别", "所属界别"], ["陆知远", "教育界", "民革"]]),
    (roster,   Code.PRIVATE_COLUMN,           1, "C",  [["姓名", "界别", "身份证号"], ["陆知远", "教育界", "x"]]),
    (roster,   Code.UNNAMED_COLUMN,           2, "C",  [["姓名", "界别"], ["陆知远", "教育界", "多出来的"]]),
    (roster,   Code.FORMULA_NOT_ALLOWED,      2, "B",  [NAMES, ["陆知远", "=A1"]]),
    (roster,   Code.CONTROL_CHARACTER,        2, "A",  [NAMES, ["陆\u202e知远", "教育界"]]),
    (roster,   Code.DAMAGED_CHARACTER,        2, "A",  [NAMES, ["陆\ufffd远", "教育界"]]),
    (roster,   Code.TOO_LONG,                 2, "A",  [NAMES, ["陆" * 31, "教育界"]]),
    (roster,   Code.MISSING,                  2, "B",  [NAMES, ["陆知远", ""]]),
    (roster,   Code.PLACEHOLDER,              2, "B",  [NAMES, ["陆知远", "待定"]]),
    (roster,   Code.REPEATED_HEADER,          3, "",   [NAMES, ["陆知远", "教育界"], NAMES]),
    (roster,   Code.TOTAL_ROW,                3, "",   [NAMES, ["陆知远", "教育界"], ["合计：1人", ""]]),
    (roster,   Code.DUPLICATE_OF_ROW,         3, "A",  [NAMES, ["陆知远", "教育界"], ["陆知远", "教育界"]]),
    (roster,   Code.SAME_NAME_AS_ROW,         3, "A",  [NAMES, ["陆知远", "教育界"], ["陆知远", "民革"]]),
    (roster,   Code.NUMBER_OF_ROW,            3, "A",  [FULL, GOOD, [*["1"], *OTHER[1:]]]),
    (roster,   Code.NAME_WITH_TITLE,          2, "A",  [NAMES, ["陆知远同志", "教育界"]]),
    (roster,   Code.NAME_WITH_REMARK,         2, "A",  [NAMES, ["陆知远（女）", "教育界"]]),
    (roster,   Code.NAME_WITH_OTHER_SIGNS,    2, "A",  [NAMES, ["陆知远1", "教育界"]]),
    (roster,   Code.NAME_TOO_SHORT,           2, "A",  [NAMES, ["陆", "教育界"]]),
    (roster,   Code.NAME_TOO_LONG,            2, "A",  [NAMES, ["陆知远顾念安沈", "教育界"]]),
    (roster,   Code.SEVERAL_NAMES,            2, "A",  [NAMES, ["陆知远、顾念安", "教育界"]]),
    (roster,   Code.ALREADY_KNOWN,            2, "A",  [NAMES, ["许 望", "教育界"]]),
    (roster,   Code.PINYIN_NOT_LATIN,         2, "C",  [FULL, member(pinyin="陆zhiyuan")]),
    (roster,   Code.PINYIN_OF_OTHER_LENGTH,   2, "C",  [FULL, member(pinyin="Lu Zhi")]),
    (roster,   Code.UNKNOWN_SEX,              2, "D",  [FULL, member(sex="先生")]),
    (roster,   Code.UNKNOWN_NATION,           2, "E",  [FULL, member(nation="华")]),
    (roster,   Code.UNKNOWN_PARTY,            2, "G",  [FULL, member(party="中共")]),
    (roster,   Code.UNKNOWN_SECTOR,           2, "H",  [FULL, member(sector="教育")]),
    (roster,   Code.SEVERAL_SECTORS,          2, "H",  [FULL, member(sector="教育界、民革")]),
    (roster,   Code.UNKNOWN_OFFICE,           2, "I",  [FULL, member(office="常务委")]),
    (roster,   Code.SECOND_CHAIR,             3, "I",  [FULL, member(office="主席"), [*OTHER[:8], "主席", *OTHER[9:]]]),
    (roster,   Code.BAD_PHONE,                2, "J",  [FULL, member(phone="1380013800")]),
    (roster,   Code.LANDLINE,                 2, "J",  [FULL, member(phone="0575-84120000")]),
    (roster,   Code.SEVERAL_PHONES,           2, "J",  [FULL, member(phone="13800138000/13900139000")]),
    (roster,   Code.PHONE_OF_ROW,             3, "J",  [FULL, GOOD, [*OTHER[:9], "13800138000", *OTHER[10:]]]),
    (roster,   Code.BAD_EMAIL,                2, "K",  [FULL, member(email="lu＠example")]),
    (roster,   Code.EMAIL_OF_ROW,             3, "K",  [FULL, GOOD, [*OTHER[:10], "LU@example.org", *OTHER[11:]]]),
    (roster,   Code.NOT_A_TERM,               2, "L",  [FULL, member(term="本届")]),
    (roster,   Code.OTHER_TERM,               2, "L",  [FULL, member(term="第二届")]),
    (roster,   Code.NOT_A_DATE,               2, "F",  [FULL, member(born="1980年13月")]),
    (roster,   Code.IN_THE_FUTURE,            2, "M",  [FULL, member(joined="2026-03-06")]),
    (roster,   Code.TOO_LONG_AGO,             2, "M",  [FULL, member(joined="1920-01-01", born="")]),
    (roster,   Code.TOO_YOUNG,                2, "F",  [FULL, member(born="2010-01-01")]),
    (roster,   Code.TOO_OLD,                  2, "F",  [FULL, member(born="1925-01-01")]),
    (roster,   Code.JOINED_TOO_EARLY,         2, "M",  [FULL, member(joined="1990-01-01")]),
    (messages, Code.MISSING,                  2, "B",  [["标题", "内容"], ["路灯", ""]]),
    (messages, Code.NOT_A_DATE,               2, "C",  [["标题", "内容", "时间"], ["路灯", "不亮", "去年"]]),
    (messages, Code.IN_THE_FUTURE,            2, "C",  [["标题", "内容", "时间"], ["路灯", "不亮", "2026/3/5 12:01"]]),
    (messages, Code.TOO_LONG_AGO,             2, "C",  [["标题", "内容", "时间"], ["路灯", "不亮", "1999-12-31"]]),
    (messages, Code.REPLIED_BEFORE,           2, "D",  [["标题", "内容", "时间", "答复时间"], ["路灯", "不亮", "2025-05-02", "2025-05-01"]]),
    (messages, Code.NOT_A_COUNT,              2, "C",  [["标题", "内容", "点赞数"], ["路灯", "不亮", "-1"]]),
    (messages, Code.DUPLICATE_OF_ROW,         3, "",   [["标题", "内容"], ["路灯", "不亮"], ["路灯 ", "不 亮"]]),
    (messages, Code.NUMBER_OF_ROW,            3, "A",  [["编号", "内容"], ["7", "不亮"], ["7", "太亮"]]),
    (drafts,   Code.NO_BODY,                  2, "",   [["案由", "建议", "提案人"], ["关于甲的提案", "", "陆知远"]]),
    (drafts,   Code.UNKNOWN_CATEGORY,         2, "D",  [["案由", "建议", "提案人", "类别"], ["甲", "乙", "陆知远", "城建"]]),
    (drafts,   Code.UNKNOWN_SECTOR,           2, "D",  [["案由", "建议", "提案人", "界别"], ["甲", "乙", "陆知远", "教育"]]),
    (drafts,   Code.UNKNOWN_PERSON,           2, "C",  [["案由", "建议", "提案人"], ["甲", "乙", "陆志远"]]),
    (drafts,   Code.COSIGNER_IS_PROPOSER,     2, "D",  [["案由", "建议", "提案人", "联名人"], ["甲", "乙", "陆知远", "陆知远、沈 舟"]]),
    (drafts,   Code.SAME_COSIGNER_TWICE,      2, "D",  [["案由", "建议", "提案人", "联名人"], ["甲", "乙", "陆知远", "沈舟，沈 舟"]]),
    (drafts,   Code.DUPLICATE_OF_ROW,         3, "",   [["案由", "建议", "提案人"], ["甲", "乙", "陆知远"], ["甲", "丙", "陆知远"]]),
    (drafts,   Code.NUMBER_OF_ROW,            3, "A",  [["提案号", "案由", "建议", "提案人"], ["1", "甲", "乙", "陆知远"], ["1", "丁", "丙", "沈舟"]]),
    (drafts,   Code.IN_THE_FUTURE,            2, "D",  [["案由", "建议", "提案人", "日期"], ["甲", "乙", "陆知远", "2027-01-01"]]),
]
ONLY_IN_WORKBOOKS = [
    (Code.ERROR_IN_CELL, "B", [NAMES, ["陆知远", "#N/A"]],               ""),
    (Code.MERGED_CELL,   "B", [NAMES, ["顾念安", "教育界"], ["陆知远", None]], "B2:B3"),
    (Code.DIGITS_LOST,   "C", [["姓名", "界别", "编号"], ["陆知远", "教育界", 330102199001011234]], ""),
]
# fmt: on


@pytest.mark.parametrize(
    ("check", "code", "row", "column", "rows"), FAULTS, ids=lambda each: getattr(each, "__name__", str(each)[:24])
)
def test_each_fault_has_its_table_and_stands_alone(check, code, row, column, rows):
    faults = check(read_table(opened(csv_bytes(rows)), "a.csv"))
    assert [(fault.row, fault.column, fault.code) for fault in faults if fault.code is code] == [(row, column, code)]
    assert {fault.code for fault in faults} <= {code, *COMPANIONS.get(code, ())}


COMPANIONS = {
    Code.MISSING_COLUMN: (),
    Code.FORMULA_NOT_ALLOWED: (Code.UNKNOWN_SECTOR,),
    Code.CONTROL_CHARACTER: (Code.NAME_WITH_OTHER_SIGNS,),
    Code.DAMAGED_CHARACTER: (Code.NAME_WITH_OTHER_SIGNS,),
    Code.TOO_LONG: (Code.NAME_TOO_LONG,),
}


@pytest.mark.parametrize(("code", "column", "rows", "merge"), ONLY_IN_WORKBOOKS)
def test_faults_that_only_a_workbook_has(code, column, rows, merge):
    faults = roster(read_table(opened(xlsx_bytes(rows, merge=merge)), "a.xlsx"))
    assert (code, column, len(rows)) in {(fault.code, fault.column, fault.row) for fault in faults}


def test_every_code_has_a_table():
    assert {code for _check, code, *_rest in FAULTS} | {code for code, *_rest in ONLY_IN_WORKBOOKS} == set(Code)


def test_a_roster_without_faults():
    rows = [FULL, GOOD, OTHER, member(no="3", name="阿依古丽·买买提", pinyin="", phone="", email="", nation="维吾尔")]
    assert roster(read_table(opened(csv_bytes(rows)), "a.csv")) == ()


def test_the_docstring_of_the_roster_lists_what_it_finds():
    found = {code.value for check, code, *_rest in FAULTS if check is roster} | {
        code.value for code, *_rest in ONLY_IN_WORKBOOKS
    }
    listed = {word.strip(" .,:\n") for word in (check_roster.__doc__ or "").replace("\n", " ").split(" ")}
    assert found <= listed
    assert len(found) >= 25


def test_markup_in_a_message_is_text_and_no_fault():
    rows = [["标题", "内容"], ["<script>alert(1)</script>", "<b>路灯</b> & 座椅"]]
    assert messages(read_table(opened(csv_bytes(rows)), "a.csv")) == ()


def test_the_nearest_sector_is_offered():
    faults = roster(read_table(opened(csv_bytes([NAMES, ["陆知远", "医卫界"]])), "a.csv"))
    assert [dict(fault.params) for fault in faults] == [{"nearest": "医药卫生界"}]


def test_particulars_are_half_hidden_in_what_is_shown():
    faults = roster(read_table(opened(csv_bytes([FULL, member(phone="23800138000")])), "a.csv"))
    assert [fault.value_shown for fault in faults] == ["238*****000"]
    assert shown("a\nb\u202ec" + "x" * 99).startswith("a b□cxx")
    assert len(shown("x" * 99)) == 40


@pytest.mark.parametrize(("text", "moment"), [
    ("2026-03-05",          (2026, 3, 5, 0, 0)),
    ("2026/3/5 14:30",      (2026, 3, 5, 14, 30)),
    ("2026年3月5日",         (2026, 3, 5, 0, 0)),
    ("2026年3月5日 14时30分", (2026, 3, 5, 14, 30)),
    ("２０２６．３",          (2026, 3, 1, 0, 0)),
    ("2026年3月",           (2026, 3, 1, 0, 0)),
    ("20260305",            (2026, 3, 5, 0, 0)),
    ("2026-03-05T14:30:15.5", (2026, 3, 5, 14, 30)),
    ("2026-02-30",          None),
    ("13/5/2026",           None),
    ("明天",                 None),
    ("46086",               None),
])  # fmt: skip
def test_dates_as_people_write_them(text, moment):
    read = read_moment(text)
    assert (read and (read.year, read.month, read.day, read.hour, read.minute)) == moment


cells = st.text(max_size=12) | st.sampled_from(
    ["陆知远", "教育界", "13800138000", "1980-01-01", "=1", "合计", "主席", "lu zhi yuan"]
)


@settings(max_examples=25, deadline=None)  # a noisy machine is no fault
@given(st.lists(st.lists(cells, min_size=13, max_size=13), max_size=4), st.sampled_from([messages, drafts, roster]))
def test_any_table_can_be_checked_and_faults_point_into_it(rows, check):
    header = {messages: ["标题", "内容", "时间", "编号"], drafts: ["案由", "建议", "提案人", "联名人"], roster: FULL}[
        check
    ]
    table = read_table(
        opened(xlsx_bytes([header, *[[clean(cell) for cell in row[: len(header)]] for row in rows]])), "a.xlsx"
    )
    letters = {column.letter for column in table.columns}
    for fault in check(table):
        assert fault.column in letters | {""}
        assert 1 <= fault.row <= len(rows) + 1
        assert len(fault.value_shown) <= 40


def clean(cell):
    """Without the signs that no workbook may hold."""
    return "".join(sign for sign in cell if sign.isprintable()).lstrip("=")

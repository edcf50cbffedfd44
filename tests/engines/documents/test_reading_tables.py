"""Spreadsheets read as people see them, in every encoding and format they come in."""

import gzip
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from paperwork import csv_bytes, opened, saved, xlsx_bytes

from xieshang.engines.documents.errors import DocumentError
from xieshang.engines.documents.limits import Limits
from xieshang.engines.documents.reading import read_table
from xieshang.engines.documents.tables import Mark, index_of, letter_of
from xieshang.engines.documents.workbook import number_as_shown

ROWS = [
    ["姓名", "单位职务", "备注"],
    ["陆知远", "某厂工程师", "第一行\n第二行"],
    ["", "", ""],
    ["顾念安", "", '引“号",'],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_any_usual_encoding_reads_alike(encoding):
    table = read_table(opened(csv_bytes(ROWS, encoding)), "名册.CSV")
    assert [column.name for column in table.columns] == ROWS[0]
    assert [(row.number, list(row.cells)) for row in table.rows] == [(2, ROWS[1]), (4, ROWS[3])]


def test_packed_and_spreadsheet_read_like_plain():
    plain = read_table(opened(csv_bytes(ROWS)), "a.csv")
    packed = read_table(opened(gzip.compress(csv_bytes(ROWS))), "a.csv.gz")
    book = read_table(opened(xlsx_bytes(ROWS)), "a.xlsx")
    assert plain == packed
    assert (book.columns, book.rows) == (plain.columns, plain.rows)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_told_from_the_header(delimiter):
    text = f'"a{delimiter},b"{delimiter}标题{delimiter}内容\n1{delimiter}2{delimiter}3,4;5\n'
    assert len(read_table(opened(text.encode()), "a.csv").columns) >= 3


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (13800000000, "General", "13800000000"),
        (0.1 + 0.2, "General", "0.3"),
        (1e-7, "General", "0.0000001"),
        (-2.50, "0.00", "-2.5"),
        (0.125, "0.0%", "12.5%"),
        (7, "000", "007"),
        (1234567, "#,##0", "1234567"),
        (12.5, '"¥"#,##0.00', "12.5"),
        (date(2026, 3, 5), "yyyy-mm-dd", "2026-03-05"),
        (date(2026, 3, 5), 'yyyy"年"m"月"d"日"', "2026-03-05"),
        (date(2026, 3, 1), 'yyyy"年"m"月"', "2026-03"),
        (date(2026, 3, 5), "m/d", "2026-03-05"),
        (datetime(2026, 3, 5, 14, 30), "yyyy-mm-dd h:mm", "2026-03-05 14:30"),  # noqa: DTZ001
        (datetime(2026, 3, 5, 0, 0), "yyyy-mm-dd h:mm", "2026-03-05"),  # noqa: DTZ001
        (time(9, 5), "h:mm", "09:05"),
        (date(1900, 1, 31), "yyyy-mm-dd", "1900-01-31"),
        (True, "General", "TRUE"),
        (5, "[Red]General", "5"),
        (3, '0"day"', "3"),
    ],
)
def test_numbers_and_dates_read_as_on_the_screen(value, code, shown):
    table = read_table(opened(xlsx_bytes([["名", "值"], ["甲", value]], formats={"B2": code})), "a.xlsx")
    assert table.rows[0].cells[1] == shown


def test_both_calendars_of_spreadsheets_count_right():
    assert number_as_shown("46086", "yyyy-mm-dd")[0] == "2026-03-05"
    assert number_as_shown("44624", "yyyy-mm-dd", from_1904=True)[0] == "2026-03-05"
    assert number_as_shown("61", "yyyy-mm-dd")[0] == "1900-03-01"
    assert number_as_shown("59", "yyyy-mm-dd")[0] == "1900-02-28"


def test_what_words_do_not_tell_is_marked():
    rows = [["界别", "号", "值"], ["教育界", 330102199001011234, "=1+1"], [None, "x", "#N/A"]]
    table = read_table(opened(xlsx_bytes(rows, merge="A2:A3")), "a.xlsx")
    assert dict(table.rows[0].marks) == {1: Mark.DIGITS_LOST, 2: Mark.FORMULA}
    assert dict(table.rows[1].marks) == {0: Mark.MERGED, 2: Mark.ERROR}


def test_a_formula_in_plain_text_is_marked_but_a_phone_number_is_not():
    rows = [["a", "b", "c", "d"], ["=1+1", "+86 138", "-3", "@SUM(A1)"]]
    table = read_table(opened(csv_bytes(rows)), "a.csv")
    assert dict(table.rows[0].marks) == {0: Mark.FORMULA, 3: Mark.FORMULA}


def test_a_title_above_the_header_is_skipped_and_rows_keep_their_numbers():
    rows = [["某区政协委员名册", None], ["姓名", "界别"], [None, None], ["陆知远", "教育界"]]
    table = read_table(opened(xlsx_bytes(rows, merge="A1:B1")), "a.xlsx")
    assert (table.header, table.columns[1].letter, table.rows[0].number) == (2, "B", 4)
    table = read_table(opened(csv_bytes([[each or "" for each in row] for row in rows])), "a.csv")
    assert (table.header, table.rows[0].number) == (2, 4)


def test_a_single_column_keeps_its_header():
    for content, name in (
        (csv_bytes([["内容"], ["甲"], ["乙"]]), "a.csv"),
        (xlsx_bytes([["内容"], ["甲"], ["乙"]]), "a.xlsx"),
    ):
        table = read_table(opened(content), name)
        assert ([column.name for column in table.columns], [row.cells for row in table.rows]) == (
            ["内容"],
            [("甲",), ("乙",)],
        )


def test_the_first_visible_sheet_is_read_and_others_are_told():
    book = Workbook()
    book.active.title = "隐藏"
    book.active.sheet_state = "hidden"
    for name in ("一", "二"):
        book.create_sheet(name).append(["姓名", name])
    table = read_table(opened(saved(book)), "a.xlsx")
    assert (table.sheet, table.other_sheets) == ("一", ("二",))
    assert read_table(opened(saved(book)), "a.xlsx", sheet="二").columns[1].name == "二"


def test_signs_without_width_are_gone():
    table = read_table(opened(csv_bytes([["姓名", "界别"], ["陆\u200b知远", "\ufeff教育界"]])), "a.csv")
    assert table.rows[0].cells == ("陆知远", "教育界")


@given(st.integers(0, 16_383))
def test_letters_count_columns(index):
    assert index_of(letter_of(index)) == index


cells = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\u200b\u2060\ufeff"), max_size=20
)
grids = st.integers(2, 5).flatmap(lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), max_size=6))


@given(grids)
def test_a_spreadsheet_and_its_export_read_alike(grid):
    header = ["甲", "乙", "丙", "丁", "戊"][: len(grid[0]) if grid else 2]
    expected = [(i + 2, tuple(row)) for i, row in enumerate(grid) if any(cell.strip() for cell in row)]
    table = read_table(opened(csv_bytes([header, *grid])), "a.csv")
    assert [(row.number, row.cells) for row in table.rows] == expected


@given(st.decimals(-(10**9), 10**9, places=4))
def test_a_number_survives_the_spreadsheet(number):
    assert float(number_as_shown(repr(float(number)), "")[0]) == pytest.approx(float(number), rel=1e-14)


def test_a_file_past_its_size_is_refused_unread():
    class Endless:
        """A file of 200 MB that must never be read."""

        def seek(self, offset, whence=0):
            return 200_000_000 if whence == 2 else offset

        def read(self, size=-1):
            raise AssertionError

    with pytest.raises(DocumentError) as refused:
        read_table(Endless(), "a.csv", limits=Limits())
    assert (refused.value.code, refused.value.params) == ("too_large", {"limit": 20_000_000, "found": 200_000_000})

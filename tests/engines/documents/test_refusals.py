"""Every way to be refused, each with the file that brings it about; and nothing but refusals, whatever comes."""

import gzip
import zipfile
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from paperwork import (
    CONTENT_TYPES,
    OLE,
    csv_bytes,
    docx_parts,
    locked,
    opened,
    paragraph,
    relations_of,
    word_bytes,
    xlsx_bytes,
    zip_bytes,
)

from xieshang.engines.documents.errors import DocumentError, Refusal
from xieshang.engines.documents.limits import Limits
from xieshang.engines.documents.reading import read_document, read_table

GOOD = xlsx_bytes([["姓名", "界别"], ["陆知远", "教育界"]])
WORDS = word_bytes("正文")
MACROS = CONTENT_TYPES.format(
    overrides='<Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
)
LAUGHS = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
STRANGER = '<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'
FEW = Limits(
    size=100_000, parts=40, depth=30, elements=400, held=400, rows=3, columns=4, cells=30, cell_length=20, characters=30
)


def directory_of(entries):
    return zip_bytes({f"p{i}": "" for i in range(entries)})


def with_part(name, content):
    return zip_bytes({**docx_parts(paragraph("正文")), name: content})


# fmt: off
REFUSED = [
    # code                        name       content
    (Refusal.EMPTY,               "a.csv",   b""),
    (Refusal.EMPTY,               "a.csv",   b" \r\n \n"),
    (Refusal.EMPTY,               "a.docx",  word_bytes("")),
    (Refusal.EMPTY,               "a.txt",   b"\n\n"),
    (Refusal.TOO_LARGE,           "a.csv",   b"x" * 100_001),
    (Refusal.UNKNOWN_KIND,        "a.ppt",   b"x"),
    (Refusal.UNKNOWN_KIND,        "a",       b"x"),
    (Refusal.OTHER_KIND,          "a.docx",  b"%PDF-1.7"),
    (Refusal.OTHER_KIND,          "a.docx",  b"{\\rtf1 x}"),
    (Refusal.OTHER_KIND,          "a.docx",  b"\xef\xbb\xbf <HTML><body>"),
    (Refusal.OTHER_KIND,          "a.csv",   GOOD),
    (Refusal.OTHER_KIND,          "a.csv",   b"\x89PNG\r\n\x1a\n"),
    (Refusal.OTHER_KIND,          "a.xlsx",  WORDS),
    (Refusal.OTHER_KIND,          "a.docx",  GOOD),
    (Refusal.OTHER_KIND,          "a.docx",  zip_bytes({"a.txt": "x"})),
    (Refusal.OTHER_KIND,          "a.txt",   gzip.compress(b"x")),
    (Refusal.OLD_FORMAT,          "a.doc",   OLE),
    (Refusal.OLD_FORMAT,          "a.xls",   OLE),
    (Refusal.OLD_FORMAT,          "a.wps",   OLE),
    (Refusal.OLD_FORMAT,          "a.docx",  OLE + b"\0" * 600),
    (Refusal.OLD_FORMAT,          "a.csv",   OLE + b"\0" * 600),
    (Refusal.ENCRYPTED,           "a.xlsx",  OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")),
    (Refusal.ENCRYPTED,           "a.docx",  locked(WORDS)),
    (Refusal.MACROS,              "a.docm",  WORDS),
    (Refusal.MACROS,              "a.xlsm",  GOOD),
    (Refusal.MACROS,              "a.docx",  with_part("word/vbaProject.bin", b"x")),
    (Refusal.MACROS,              "a.docx",  zip_bytes({**docx_parts(""), "[Content_Types].xml": MACROS})),
    (Refusal.DAMAGED,             "a.docx",  WORDS[: len(WORDS) // 2]),
    (Refusal.DAMAGED,             "a.xlsx",  b"PK\x03\x04" + b"x" * 300),
    (Refusal.DAMAGED,             "a.xlsx",  b"plainly no workbook"),
    (Refusal.DAMAGED,             "a.csv.gz", gzip.compress(csv_bytes([["a", "b"]] * 90))[:-9]),
    (Refusal.DAMAGED,             "a.docx",  zip_bytes(docx_parts("<w:p>"))),
    (Refusal.DAMAGED,             "a.docx",  zip_bytes(docx_parts(paragraph("x")), compression=zipfile.ZIP_LZMA)),
    (Refusal.NOT_TEXT,            "a.csv",   b"a,b\n\x00\x01,c"),
    (Refusal.NOT_TEXT,            "a.txt",   "naïve café, déjà vu".encode("latin-1")),
    (Refusal.NOT_TEXT,            "a.txt",   "テストです。日本語の文章".encode("shift-jis")),
    (Refusal.NOT_TEXT,            "a.txt",   bytes(range(1, 256))),
    (Refusal.DAMAGED_TEXT,        "a.csv",   "标题,内容\n路灯不亮,请尽快修理谢谢\n".encode()[:-2] + b"\n"),
    (Refusal.TOO_MANY_PARTS,      "a.docx",  directory_of(41)),
    (Refusal.TOO_MANY_PARTS,      "a.docx",  directory_of(900)),
    (Refusal.EXPANDS_TOO_MUCH,    "a.docx",  with_part("word/x.xml", b" " * 20_000_000)),
    (Refusal.ENTITIES,            "a.docx",  zip_bytes({**docx_parts(""), "word/document.xml": LAUGHS})),
    (Refusal.ENTITIES,            "a.docx",  zip_bytes({**docx_parts(""), "word/document.xml": STRANGER})),
    (Refusal.ENTITIES,            "a.docx",  zip_bytes({**docx_parts(""), "[Content_Types].xml": LAUGHS})),
    (Refusal.TOO_DEEP,            "a.docx",  zip_bytes(docx_parts("<w:r>" * 50 + "</w:r>" * 50))),
    (Refusal.TOO_MANY_ELEMENTS,   "a.docx",  zip_bytes(docx_parts("<w:r/>" * 500))),
    (Refusal.EXTERNAL_RELATION,   "a.docx",  with_part("word/_rels/settings.xml.rels", relations_of("attachedTemplate", "http://example.org/t.dotm"))),
    (Refusal.EXTERNAL_RELATION,   "a.docx",  with_part("word/_rels/document.xml.rels", relations_of("image", "\\\\host\\share\\a.png"))),
    (Refusal.EXTERNAL_RELATION,   "a.docx",  with_part("word/_rels/document.xml.rels", relations_of("oleObject", "https://example.org/"))),
    (Refusal.NO_HEADER,           "a.csv",   b",,\n,,\n"),
    (Refusal.TOO_MANY_ROWS,       "a.csv",   csv_bytes([["a", "b"]] * 6)),
    (Refusal.TOO_MANY_ROWS,       "a.xlsx",  xlsx_bytes([["a", "b"]] * 9)),
    (Refusal.TOO_MANY_COLUMNS,    "a.csv",   csv_bytes([["a"] * 5])),
    (Refusal.TOO_MANY_COLUMNS,    "a.xlsx",  xlsx_bytes([["a"] * 5])),
    (Refusal.TOO_MANY_CELLS,      "a.csv",   csv_bytes([["", "", "", ""]] * 9)),
    (Refusal.TOO_MANY_CELLS,      "a.xlsx",  xlsx_bytes([["a"] * 40])),
    (Refusal.CELL_TOO_LONG,       "a.csv",   csv_bytes([["a", "b" * 21]])),
    (Refusal.CELL_TOO_LONG,       "a.xlsx",  xlsx_bytes([["a", "b" * 21]])),
    (Refusal.QUOTE_NOT_CLOSED,    "a.csv",   'a,b\n1,"二\n3,4\n'.encode()),
    (Refusal.STRAY_QUOTE,         "a.csv",   'a,b\n1,"二"三\n'.encode()),
    (Refusal.TOO_LONG,            "a.txt",   "很长的一篇文章".encode() * 9),
    (Refusal.TOO_LONG,            "a.docx",  zip_bytes(docx_parts(paragraph("很长的一篇文章" * 9)))),
]
# fmt: on


def read(content, name, limits=FEW):
    texts = name.rpartition(".")[2] in ("docx", "txt", "doc", "wps", "docm")
    return (read_document if texts else read_table)(opened(content), name, limits=limits)


@pytest.mark.parametrize(
    ("code", "name", "content"), REFUSED, ids=[f"{code}-{i}" for i, (code, _n, _c) in enumerate(REFUSED)]
)
def test_each_refusal_has_its_file(code, name, content):
    limits = FEW if code.startswith(("too_", "cell_")) else Limits(size=100_000)
    with pytest.raises(DocumentError) as refused:
        read(content, name, limits)
    assert refused.value.code == code


def test_a_sheet_nobody_has_is_refused_by_its_name():
    with pytest.raises(DocumentError) as refused:
        read_table(opened(GOOD), "a.xlsx", sheet="没有")
    assert (refused.value.code, refused.value.params) == (Refusal.NO_SHEET, {"sheet": "没有"})


def test_every_code_is_in_the_table():
    assert {code for code, _name, _content in REFUSED} | {Refusal.NO_SHEET} == set(Refusal)


@pytest.mark.parametrize("content", [GOOD, WORDS])
def test_the_good_ones_pass(content):
    assert read(content, "a.xlsx" if content is GOOD else "a.docx", Limits())


NAMES = st.sampled_from(["a.csv", "a.csv.gz", "a.xlsx", "a.docx", "a.txt", "a.doc", "a.exe", ""])


def only_refusals(content, name):
    for reader in (read_document, read_table):
        with suppress(DocumentError):
            reader(opened(content), name)


@settings(deadline=None)
@given(st.binary(max_size=400), NAMES)
@example(b"PK\x03\x04" + b"PK\x05\x06" + b"\0" * 18, "a.docx")
def test_bytes_at_random_are_read_or_refused(content, name):
    only_refusals(content, name)


@settings(deadline=None)
@given(
    st.sampled_from([GOOD, WORDS]),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=6),
)
def test_damage_at_random_is_read_or_refused(content, changes):
    damaged = bytearray(content)
    for place, byte in changes:
        damaged[place % len(damaged)] = byte
    for name in ("a.xlsx", "a.docx"):
        only_refusals(bytes(damaged), name)


tags = st.sampled_from(
    [
        "p",
        "r",
        "t",
        "tbl",
        "tr",
        "tc",
        "pPr",
        "numPr",
        "numId",
        "ilvl",
        "pStyle",
        "sdt",
        "sdtContent",
        "tab",
        "br",
        "del",
        "ins",
        "drawing",
        "txbxContent",
        "sym",
        "row",
        "c",
        "v",
        "f",
        "is",
        "si",
    ]
)
trees = st.recursive(
    st.builds(
        lambda tag, word: f'<w:{tag} w:val="{word}" r="{word}" t="{word}">{word}</w:{tag}>',
        tags,
        st.sampled_from(["", "1", "-7", "甲", "s", "A1", "99999999999"]),
    ),
    lambda inner: st.builds(
        lambda tag, children: f"<w:{tag}>{''.join(children)}</w:{tag}>", tags, st.lists(inner, max_size=4)
    ),
    max_leaves=25,
)


@settings(deadline=None)
@given(trees)
def test_any_well_formed_document_is_read_or_refused(body):
    only_refusals(zip_bytes(docx_parts(body)), "a.docx")


@settings(deadline=None)
@given(trees)
def test_any_well_formed_sheet_is_read_or_refused(body):
    parts = {}
    with zipfile.ZipFile(opened(GOOD)) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    sheet = next(name for name in parts if name.startswith("xl/worksheets/sheet"))
    parts[sheet] = f'<w:worksheet xmlns:w="x"><w:row>{body}</w:row>{body}</w:worksheet>'.encode()
    only_refusals(zip_bytes(parts), "a.xlsx")


@settings(deadline=None)
@given(st.lists(st.lists(st.text(max_size=8), max_size=4), max_size=5), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_any_text_table_is_read_or_refused(rows, encoding):
    text = "\n".join(",".join(row) for row in rows)
    only_refusals(text.encode(encoding, errors="ignore"), "a.csv")

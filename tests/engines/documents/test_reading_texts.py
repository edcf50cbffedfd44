"""Word files and plain texts read with their structure, numbers included."""

import pytest
from docx import Document as WordFile
from hypothesis import given, settings
from hypothesis import strategies as st
from paperwork import WORD, docx_parts, opened, paragraph, saved, word_bytes, zip_bytes

from xieshang.engines.documents.blocks import Grid, Heading, Item, Note, Paragraph, texts_of
from xieshang.engines.documents.reading import read_document
from xieshang.engines.documents.word_numbers import chinese_number, written
from xieshang.engines.numbering import value_of


def read(body, **extra):
    return read_document(opened(zip_bytes(docx_parts(body, **extra))), "a.docx")


def test_a_document_as_a_word_processor_saves_it():
    file = WordFile()
    file.add_heading("关于某事的提案", 0)
    file.add_heading("一、情况", 1)
    file.add_paragraph("甲\n乙")
    file.add_paragraph("一项", style="List Number")
    file.add_paragraph("二项", style="List Number")
    file.add_paragraph("点", style="List Bullet")
    table = file.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "案由", "关于\n某事"
    table.cell(1, 0).merge(table.cell(1, 1)).text = "合并"
    assert read_document(opened(saved(file)), "a.DOCX").blocks == (
        Heading("关于某事的提案", 0),
        Heading("一、情况", 1),
        Paragraph("甲\n乙"),
        Item("一项", "1."),
        Item("二项", "2."),
        Item("点", "•"),
        Grid((("案由", "关于\n某事"), ("合并", ""))),
    )


def numbering(*levels):
    inner = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for i, (form, pattern) in enumerate(levels)
    )
    return (
        f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0">{inner}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num></w:numbering>"
    )


def numbered(text, level=0, identity=1):
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{identity}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
    )


def test_numbers_that_are_only_printed_are_counted():
    tree = [("甲", 0), ("乙", 0), ("丙", 1), ("丁", 1), ("戊", 0), ("己", 1)]
    parts = docx_parts("".join(numbered(text, level) for text, level in tree) + numbered("庚", 0, identity=2))
    parts["word/numbering.xml"] = numbering(("chineseCounting", "%1、"), ("decimal", "（%1.%2）"))
    parts["word/_rels/document.xml.rels"] = (
        '<Relationships><Relationship Id="r1" Type="x/numbering" Target="numbering.xml"/></Relationships>'
    )
    blocks = read_document(opened(zip_bytes(parts)), "a.docx").blocks
    assert [block.number for block in blocks] == ["一、", "二、", "（二.1）", "（二.2）", "三、", "（三.1）", "一、"]


def test_tracked_changes_read_as_accepted_and_text_boxes_once():
    body = (
        "<w:p><w:r><w:t>留</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>增</w:t></w:r></w:ins>"
        '<mc:AlternateContent xmlns:mc="m"><mc:Choice><w:drawing><w:txbxContent>'
        + paragraph("框内")
        + "</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>"
        + paragraph("框内")
        + "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:p>"
        "<w:p><w:r><w:drawing/></w:r></w:p>"
    )
    document = read(body)
    assert document.blocks == (Paragraph("留增"), Paragraph("框内"))
    assert document.left_out == {"deletions": 1, "images": 1}


def test_footnotes_come_last():
    notes = f'<w:footnotes xmlns:w="{WORD}"><w:footnote w:type="separator">{paragraph("—")}</w:footnote>'
    notes += f"<w:footnote>{paragraph('据统计')}</w:footnote></w:footnotes>"
    parts = docx_parts(paragraph("正文"))
    parts["word/footnotes.xml"] = notes
    parts["word/_rels/document.xml.rels"] = (
        '<Relationships><Relationship Id="r1" Type="x/footnotes" Target="footnotes.xml"/></Relationships>'
    )
    assert read_document(opened(zip_bytes(parts)), "a.docx").blocks == (Paragraph("正文"), Note("据统计"))


def test_a_link_to_click_and_a_template_of_ones_own_disk_are_no_reason_to_refuse():
    rels = (
        '<Relationships><Relationship Id="r1" Type="x/hyperlink" Target="https://example.org" TargetMode="External"/>'
        '<Relationship Id="r2" Type="x/attachedTemplate" Target="file:///C:\\t.dotx" TargetMode="External"/></Relationships>'
    )
    parts = docx_parts(paragraph("正文"))
    parts["word/_rels/document.xml.rels"] = rels
    assert read_document(opened(zip_bytes(parts)), "a.docx").blocks == (Paragraph("正文"),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_in_any_usual_encoding(encoding):
    document = read_document(opened("第一行：陆知远\r\n\r\n  第二行。".encode(encoding)), "a.txt")
    assert [block.text for block in document.blocks] == ["第一行：陆知远", "第二行。"]


@given(st.integers(1, 99))
def test_chinese_numbers_read_back(number):
    assert value_of(chinese_number(number)) == number


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (3, "upperRoman", "III"),
        (28, "lowerLetter", "bb"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (105, "chineseCounting", "一百零五"),
    ],
)
def test_numbers_in_other_forms(number, form, text):
    assert written(number, form) == text


lines = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029\ufffe\uffff"),
    min_size=1,
)


@settings(max_examples=25, deadline=None)  # a noisy machine is no fault
@given(st.lists(lines, min_size=1, max_size=8))
def test_no_word_of_a_word_file_is_lost(paragraphs):
    if not any(each.strip() for each in paragraphs):
        return
    blocks = read_document(opened(word_bytes(*paragraphs)), "a.docx").blocks
    assert "".join("".join(texts_of(block)) for block in blocks) == "".join(each.strip() for each in paragraphs)

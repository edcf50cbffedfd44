"""Files as people send them: tables, documents, and some that mean harm."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence

from django.core.files.uploadedfile import SimpleUploadedFile

MESSAGES_HEAD = ["标题", "留言内容", "留言时间", "留言人"]
ROSTER_HEAD = [
    "姓名", "拼音", "性别", "民族", "出生日期", "界别", "单位及职务", "政协职务", "手机", "邮箱", "届次", "任职日期", "证号",
]  # fmt: skip


def as_csv(*rows: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def as_xlsx(*rows: Sequence[object]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_docx(*lines: tuple[str, str]) -> bytes:
    """Paragraphs as (style, words)."""
    from docx import Document

    document = Document()
    for style, words in lines:
        document.add_paragraph(words, style=style)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def docx_bomb() -> bytes:
    """A small .docx whose text unpacks to 300 MB."""
    out = io.BytesIO(as_docx(("Normal", "正文")))
    whole = io.BytesIO()
    with zipfile.ZipFile(out) as before, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            if entry.filename != "word/document.xml":
                after.writestr(entry.filename, before.read(entry.filename))
        with after.open("word/document.xml", "w") as part:
            for _megabyte in range(300):
                part.write(b" " * 1_000_000)
    return whole.getvalue()


def messages(count: int, *, start: int = 1) -> bytes:
    rows = [
        [f"第{n}号路灯不亮", f"镜水路第{n}号路灯已经不亮三天，晚上走路很暗。", "2025-03-05 09:30", f"居民{n}"]
        for n in range(start, start + count)
    ]
    return as_csv(MESSAGES_HEAD, *rows)


def roster(*people: Sequence[str]) -> bytes:
    rows = people or (
        ["周明远", "Zhou Mingyuan", "男", "汉", "1975-03-02", "教育界", "实验小学校长", "委员", "13800000001", "zhou@example.com", "", "", "1"],
        ["欧阳若兰", "Ouyang Ruolan", "女", "汉", "1980-06-11", "教育界", "第二中学教师", "委员", "13800000002", "", "", "", "2"],
    )  # fmt: skip
    return as_csv(ROSTER_HEAD, *rows)


def sent(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)

"""Which column is which: from the names people really write above their columns to ours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xieshang.engines.documents.tables import Column


@dataclass(frozen=True)
class Field:
    """One thing we read from a table.

    name     ours
    names    how people call the column; spaces, marks, brackets and capitals do not matter
    wanted   whether the table is of no use without it
    longest  characters a cell of it may have
    """

    name: str
    names: tuple[str, ...]
    wanted: bool = False
    longest: int = 200


@dataclass(frozen=True)
class Recognised:
    """What became of the columns of a table.

    found     field name to column
    guessed   fields whose column was told only by a part of its name; worth showing to the person
    missing   wanted fields that no column holds
    ignored   columns with a name that none of our fields has
    repeated  columns that say the same as an earlier one, which was taken
    private   columns with particulars we do not want to hold (identity card, religion, bank)
    """

    found: Mapping[str, Column]
    guessed: tuple[str, ...]
    missing: tuple[str, ...]
    ignored: tuple[Column, ...]
    repeated: tuple[Column, ...]
    private: tuple[Column, ...]


# fmt: off
MESSAGES: tuple[Field, ...] = (
    Field("title",    ("标题", "主题", "留言主题", "留言标题", "信件标题", "来信标题", "题目", "诉求标题", "title", "subject")),
    Field("text",     ("内容", "留言详情", "留言内容", "正文", "来信内容", "信件内容", "诉求内容", "详情", "具体内容", "问题描述", "反映内容",
                       "意见建议", "text", "content", "body", "message"), wanted=True, longest=10_000),
    Field("time",     ("时间", "留言时间", "日期", "提交时间", "来信时间", "发布时间", "反映时间", "受理时间", "登记时间", "创建时间", "time", "date", "asked", "created"), longest=40),
    Field("author",   ("姓名", "留言用户", "留言人", "来信人", "写信人", "反映人", "用户", "用户名", "昵称", "网名", "作者", "诉求人", "author", "user", "name"), longest=60),
    Field("likes",    ("点赞数", "点赞", "赞", "支持数", "支持", "赞同数", "likes", "up"), longest=12),
    Field("dislikes", ("反对数", "反对", "踩", "不支持", "dislikes", "down"), longest=12),
    Field("place",    ("地点", "地址", "位置", "区域", "所属区域", "所在街道", "街道", "镇街", "发生地", "涉及区域", "place", "location", "address")),
    Field("category", ("类别", "分类", "类型", "问题类别", "问题类型", "诉求类别", "领域", "一级标签", "一级分类", "category", "type", "label"), longest=60),
    Field("number",   ("编号", "序号", "留言编号", "信件编号", "工单编号", "受理编号", "流水号", "id", "no", "row", "number"), longest=40),
    Field("reply",    ("答复", "答复意见", "回复", "回复内容", "办理结果", "处理结果", "reply", "answer"), longest=10_000),
    Field("replied",  ("答复时间", "回复时间", "办结时间", "replied"), longest=40),
)
DRAFTS: tuple[Field, ...] = (
    Field("title",       ("案由", "标题", "题目", "提案题目", "提案名称", "提案标题", "提案案由", "title"), wanted=True, longest=100),
    Field("situation",   ("情况", "调研情况", "基本情况", "背景", "情况与问题", "情况和问题", "内容", "正文", "提案内容", "提案正文", "situation", "text"), longest=10_000),
    Field("analysis",    ("分析", "问题分析", "原因分析", "存在问题", "问题", "原因", "analysis"), longest=10_000),
    Field("suggestions", ("建议", "具体建议", "对策建议", "意见建议", "建议内容", "建议措施", "suggestions"), longest=10_000),
    Field("proposer",    ("提案人", "第一提案人", "提案者", "提案单位", "领衔人", "委员", "委员姓名", "姓名", "proposer"), wanted=True, longest=60),
    Field("cosigners",   ("联名人", "联名提案人", "联名委员", "附议人", "附议委员", "共同提案人", "cosigners"), longest=1_000),
    Field("sector",      ("界别", "所属界别", "sector"), longest=40),
    Field("category",    ("类别", "分类", "提案类别", "提案分类", "类型", "提案类型", "category", "type"), longest=60),
    Field("units",       ("建议承办单位", "承办单位", "意向承办单位", "意向主办单位", "建议办理单位", "units")),
    Field("date",        ("日期", "提交日期", "提案日期", "时间", "提交时间", "提案时间", "date"), longest=40),
    Field("number",      ("编号", "序号", "提案号", "提案编号", "案号", "流水号", "no", "id", "number"), longest=40),
    Field("phone",       ("电话", "联系电话", "手机", "手机号", "手机号码", "联系方式", "phone"), longest=60),
)
ROSTER: tuple[Field, ...] = (
    Field("name",     ("姓名", "委员姓名", "名字", "name"), wanted=True, longest=30),
    Field("pinyin",   ("拼音", "姓名拼音", "汉语拼音", "pinyin"), longest=60),
    Field("sex",      ("性别", "sex", "gender"), longest=4),
    Field("nation",   ("民族", "nation"), longest=12),
    Field("born",     ("出生日期", "出生年月", "出生年月日", "生日", "出生", "born", "birthday"), longest=40),
    Field("party",    ("政治面貌", "党派", "党派团体", "party"), longest=40),
    Field("sector",   ("界别", "所属界别", "所在界别", "委员界别", "sector"), wanted=True, longest=40),
    Field("post",     ("单位职务", "单位及职务", "工作单位及职务", "单位和职务", "工作单位职务", "现任职务", "工作单位", "单位", "post")),
    Field("office",   ("职务", "政协职务", "委员职务", "在政协职务", "本会职务", "office"), longest=40),
    Field("job",      ("行政职务", "单位职位", "工作职务", "职位", "职务", "job"), longest=100),
    Field("phone",    ("手机", "手机号", "手机号码", "移动电话", "联系电话", "电话", "联系方式", "phone", "mobile"), longest=60),
    Field("email",    ("邮箱", "电子邮箱", "电子邮件", "邮件", "email", "mail"), longest=100),
    Field("term",     ("届次", "届别", "届", "所属届次", "term"), longest=20),
    Field("joined",   ("任职日期", "任职时间", "增补日期", "入会时间", "任委员时间", "协商产生日期", "joined"), longest=40),
    Field("group",    ("活动组", "界别活动组", "联络组", "小组", "街道活动组", "委员小组", "group"), longest=60),
    Field("committee",("专委会", "专门委员会", "所属专委会", "所在专委会", "committee"), longest=60),
    Field("number",   ("编号", "序号", "委员证号", "证号", "委员编号", "no", "id", "number"), longest=40),
    Field("remark",   ("备注", "说明", "remark", "note"), longest=1_000),
)
PRIVATE = ("身份证", "身份证号", "身份证号码", "公民身份号码", "证件号码", "宗教信仰", "银行卡", "银行卡号", "银行账号", "开户行", "护照号", "人脸", "指纹",
           "家庭住址", "健康状况", "病史")
# fmt: on

_NOISE = re.compile(r"[（(【\[].*?[）)】\]]|[\s*＊:：、，,。./_\-—·]+")


def plain(name: str) -> str:
    """A column name as it is compared: 手机号码（必填）* and 手 机 号 码 are both 手机号码."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", name[:200])).lower()


def recognise(columns: Sequence[Column], fields: Sequence[Field]) -> Recognised:
    """Tell which column holds which field.

    A name counts when it is one of ours; among the rest, one that holds a name of exactly one
    field not yet found counts as guessed ("委员所在工作单位" is post). The first column that says
    a thing is taken, later ones are repeated. A name of two fields goes to the first of them that
    no clearer name holds: 职务 is the office in the assembly, but beside 政协职务 it is the job.
    """
    known: dict[str, list[str]] = {}
    for field in fields:
        for name in field.names:
            known.setdefault(plain(name), []).append(field.name)
    private_names = {plain(name) for name in PRIVATE}
    found: dict[str, Column] = {}
    guessed: list[str] = []
    repeated: list[Column] = []
    private: list[Column] = []
    rest: list[Column] = []
    for column in sorted(columns, key=lambda each: len(known.get(plain(each.name), ()))):
        name = plain(column.name)
        claimed = known.get(name, [])
        free = [each for each in claimed if each not in found]
        if any(word in name for word in private_names):
            private.append(column)
        elif not claimed:
            rest.append(column)
        elif free:
            found[free[0]] = column
        else:
            repeated.append(column)
    ignored: list[Column] = []
    for column in rest:
        name = plain(column.name)
        near = {field for word, (field, *_) in known.items() if len(word) > 1 and not word.isascii() and word in name}
        open_fields = near - set(found)
        if len(near) == 1 and open_fields and len(name) <= 16:
            found[open_fields.pop()] = column
            guessed.extend(near)
        else:
            ignored.append(column)
    missing = tuple(field.name for field in fields if field.wanted and field.name not in found)
    return Recognised(found, tuple(guessed), missing, tuple(ignored), tuple(repeated), tuple(private))

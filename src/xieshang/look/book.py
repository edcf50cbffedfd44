"""What the page of the design shows: an invented district's items, written in the language of the reader.

The words here are samples of what people write, so they are kept in pairs and not in the catalogue of sentences.
"""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace as Sample
from typing import Any

from django import forms
from django.utils.translation import get_language

from xieshang.look.icons import ICONS

TODAY = dt.date(2026, 3, 20)
ZONE = dt.timezone(dt.timedelta(hours=8))
TONES = ["neutral", "waiting", "moving", "good", "late", "ended"]


def both(zh: str, en: str) -> str:
    return zh if (get_language() or "zh").startswith("zh") else en


def at(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=ZONE)


def named(zh: str, en: str, **more: Any) -> Sample:
    return Sample(name=zh, name_latin=en, name_en=en, **more)


EDUCATION = named("教育界", "Education")
SHEN = named("沈雨晴", "Shen Yuqing", sector=EDUCATION)
MA = named("马国梁", "Ma Guoliang", sector=named("社会福利和社会保障界", "Social welfare and security"))
OUYANG = named("欧阳慕华", "Ouyang Muhua", sector=named("医药卫生界", "Medicine and health"))
LIN = named("林晓", "Lin Xiao")
HOUSING = named("区住房和城乡建设局", "District Housing and Construction Bureau")
CIVIL = named("区民政局", "District Civil Affairs Bureau")
TRAFFIC = named("越泽公安分局交通警察大队", "Traffic Police, Yueze Public Security Branch")
PLANNING = named("区自然资源和规划分局", "District Natural Resources and Planning Branch")


class ProposalForm(forms.Form):
    """A form with one field of every kind."""

    title = forms.CharField(max_length=60)
    situation = forms.CharField(max_length=1500, widget=forms.Textarea(attrs={"rows": 6}))
    topic = forms.ChoiceField()
    is_open = forms.BooleanField()
    kind = forms.ChoiceField(widget=forms.RadioSelect)
    units = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    meeting = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    paper = forms.FileField(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        label = {
            "title": both("案由", "Title"),
            "situation": both("情况与问题", "Situation"),
            "topic": both("类别", "Class"),
            "is_open": both("同意全文公开", "The text may be made public"),
            "kind": both("提案性质", "Kind of proposal"),
            "units": both("建议承办单位", "Units you would ask"),
            "meeting": both("希望面商的日期", "A day to meet"),
            "paper": both("附件", "Attachment"),
        }
        for name, words in label.items():
            self.fields[name].label = words
        self.fields["title"].help_text = both(
            "一事一案，写成“关于……的提案”。", "One matter only; begin with what should happen."
        )
        self.fields["paper"].help_text = both("不超过 20 MB。", "At most 20 MB.")
        choices = {
            "topic": [
                ("", "—"),
                ("city", both("城市建设与管理", "Town and transport")),
                ("care", both("民生保障", "Welfare")),
            ],
            "kind": [
                ("one", both("委员个人提案", "By one member")),
                ("some", both("委员联名提案", "By several members")),
            ],
            "units": [("housing", both(HOUSING.name, HOUSING.name_en)), ("civil", both(CIVIL.name, CIVIL.name_en))],
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]


class FilterForm(forms.Form):
    q = forms.CharField(required=False)
    state = forms.ChoiceField(required=False)
    unit = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["q"].label = both("案号、案由或提案人", "Number, title or proposer")
        self.fields["state"].label = both("状态", "State")
        self.fields["unit"].label = both("承办单位", "Unit")
        for name in ("state", "unit"):
            self.fields[name].choices = [("", both("全部", "All"))]  # type: ignore[attr-defined]


SITUATION_OLD = (
    "我区现有建成二十年以上的老旧小区112个，其中九成以上的多层住宅没有电梯。调研中，七十岁以上的住户每周下楼不足三次。\n"
    "目前加装电梯须征得同单元全部住户同意，一户反对即告搁置；报批要跑五个部门，平均历时十一个月。"
)
SITUATION_NEW = (
    "我区现有建成二十年以上的老旧小区118个，其中九成以上的多层住宅没有电梯。调研中，七十岁以上的住户每周下楼不足三次。\n"
    "目前加装电梯须征得同单元全部住户同意，一户反对即告搁置；报批要跑五个部门，平均历时九个月，费用分摊也缺少参考标准。"
)
SITUATION_OLD_EN = (
    "The district has 112 estates more than twenty years old, and nine in ten of their blocks have no lift. Residents over "
    "seventy whom we asked go downstairs less than three times a week.\n"
    "A lift now needs the consent of every household on the staircase, and five offices take eleven months to approve it."
)
SITUATION_NEW_EN = (
    "The district has 118 estates more than twenty years old, and nine in ten of their blocks have no lift. Residents over "
    "seventy whom we asked go downstairs less than three times a week.\n"
    "A lift now needs the consent of every household on the staircase, and five offices take nine months to approve it; "
    "how the cost is shared is left to each staircase."
)


def offers() -> list[Sample]:
    def offer(name: str, label: str, tone: str, *, form: bool = False, reason: str = "") -> Sample:
        return Sample(
            name=name, label=label, tone=tone, needs_form=form, reason=reason, is_open=not reason, url="/look/#moves"
        )

    return [
        offer("submit", both("提交", "Submit"), "primary"),
        offer("invite", both("邀请联名", "Invite co-signers"), "quiet", form=True),
        offer("withdraw", both("撤回", "Withdraw"), "danger", form=True),
        offer(
            "sign",
            both("签发答复", "Sign the reply"),
            "primary",
            reason=both("还有 2 条建议没有答复。", "2 suggestions have no answer yet."),
        ),
        offer(
            "close",
            both("办结", "Close"),
            "quiet",
            reason=both("提案人尚未反馈，可在 4 月 3 日后办结。", "The proposer may still answer until 3 April."),
        ),
    ]


def waits() -> list[Sample]:
    return [
        Sample(
            title=both("关于加快老旧小区加装电梯的提案", "Lifts for our older housing estates, and soon"),
            url="#waits",
            kind_label=both("请签收", "To receive"),
            due=dt.date(2026, 3, 25),
            left=3,
            since=dt.date(2026, 3, 18),
            from_whom=both("区政府办", "Government Office"),
            action_label=both("签收", "Receive"),
        ),
        Sample(
            title=both(
                "关于在学校周边设置限时停车位、缓解接送高峰拥堵的提案",
                "Timed parking bays around schools, to ease the hours of bringing and fetching",
            ),
            url="#waits",
            kind_label=both("请答复", "To answer"),
            due=dt.date(2026, 3, 16),
            left=-4,
            since=dt.date(2026, 1, 12),
            from_whom=SHEN,
            action_label=both("写答复", "Write the reply"),
        ),
        Sample(
            title=both("春江社区盲道被占用", "A tactile path blocked in Chunjiang"),
            url="#waits",
            kind_label=both("群众来信", "Message"),
            due=TODAY,
            left=0,
            since=dt.date(2026, 3, 13),
            from_whom=both("来信群众", "A resident"),
            action_label=both("回复", "Answer"),
        ),
        Sample(
            title=both("三月份委员履职情况汇总", "What members did in March"),
            url="#waits",
            kind_label=both("请核对", "To check"),
            due=None,
            since=dt.date(2025, 12, 29),
            from_whom=None,
        ),
    ]


def proposals() -> list[Sample]:
    rows = [
        (
            "12002",
            both("关于加快老旧小区加装电梯的提案", "Lifts for our older housing estates, and soon"),
            SHEN,
            both("办理中", "Being handled"),
            "moving",
            dt.date(2026, 4, 30),
            28,
        ),
        (
            "12017",
            both(
                "关于在学校周边设置限时停车位、缓解接送高峰拥堵的提案",
                "Timed parking bays around schools, to ease the hours of bringing and fetching",
            ),
            MA,
            both("逾期未答复", "Reply overdue"),
            "late",
            dt.date(2026, 3, 16),
            -4,
        ),
        (
            "12031",
            both("关于完善社区嵌入式养老服务的提案", "Care for the old inside the neighbourhood"),
            OUYANG,
            both("待审查", "To be reviewed"),
            "waiting",
            dt.date(2026, 3, 24),
            2,
        ),
        (
            "11958",
            both("关于保护古运河沿线老字号的提案", "Keeping the old shops along the canal"),
            LIN,
            both("已办结", "Closed"),
            "good",
            None,
            None,
        ),
    ]
    return [
        Sample(number=number, title=title, proposer=proposer, state=state, tone=tone, due=due, left=left)
        for number, title, proposer, state, tone, due, left in rows
    ]


def stages() -> list[Sample]:
    words = [
        (both("群众反映", "Asked"), "done", dt.date(2025, 11, 18)),
        (both("提出提案", "Proposed"), "done", dt.date(2026, 1, 9)),
        (both("审查立案", "Reviewed"), "done", dt.date(2026, 1, 20)),
        (both("交办", "Assigned"), "done", dt.date(2026, 2, 27)),
        (both("答复", "Answered"), "now", None),
        (both("评价", "Judged"), "ahead", None),
        (both("兑现", "Kept"), "ahead", None),
    ]
    return [Sample(label=label, state=state, at=day, url="") for label, state, day in words]


def thread() -> list[Sample]:
    return [
        Sample(
            at=at(11, 18, year=2025),
            kind_label=both("群众来信", "Message"),
            title=both("住六楼的老人下不了楼", "On the sixth floor, and no way down"),
            who=both("来信群众", "A resident"),
            text=both(
                "母亲八十一岁，半年没有下过楼。楼里十二户，十户愿意装电梯，可是谁也不知道该找哪个部门。",
                "My mother is eighty-one and has not been downstairs for half a year. Ten of our twelve households want a "
                "lift, and nobody can tell us which office to ask.",
            ),
            url="#timeline",
            tone="good",
            children=[
                Sample(
                    at=at(11, 20, year=2025),
                    kind_label=both("答复", "Answer"),
                    title=both("已转提案线索", "Passed on as a lead for a proposal"),
                    who=both("区政协办公室", "CPPCC Office"),
                    text="",
                    tone="good",
                )
            ],
        ),
        Sample(
            at=at(1, 9),
            kind_label=both("提案", "Proposal"),
            title=both("第12002号　关于加快老旧小区加装电梯的提案", "No. 12002, Lifts for our older housing estates"),
            who=SHEN,
            text="",
            url="#timeline",
            tone="moving",
            children=[
                Sample(
                    at=at(3, 6),
                    kind_label=both("联系记录", "Contact"),
                    title=both("上门面商", "A visit to talk it over"),
                    who=HOUSING,
                    hidden_reason=both(
                        "联系内容只对提案人和承办单位可见。", "Only the proposer and the unit see what was said."
                    ),
                    tone="neutral",
                ),
                Sample(
                    at=at(3, 16),
                    kind_label=both("承诺", "Promise"),
                    title=both("应于3月16日前公布办理指南", "The guide was promised for 16 March"),
                    who=HOUSING,
                    text="",
                    tone="late",
                ),
            ],
        ),
    ]


def record() -> list[Sample]:
    return [
        Sample(
            at=at(3, 12, 16, 42),
            who=SHEN,
            told=both("修改了提案", "changed the proposal"),
            why=both("数字以住建局三月通报为准。", "The figures now follow the Housing Bureau’s report of March."),
            changes=[
                {
                    "label": both("案由", "Title"),
                    "old": both("关于老旧小区加装电梯的提案", "Lifts for older housing estates"),
                    "new": both("关于加快老旧小区加装电梯的提案", "Lifts for our older housing estates, and soon"),
                    "is_text": True,
                },
                {
                    "label": both("情况与问题", "Situation"),
                    "old": both(SITUATION_OLD, SITUATION_OLD_EN),
                    "new": both(SITUATION_NEW, SITUATION_NEW_EN),
                    "is_text": True,
                },
                {
                    "label": both("类别", "Class"),
                    "old": both("民生保障", "Welfare"),
                    "new": both("城市建设与管理", "Town and transport"),
                    "is_text": False,
                },
                {"label": both("附件", "Attachment"), "old": "", "new": "调研照片.zip", "is_text": False},
            ],
        ),
        Sample(
            at=at(1, 20, 10, 5), who=LIN, told=both("立案，编为第12002号", "filed it as No. 12002"), why="", changes=[]
        ),
        Sample(at=at(1, 9, 21, 18), who=SHEN, told=both("提交了提案", "submitted the proposal"), why="", changes=[]),
    ]


def answers() -> list[Sample]:
    return [
        Sample(
            suggestion=both(
                "一、将同单元“全体同意”改为“双三分之二”表决。",
                "1. Two thirds of households, not all of them, should decide.",
            ),
            verdict_label=both("已采纳", "Adopted"),
            tone="good",
            answer=both(
                "区政府三月十日印发实施细则，自四月一日起按双三分之二执行。",
                "The district’s rules of 10 March say so from 1 April on.",
            ),
            ground="",
            by=HOUSING,
            due=None,
        ),
        Sample(
            suggestion=both(
                "二、设立“一窗受理”，五个部门并联审批。", "2. One counter, and five approvals at the same time."
            ),
            verdict_label=both("列入计划", "Planned"),
            tone="moving",
            answer=both(
                "行政服务中心增设专窗，审批压缩到六十个工作日。",
                "The service centre opens a counter; approval will take sixty working days.",
            ),
            ground="",
            by=HOUSING,
            due=dt.date(2026, 6, 30),
        ),
        Sample(
            suggestion=both(
                "三、区财政对每台电梯补助三十万元。", "3. The district should pay 300,000 yuan towards each lift."
            ),
            verdict_label=both("不能采纳", "Not possible"),
            tone="ended",
            answer=both(
                "现行补助为每台二十万元，今年预算已经区人大批准。",
                "The grant is 200,000 yuan, and this year’s budget has been passed.",
            ),
            ground=both("《越泽区2026年财政预算》", "District budget 2026"),
            by=None,
            due=None,
        ),
    ]


def promises() -> list[Sample]:
    return [
        Sample(
            promise=both("行政服务中心开设加装电梯专窗", "A counter for lifts in the service centre"),
            unit=HOUSING,
            in_charge=named("周立群", "Zhou Liqun"),
            due=dt.date(2026, 6, 30),
            left=70,
            state_label=both("进行中", "Under way"),
            tone="moving",
            is_kept=False,
            evidence="",
            url="#commitments",
        ),
        Sample(
            promise=both("公布加装电梯办理指南和费用分摊参考表", "A guide to the procedure and to sharing the cost"),
            unit=HOUSING,
            in_charge=None,
            due=dt.date(2026, 3, 16),
            left=-4,
            state_label=both("逾期", "Late"),
            tone="late",
            is_kept=False,
            evidence="",
            url="#commitments",
        ),
        Sample(
            promise=both("修复春江路三处破损盲道", "Three broken tactile paths on Chunjiang Road mended"),
            unit=TRAFFIC,
            in_charge=None,
            due=dt.date(2026, 2, 28),
            left=None,
            state_label=both("已兑现，提案人已确认", "Kept, as the proposer confirms"),
            tone="good",
            is_kept=True,
            evidence=both(
                "竣工验收单（2026年2月20日）；现场照片三张", "Acceptance sheet of 20 February 2026; three photographs"
            ),
            url="#commitments",
        ),
    ]


def shown() -> dict[str, Any]:
    """Everything the page of the design needs."""
    return {
        "today": TODAY,
        "tones": [
            ("neutral", both("草稿", "Draft")),
            ("waiting", both("待审查", "To be reviewed")),
            ("moving", both("办理中", "Being handled")),
            ("good", both("已办结", "Closed")),
            ("late", both("逾期", "Late")),
            ("ended", both("已撤回", "Withdrawn")),
        ],
        "deadlines": [
            (dt.date(2026, 3, 16), -4, False),
            (TODAY, 0, False),
            (dt.date(2026, 3, 25), 3, False),
            (dt.date(2026, 3, 22), None, False),
            (dt.date(2026, 9, 30), 128, False),
            (dt.date(2027, 1, 15), None, False),
            (dt.date(2026, 2, 28), None, True),
            (None, None, False),
        ],
        "people": [
            SHEN,
            MA,
            OUYANG,
            named("阿依努尔·买买提艾力", "Aynur Memet’eli", sector=named("少数民族界", "Ethnic minorities")),
        ],
        "units": [HOUSING, TRAFFIC],
        "offers": offers(),
        "waits": waits(),
        "proposals": proposals(),
        "stages": stages(),
        "thread": thread(),
        "record": record(),
        "answers": answers(),
        "promises": promises(),
        "form": ProposalForm(),
        "wrong_form": ProposalForm(
            {
                "title": both(
                    "关于进一步加快推进我区建成二十年以上老旧小区既有多层住宅加装电梯并完善配套政策、简化审批流程、统一费用分摊标准的提案",
                    "On the need to make the installation of lifts in older blocks of flats quicker and easier",
                ),
                "situation": "",
                "kind": "some",
                "meeting": both("下周三", "next Wednesday"),
            },
            auto_id="wrong_%s",
        ),
        "filter_form": FilterForm({"q": both("电梯", "lift")}, auto_id="filter_%s"),
        "tabs": [
            {"label": both("全部", "All"), "url": "?", "current": True, "count": 214},
            {"label": both("待审查", "To review"), "url": "?", "current": False, "count": 17},
            {"label": both("办理中", "Handled"), "url": "?", "current": False, "count": 163},
            {"label": both("逾期", "Late"), "url": "?", "current": False, "count": 5},
            {"label": both("已办结", "Closed"), "url": "?", "current": False, "count": 0},
        ],
        "page": {
            "previous_url": "#lists",
            "next_url": "#lists",
            "shown": both("第 26 至 50 件，共 214 件", "26 to 50 of 214"),
        },
        "kept": {"at": at(3, 20, 10, 31), "discard_url": "#forms", "restore_url": "#forms"},
        "mine": Sample(text=both(SITUATION_NEW, SITUATION_NEW_EN), who=SHEN, at=at(3, 12, 16, 42)),
        "theirs": Sample(text=both(SITUATION_OLD, SITUATION_OLD_EN), who=MA, at=at(3, 12, 16, 40)),
        "situation": both(SITUATION_NEW, SITUATION_NEW_EN),
        "facts": [
            (both("案号", "Number"), "12002"),
            (both("提案人", "Proposer"), f"{both('沈雨晴等 3 人', 'Shen Yuqing and two others')}"),
            (both("主办", "Lead unit"), both(HOUSING.name, HOUSING.name_en)),
            (both("会办", "Co-handler"), both(PLANNING.name, PLANNING.name_en)),
            (both("答复期限", "Reply due"), both("2026年4月30日", "30 April 2026")),
            (both("附件", "Attachment"), ""),
        ],
        "numbers": [
            (both("收到提案", "Proposals received"), "291"),
            (both("立案", "Filed"), "214"),
            (both("按期答复率", "Answered in time"), "97.6%"),
            (both("承诺兑现率", "Promises kept"), "81.3%"),
        ],
        "bars": [
            {"label": both("经济建设", "Economy"), "value": 62},
            {"label": both("政治建设", "Politics"), "value": 9},
            {"label": both("文化建设", "Culture"), "value": 31},
            {"label": both("社会建设", "Society"), "value": 96, "url": "#figures"},
            {"label": both("生态文明建设", "Environment"), "value": 0},
        ],
        "icons": sorted(ICONS),
        "colours": ["ink", "ink-soft", "deed", "seal", "waiting", "moving", "good", "late"],
        "grounds": ["paper", "sheet", "sunk", "rule", "rule-strong", "deed-wash"],
    }

"""What handling units write: replies, opinions, returns, progress."""

import re
from datetime import date, timedelta
from typing import Literal

import numpy as np

from .people import district
from .scenes import due_words, fill, month_end, pick, shared_pairs
from .shapes import Answer, ContactNote, Ground, MessageText, ProposalText, ReplyText, ReturnReason, Temper, Verdict
from .topics import AnswerPattern, Ask, topics

_ODDS: dict[Verdict, float] = {"adopted": 0.35, "planned": 0.33, "done_otherwise": 0.17, "not_possible": 0.15}

_OPENINGS = (
    "您提出的《{title}》收悉，{we}会同有关单位到{street}看了现场，现逐条答复如下。",
    "《{title}》由{we}主办。{month}接到交办通知后，我们把各条建议对着职责过了一遍，答复如下。",
    "感谢您对此项工作的关心。《{title}》交办后，{we}分管负责人带队走访了{community}，现将办理情况报告如下。",
    "您在《{title}》中反映的情况属实，{we}专题研究了两次，现答复如下。",
    "《{title}》收到后，{we}指定专人承办，并征求了有关单位意见，综合答复如下。",
)
_CLOSINGS = (
    "以上答复如有不当之处，请您直接指出。列入计划的事项，办结后再向您报告。",
    "办理中有新的进展，我们会及时与您联系。感谢您的监督。",
    "感谢您走访时记下的那些细节，对我们改进工作很有帮助。",
    "欢迎您方便时到现场看看，联系人可陪同。",
    "有期限的事项已登记在册，到期由区政协和区府办一并核对。",
)
_FRAMES: dict[Verdict, tuple[str, ...]] = {
    "adopted": (
        "您建议“{ask}”，{we}已经采纳。{text}",
        "“{ask}”一条已经落实，{text}",
        "关于“{ask}”，目前的情况是：{text}",
        "{we}赞同您“{ask}”的意见并已照办。{text}",
        "对“{ask}”这一条，办理结果为：{text}",
    ),
    "planned": (
        "您建议“{ask}”，{we}认为可行，已列入计划，{text}",
        "“{ask}”一条列入年度任务，{text}",
        "关于“{ask}”，{we}已排出时间：{text}",
        "“{ask}”的建议予以采纳，前期工作已经开始，{text}",
        "对“{ask}”这一条，{we}给出承诺：{text}",
    ),
    "done_otherwise": (
        "您建议“{ask}”，{we}换了一种做法来解决：{text}",
        "“{ask}”一条，现由其他途径办理，{text}",
        "关于“{ask}”，考虑到实际情况，{text}",
        "“{ask}”所要解决的问题，眼下是这样处理的：{text}",
    ),
    "not_possible": (
        "“{ask}”一条暂时办不到：{text}",
        "您建议“{ask}”，{we}反复商量，目前仍有困难。{text}",
        "关于“{ask}”，如实向您说明：{text}",
        "对“{ask}”这一条，现阶段不具备条件，{text}",
    ),
}
_DATED = (  # for a plan told in a word or two
    "目标是{promise}，{due}完成。",
    "具体为{promise}，时间定在{due}。",
    "到{due}，做到{promise}。",
    "分两步走，先定方案，{due}见结果：{promise}。",
)
_GROUNDED: dict[Ground, str] = {  # for a refusal told in a word or two
    "beyond_powers": "决定权在上级部门，{we}已把您的意见书面报送。",
    "law": "现行规定没有给区里这项授权，不宜自行突破。",
    "funds": "今年预算已经批复，追加要等年中调整，{we}将再次申报。",
    "site": "现场踏勘过两次，没有找到更合适的位置。",
    "safety": "安全评估没有通过之前，{we}不敢贸然去做。",
    "consent": "相关各方的意见还没有统一，{street}仍在做工作。",
    "demand": "摸底下来需要的人不多，先观察半年再议。",
}
_FULLER: dict[Verdict, tuple[str, ...]] = {  # for what was done, told in a word or two
    "adopted": (
        "做法与您所提基本一致，{month}起执行。",
        "相关通知{month}印发，各镇街照此办理。",
        "头一个月运行平稳，个别环节还在调整。",
        "{street}反映用得上，别处来问的也不少。",
        "{month}又去核过一次，没有走样。",
    ),
    "done_otherwise": (
        "这样做见效快、花钱少，各方都能接受。",
        "试了一段时间，能顶上原来设想的用处。",
        "手续是现成的，不必从头再来。",
        "{month}起已经在用，{street}没有反映不便。",
    ),
}
_TAILS: dict[Verdict, tuple[str, ...]] = {
    "adopted": (
        "使用中如有问题，请随时告诉我们。",
        "三个月后再评估一次效果。",
        "清单和照片由联络员送您核看。",
        "这一做法正在向其他镇街推开。",
        "社区反映尚好，不足之处还在改。",
    ),
    "planned": (
        "由分管负责人牵头，进度每季度报区政协。",
        "所需经费已列入部门预算。",
        "具体点位请您和社区一起定。",
        "期限已经登记，到期请您督促。",
        "如遇变化，提前向您说明。",
    ),
    "done_otherwise": (
        "您若认为仍不能解决，可以再议。",
        "与您的建议目的相同、做法有别，请理解。",
        "运行一段时间后再看是否需要调整。",
        "您方便时可到现场看看效果。",
    ),
    "not_possible": (
        "待条件具备，{we}会主动与您联系。",
        "您若对原因有疑问，可随时来查阅依据。",
        "这一条没有办成，我们如实答复。",
        "可以先做的部分已并入其他各条。",
    ),
}
_EMPTY_OPENINGS = (
    "您提出的《{title}》收悉。您的建议对推动相关工作具有参考意义，现答复如下。",
    "《{title}》收悉，承蒙关心，现答复如下。",
)
_EMPTY = (
    "您的建议很有价值，{we}正在研究，将结合实际逐步推进。",
    "此项工作涉及面较广，下一步将加强与有关部门的沟通，适时提出意见。",
    "{we}高度重视，将进一步加大工作力度，努力提升群众满意度。",
    "对您所提的建议，我们将认真梳理吸收，在今后工作中统筹考虑。",
    "目前正在调研论证，待条件成熟后再行实施。",
)
_EMPTY_CLOSINGS = ("感谢您一直以来的关心，希望继续给予支持。", "以上答复，敬请理解。")
_COPIED_OPENINGS = ("您提出的建议收悉，现将有关工作情况答复如下。",)
_COPIED = (
    "近年来，{we}坚持以人民为中心，健全工作机制，完善配套政策，相关工作取得了阶段性成效。",
    "{we}成立工作领导小组，明确责任分工，定期召开例会，形成齐抓共管的良好局面。",
    "下一步将继续加强宣传引导，营造浓厚氛围，推动各项任务落地见效。",
    "{we}将以此次办理为契机，举一反三，全面提升工作质量和水平。",
    "通过多种形式开展督导检查，对发现的问题及时反馈、限期整改。",
)
_SECOND_OPENINGS = (
    "首次答复后您评价为不满意，所提三点意见我们逐一核过。{we}主要负责人又到{community}看了一次，现重新答复如下。",
    "第一次答复写得笼统，没有回应您最关心的地方，在此致歉。经重新办理，答复如下。",
    "根据您的反馈意见，{we}重新踏勘了现场，召集有关单位开了协调会，现逐条重新答复如下。",
)
_SECOND_KEPT = (
    "本条维持首次答复，补充说明：{text}",
    "此条已在办理，最新情况是：{text}",
    "{text}本条进展由联络员每月向您通报一次。",
)
_SECOND_CLOSINGS = (
    "上述期限已报区政协备案，到期请您验收。",
    "今后每项进展我们先告诉您，再上报。",
    "感谢您没有打个“满意”了事，这次办理让我们补上了不少功课。",
)
_OPINIONS = (
    "来函收悉。提案第{number}条涉及{we}职责，意见如下：{text}",
    "关于第{number}条，经研究，会办意见为：{text}请主办单位在答复中一并说明。",
    "{we}配合办理第{number}条。{text}其余各条无不同意见。",
    "会办意见：{text}如需现场会商，{we}可随时派员参加。",
)
_MEETINGS = (
    "上午在{place}面谈约一个半小时，{we}分管负责人参加。委员重点说明第{number}条的来由，双方约定一周内再看一次现场。",
    "到委员单位当面沟通，带去了办理初稿。委员对第{number}条的期限有疑问，已记下，回来与会办单位再对一遍。",
    "与委员面商，委员认为初稿“说过去做的多，说今后做的少”，同意按条改写后再送。",
    "在{community}会议室面商，社区书记和两位居民代表旁听，谈到晚上八点，第{number}条当场谈定。",
)
_VISITS = (
    "陪同委员走访{road}，从路口走到底，边走边核对提案里的几处点位，其中一处位置有误，已更正。",
    "与委员一道到{community}看现场，碰到三位居民，听他们讲了将近一个小时。",
    "傍晚实地走访{street}，委员要求看晚高峰，与白天情况差别很大，已拍照留存。",
)
_CALLS = (
    "电话联系委员，约面谈时间；委员近期出差，先就第{number}条交换了意见，通话约二十分钟。",
    "电话答复委员询问的办理进度，并说明会办单位意见尚缺一份。",
    "与委员通电话，核对提案中走访数据的时间和口径。",
)
_FORUMS = (
    "在{street}召开座谈会，委员、会办单位、社区和居民代表共{some}人参加，围绕第{number}条争论较多，形成纪要。",
    "牵头召开办理协商会，委员及联名委员到会，三家单位当场认领任务。",
)
_PROGRESS = (
    "已完成现场踏勘和方案比选，正在办理立项。",
    "方案报区府办审定，资金来源已落实{pct}%。",
    "采购公告已挂网，预计下月中旬开标。",
    "施工单位进场，已完成工程量约{pct}%，本周协调了一次管线避让。",
    "与会办单位开了第{few}次碰头会，遗留一处点位位置未定，其余照计划走。",
    "办法初稿已征求{some}家单位意见，采纳{few}条，送司法部门审核。",
    "居民意见征集结束，收回{many}份，同意的占{pct}%，转入公示。",
    "首批点位已经投用，第二批正在备料。",
)
_EVIDENCE = (
    "{day}完成验收：{promise}。现场照片{few}张、验收单1份随附。",
    "{day}已办结，{promise}，文件文号和公开链接附后，委员{few}天后到现场看过。",
    "{promise}一项于{day}完成，社区盖章确认，附前后对比照片。",
    "{day}核验：{promise}，抽查{few}处，均已到位，另附居民签收表。",
)
_LATENESS = (
    "地下管线与图纸不符，需要改线，工期顺延一个半月，已向委员说明。",
    "招标第一次因投标单位不足三家流标，重新挂网，预计推迟两个月。",
    "梅雨季连续降雨{some}天，露天作业停工，计划下月底补完。",
    "会办单位的意见在期限前三天才到，方案随之调整，延后一个月。",
    "补助资金文件下达比预计晚，资金到账后即可实施，争取提前。",
    "个别住户对点位有异议，正由社区协商，谈不拢就启用备选点位，最迟再延一个月。",
    "承办人员岗位调整，交接时漏登了期限，责任在{we}，现已补上，两周内完成。",
)
_GREETINGS = ("网友您好！", "您好，来件收悉。", "居民朋友您好：", "您好！您在越泽民声上的留言已收到。")
_HANDLED = (
    "您反映的“{title}”一事，{we}于收到次日派员到现场核实，情况基本属实。",
    "关于“{title}”，{we}会同{street}作了调查。",
    "{we}工作人员已与您电话联系并到{community}查看，现将情况说明如下。",
    "来件所述问题此前已有其他居民反映，{we}已列入整治清单。",
)
_GOODBYES = (
    "如情况仍未改善，请继续向我们反映。",
    "感谢您的监督，处理结果将在社区公告栏公布。",
    "不足之处请谅解，后续由社区网格员与您对接。",
    "特此回复。",
)
_SHORT = ("目前的情况是：{text}", "经研究，答复如下：{text}", "对照您的要求，{text}")
_EMPTY_ANSWERS = (
    "您反映的问题已收悉，我们已转有关部门办理，感谢您的支持。",
    "您的意见我们已记录，将作为今后工作的参考。",
)
_RETURNS: dict[str, tuple[str, ...]] = {
    "not_competent": (
        "提案主要内容为{topic}，按“三定”规定由{better}负责，{we}不具备相应职权，建议改由{better}主办。",
        "经对照权责清单，第一、二条均属{better}事项，{we}只涉及资料提供，申请改为会办。",
    ),
    "split": (
        "提案各条分属几家单位，{we}仅能答复其中一条，建议改为分办，其余转{better}。",
        "建议内容跨两个领域，由{we}一家主办难以统筹，申请与{better}分别办理。",
    ),
    "wrong_town": ("经现场核对，提案所指点位不在{we}辖区范围内，道路红线以东归{better}管理，申请退回重新交办。",),
    "same_matter": ("另有一件内容相同的提案已交{better}主办，为避免答复口径不一，申请并入办理。",),
}


def _we(code: str) -> str:
    unit = district().unit(code)
    if unit.kind == "town":
        return "我镇" if unit.zh.endswith("人民政府") else "我街道"
    if unit.kind in ("court", "procuratorate"):
        return "我院"
    if unit.kind == "enterprise":
        return "我公司"
    if unit.short.endswith("局") or unit.short.endswith("分局"):
        return "我局"
    if unit.short.endswith("大队"):
        return "我大队"
    if unit.short.endswith("部"):
        return "我部"
    return "我单位"


def _due(rng: np.random.Generator, day: date) -> date:
    ahead = int(rng.choice([2, 3, 4, 5, 6, 8, 10, 12], p=[0.1, 0.16, 0.18, 0.16, 0.16, 0.1, 0.08, 0.06]))
    month = day.month - 1 + ahead
    return month_end(date(day.year + month // 12, month % 12 + 1, 1))


def _framed(rng: np.random.Generator, pattern: AnswerPattern, ask: str) -> str:
    """A short answer says first which suggestion it answers, and mostly ends with what happens next."""
    verdict, text = pattern.verdict, pattern.text
    if len(text) >= 42:
        return text
    if pattern.promise and len(text) < 22:
        text = pick(rng, _DATED).replace("{promise}", pattern.promise)
    if pattern.ground and len(text) < 24:
        text += _GROUNDED[pattern.ground]
    if verdict in _FULLER and len(text) < 16:
        text += pick(rng, _FULLER[verdict])
    asked = re.split("[，；。：]", ask)[0].replace("“", "‘").replace("”", "’")
    text = pick(rng, _FRAMES[verdict]).replace("{ask}", asked).replace("{text}", text)
    if rng.random() < 0.6:
        text += pick(rng, _TAILS[verdict])
    return text


def _answer(
    rng: np.random.Generator, proposal: ProposalText, ask: Ask, pattern: AnswerPattern, day: date, we: str
) -> Answer:
    due = _due(rng, day)
    told = _framed(rng, pattern, ask.text)
    joined = fill(rng, f"{told}\n{pattern.promise or ''}", proposal.scene, day, we=we, due=due_words(due))
    text, promise = joined.split("\n")
    planned = pattern.verdict == "planned"
    return Answer(pattern.verdict, text, due if planned else None, promise if planned else None, pattern.ground)


def _choose(
    rng: np.random.Generator, patterns: tuple[AnswerPattern, ...], only: tuple[Verdict, ...] = ()
) -> AnswerPattern:
    fitting = [pattern for pattern in patterns if not only or pattern.verdict in only] or list(patterns)
    odds = np.array([_ODDS[pattern.verdict] for pattern in fitting])
    return fitting[int(rng.choice(len(fitting), p=odds / odds.sum()))]


def reply(
    rng: np.random.Generator,
    proposal: ProposalText,
    day: date,
    *,
    salutation: str = "尊敬的委员：",
    temper: Temper | None = None,
) -> ReplyText:
    """The lead unit's reply sent on `day`; about one in ten is empty and one in fifty copied, unless `temper` says."""
    roll = rng.random()
    temper = temper or ("empty" if roll < 0.1 else "copied" if roll < 0.12 else "answering")
    we = _we(proposal.lead)

    def told(sentence: str) -> str:
        return fill(rng, sentence, proposal.scene, day, we=we, title=proposal.title)

    if temper == "answering":
        asks = topics()[proposal.topic].asks
        answers = [
            _answer(rng, proposal, asks[place], _choose(rng, asks[place].answers), day, we) for place in proposal.asks
        ]
        return ReplyText(salutation, tuple(answers), told(pick(rng, _OPENINGS)), pick(rng, _CLOSINGS), temper)
    pool = _EMPTY if temper == "empty" else _COPIED
    start = int(rng.integers(len(pool))) if temper == "empty" else 0
    vague = tuple(
        Answer("planned", told(pool[(start + place) % len(pool)]), None, None, None)
        for place in range(len(proposal.suggestions))
    )
    opening = told(pick(rng, _EMPTY_OPENINGS if temper == "empty" else _COPIED_OPENINGS))
    return ReplyText(salutation, vague, opening, pick(rng, _EMPTY_CLOSINGS), temper)


def second_reply(rng: np.random.Generator, proposal: ProposalText, first: ReplyText, day: date) -> ReplyText:
    """The reply after "not satisfied": answers every suggestion, and does better where the first one did not."""
    we = _we(proposal.lead)
    asks = topics()[proposal.topic].asks
    answers: list[Answer] = []
    for place, before in zip(proposal.asks, first.answers, strict=True):
        if before.promise or (before.verdict == "adopted" and first.temper == "answering"):
            text = pick(rng, _SECOND_KEPT).format(text=before.text)
            answers.append(Answer(before.verdict, text, before.due, before.promise, before.ground))
        else:
            better = _choose(rng, asks[place].answers, ("planned", "adopted", "done_otherwise"))
            if before.verdict == "not_possible":
                better = _choose(rng, asks[place].answers, ("planned",))
            answers.append(_answer(rng, proposal, asks[place], better, day, we))
    opening = fill(rng, pick(rng, _SECOND_OPENINGS), proposal.scene, day, we=we)
    return ReplyText(first.salutation, tuple(answers), opening, pick(rng, _SECOND_CLOSINGS), "answering")


def opinion(rng: np.random.Generator, proposal: ProposalText, unit: str, day: date | None = None) -> str:
    """A co-handler's opinion to the lead unit."""
    number = int(rng.integers(len(proposal.asks)))
    ask = topics()[proposal.topic].asks[proposal.asks[number]]
    pattern = _choose(rng, ask.answers, ("planned", "done_otherwise", "adopted"))
    day = day or proposal.scene.day + timedelta(days=40)
    text = _answer(rng, proposal, ask, pattern, day, _we(unit)).text
    return pick(rng, _OPINIONS).format(number=number + 1, we=_we(unit), text=text)


def return_reason(rng: np.random.Generator, proposal: ProposalText, unit: str) -> ReturnReason:
    """Why `unit` hands the proposal back."""
    others = [code for code in (*topics()[proposal.topic].cohandlers, proposal.lead) if code != unit]
    better = pick(rng, others) if others else proposal.scene.street
    codes: list[Literal["not_competent", "split", "wrong_town", "same_matter"]] = [
        "not_competent",
        "split",
        "same_matter",
    ]
    if unit == proposal.scene.street:
        codes.append("wrong_town")
    code = pick(rng, codes)
    if code == "wrong_town":
        better = pick(rng, [street.code for street in district().streets if street.code != unit])
    text = fill(
        rng,
        pick(rng, _RETURNS[code]),
        proposal.scene,
        we=_we(unit),
        better=district().unit(better).short,
        topic=topics()[proposal.topic].zh,
    )
    return ReturnReason(code, text, better)


def _nearest(asks: tuple[Ask, ...], complaint: str, rng: np.random.Generator) -> Ask:
    """The suggestion that shares most with the complaint, so that the answer speaks to it."""
    near = np.array([shared_pairs(ask.text, complaint) for ask in asks])
    return asks[int(np.argmax(near + 0.05 * rng.random(len(asks))))]


def message_answer(rng: np.random.Generator, message: MessageText, day: date | None = None) -> str:
    """What a unit answers to a resident, some two weeks later unless `day` says; one in ten says nothing."""
    day = day or message.day + timedelta(days=14)
    topic = topics()[message.topic]
    we = _we(topic.lead)
    if rng.random() < 0.1:
        return pick(rng, _GREETINGS) + pick(rng, _EMPTY_ANSWERS)
    ask = _nearest(topic.asks, message.title + message.body, rng)
    pattern = _choose(rng, ask.answers)
    text = fill(
        rng,
        pattern.text if len(pattern.text) > 25 else pick(rng, _SHORT).format(text=pattern.text),
        message.scene,
        day,
        we=we,
        due=due_words(_due(rng, day)),
    )
    handled = fill(rng, pick(rng, _HANDLED), message.scene, day, we=we, title=message.title)
    return pick(rng, _GREETINGS) + handled + text + pick(rng, _GOODBYES)


def contact_note(rng: np.random.Generator, proposal: ProposalText, day: date) -> ContactNote:
    """What a unit writes into the contact log."""
    ways: tuple[tuple[Literal["meeting", "visit", "phone", "forum"], tuple[str, ...]], ...] = (
        ("meeting", _MEETINGS),
        ("visit", _VISITS),
        ("phone", _CALLS),
        ("forum", _FORUMS),
    )
    way, notes = ways[int(rng.choice(4, p=[0.45, 0.2, 0.25, 0.1]))]
    place = pick(rng, ("区政协委员之家", "承办单位会议室", "委员工作室"))
    number = str(int(rng.integers(len(proposal.suggestions))) + 1)
    text = fill(rng, pick(rng, notes), proposal.scene, day, we=_we(proposal.lead), place=place, number=number)
    return ContactNote(way, text)


def _loose(rng: np.random.Generator, sentence: str, we: str, **given: str) -> str:
    draw = rng.integers
    numbers = {
        "few": str(draw(3, 10)),
        "some": str(draw(11, 40)),
        "many": str(draw(105, 480)),
        "pct": str(draw(31, 79)),
    }
    return sentence.format(we=we, **numbers, **given)


def progress_note(rng: np.random.Generator, answer: Answer, unit: str | None = None) -> str:
    """How far a promised thing has come."""
    return _loose(rng, pick(rng, _PROGRESS), _we(unit) if unit else "我单位")


def evidence(rng: np.random.Generator, answer: Answer, day: date) -> str:
    """What shows that a promise was kept on `day`."""
    promise = answer.promise or "答复所列事项"
    return _loose(rng, pick(rng, _EVIDENCE), "我单位", day=f"{day.month}月{day.day}日", promise=promise)


def lateness(rng: np.random.Generator, answer: Answer, unit: str | None = None) -> str:
    """Why a promise is late, and until when."""
    return _loose(rng, pick(rng, _LATENESS), _we(unit) if unit else "我单位")

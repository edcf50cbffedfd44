"""Proposals as members write them: what was seen, why it is so, what should be done."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np

from .scenes import fill, pick, scene, shared_pairs, some_of
from .shapes import ProposalText, Scene
from .topics import Topic, topics

_OPENINGS = (
    "{month}中旬，我们在{street}走访了{few}个点位，和居民、社区干部当面聊了两个半天。",
    "这件事界别小组里议过{few}次，{month}又专门到{community}看了现场。",
    "本提案的情况来自委员工作室接待日，{street}的居民前后来了{some}人次。",
    "{lately}以来，我利用周末在{street}做了一轮走访，发放问卷{many}份。",
    "今年接到{community}群众反映后，我和两位委员一起去看了三次，早、中、晚各一次。",
    "{month}界别活动组织到{street}视察，座谈会上大家谈得最多的就是这件事。",
    "住在{street}这些年，身边人念叨最多的事里总有这一件。",
    "结合本职工作，我查了近两年的台账，又到{community}核对了一遍。",
    "民生议事堂{month}在{community}开了一场，到场居民{some}人，发言有长有短，说的都是实情。",
    "",
    "",
    "",
)
_CAUSES = (
    "究其原因，",
    "问题的症结大致有几处。",
    "我们分析下来，",
    "和部门同志交换意见后，我们认为，",
    "为什么年年提、年年还在？",
    "",
    "说到底，",
    "追下去问，",
)
_ENDINGS = (
    "",
    "",
    "",
    "以上情况供办理时参考，我愿意陪同到现场。",
    "这不是一家单位能办完的事，盼牵头单位把几家叫到一起商量一次。",
    "若能在今年先做成一处，群众看得见，后面的事就好推了。",
    "上述数字为走访时所记，与部门统计口径或有出入，请核实。",
)
_VERBS = (  # with which a title may simply say what to do
    "加快", "解决", "提高", "完善", "规范", "缓解", "整治", "推动", "推进", "建立", "设立", "加强", "改善", "增加", "优化", "发展", "支持",
    "治理", "打通", "保护", "利用", "降低", "提升", "盘活", "培育", "防范", "破解", "延长", "增设", "管住", "扩大", "做实", "保留", "查清",
)  # fmt: skip
_MERGE_TITLES = (
    "关于{community}{topic}有关问题的建议",
    "关于{street}{topic}的提案",
    "关于进一步做好{community}{topic}工作的建议",
    "关于重视{street}{topic}的几点建议",
)
_ORDINARY = (
    "关于{street}{topic}工作的几点建议",
    "关于{community}{topic}情况的调研建议",
    "关于重视{community}{topic}的建议",
    "关于做好{road}一带{topic}工作的建议",
    "关于从{estate}入手解决{topic}问题的建议",
)
_LOCAL = ("civil-affairs", "health", "enforcement", "housing", "water", "social-work")  # whose work a street may lead
_SHORTEST = 335
_SEEN = (
    "同行的干部说，这类情况在{street}不止一处，只是轻重不同。",
    "座谈时一位老党员的话很实在：办得慢可以等，没人理最伤心。",
    "我们把看到的{some}处都拍了照、标了位置，附在提案后面。",
    "{community}去年自己想过办法，做了一阵子，因为后面没人接手停了下来。",
    "走访中也听到不同声音，有{few}位担心做起来影响自己，这些意见同样记了下来。",
    "{month}再去看了一回，情形与上次差不多，牵头的人倒是换了。",
    "问到能不能先做一点，几方都说可以商量，只差一个召集的人。",
    "从{lately}的民生热线看，同类来电{street}共{many}个，占比不低。",
    "与承办部门的同志初步聊过，他们并非不想做，而是不知道从哪一处先下手。",
    "我们还到外区看了两个点，做法不复杂，难在有人长期管。",
)
_FURTHER = (  # what a careful author adds to a short suggestion
    "先在{community}试起来，见效了再推开。",
    "名单和时间请在社区公告栏贴出来。",
    "经费可从既有专项里调剂，不必另起炉灶。",
    "定标准之前，请先听一听在一线干活的人怎么说。",
    "每半年回头看一次，不合用就改。",
    "责任人和联系电话一并公布。",
    "{street}别的社区已有现成做法，可以直接拿来用。",
    "请主办单位会同{street}排出先后，最急的放在前面。",
    "做到什么程度算好，由用的人说了算。",
    "年底把完成情况告诉提过意见的人。",
    "不求一次到位，今年先动起来。",
)


def _placed(rng: np.random.Generator, pattern: str, topic: Topic) -> str:
    """The pattern with a place in it: a title that could be about anywhere tells the reader too little."""
    if "{" not in pattern and pattern.startswith("关于"):
        pattern = pattern.replace("关于", "关于{street}", 1)
    if "{street}" in pattern and "{community}" not in pattern and rng.random() < 0.85:
        closer = ["{street}{community}", "{community}"]
        if topic.kind in ("society", "ecology"):
            closer += ["{road}一带", "{estate}周边", "{street}{road}一带"]
        pattern = pattern.replace("{street}", pick(rng, closer))
    return pattern


def _title(rng: np.random.Generator, topic: Topic, where: Scene) -> str:
    roll = rng.random()
    if roll < 0.25:
        return fill(rng, _placed(rng, pick(rng, _ORDINARY), topic), where, topic=topic.zh)
    titles = topic.titles
    if roll < 0.6:
        titles = tuple(pattern for pattern in topic.titles if pattern.endswith("的建议")) or titles
    title = fill(rng, _placed(rng, pick(rng, titles), topic), where)
    if title.endswith("的提案") and rng.random() < 0.4:
        title = title.removesuffix("的提案") + "的建议"
    deed = title.removeprefix("关于").removesuffix("的建议")
    if deed[:2] in _VERBS and rng.random() < 0.3:
        return deed
    if title.endswith("的建议") and rng.random() < 0.42:
        title = title.removesuffix("的建议") + pick(
            rng, ("的几点建议", "的若干建议", "的对策建议", "的调研与建议", "的意见建议", "的一点建议")
        )
    return title


@dataclass(frozen=True, slots=True)
class _Hand:
    """What one of several authors of the same matter takes up, and the figures they all know."""

    facts: tuple[int, ...]
    asks: tuple[int, ...]
    known: dict[str, str]


def _write(rng: np.random.Generator, topic: Topic, where: Scene, title: str, hand: _Hand | None = None) -> ProposalText:
    def told(sentence: str) -> str:
        return fill(rng, sentence, where)

    def between(low: int, high: int) -> int:
        return int(rng.integers(low, high + 1))

    if hand:
        facts = [hand.known.setdefault(topic.facts[place], told(topic.facts[place])) for place in sorted(hand.facts)]
        asks = sorted(hand.asks)
    else:
        facts = [told(fact) for fact in some_of(rng, topic.facts, min(len(topic.facts), between(3, 5)))]
        asks = sorted(
            rng.permutation(len(topic.asks))[: int(rng.choice([2, 3, 4, 5], p=[0.12, 0.4, 0.33, 0.15]))].tolist()
        )
    nearness = [shared_pairs(ask.text, title) for ask in topic.asks]
    nearest = int(np.argmax(nearness))
    if nearness[nearest] and nearest not in asks:  # what the title speaks of is among the suggestions
        asks = sorted([nearest, *asks[1:]]) if len(asks) > 2 else sorted([nearest, *asks])
    causes = some_of(rng, topic.causes, min(len(topic.causes), between(2, 2 if hand else 4)))
    further = rng.permutation(len(_FURTHER)).tolist()
    suggestions: list[str] = []
    for place in asks:
        ask = topic.asks[place].text
        if len(ask) < 30 and rng.random() < 0.8:
            ask += _FURTHER[further.pop()]
        suggestions.append(told(ask))
    situation = told(pick(rng, _OPENINGS)) + "".join(facts)
    analysis = pick(rng, _CAUSES) + "".join(told(cause) for cause in causes)
    ending = told(pick(rng, _ENDINGS))
    length = len(situation) + len(analysis) + sum(len(text) for text in suggestions)
    if length < _SHORTEST:  # a thin draft grows by what was seen on the spot
        seen = [told(sentence) for sentence in some_of(rng, _SEEN, 3 + (_SHORTEST - length) // 40)]
        situation += "".join(seen)
    helpers = some_of(
        rng, topic.cohandlers, min(len(topic.cohandlers), int(rng.choice([0, 1, 2, 3], p=[0.3, 0.35, 0.25, 0.1])))
    )
    if rng.random() < 0.4 and topic.lead != where.street:
        helpers.append(where.street)
    lead = topic.lead
    if lead in _LOCAL and rng.random() < 0.12:
        lead, helpers = where.street, [topic.lead, *(code for code in helpers if code != where.street)]
    return ProposalText(
        title=title,
        situation=situation,
        analysis=analysis + ending,
        suggestions=tuple(suggestions),
        kind=topic.kind,
        topic=topic.code,
        lead=lead,
        cohandlers=tuple(helpers),
        scene=where,
        asks=tuple(asks),
    )


def proposal(
    rng: np.random.Generator,
    day: date,
    *,
    topic: str | None = None,
    street: str | None = None,
    avoid: Collection[str] = (),
) -> ProposalText:
    """A proposal written on `day`, about `topic` in `street` if given; its title is none of `avoid` where possible."""
    matter = topics()[topic] if topic else pick(rng, tuple(topics().values()))
    where = scene(rng, day, where=matter.where, street=street)
    title = _title(rng, matter, where)
    for _ in range(20):
        if title not in avoid:
            break
        title = _title(rng, matter, where)
    return _write(rng, matter, where, title)


def merge_group(
    rng: np.random.Generator, day: date, *, size: int | None = None, topic: str | None = None, street: str | None = None
) -> tuple[ProposalText, ...]:
    """Two to four proposals by different hands on the very same matter in the same place."""
    matter = topics()[topic] if topic else pick(rng, tuple(topics().values()))
    where = scene(rng, day, where=matter.where, street=street)
    size = size or int(rng.integers(2, 5))
    patterns = [*matter.titles, *_MERGE_TITLES]
    titles: list[str] = []
    for place in rng.permutation(len(patterns)).tolist():
        title = fill(rng, _placed(rng, patterns[place], matter), where, topic=matter.zh)
        if title not in titles:
            titles.append(title)
    facts, asks = (rng.permutation(len(pool)).tolist() for pool in (matter.facts, matter.asks))
    known: dict[str, str] = {}
    hands = [  # all have seen one thing and want one thing; the rest is dealt out between them
        _Hand(
            facts=(facts[0], *facts[1 + place :: size]),
            asks=(asks[0], *(asks[1 + place :: size] or asks[1:2])),
            known=known,
        )
        for place in range(size)
    ]
    return tuple(_write(rng, matter, where, title, hand) for title, hand in zip(titles, hands, strict=False))

"""Proposals as members write them: what was seen, why it is so, what should be done."""

from datetime import date

import numpy as np

from .scenes import fill, pick, scene, some_of
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
)


def _placed(rng: np.random.Generator, pattern: str) -> str:
    """The pattern with a place in it: a title that could be about anywhere tells the reader too little."""
    if "{" not in pattern and pattern.startswith("关于") and rng.random() < 0.9:
        pattern = pattern.replace("关于", "关于{street}", 1)
    if "{street}" in pattern and "{community}" not in pattern and rng.random() < 0.45:
        pattern = pattern.replace("{street}", "{street}{community}" if rng.random() < 0.6 else "{community}")
    return pattern


def _title(rng: np.random.Generator, topic: Topic, where: Scene) -> str:
    roll = rng.random()
    if roll < 0.2:
        return fill(rng, pick(rng, _ORDINARY), where, topic=topic.zh)
    titles = topic.titles
    if roll < 0.72:
        titles = tuple(title for title in topic.titles if title.endswith("的建议")) or titles
    return fill(rng, _placed(rng, pick(rng, titles)), where)


def _write(rng: np.random.Generator, topic: Topic, where: Scene, title: str) -> ProposalText:
    def told(sentence: str) -> str:
        return fill(rng, sentence, where)

    facts = some_of(rng, topic.facts, int(rng.integers(3, min(5, len(topic.facts)) + 1)))
    causes = some_of(rng, topic.causes, int(rng.integers(2, min(4, len(topic.causes)) + 1)))
    asks = sorted(rng.permutation(len(topic.asks))[: int(rng.choice([2, 3, 4, 5], p=[0.2, 0.4, 0.28, 0.12]))].tolist())
    opening = pick(rng, _OPENINGS)
    situation = told(opening) + "".join(told(fact) for fact in facts)
    analysis = pick(rng, _CAUSES) + "".join(told(cause) for cause in causes) + told(pick(rng, _ENDINGS))
    helpers = some_of(
        rng, topic.cohandlers, min(len(topic.cohandlers), int(rng.choice([0, 1, 2, 3], p=[0.3, 0.35, 0.25, 0.1])))
    )
    if rng.random() < 0.4 and topic.lead != where.street:
        helpers.append(where.street)
    return ProposalText(
        title=title,
        situation=situation,
        analysis=analysis,
        suggestions=tuple(told(topic.asks[place].text) for place in asks),
        kind=topic.kind,
        topic=topic.code,
        lead=topic.lead,
        cohandlers=tuple(helpers),
        scene=where,
        asks=tuple(asks),
    )


def proposal(
    rng: np.random.Generator, day: date, *, topic: str | None = None, street: str | None = None
) -> ProposalText:
    """A proposal written on `day`, about `topic` in `street` if given."""
    matter = topics()[topic] if topic else pick(rng, tuple(topics().values()))
    where = scene(rng, day, where=matter.where, street=street)
    return _write(rng, matter, where, _title(rng, matter, where))


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
        title = fill(rng, _placed(rng, patterns[place]), where, topic=matter.zh)
        if title not in titles:
            titles.append(title)
    return tuple(_write(rng, matter, where, title) for title in titles[:size])

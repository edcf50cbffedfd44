"""What residents write, and six matters many of them write about at once."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from .scenes import fill, pick, scene, some_of
from .shapes import MessageText, PlantedEvent, Scene
from .topics import topics

_HELLOS = (
    "领导您好，", "您好！", "尊敬的领导：", "你好，", "各位领导好，麻烦看一下。", "打扰了，", "", "", "", "",
    "实在没办法了才写这封信。", "第一次在这里留言，", "本人是{estate}的住户。", "我是{community}的居民，",
)  # fmt: skip
_DETAILS = (
    "打过两次电话，都说已经登记，之后就没有人来过。",
    "问社区，社区让问街道；问街道，街道让问部门，转了一圈又回到社区。",
    "{month}也反映过一次，当时来人看了看，管了一个礼拜，后来又是老样子。",
    "我们楼里不止我一家有意见，群里天天都在说，只是大家不晓得往哪里反映。",
    "家里有老人和小孩，真的等不起。",
    "照片我拍了十几张，需要的话可以提供。",
    "我不是要为难谁，讲道理的话都好商量，就是没有人来跟我们商量。",
    "住在这里十几年了，以前不是这样的，就这两年越来越厉害。",
    "白天来看是看不出来的，要来就请晚上八点以后来。",
    "也理解基层人手少，可总要给个时间，哪怕说明年也行。",
    "附近{estate2}前年就解决了，同一个街道，为什么我们这里不行？",
    "上次回复说已整改，请问整改在哪里？我就站在现场给你们打字。",
    "每天上下班都要从{road}过，看一次气一次。",
    "隔壁阿婆八十多了，为这事血压都高了。",
    "楼上楼下为这个吵过好几回，本来都是好邻居。",
    "不是一天两天了，从{lately}开始就这样，大家忍到现在。",
    "我也在网上查过，这种事是有人管的，只是不晓得归哪一家。",
    "上次社区来登记，表填了三张，填完就没有下文了。",
    "我们{estate}少说也有{many}户，受影响的不是一家两家。",
    "听说别的区两个礼拜就解决了，我们为什么要等这么久？",
    "说是没有经费，可是隔壁{road2}刚刚又翻新了一遍花坛。",
    "我一个人讲没有用，今天替楼里{some}户人家一起讲。",
    "前几天下雨，情况更加明显，走过的人都在骂。",
    "孩子问我为什么没有人来弄，我答不上来。",
    "也不是要大动干戈，花不了几个钱的事情。",
    "{month}的时候有位穿制服的同志来过，态度蛮好，记了电话，后来电话也没有来。",
    "在{street}上班的人都知道这个地方，随便问一个就行。",
    "这两天又严重了，所以今天一定要写出来。",
)
_PLAIN = (  # that fit any matter
    "打过两次电话，都说已经登记，之后就没有人来过。",
    "问社区，社区让问街道；问街道，街道让问部门，转了一圈又回到社区。",
    "照片我拍了十几张，需要的话可以提供。",
    "我不是要为难谁，讲道理的话都好商量，就是没有人来跟我们商量。",
    "也理解基层人手少，可总要给个时间。",
    "我也在网上查过，这种事是有人管的，只是不晓得归哪一家。",
    "我一个人讲没有用，今天替楼里{some}户人家一起讲。",
    "家里有老人和小孩，真的等不起。",
    "大家都在群里说，我来写一条，请给个回音。",
)
_NO_PLACE = {  # matters one meets with anywhere: remarks about the street would sound odd
    "nursery", "places", "eyes", "canteen", "elders", "doctor", "aed", "wages", "gig", "insurance", "prepaid", "scams", "library",
    "mediation", "online", "hamlets",
}  # fmt: skip
_WISHES = (
    "望有关部门重视，谢谢！",
    "恳请派人来现场看看，不要只在电话里问。",
    "希望能给个明确的答复，辛苦了。",
    "到底有没有人管？？",
    "请不要再转给物业了！",
    "如果这里办不了，请告诉我该找哪个部门。",
    "盼回复。",
    "不要再复制粘贴了，我们要的是解决。",
    "麻烦了，谢谢。",
    "谢谢工作人员，也谢谢一直帮我们跑的社区小姑娘。",
    "急！急！急！",
    "",
)
_LONG = (
    "事情要从前年说起。那时候刚搬来，中介说这里什么都方便，我们小两口把积蓄都放进去了。",
    "第一次反映是去年春天，接电话的同志态度很好，说三天内联系，到第五天我自己打过去，说已经办结了。",
    "第二次我学乖了，把时间、地点、照片都发过去，来了两位同志，当着我的面打了电话，对方答应马上改。",
    "改是改了，改了九天。第十天我下班回来，一切照旧，我站在楼下愣了半天。",
    "后来邻居们凑在一起，写了一份联名信，{some}户签了字，交到{community}，主任收下说往上报。",
    "往上报到哪里，报了以后怎么说，到今天没有人告诉我们。",
    "我也去查了规定，规定写得明明白白，怎么到了{street}就不作数了呢？",
    "有人劝我算了，说反映多了人家嫌你烦。可我想，一个地方总要有人开口的。",
    "我母亲今年七十六，她说年轻时在厂里提合理化建议，车间主任第二天就来找她。",
    "写这么多，不是来吵架的。只想请一位说了算的同志，约个时间，到现场站半个小时，听听大家怎么讲。",
)
_AUTHORS = (
    "水乡一叶", "阿江", "纺城老张", "布商小李", "柳浜人家", "早起的鸟", "桥头阿婆", "雨后初晴", "匿名用户", "河边走走", "三眼桥边", "织女星",
    "老街坊", "一个母亲", "夜班司机", "小区业主代表", "越泽热心人", "平常心", "蓝天白云", "宝妈小陈", "退休工人", "经纬线", "乌篷船", "荷叶田田",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Event:
    code: str
    zh: str
    en: str
    topic: str
    street: str
    weeks: int
    ago: int  # days before `until` that it begins
    n: tuple[int, int]
    titles: tuple[str, ...]
    lines: tuple[str, ...]


_EVENTS: tuple[_Event, ...] = (
    _Event(
        "dye-smell", "染坊弄夜间臭味", "Night smell behind the dye works in Ranfang Lane", "dye-air", "hecheng", 9, 330, (38, 50),
        ("染坊弄晚上一股酸臭味", "染坊里小区夜里不敢开窗", "河塍染坊弄印染味道太重了", "又臭了！染坊弄这边有人管吗", "半夜被染坊弄的臭味熏醒", "塍南直河旁边刺鼻气味"),
        ("住在染坊里三号楼，晚上十点以后一阵一阵的酸臭味飘过来，像烂白菜又像胶水。",
         "白天没味道，一到后半夜就开始，我怀疑是染坊弄里面那家厂偷偷开机器。",
         "刚才十二点半又来了，窗户关死还是有，孩子咳了一晚上。",
         "染坊弄西头的排气筒冒白烟，味道就是从那里来的，离我们楼不到一百米。",
         "环保来测过一次，来的时候是下午三点，当然测不出。",
         "请在染坊弄装一个二十四小时的监测，数据给居民看。",
         "塍南直河的水最近颜色也不对，早上发紫，味道跟空气里的一样。",
         "望河中学的小孩说上晚自习也闻得到，头晕。",
         "群里统计了一下，这个月闻到臭味的有{few}个晚上，时间都记着。"),
    ),
    _Event(
        "gym-closed", "云锦府健身房关门退卡", "Gym in Yunjin closed with prepaid cards unpaid", "prepaid", "yunsuo", 6, 250, (40, 50),
        ("纬二路动力时刻健身房关门跑路", "动力时刻健身房退费找不到人", "云锦府楼下健身房卷钱跑了", "健身房关门年卡怎么退", "要求追查动力时刻老板", "办卡三天健身房就关门"),
        ("上个月还在门口拉着办卡，买一年送半年，今天去门上贴了一张装修通知，里面器材都搬空了。",
         "我在纬二路动力时刻办了三年卡，四千八，才用了两个月，店长电话不接。",
         "私教课还剩三十二节，一节三百，教练说自己也被欠了工资。",
         "维权群里已经三百多人，最多的一位交了两万六。",
         "市场监管说公司地址是空的，派出所说是经济纠纷，让我们去法院。",
         "办卡的时候说有资金监管，合同上也印着，查了才晓得根本没有存。",
         "听说老板在别的区又开了一家，换了个名字，能不能先把他的账户冻住？",
         "老人家也被骗了，给我妈办了游泳卡，说终身有效。",
         "物业当天晚上看着他们搬器材，怎么没有人拦一下？"),
    ),
    _Event(
        "night-works", "东埠路雨污管网夜间施工", "Night works on the sewers of Dongbu Road", "nightnoise", "dongbutou", 5, 180, (22, 30),
        ("东埠路半夜施工吵得睡不着", "东埠路挖路凌晨两点还在打桩", "船厂小区门口夜间施工噪音", "东埠路雨污改造能不能白天做", "连续半个月夜里施工没人管"),
        ("东埠路挖管道，晚上十一点开始切路面，一直到凌晨三点，床都在抖。",
         "船厂小区靠马路这几幢最吃苦，我们家孩子下个月要考试。",
         "问施工的人，说白天交警不让占道，只好夜里干，那我们怎么办？",
         "公告贴了，写的是晚上十点前结束，实际哪天守过？",
         "打110来了说他们有夜间施工许可，许可贴在哪里谁看见了。",
         "能不能把切割、破碎这种最响的排在晚上九点以前，后面只做搬运。",
         "除了吵还有灰，早上车上一层土，阳台不敢晾衣服。",
         "东埠路从{road}口到轮埠街这一段挖了又填、填了又挖，到底什么时候完工？"),
    ),
    _Event(
        "bus-312", "312路改线", "Bus 312 changes its route", "buses", "qinghuang", 4, 120, (14, 20),
        ("312路改线后竹里街没有公交了", "请恢复312路竹里小区站", "312路改道老人看病要走两里路", "公交312改线有没有征求过意见"),
        ("312路改走篁溪路以后，竹里小区站撤了，最近的站要走十五分钟。",
         "我妈每个礼拜去人民医院配药，原来一部车到，现在要转两趟。",
         "改线公告贴在站牌上，贴的那天就开始执行，谁来得及提意见？",
         "竹里街住的多数是老人，年轻人开车无所谓，老人怎么办。",
         "学生也不方便，竹里中学早上那一班原来挤满的，怎么会说没有客流？",
         "要求至少早晚高峰保留两班走竹里街。",
         "公交公司客服说收到了会反馈，反馈给谁、几天有结果，都不说。"),
    ),
    _Event(
        "brown-water", "绮云苑一带自来水发黄", "Brown tap water around Qiyun Garden", "waterpressure", "qichuan", 2, 75, (10, 15),
        ("绮云苑自来水又黄又浑", "南绮路自来水发黄三天了", "川东路一带水龙头放出黄水", "水发黄能不能喝请给个说法"),
        ("绮云苑从礼拜一早上起水就是黄的，接一盆放着，底下一层铁锈色。",
         "南绮路这边几个小区都一样，不是一家一户的水管问题。",
         "水务说是管网冲洗，冲洗为什么不提前通知？家里有小毛头要泡奶粉。",
         "放了半个小时还是黄，这些水费算谁的？",
         "隔壁川东花苑洗的白衣服全变黄了，请问怎么赔？",
         "想知道水质检测结果，合格不合格写清楚就行。"),
    ),
    _Event(
        "scrap-burning", "北漾村露天焚烧边角料", "Burning of textile scraps in Beiyang Village", "scraps", "heyang", 10, 150, (5, 9),
        ("北漾村有人露天烧布角料", "荷漾镇北漾村晚上烧垃圾黑烟", "北漾村河边焚烧化纤下脚料"),
        ("北漾村东面河滩上，隔几天就有三轮车拉布角料来烧，黑烟一股塑料味。",
         "烧的是附近作坊剪下来的化纤边角料，灰飘到菜地里，菜都不敢吃。",
         "白天不烧，天擦黑才点火，等人赶到火已经灭了，只剩一堆黑疙瘩。",
         "作坊说没有人来收下脚料，运出去一车要几百块，所以就烧掉。",
         "村干部管过几次，人家换个地方再烧，还是要给边角料找条出路。"),
    ),
)  # fmt: skip


def _author(rng: np.random.Generator) -> str:
    """A display name; some are common to several people, as "匿名用户" is."""
    return pick(rng, _AUTHORS) if rng.random() < 0.5 else f"{pick(rng, _AUTHORS)}{int(rng.integers(10, 99))}"


def _complaint(rng: np.random.Generator, lines: tuple[str, ...]) -> list[str]:
    """One person's account, and perhaps a sentence that another would have said as well."""
    start = pick(rng, lines)
    others = [sentence for line in lines if line != start for sentence in re.findall(r"[^。？！]+[。？！]", line)]
    told = re.findall(r"[^。？！]+[。？！]", start)
    if len(told) > 1 and rng.random() < 0.35:
        told.pop(int(rng.integers(1, len(told))))
    if others and rng.random() < 0.6:
        told.append(pick(rng, others))
    return told


def _body(rng: np.random.Generator, lines: list[str], where: Scene, topic: str) -> str:
    if topic in _NO_PLACE:
        details = some_of(rng, _PLAIN, int(rng.integers(1, 6)))
    elif rng.random() < 0.12:
        details = []
    else:
        details = some_of(rng, _DETAILS, int(rng.choice([2, 4, 5, 6, 8], p=[0.15, 0.2, 0.25, 0.25, 0.15])))
    if rng.random() < 0.03:
        details = [*some_of(rng, _LONG, int(rng.integers(6, 11))), *details]
    return _letter(rng, [*lines, *details], where)


def _letter(rng: np.random.Generator, sentences: list[str], where: Scene) -> str:
    return "".join(fill(rng, sentence, where) for sentence in (pick(rng, _HELLOS), *sentences, pick(rng, _WISHES)))


def message(
    rng: np.random.Generator,
    day: date,
    *,
    topic: str | None = None,
    street: str | None = None,
    author: str | None = None,
) -> MessageText:
    """One resident's message of `day`."""
    told = tuple(matter for matter in topics().values() if matter.message_titles)
    matter = topics()[topic] if topic else pick(rng, told)
    where = scene(rng, day, where=matter.where, street=street)
    lines = _complaint(rng, matter.message_lines)
    title = fill(rng, pick(rng, matter.message_titles), where)
    body = _body(rng, lines, where, matter.code)
    return MessageText(day, title, body, author or _author(rng), matter.code, where.street, None, where)


def messages(rng: np.random.Generator, since: date, until: date, n: int) -> tuple[MessageText, ...]:
    """`n` messages spread over the days from `since` to `until`, some authors writing again; no planted events."""
    days = (until - since).days + 1
    written: list[MessageText] = []
    for offset in sorted(rng.integers(days, size=n).tolist()):
        day = since + timedelta(days=offset)
        if written and rng.random() < 0.06:  # the same person once more, about the same thing
            before = written[int(rng.integers(max(0, len(written) - 60), len(written)))]
            again = "上次的留言还没有等到结果，再说一遍。" if rng.random() < 0.5 else ""
            fresh = message(rng, day, topic=before.topic, street=before.street, author=before.author)
            lines = _complaint(rng, topics()[before.topic].message_lines)
            body = again + _body(rng, lines, before.scene, before.topic)
            title = before.title if rng.random() < 0.6 else f"再次反映{before.title}"
            written.append(MessageText(day, title, body, before.author, before.topic, before.street, None, fresh.scene))
        else:
            written.append(message(rng, day))
    return tuple(written)


def _planted(rng: np.random.Generator, event: _Event, until: date) -> PlantedEvent:
    start = until - timedelta(days=event.ago)
    n = int(rng.integers(event.n[0], event.n[1] + 1))
    # Most messages come early in the life of a matter, a tail later.
    offsets = sorted((rng.beta(1.6, 2.4, size=n) * event.weeks * 7).astype(int).tolist())
    authors: list[str] = []
    told: list[MessageText] = []
    for offset in offsets:
        day = start + timedelta(days=offset)
        where = scene(rng, day, street=event.street)
        author = pick(rng, authors) if authors and rng.random() < 0.15 else _author(rng)
        authors.append(author)
        lines = some_of(rng, event.lines, int(rng.integers(2, 4)))
        title, body = (
            pick(rng, event.titles),
            _letter(rng, [*lines, *some_of(rng, _PLAIN, int(rng.integers(0, 4)))], where),
        )
        told.append(MessageText(day, title, body, author, event.topic, event.street, event.code, where))
    return PlantedEvent(event.code, event.zh, event.en, event.topic, event.street, start, event.weeks, tuple(told))


def events(rng: np.random.Generator, until: date) -> tuple[PlantedEvent, ...]:
    """Six planted events within the year before `until`: 5 to 50 messages, 2 to 10 weeks each."""
    return tuple(_planted(rng, event, until) for event in _EVENTS)

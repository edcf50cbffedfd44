"""Short words of members and of the office: refusals, returns to the author, judgements, follow-ups."""

import numpy as np

from .scenes import fill, pick
from .shapes import ProposalText, RefusalText, Satisfaction
from .topics import topics

# fmt: off
REFUSALS: dict[str, tuple[str, tuple[str, ...]]] = {
    "secret":      ("涉及党和国家秘密", ("文中所列数据出自未公开的内部文件，按规定不得在提案中引用，内容已通过机要渠道另行转送。",)),
    "forbidden":   ("国家明令禁止", ("建议中的做法为现行规定明令禁止，区级无权突破，故不予立案。",)),
    "party":       ("中共党员对党内组织人事的意见", ("所提为党内干部人事安排，请按党章规定的渠道反映，不作提案处理。",)),
    "own-party":   ("反映本党派内部问题", ("所述为本党派支部内部事务，宜由该党派区委会研究，已与您电话说明。",)),
    "proceedings": ("已进入诉讼或仲裁程序", ("所涉合同纠纷已由法院受理，在审案件不宜以提案形式提出，可向承办法官提交书面意见。",
                                             "该劳动争议正在仲裁，裁决作出前不作提案处理，其中关于用工管理的两条意见已转人社部门参考。")),
    "academic":    ("学术研讨", ("全文侧重概念辨析，未涉及我区具体工作，建议投给区社科联刊物，也欢迎补充对策后再提交。",)),
    "private":     ("为本人或亲属解决个人问题", ("所提为提案人亲属一户的补偿事项，已按来信转征收部门办理，不作提案立案。",)),
    "promotion":   ("宣传推介具体作品或产品", ("建议中指定了某企业的设备型号，带有推介性质；去掉产品名称、改为提出功能需求后可重新提交。",)),
    "accusation":  ("指名举报", ("文中点名反映一名工作人员的问题，属于信访举报事项，已请您改由纪检监察渠道提出。",)),
    "empty":       ("内容空泛、没有具体建议", ("通篇讲重要意义，没有说明我区的情况，也没有可以交给哪家单位去办的建议。请补充走访事实和两条以上具体措施。",
                                               "建议只有“加强领导、加大投入”两句，承办单位无从答复，已与您沟通，转为社情民意素材留存。")),
}

_SEND_BACK = (
    "建议部分写了两件事，一件是{topic}，另一件与此无关，请拆成两份分别提交。",
    "第{number}条只写了“加强管理”，请写明由谁、做什么、做到什么程度。",
    "情况部分的数字请注明时间和来源，便于承办单位核对。",
    "正文超过一千五百字，请压缩，走访记录可以放附件。",
    "第{number}条属于省级权限，请改为区里能做的事，或改成“向上争取”的具体内容。",
    "标题没有点出地点，{street}不止一处，请补上。",
    "文中出现了居民的姓名和楼室号，请去掉后再提交。",
    "与去年一件已办复的提案内容相近，请先看过那次答复，写明这次新在哪里。",
)
_COSIGN_REFUSALS = (
    "这件事我了解不够，没有到现场看过，不便署名。",
    "我在承办单位工作，联名不合适，请谅解。",
    "我已另写了一份同主题的提案，角度不同，还是分开提为好。",
    "赞成前两条，第三条我有保留意见，改了以后可以再找我。",
    "本次会议我已联名多件，精力有限，跟不下来。",
    "建议先听听商户的意见再提，眼下只写了居民一面。",
)
_REMARKS: dict[Satisfaction, tuple[str, ...]] = {
    "satisfied": (
        "承办同志来了两趟，一次白天一次晚上，看的是真情况。第{number}条已经见到效果。",
        "逐条都有着落，做不到的也讲了原因，这样的答复看得明白。",
        "电话当天就打来了，后来又约到现场。对答复中的时间表满意，到期我会去看。",
        "没有套话，{street}这边的居民也都说好。",
        "五年里就这个问题提过两回，这次办得最实在。",
        "第{number}条的做法比我提的还周到，受教了。",
        "态度认真，答复具体，盼按期完成。",
    ),
    "fairly": (
        "前面几条办得不错，第{number}条只说“适时”，没有时间，先打基本满意。",
        "见了面，也听了意见，资金怎么落实还说不清，再看半年。",
        "{street}这一处解决了，同样情况的别处还没有提到。",
        "答复诚恳，进度偏慢，可以理解，希望年底前有个说法。",
        "会办单位始终没有露面，第{number}条等于没有答。",
        "道理都讲通了，就看落实。",
    ),
    "not_satisfied": (
        "我提的是{topic}在{community}的具体问题，答复通篇讲全区工作，第{number}条一个字没有回应。",
        "没有人联系过我，答复里却写了“与您充分沟通”，请更正。",
        "第{number}条回答“正在研究”，去年同类提案也是这四个字，请给出期限或者说明做不了的原因。",
        "答复引用的数字是前年的，现场情况早变了，请到{road}看一次再说。",
        "把难点推给了街道，街道又说没有权限，希望主办单位把几家叫到一起。",
        "感谢来访，但答复与当面谈的不一样，谈好的第{number}条没有写进去。",
        "这份答复换个标题可以用在任何一件提案上，恕我不能打满意。",
    ),
}
_FOLLOW_UPS = (
    "昨天路过{road}，看到已经动工，拍了两张照片，进度比答复里写的快。",
    "答复过去四个月了，第{number}条还没有动静，请承办单位回个话。",
    "{community}的居民让我带句话：方便多了，谢谢各位跑腿。",
    "新装的设施有一处已经坏了，物业说不知道归谁修，请明确一下。",
    "建议年底请几位居民一起来验收，让他们打分。",
    "效果有反复，头两个月很好，最近检查一松又回去了，盼有个长效的法子。",
    "同样的做法能不能推到{street}别的社区？我可以陪着去讲。",
)
# fmt: on


def refusal(rng: np.random.Generator, code: str | None = None) -> RefusalText:
    """Why a proposal is not filed, told to its author."""
    code = code or pick(rng, tuple(REFUSALS))
    zh, texts = REFUSALS[code]
    return RefusalText(code, zh, pick(rng, texts))


def _about(rng: np.random.Generator, sentence: str, proposal: ProposalText) -> str:
    number = str(int(rng.integers(len(proposal.suggestions))) + 1)
    return fill(rng, sentence, proposal.scene, number=number, topic=topics()[proposal.topic].zh)


def send_back_reason(rng: np.random.Generator, proposal: ProposalText) -> str:
    """What the author is asked to mend before filing."""
    return _about(rng, pick(rng, _SEND_BACK), proposal)


def cosign_refusal(rng: np.random.Generator) -> str:
    """Why a member will not sign."""
    return pick(rng, _COSIGN_REFUSALS)


def remark(rng: np.random.Generator, satisfaction: Satisfaction, proposal: ProposalText) -> str:
    """What the author writes on the form."""
    return _about(rng, pick(rng, _REMARKS[satisfaction]), proposal)


def follow_up(rng: np.random.Generator, proposal: ProposalText) -> str:
    """A comment some months later."""
    return _about(rng, pick(rng, _FOLLOW_UPS), proposal)

"""What a review asks of a proposal: each doubt where it belongs, none where it does not."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshang.engines.documents.draft import read_draft
from xieshang.engines.text.rarity import Rarity
from xieshang.engines.text.requirements import (
    Demands,
    Doubt,
    Proposal,
    Weight,
    check_proposal,
    find_split,
)

SITUATION = (
    "据区民政局统计，截至2024年底我区有老旧小区86个，其中六层以上没有电梯的楼栋412幢，住着六十岁以上老人9300人。"
    "走访发现，加装电梯的难处在于低层住户意见不一、管线迁移费用高、审批环节多，三年来建成的只有21部。"
    "老人上下楼不便，看病买菜都要人扶，邻里之间也因为出资分摊的事起过争执，这些都需要有人出面协调。"
) * 2
LIFTS = (
    "区住建局会同街道设立加装电梯服务窗口，把规划、消防、质监的审批并为一次办理，资料一次收齐。",
    "区财政局按每部电梯给予定额补贴，并允许住户提取住房公积金用于电梯出资。",
    "各街道建立楼栋议事会，由社区出面协调低层住户的通风采光补偿，形成分摊电梯费用的样本。",
)
TREES = (
    "区教育局在小学开设稻作文化劳动课，每学期组织学生下田插秧、收割，校外基地由农业农村局挂牌。",
    "编写稻作文化乡土教材，邀请农技员进课堂讲授水稻育种与节气知识，学生自己记录生长日记。",
)
GOOD = Proposal("关于加快老旧小区加装电梯的建议", SITUATION.replace("统计，截至", "统计,截至", 1), LIFTS)


def codes(proposal, **demands):
    return {each.code: each.weight for each in check_proposal(proposal, Demands(**demands))}


def with_(**changes):
    return Proposal(
        **{
            "title": GOOD.title,
            "situation": SITUATION[: len(SITUATION) // 2] + "以上是基本情况，望予重视。" * 8,
            "suggestions": LIFTS,
        }
        | changes
    )


def test_a_sound_proposal_raises_no_doubt():
    assert codes(with_()) == {}


# fmt: off
@pytest.mark.parametrize(("changes", "doubt", "weight"), [
    ({"situation": "无"}, Doubt.NO_SITUATION, Weight.MUST),
    ({"suggestions": ()}, Doubt.NO_SUGGESTIONS, Weight.MUST),
    ({"title": "关于几点建议"}, Doubt.TITLE_SAYS_NOTHING, Weight.MUST),
    ({"title": "关于进一步做好有关工作的提案"}, Doubt.TITLE_SAYS_NOTHING, Weight.MUST),
    ({"title": "关于" + "加装电梯" * 12 + "的建议"}, Doubt.TITLE_LENGTH, Weight.HINT),
    ({"situation": "机密★10年\n" + SITUATION}, Doubt.SECRETS, Weight.MUST),
    ({"situation": SITUATION + "本人不服判决，已向中院上诉。"}, Doubt.IN_COURT, Weight.MUST),
    ({"situation": SITUATION + "见（2023）苏0505民初1234号。"}, Doubt.IN_COURT, Weight.MUST),
    ({"situation": SITUATION + "本人的房子漏水多年。请有关部门赔偿我五万元。"}, Doubt.OWN_INTEREST, Weight.MUST),
    ({"situation": SITUATION + "我家楼下也是如此。"}, Doubt.OWN_INTEREST, Weight.HINT),
    ({"suggestions": (*LIFTS, "区里的电梯可采购我公司研发的智能电梯产品。")}, Doubt.ADVERTISING, Weight.HINT),
    ({"situation": SITUATION + "联系人王芳，电话13800138000。"}, Doubt.PERSONAL, Weight.HINT),
    ({"situation": SITUATION + "身份证110101199003071233。"}, Doubt.PERSONAL, Weight.MUST),
    ({"suggestions": ("加强宣传，形成风气。",)}, Doubt.SUGGESTIONS_SHORT, Weight.HINT),
    ({"suggestions": ("加强宣传，形成良好的风气。",)}, Doubt.NO_AUTHORITY, Weight.HINT),
    ({"suggestions": ("".join(LIFTS) * 4,)}, Doubt.SUGGESTIONS_NOT_PARTED, Weight.HINT),
    ({"guessed": True}, Doubt.SUGGESTIONS_NOT_PARTED, Weight.HINT),
    ({"situation": "电梯太少，老人上下楼不便，大家都盼着早日装上电梯。", "suggestions": LIFTS[:2]}, Doubt.TOO_SHORT, Weight.HINT),
    ({"situation": SITUATION * 25}, Doubt.TOO_LONG, Weight.HINT),
    ({"suggestions": (*LIFTS, "建议由国务院修订物业管理条例，明确电梯出资的办法。")}, Doubt.ABOVE_US, Weight.HINT),
    ({"situation": SITUATION}, Doubt.REPEATED, Weight.HINT),
    ({"situation": "没有电梯的楼栋占了65%，老人占18%，愿意出资的只有四成。" + "这是大家的心里话。" * 20}, Doubt.FIGURES_WITHOUT_SOURCE, Weight.HINT),
    ({"suggestions": LIFTS + TREES}, Doubt.TWO_MATTERS, Weight.HINT),
])
def test_each_doubt_is_raised_with_its_weight(changes, doubt, weight):
    assert codes(with_(**changes)).get(doubt) is weight


# fmt: on


def test_two_matters_are_told_with_the_numbers_of_their_items():
    [found] = [each for each in check_proposal(with_(suggestions=LIFTS + TREES)) if each.code is Doubt.TWO_MATTERS]
    assert (found.params["first"], found.params["last"]) == (4, 5)
    assert found.quote == TREES[0]


def test_what_is_quoted_stands_there_and_tells_nobodys_number():
    proposal = with_(situation=SITUATION + "联系人王芳，电话13800138000。我家楼下也是如此。")
    for found in check_proposal(proposal):
        if found.span is not None:
            assert len(found.quote) == found.span.end - found.span.start
        assert "13800138000" not in repr(found)
        assert "王芳" not in repr(found)


@given(st.lists(st.sampled_from([*LIFTS, *TREES, "", "。"]), max_size=6).map(tuple))
def test_a_split_lies_between_two_items(items):
    split = find_split(items)
    assert (split is None) == (len(items) < 2)
    if split is not None:
        assert 2 <= split.first <= len(items)
        assert 0 <= split.score <= 1


def test_the_more_is_shared_the_less_a_list_falls_apart():
    own = [find_split((*LIFTS[:2], *extra)).score for extra in ((LIFTS[0],), (LIFTS[2],), (TREES[0],))]
    assert all(one < other for one, other in pairwise(own))


@given(st.text(max_size=200), st.text(max_size=200), st.lists(st.text(max_size=80), max_size=4).map(tuple))
def test_any_text_is_checked_without_a_stumble(title, situation, suggestions):
    for found in check_proposal(Proposal(title, situation, suggestions)):
        if found.span is not None:
            field = {
                "title": title,
                "situation": situation,
                "suggestion": suggestions[found.item - 1] if found.item else "",
            }
            assert found.span.end <= len(field[found.part.value])


def test_a_corpus_makes_its_everyday_words_weigh_less():
    rarity = Rarity.learned(["推进 电梯", "推进 稻作", "推进 学校"], str.split)
    assert rarity.weight("推进") < rarity.weight("电梯")
    assert Rarity().weight("推进") == Rarity().weight("电梯") == 1


def test_a_draft_that_was_read_can_be_checked():
    draft = read_draft(
        "关于加快老旧小区加装电梯的建议\n情况："
        + SITUATION
        + "\n建议：\n"
        + "\n".join(f"{i}、{each}" for i, each in enumerate(LIFTS, 1))
    )
    proposal = Proposal(draft.title, draft.situation, tuple(each.text for each in draft.suggestions), draft.analysis)
    assert proposal.suggestions == LIFTS
    assert all(each.weight is Weight.HINT for each in check_proposal(proposal))

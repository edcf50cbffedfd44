"""Replies: formula and substance, what belongs to which question, what was answered, what was copied."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshang.engines.text.replies import (
    SUBSTANCE,
    Background,
    Element,
    Formula,
    LearnedFormulas,
    ReplyIndex,
    answered,
    pairs_of_characters,
    read_reply,
    relevance,
)

# fmt: off
EMPTY = [
    "网友您好！您的留言已收悉，感谢您对我们工作的支持与理解！2024年5月9日",
    "您反映的问题已转区住建局处理，敬请留意后续回复。",
    "尊敬的委员：来信收悉，我局高度重视，立即组织人员研究。如有疑问，请拨打联系电话：66881234。祝您生活愉快！",
    "因该事项不属于我局管辖范围，建议您向市供电公司反映。谢谢。",
    "2024年3月1日",
    "",
]
TELLING = [
    "您好！经核实，柳浪街道桂花弄夜间施工的单位没有夜间施工许可，区城管局已于3月5日责令停工并罚款五千元，4月底前完成剩余路面的修复。",
    "网友：来信收悉。根据《江苏省物业管理条例》第二十一条，停车收费须经业主大会同意，小区业委会将于6月召开业主大会表决。",
    "办理老年卡请带身份证和一寸照片到社区服务站，当场领取，每周一至周五上午九点到十一点半。",
]
# fmt: on
REPLY = (
    "尊敬的委员：提案收悉，现答复如下。我局已会同规划、消防部门把加装电梯的审批并为一次办理，窗口设在区政务中心三楼。"
    "关于定额补贴，区财政局今年安排八百万元，每部电梯补贴二十万元。感谢您对老年人的关心！"
)


@pytest.mark.parametrize("reply", EMPTY)
def test_courtesy_and_forwarding_are_no_answer(reply):
    assert not read_reply(reply).is_substantive


@pytest.mark.parametrize("reply", TELLING)
def test_an_answer_is_an_answer_whatever_courtesy_surrounds_it(reply):
    assert read_reply(reply).is_substantive
    assert read_reply("网友您好！" + reply + "感谢您的支持！").is_substantive


@given(st.lists(st.sampled_from([*EMPTY, *TELLING, "。", "2024年5月9日网友您好"]), max_size=5).map("".join))
def test_formulas_stand_where_they_say_and_the_share_is_a_share(reply):
    reading = read_reply(reply)
    assert all(each.of(reply) == each.text for each in reading.formulas)
    assert 0 <= reading.boilerplate_share <= 1
    assert 0 <= reading.score < 1
    assert reading.is_substantive == (reading.substance >= SUBSTANCE)
    assert all(span.end <= len(reply) for span in reading.elements.values())


def test_what_a_good_answer_names_is_found():
    assert set(read_reply(TELLING[0]).elements) >= {Element.FINDING, Element.ACTION, Element.DATE, Element.UNIT}
    assert Element.BASIS in read_reply(TELLING[1]).elements
    assert Element.CONTACT in read_reply(EMPTY[2]).elements
    assert Element.RESULT in read_reply("办理结果：A类").elements
    assert set(read_reply("您好！").elements) == set()


def test_an_office_teaches_its_own_formulas_and_they_cannot_be_read_back():
    habit = "我们将以钉钉子的精神久久为功"
    replies = [f"第{i}号路灯已经修好，{habit}。" for i in range(10)]
    learned = LearnedFormulas.from_replies(replies)
    reading = read_reply(replies[0], learned)
    assert [each.formula for each in reading.formulas] == [Formula.LEARNED] * len(reading.formulas)
    assert habit in "".join(each.text for each in reading.formulas)
    assert habit not in repr(learned)
    assert read_reply(replies[0]).formulas == ()
    assert LearnedFormulas.from_replies(replies * 5, least=11).hashes == frozenset()


def test_a_reply_is_nearer_to_its_own_question():
    asked = "桂花弄夜间施工扰民\n桂花弄路面夜里两点还在施工，吵得睡不着。"
    other = "业主大会一直不开\n小区停车乱收费，业委会不开业主大会。"
    background = Background.learned([asked, other], TELLING)
    assert relevance(asked, TELLING[0], background).score > relevance(asked, TELLING[1], background).score
    assert relevance(other, TELLING[1], background).score > relevance(other, TELLING[0], background).score
    assert "夜间施工" in relevance(asked, TELLING[0], background).shared[0]


@given(st.text(max_size=60), st.text(max_size=60))
def test_relevance_is_a_share_and_what_is_shared_stands_in_both(asked, said):
    found = relevance(asked, said)
    assert -1 <= found.score <= 1 + 1e-9
    runs = ["".join(pair[:1] for pair in pairs_of_characters(each)) for each in (asked, said)]
    assert all(each[:-1] in run for each in found.shared for run in runs)


def test_each_suggestion_is_held_against_the_sentence_that_speaks_to_it():
    wanted = (
        "把加装电梯的规划、消防审批并为一次办理。",
        "财政按每部电梯给予定额补贴。",
        "在小学开设稻作文化劳动课。",
    )
    found = answered(wanted, REPLY)
    assert [each.is_answered for each in found] == [True, True, False]
    assert "并为一次" in found[0].sentence.text
    assert "补贴" in found[1].sentence.text
    assert all(each.sentence.of(REPLY) == each.sentence.text for each in found)


def test_courtesy_answers_nothing():
    assert [each.is_answered for each in answered(["感谢您的支持与理解"], EMPTY[0])] == [False]
    assert answered([], REPLY) == ()
    assert answered(["修路"], "")[0].sentence is None


def test_a_copied_passage_is_found_and_a_formula_is_not():
    copied = "区财政局今年安排八百万元，每部电梯补贴二十万元，由街道统一申报。资金在验收之后一个月内拨付到位，逾期可向区财政局查询。"
    reply = "您好！" + copied + "感谢您对我们工作的支持、理解与监督，欢迎继续关注我区工作！"
    others = {"7": EMPTY[0] + "感谢您对我们工作的支持、理解与监督，欢迎继续关注我区工作！", "9": "另一件事。" + copied}
    [found] = ReplyIndex(others).find_copied(reply)
    assert found.span.of(reply) == copied
    assert found.other == "9"
    assert ReplyIndex({"7": others["7"], "8": reply}).find_copied(reply, "8") == ()

"""Personal data: what is found, what is left alone, and what a mask promises."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshang.engines.text.personal import (
    Kind,
    find_personal,
    has_right_card_digit,
    has_right_check_sign,
    mask,
)

# Pieces that could meet in a message, whole numbers and halves of them, so that they touch, overlap and hide each other.
PIECES = [
    "我叫", "李明华", "欧阳静", "本人", "联系人：", "业主", "张伟", "，", "。", " ", "\u200b", "-", "\n", "13800138000", "１３９１２３４５６７８", "138 0013 8000",
    "0512-66881234", "(010)66881234", "电话", "咨询电话：", "：", "11010119900307", "1234", "11010519491231002X", "622202", "0000000000", "6222021234567894",
    "苏A", "·", "12345", "QQ", "微信号", "abc_9981", "@", "a.b@sz.cn", "幸福路", "12号", "3栋", "2单元", "501室", "楼", "元", "万", "年", "某某", "手机号", "＊", "*",
]  # fmt: skip
messages = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=14).map("".join)


@given(messages)
def test_a_mask_keeps_the_length_and_leaves_nothing_to_find(text):
    masked = mask(text)
    assert len(masked) == len(text)
    assert find_personal(masked) == ()
    assert mask(masked) == masked


@given(messages)
def test_what_is_found_never_overlaps_and_the_rest_stays(text):
    found = find_personal(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    masked = mask(text, found)
    outside = [i for i in range(len(text)) if not any(each.start <= i < each.end for each in found)]
    assert [masked[i] for i in outside] == [text[i] for i in outside]


@given(st.sampled_from("3456789"), st.integers(0, 10**9 - 1), st.sampled_from(["", " ", "-"]), st.booleans())
def test_a_mobile_number_is_found_however_it_is_written(second, rest, gap, wide):
    digits = f"1{second}{rest:09}"
    number = gap.join([digits[:3], digits[3:7], digits[7:]])
    if wide:
        number = number.translate({ord(str(i)): chr(0xFF10 + i) for i in range(10)})
    text = f"请致电{number}联系我"
    assert [(each.of(text), each.kind) for each in find_personal(text)] == [(number, Kind.MOBILE)]


@given(st.dates(), st.integers(1, 999), st.sampled_from(["110101", "320505", "440303", "659001"]))
def test_an_identity_number_is_found_with_the_right_check_sign_and_with_a_wrong_one(born, serial, district):
    if not 1900 <= born.year <= 2099:
        return
    body = f"{district}{born:%Y%m%d}{serial:03}"
    right = [sign for sign in "0123456789X" if has_right_check_sign(body + sign)]
    assert len(right) == 1
    for sign in "0123456789X":
        assert [each.kind for each in find_personal(f"身份证{body}{sign}，")] == [Kind.ID_CARD]


@given(st.integers(0, 10**15 - 1))
def test_one_digit_makes_a_card_number_right(body):
    assert sum(has_right_card_digit(f"{body:015}{last}") for last in range(10)) == 1


@pytest.mark.parametrize(
    ("number", "right"), [("11010519491231002X", True), ("440524188001010014", True), ("440524188001010015", False)]
)
def test_the_examples_of_the_standard(number, right):
    """GB 11643-1999, appendix prints the first two; in the third the check sign is wrong."""
    assert has_right_check_sign(number) is right


# fmt: off
@pytest.mark.parametrize(("text", "wanted"), [
    ("我叫李明华，住在幸福路12号3栋2单元501室", {"李明华": Kind.NAME, "12号3栋2单元501室": Kind.ADDRESS}),
    ("本人欧阳静，是景苑小区5栋1202业主", {"欧阳静": Kind.NAME, "5栋1202": Kind.ADDRESS}),
    ("联系人：王芳 0512-66881234", {"王芳": Kind.NAME, "0512-66881234": Kind.LANDLINE}),
    ("投诉人张伟，家里座机66881234", {"张伟": Kind.NAME, "66881234": Kind.LANDLINE}),
    ("电话（010）66881234转805", {"（010）66881234转805": Kind.LANDLINE}),
    ("车牌苏A·12345，新能源苏AD12345", {"苏A·12345": Kind.PLATE, "苏AD12345": Kind.PLATE}),
    ("加QQ：10023456或微信号：abc_9981", {"10023456": Kind.QQ, "abc_9981": Kind.WECHAT}),
    ("工资卡6222 0212 3456 7894", {"6222 0212 3456 7894": Kind.BANK_CARD}),
    ("请回邮件wang.fang@example.com.cn。", {"wang.fang@example.com.cn": Kind.EMAIL}),
    ("号码一三八零零一三八零零零", {"一三八零零一三八零零零": Kind.MOBILE}),
    ("桂花村二组12号的路灯坏了", {"12号": Kind.ADDRESS}),
    ("137\u200b0013\u200b8000", {"137\u200b0013\u200b8000": Kind.MOBILE}),
])
def test_what_is_personal(text, wanted):
    assert {each.of(text): each.kind for each in find_personal(text)} == wanted


@pytest.mark.parametrize("text", [
    "第2024031号提案，案号20240315", "2024年3月15日下午3点", "可拨打12345、12315或95598、400-820-8820", "服务热线：0512-66881234", "监督电话66881234",
    "投资15000000000元，其中13800138000元已到位", "地铁3号线和917路公交", "幸福路5号开始修路", "幸福路3号桥", "人民路12号线", "依据苏府〔2024〕12号文件", "统一社会信用代码91320505MA1XXXXX0K",
    "订单号20240315123456789", "本人于2024年购房", "我是程序员，天天加班", "我是高中生。", "业主都很生气", "本人和家人住在这里", "联系人民政府", "GB 11643-1999，3.14159265358",
    "1栋、2栋、3栋都没有电梯", "住宅500栋2000万元", "微信公众号：平安柳浪", "面积91234.567平方米",
])
def test_what_is_nobodys(text):
    assert find_personal(text) == ()
# fmt: on


def test_a_name_that_is_known_is_found_everywhere():
    text = "小区的事，钱学礼说过；钱 学礼。钱学礼"
    assert [each.start for each in find_personal(text, names=["钱学礼"])] == [5, 16]


def test_the_kind_shows_through_the_mask():
    assert mask("我叫李明华，电话13800138000") == "我叫某某某，电话手机号********"


def test_spans_of_another_text_are_refused():
    with pytest.raises(ValueError, match="spans"):
        mask("短", find_personal("电话13800138000"))

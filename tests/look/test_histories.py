"""What changed is told in words, not in codes: classes, ways, roles, days and the answers to suggestions."""

from __future__ import annotations

import pytest
from django.utils import translation

from xieshang.look.histories import in_words, label_of


@pytest.mark.parametrize(
    ("kind", "key", "value", "english", "chinese"),
    [
        ("proposal", "topic_class", "ecology", "Ecological development", "生态文明建设"),
        ("proposal", "kind", "joint", "by several members", "委员联名提案"),
        ("proposal", "ground", "accusation", "It accuses somebody by name", "指名举报"),
        ("message", "ground", "answered", "The same matter has been answered already", "同一事项已经答复"),
        ("proposal", "allotted_by", "party", "Party committee office", "区委办公室"),
        ("handling", "role", "lead", "lead handler", "主办"),
        ("contact", "way", "meeting", "Face to face", "面商"),
        ("message", "channel", "import", "by an import", "批量导入"),
        ("handling", "due", "2027-02-24", "24 February 2027", "2027年2月24日"),
        ("signing", "expires_at", "2026-03-05T01:30:00+00:00", "5 March 2026 09:30", "2026年3月5日 09:30"),
        ("handling", "reply.2", "planned: 计划安排值守。", "Planned: 计划安排值守。", "列入计划：计划安排值守。"),
        ("proposal", "situation", "学校门口：没有红绿灯", "学校门口：没有红绿灯", "学校门口：没有红绿灯"),
        ("proposal", "topic_class", "no longer listed", "no longer listed", "no longer listed"),
        ("proposal", "is_open", True, "yes", "是"),
    ],
)
def test_a_value_is_told_in_the_readers_words(kind, key, value, english, chinese):
    with translation.override("en"):
        assert in_words(kind, key, value) == english
    with translation.override("zh-hans"):
        assert in_words(kind, key, value) == chinese


def test_a_field_is_called_as_its_form_calls_it():
    with translation.override("zh-hans"):
        assert label_of("proposal", "title") == "案由"
        assert label_of("paper", "title") == "标题"
        assert label_of("handling", "role") == "承办方式"
        assert label_of("handling", "reply.2") == "对第2条建议的答复"

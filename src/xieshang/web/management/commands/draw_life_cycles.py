"""Draw every life cycle from its table into docs/life-cycles.md; a test compares the two."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from xieshang.core.lifecycle import LIVES, LifeCycle, Move

FILE = Path(__file__).resolve().parents[5] / "docs" / "life-cycles.md"
TITLES = {
    "proposal": "A proposal 提案",
    "signing": "An invitation to co-sign 联名邀请",
    "handling": "One unit's part in a proposal 承办",
    "contact": "A contact with the proposer 沟通",
    "feedback": "A proposer's judgement 征询意见",
    "commitment": "A commitment 承诺事项",
    "message": "A resident's message 群众来信",
    "report": "A report on what residents say 社情民意信息",
    "referral": "A report passed on to a unit 转办",
    "topic": "A topic of the year's plan 协商议题",
    "consultation": "A consultation 协商",
    "seat": "A seat at a consultation 席位",
    "statement": "A statement 意见",
    "person": "An account 账号",
    "paper": "A paper of a session 会议文件",
    "batch": "An import 批量导入",
    "hotissue": "A hot issue 热点",
    "learnedmodel": "A version of a model 模型版本",
    "pair": "What was said of two items 同一事项认定",
}
HEAD = """\
# Life cycles

Drawn from the tables by `xieshang manage draw_life_cycles`; a test compares this file with them, so change the table
and draw again. Each move stands in one row of a `lifecycle.py`: the states it starts from, the state it ends in, the
rule that says who may, and the words of its button. The page's buttons, the API's deeds, the history and the tests
read the same rows. A move that ends where it begins leaves the state as it is.
"""


def in_both(words: Any) -> tuple[str, str]:
    with override("en"):
        english = str(words)
    with override("zh-hans"):
        return english, str(words)


def rule_in_words(move: Move[Any, Any, Any]) -> str:
    """The rule's name and, where it says more than its name does, its docstring."""
    meaning = " ".join((inspect.getdoc(move.rule) or "").split("\n\n")[0].split())
    return f"`{move.rule.__name__}`" + (f": {meaning}" if meaning else "")


def states_of(life: LifeCycle[Any, Any, Any]) -> list[str]:
    rows = ["| state | in words | 中文 |", "|---|---|---|"]
    for state in type(life.birth):
        english, chinese = in_both(state.label)
        mark = " (the end)" if state in life.ends else " (the beginning)" if state == life.birth else ""
        rows.append(f"| `{state.value}` | {english}{mark} | {chinese} |")
    return rows


def moves_of(life: LifeCycle[Any, Any, Any]) -> list[str]:
    rows = ["| move | from | to | who may | button | 中文 |", "|---|---|---|---|---|---|"]
    for move in life.table:
        english, chinese = in_both(move.label)
        sources = ", ".join(f"`{source}`" for source in type(life.birth) if source in move.sources)
        target = f"`{move.target}`" if move.target else "stays"
        rows.append(f"| `{move.name}` | {sources} | {target} | {rule_in_words(move)} | {english} | {chinese} |")
    return rows


def drawing() -> str:
    """The whole file."""
    parts = [HEAD]
    for kind in sorted(LIVES, key=lambda kind: (kind not in TITLES, list(TITLES).index(kind) if kind in TITLES else 0)):
        life = LIVES[kind]
        parts.append(f"## {TITLES.get(kind, kind)}\n\n```mermaid\n{life.mermaid()}\n```\n")
        parts.append("\n".join(states_of(life)) + "\n")
        parts.append("\n".join(moves_of(life)) + "\n")
    return "\n".join(parts)


class Command(BaseCommand):
    help = "Draw every life cycle from its table into docs/life-cycles.md."

    def handle(self, *args: Any, **options: Any) -> None:
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(drawing(), encoding="utf-8")
        self.stdout.write(f"{len(LIVES)} life cycles drawn in {FILE.name}")

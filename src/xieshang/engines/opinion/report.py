"""The map as one page for people who decide: no script, no other file, both languages, fit for print and keyboard."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

import numpy as np

from xieshang.engines.opinion.drawing import OpinionMap
from xieshang.engines.opinion.picture import COLOURS, LETTERS, draw_svg
from xieshang.engines.opinion.polis.drawing import PolisMap
from xieshang.engines.opinion.votes import Votes
from xieshang.engines.opinion.words import LANGUAGES

SHOWN = 5
SELDOM = 20
DOUBTFUL = 0.6

STYLE = """
:root { --ink: #1d2327; --soft: #5a646b; --line: #d5dade; --accent: #1f5a96; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 56rem; padding: 1.5rem; color: var(--ink); background: #fff;
       font: 1rem/1.6 "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.25; margin: 0 0 .3rem; } h2 { font-size: 1.3rem; margin: 2.2rem 0 .5rem; }
h3 { font-size: 1.05rem; margin: 1.4rem 0 .3rem; } p { margin: .4rem 0; max-width: 44rem; }
.lead { font-size: 1.15rem; } .note { color: var(--soft); font-size: .92rem; }
ol, ul { margin: .4rem 0; padding-left: 1.4rem; max-width: 44rem; } li { margin: .35rem 0; }
figure { margin: 0; border: 1px solid var(--line); } svg { display: block; width: 100%; height: auto; }
.bar { display: inline-block; width: 9rem; height: .55rem; background: #eceff1; vertical-align: middle; }
.bar i { display: block; height: 100%; background: currentColor; }
table { border-collapse: collapse; width: 100%; font-size: .86rem; } .wide { overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid var(--line); }
tbody th { font-weight: normal; } td.n, th.n { text-align: right; white-space: nowrap; } .range { color: var(--soft); }
code { font-size: .8rem; overflow-wrap: anywhere; }
.choice { display: flex; gap: 1rem; justify-content: flex-end; } .choice label { cursor: pointer; padding: .2rem .4rem; }
.choice input:focus-visible + span { outline: 3px solid var(--accent); outline-offset: 2px; }
body:has(#choose-zh-Hans:checked) main[lang=en], body:has(#choose-en:checked) main[lang=zh-Hans] { display: none; }
@media print { .choice { display: none; } body { max-width: none; padding: 0; font-size: 10.5pt; }
  h2, h3 { break-after: avoid; } li, tr, figure { break-inside: avoid; } .wide { overflow: visible; } }
"""


def write_report(drawn: OpinionMap | PolisMap, votes: Votes, texts: dict[Any, str] | None = None) -> str:
    """The page as text.

    texts  {statement id: its words}; a statement without words is named by its number
    """
    pages = "".join(_Page(drawn, votes, texts or {}, language).main() for language in LANGUAGES)
    choice = "".join(
        f'<label><input type="radio" name="language" id="choose-{code}"{" checked" if code == "zh-Hans" else ""}> '
        f'<span lang="{code}">{words["language"]}</span></label>'
        for code, words in LANGUAGES.items()
    )
    title = " · ".join(words["title"] for words in LANGUAGES.values())
    return (
        '<!doctype html>\n<html lang="zh-Hans">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<div class="choice" role="group" aria-label="语言 · Language">{choice}</div>\n{pages}</body>\n</html>\n'
    )


class _Page:
    """One language of the report."""

    def __init__(self, drawn: OpinionMap | PolisMap, votes: Votes, texts: dict[Any, str], language: str) -> None:
        self.drawn, self.votes, self.texts, self.language = drawn, votes, texts, language
        self.words = LANGUAGES[language]
        self.cast = np.bincount(votes.columns, minlength=len(votes.statements))

    def say(self, key: str, **values: object) -> str:
        return escape(self.words[key].format(**values))

    def statement(self, column: int) -> str:
        name = self.votes.statements[[column]].tolist()[0]
        words = self.texts.get(name, "")
        return escape(words) if words else self.say("untitled", id=name)

    def main(self) -> str:
        own = isinstance(self.drawn, OpinionMap)
        parts = [self.opening(), self.map(), *(self.group(g) for g in range(self.drawn.k if self.drawn.k > 1 else 0))]
        parts.append(self.consensus())
        if own:
            parts += [self.divides(), self.slate()]
        parts += [self.unknown(), self.table(), self.how()]
        return f'<main lang="{self.language}">\n{"".join(parts)}</main>\n'

    def opening(self) -> str:
        people, statements = len(self.votes.participants), int((~self.votes.silenced).sum())
        found = self.say("groups_found", k=self.drawn.k) if self.drawn.k > 1 else self.say("no_groups")
        summary = self.say("summary", people=people, votes=self.votes.sides.size, statements=statements)
        return f'<h1>{self.say("title")}</h1>\n<p class="lead">{summary}{_gap(self.language)}{found}</p>\n'

    def map(self) -> str:
        place = self.drawn.place if isinstance(self.drawn, OpinionMap) else self.drawn.projection
        description = self.say("map_description", people=len(place), k=self.drawn.k)
        svg = draw_svg(place, self.drawn.groups, self.say("title"), description, unique=f"map-{self.language}")
        return (
            f"<h2>{self.say('map_heading')}</h2>\n<figure>{svg}</figure>\n<p class='note'>{self.say('map_note')}</p>\n"
        )

    def group(self, g: int) -> str:
        size = int((self.drawn.groups == g).sum())
        heading = self.say("group_heading", letter=LETTERS[g % 5], size=size)
        lines = [f'<h2 style="color:{COLOURS[g % 5]}">{heading}</h2>\n']
        if isinstance(self.drawn, OpinionMap) and self.drawn.stability is not None:
            kept = float(self.drawn.stability.groups[g])
            key = "group_doubtful" if kept < DOUBTFUL else "group_stable"
            lines.append(f"<p>{self.say(key, share=_percent(kept))}</p>\n")
        stances = list(self.stances(g))
        if not stances:
            return "".join(lines) + f"<p>{self.say('group_nothing')}</p>\n"
        lines.append(f"<h3>{self.say('group_stands')}</h3>\n<ol>\n")
        for column, side, share, others in stances[:SHOWN]:
            key = "agrees" if side == "agree" else "disagrees"
            told = self.say(key, share=_percent(share), others=_percent(others))
            bar = f'<span class="bar" style="color:{COLOURS[g % 5]}"><i style="width:{100 * share:.0f}%"></i></span>'
            lines.append(f'<li>{self.statement(column)}<br><span class="note">{bar} {told}</span></li>\n')
        lines.append("</ol>\n")
        if len(stances) > SHOWN:
            lines.append(f'<p class="note">{self.say("more", n=len(stances) - SHOWN)}</p>\n')
        return "".join(lines)

    def stances(self, g: int) -> Iterable[tuple[int, str, float, float]]:
        if isinstance(self.drawn, OpinionMap):
            for one in self.drawn.representative[g]:
                yield one.statement, one.side, one.share, one.others
        else:
            for standing in self.drawn.representative[g]:
                yield standing.statement, standing.side, standing.share, min(1.0, standing.share / standing.ratio)

    def consensus(self) -> str:
        lists = self.drawn.consensus
        lines = [f"<h2>{self.say('consensus_heading')}</h2>\n"]
        if not any(lists.values()):
            lines.append(f"<p>{self.say('consensus_none')}</p>\n")
        for side in ("agree", "disagree"):
            columns = [one if isinstance(one, int) else one.statement for one in lists[side]]
            if columns:
                items = "".join(f"<li>{self.statement(j)}{self.overall(j, side)}</li>\n" for j in columns[: 2 * SHOWN])
                lines.append(f"<p>{self.say(f'consensus_{side}')}</p>\n<ul>\n{items}</ul>\n")
            if len(columns) > 2 * SHOWN:
                lines.append(f'<p class="note">{self.say("more", n=len(columns) - 2 * SHOWN)}</p>\n')
        return "".join(lines)

    def overall(self, column: int, side: str) -> str:
        if not isinstance(self.drawn, OpinionMap) or side != "agree":
            return ""
        return f' <span class="note">{_range(*self.drawn.overall[:, column])}</span>'

    def divides(self) -> str:
        assert isinstance(self.drawn, OpinionMap)  # noqa: S101 (for the type checker; the caller has asked)
        score = np.where(self.cast >= SELDOM, np.nan_to_num(self.drawn.divisiveness), 0)
        columns = np.argsort(-score, kind="stable")[:SHOWN]
        items = "".join(f"<li>{self.statement(int(j))}{self.by_group(int(j))}</li>\n" for j in columns if score[j] > 0)
        return f"<h2>{self.say('divides_heading')}</h2>\n<p>{self.say('divides_note')}</p>\n<ol>\n{items}</ol>\n"

    def by_group(self, column: int) -> str:
        if not isinstance(self.drawn, OpinionMap) or self.drawn.k < 2:
            return ""
        asked = self.drawn.counted.sum(axis=2)[:, column]
        shown = [
            f"{self.say('column_group', letter=LETTERS[g % 5])} {_percent(self.drawn.shares[g, column])}"
            for g in range(self.drawn.k)
            if asked[g] >= self.drawn.settings.smallest_cell
        ]
        return f'<br><span class="note">{" · ".join(shown)}</span>'

    def slate(self) -> str:
        assert isinstance(self.drawn, OpinionMap)  # noqa: S101
        one = self.drawn.slate
        if not one.statements:
            return ""
        told = self.say(
            "slate_fair" if one.is_fair else "slate_unfair",
            k=len(one.statements), covered=_percent(one.covered), left=one.left_out,
        )  # fmt: skip
        items = "".join(f"<li>{self.statement(j)}</li>\n" for j in one.statements)
        assumed = self.say("slate_assumed", assumed=_percent(one.assumed))
        return (
            f"<h2>{self.say('slate_heading')}</h2>\n<ol>\n{items}</ol>\n<p>{told}</p>\n<p class='note'>{assumed}</p>\n"
        )

    def unknown(self) -> str:
        lines = [self.say("unknown_absent")]
        if isinstance(self.drawn, OpinionMap):
            p = self.drawn.pattern.p_value
            lines.append(self.say("unknown_chance", p=f"{p:.2g}"))
            lines.append(self.say("unknown_hidden", n=self.drawn.settings.smallest_cell))
        few = int((self.drawn.groups < 0).sum())
        seldom = int(((self.cast < SELDOM) & ~self.votes.silenced).sum())
        out = int(self.votes.silenced.sum())
        for key, n in (("unknown_few", few), ("unknown_seldom", seldom), ("unknown_out", out)):
            if n:
                lines.append(self.say(key, n=n))
        items = "".join(f"<li>{line}</li>\n" for line in lines)
        return f"<h2>{self.say('unknown_heading')}</h2>\n<ul>\n{items}</ul>\n"

    def table(self) -> str:
        if not isinstance(self.drawn, OpinionMap):
            return ""
        k = self.drawn.k if self.drawn.k > 1 else 0
        heads = [self.say("column_votes"), self.say("column_all")]
        heads += [self.say("column_group", letter=LETTERS[g % 5]) for g in range(k)] + [self.say("column_bridging")]
        head = "".join(f'<th scope="col" class="n">{one}</th>' for one in heads)
        order = np.argsort(-self.cast, kind="stable")
        rows = "".join(self.row(int(j), k) for j in order if not self.votes.silenced[j])
        return (
            f"<h2>{self.say('table_heading')}</h2>\n<p class='note'>{self.say('table_note')}</p>\n"
            f'<div class="wide" tabindex="0" role="region" aria-label="{self.say("table_heading")}"><table>\n'
            f'<thead><tr><th scope="col">{self.say("column_statement")}</th>{head}</tr></thead>\n'
            f"<tbody>\n{rows}</tbody>\n</table></div>\n"
        )

    def row(self, j: int, k: int) -> str:
        assert isinstance(self.drawn, OpinionMap)  # noqa: S101
        asked = self.drawn.counted.sum(axis=2)[:, j]
        cells = [str(int(self.cast[j])), _range(*self.drawn.overall[:, j])]
        for g in range(k):
            if asked[g] < self.drawn.settings.smallest_cell:
                cells.append(f'<span class="range">{self.say("hidden")}</span>')
            else:
                cells.append(_range(self.drawn.shares[g, j], self.drawn.low[g, j], self.drawn.high[g, j]))
        cells.append(_range(*self.drawn.bridging[:, j]))
        line = "".join(f'<td class="n">{one}</td>' for one in cells)
        return f'<tr><th scope="row">{self.statement(j)}</th>{line}</tr>\n'

    def how(self) -> str:
        if isinstance(self.drawn, OpinionMap):
            told = self.say(
                "how",
                mode=self.drawn.mode,
                votes=self.drawn.votes_digest[:16],
                settings=self.drawn.settings_digest[:16],
            )
        else:
            told = self.say("how_polis", votes=self.drawn.votes_digest[:16])
        return f"<h2>{self.say('how_heading')}</h2>\n<p class='note'>{told}</p>\n"


def _gap(language: str) -> str:
    return " " if language == "en" else ""


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def _range(share: float, low: float, high: float) -> str:
    if not np.isfinite(share):
        return "–"
    return f'{_percent(share)} <span class="range">({100 * low:.0f}–{100 * high:.0f})</span>'

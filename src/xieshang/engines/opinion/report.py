"""The map as one page for people who decide: no script, no other file, both languages, fit for print and keyboard."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np

from xieshang.engines.opinion.drawing import ENOUGH_VOTES, OpinionMap
from xieshang.engines.opinion.picture import COLOURS, LETTERS, MOST_MARKS, draw_svg
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
.strip { display: inline-block; position: relative; width: 9rem; height: 1.1rem; margin: 0 .8rem 0 .55rem;
         vertical-align: middle; background: linear-gradient(var(--line), var(--line)) 0 50% / 100% 2px no-repeat; }
.strip i { position: absolute; top: 0; width: 1.1rem; height: 1.1rem; margin-left: -.55rem; border-radius: 50%;
           color: #fff; font: 700 .72rem/1.1rem sans-serif; text-align: center; }
.strip, .strip i { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.figures { display: block; } .figures b { font-weight: normal; white-space: nowrap; } summary { cursor: pointer; color: var(--accent); }
summary:focus-visible, .wide:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .86rem; } .wide { overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid var(--line); }
tbody th { font-weight: normal; } td.n, th.n { text-align: right; white-space: nowrap; } .range { color: var(--soft); }
code { font-size: .8rem; overflow-wrap: anywhere; }
.choice { display: flex; gap: 1rem; justify-content: flex-end; } .choice label { cursor: pointer; padding: .2rem .4rem; }
.choice input:focus-visible + span { outline: 3px solid var(--accent); outline-offset: 2px; }
body:has(#choose-zh-Hans:checked) main[lang=en], body:has(#choose-en:checked) main[lang=zh-Hans] { display: none; }
@media (max-width: 34rem) { body { padding: 1rem; } .strip { display: block; } }
@media print { .choice { display: none; } body { max-width: none; padding: 0; font-size: 10.5pt; }
  h2, h3 { break-after: avoid; } li, tr, figure { break-inside: avoid; } .wide { overflow: visible; } }
"""


def write_report(
    drawn: OpinionMap | PolisMap, votes: Votes, texts: dict[Any, str] | None = None, name: str = ""
) -> str:
    """The page as text.

    texts  {statement id: its words}; a statement without words is named by its number
    name   what the conversation is called
    """
    pages = "".join(_Page(drawn, votes, texts or {}, name, language).main() for language in LANGUAGES)
    choice = "".join(
        f'<label><input type="radio" name="language" id="choose-{code}"{" checked" if code == "zh-Hans" else ""}> '
        f'<span lang="{code}">{words["language"]}</span></label>'
        for code, words in LANGUAGES.items()
    )
    title = escape(" · ".join([name][: len(name)] + [words["title"] for words in LANGUAGES.values()]))
    return (
        '<!doctype html>\n<html lang="zh-Hans">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<div class="choice" role="group" aria-label="语言 · Language">{choice}</div>\n{pages}</body>\n</html>\n'
    )


class _Page:
    """One language of the report."""

    def __init__(
        self, drawn: OpinionMap | PolisMap, votes: Votes, texts: dict[Any, str], name: str, language: str
    ) -> None:
        self.drawn, self.votes, self.texts, self.name, self.language = drawn, votes, texts, name, language
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
        open_ = ~self.votes.silenced
        summary = self.say(
            "summary",
            people=len(self.votes.participants),
            votes=int(self.cast[open_].sum()),
            statements=int(open_.sum()),
        )
        found = self.say("groups_found", k=self.drawn.k) if self.drawn.k > 1 else self.say("no_groups")
        heading = self.say("titled", name=self.name) if self.name else self.say("title")
        return f'<h1>{heading}</h1>\n<p class="lead">{summary}{_gap(self.language)}{found}</p>\n{self.in_short()}'

    def in_short(self) -> str:
        """What is shared most and what divides most, for whoever reads no further."""
        if not isinstance(self.drawn, OpinionMap):
            return ""
        lines = []
        for j in self.drawn.consensus["agree"][:1]:
            share = _percent(self.drawn.overall[0, j])
            lines.append(self.say("most_shared", statement="{}", share=share).replace("{}", self.statement(j)))
        for j in self.divisive()[:1] if self.drawn.k > 1 else []:
            told = self.say("most_divided", statement="{}").replace("{}", self.statement(j))
            lines.append(told + self.by_group(j))
        items = "".join(f"<li>{line}</li>\n" for line in lines)
        return f"<ul>\n{items}</ul>\n" if items else ""

    def map(self) -> str:
        place = self.drawn.place if isinstance(self.drawn, OpinionMap) else self.drawn.projection
        description = self.say("map_description", people=len(place), k=self.drawn.k)
        svg = draw_svg(place, self.drawn.groups, self.say("title"), description, unique=f"map-{self.language}")
        note = self.say("map_note")
        if len(place) // MOST_MARKS > 1:
            note += _gap(self.language) + self.say("map_sampled", n=len(place) // MOST_MARKS)
        return f"<h2>{self.say('map_heading')}</h2>\n<figure>{svg}</figure>\n<p class='note'>{note}</p>\n"

    def group(self, g: int) -> str:
        size = int((self.drawn.groups == g).sum())
        heading = self.say("group_heading", letter=LETTERS[g % 5], size=size)
        lines = [f'<h2 style="color:{COLOURS[g % 5]}">{heading}</h2>\n']
        own = isinstance(self.drawn, OpinionMap)
        if isinstance(self.drawn, OpinionMap) and self.drawn.stability is not None:
            kept = float(self.drawn.stability.groups[g])
            key = "group_doubtful" if kept < DOUBTFUL else "group_stable"
            lines.append(f"<p>{self.say(key, share=_percent(kept), n=self.drawn.stability.replicates)}</p>\n")
        stances = [(one.statement, one.side) for one in self.drawn.representative[g]]
        if not stances:
            return "".join(lines) + f"<p>{self.say('group_nothing')}</p>\n"
        lines.append(f"<h3>{self.say('group_stands')}</h3>\n")
        lines.append(f"<p class='note'>{self.say('group_reading' if own else 'group_reading_polis')}</p>\n")
        items = [
            f"<li>{self.statement(j)}{self.by_group(j, self.say('agrees' if side == 'agree' else 'disagrees'))}</li>\n"
            for j, side in stances
        ]
        return "".join(lines) + self.listed("ol", items, SHOWN)

    def listed(self, kind: str, items: list[str], shown: int) -> str:
        """A list; what is beyond `shown` waits behind a line to be opened, and stands in the table all the same."""
        if len(items) <= shown + 1:
            return f"<{kind}>\n{''.join(items)}</{kind}>\n"
        start = f' start="{shown + 1}"' if kind == "ol" else ""
        return (
            f"<{kind}>\n{''.join(items[:shown])}</{kind}>\n"
            f"<details><summary>{self.say('more', n=len(items) - shown)}</summary>\n"
            f"<{kind}{start}>\n{''.join(items[shown:])}</{kind}>\n</details>\n"
        )

    def by_group(self, column: int, before: str = "") -> str:
        """How large a share of each group agrees, as a drawing and in figures; nothing for cells too small to show."""
        strip, figures = [], []
        for g in range(self.drawn.k if self.drawn.k > 1 else 0):
            share, range_ = self.share(g, column)
            if share is not None:
                letter = LETTERS[g % 5]
                strip.append(f'<i style="left:{100 * share:.0f}%;background:{COLOURS[g % 5]}">{letter}</i>')
                figures.append(self.nowrap("share_of_group", range_, letter=letter))
        if not figures and not before:
            return ""
        drawing = f'<span class="strip" aria-hidden="true">{"".join(strip)}</span>' if strip else ""
        told = f"{before}{_gap(self.language)}{self.say('between').join(figures)}"
        return f'<span class="figures note">{drawing}{told}</span>'

    def nowrap(self, key: str, share: str, **values: object) -> str:
        return f"<b>{self.say(key, share='{}', **values).replace('{}', share)}</b>"

    def share(self, g: int, column: int) -> tuple[float | None, str]:
        """The share of a group that agrees, and how it is written; None where too few voted."""
        asked = int(self.drawn.counted[g, column].sum())
        if not isinstance(self.drawn, OpinionMap):
            plain = self.drawn.counted[g, column, 2] / max(asked, 1)
            return (float(plain), _percent(plain)) if asked else (None, "")
        if asked < max(1, self.drawn.settings.smallest_cell):
            return None, ""
        share = float(self.drawn.shares[g, column])
        return share, _range(share, self.drawn.low[g, column], self.drawn.high[g, column])

    def consensus(self) -> str:
        lists = self.drawn.consensus
        polis = "" if isinstance(self.drawn, OpinionMap) else "_polis"
        lines = [f"<h2>{self.say('consensus_heading')}</h2>\n"]
        if not any(lists.values()):
            lines.append(f"<p>{self.say('consensus_none')}</p>\n")
        for side in ("agree", "disagree"):
            columns = [one if isinstance(one, int) else one.statement for one in lists[side]]
            if columns:
                items = [f"<li>{self.statement(j)}{self.by_group(j, self.overall(j))}</li>\n" for j in columns]
                lines.append(f"<p>{self.say(f'consensus_{side}{polis}')}</p>\n{self.listed('ul', items, 2 * SHOWN)}")
        return "".join(lines)

    def overall(self, column: int) -> str:
        if not isinstance(self.drawn, OpinionMap):
            return ""
        told = self.nowrap("share_of_all", _range(*self.drawn.overall[:, column]))
        return told + (self.say("between").rstrip() if self.drawn.k > 1 else "")

    def divisive(self) -> list[int]:
        """The columns that divide most, of those that enough people have voted on."""
        assert isinstance(self.drawn, OpinionMap)  # noqa: S101 (for the type checker; the caller has asked)
        score = np.where(self.cast >= SELDOM, np.nan_to_num(self.drawn.divisiveness), 0)
        return [j for j in np.argsort(-score, kind="stable")[:SHOWN].tolist() if score[j] > 0]

    def divides(self) -> str:
        columns = self.divisive()
        if not columns:
            return ""
        items = "".join(f"<li>{self.statement(j)}{self.by_group(j)}</li>\n" for j in columns)
        return f"<h2>{self.say('divides_heading')}</h2>\n<p>{self.say('divides_note')}</p>\n<ol>\n{items}</ol>\n"

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
        if self.drawn.k > 1:
            lines.append(self.say("unknown_slope"))
        few = int((self.drawn.groups < 0).sum()) if self.drawn.k > 1 else 0
        seldom = int(((self.cast < SELDOM) & ~self.votes.silenced).sum())
        out = int(self.votes.silenced.sum())
        least = min(ENOUGH_VOTES, int((~self.votes.silenced).sum()))
        for key, n in (("unknown_few", few), ("unknown_seldom", seldom), ("unknown_out", out)):
            if n:
                lines.append(self.say(key, n=n, least=least))
        items = "".join(f"<li>{line}</li>\n" for line in lines)
        return f"<h2>{self.say('unknown_heading')}</h2>\n<ul>\n{items}</ul>\n"

    def table(self) -> str:
        if not isinstance(self.drawn, OpinionMap):
            return ""
        k = self.drawn.k if self.drawn.k > 1 else 0
        heads = [self.say("column_votes"), self.say("column_all")]
        heads += [self.say("column_group", letter=LETTERS[g % 5]) for g in range(k)]
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
        cells = [str(int(self.cast[j])), _range(*self.drawn.overall[:, j])]
        for g in range(k):
            share, told = self.share(g, j)
            cells.append(f'<span class="range">{self.say("hidden")}</span>' if share is None else told)
        line = "".join(f'<td class="n">{one}</td>' for one in cells)
        return f'<tr><th scope="row">{self.statement(j)}</th>{line}</tr>\n'

    def how(self) -> str:
        prints = [("how_votes", self.drawn.votes_digest)]
        if isinstance(self.drawn, OpinionMap):
            chosen = self.drawn.settings
            told = self.say("how", shuffles=chosen.shuffles, replicates=chosen.replicates, seed=chosen.seed)
            prints.append(("how_settings", self.drawn.settings_digest))
        else:
            told = self.say("how_polis")
        seals = "".join(f"<p class='note'>{self.say(key)} <code>{digest}</code></p>\n" for key, digest in prints)
        return f"<h2>{self.say('how_heading')}</h2>\n<p class='note'>{told}</p>\n{seals}"


def _gap(language: str) -> str:
    return " " if language == "en" else ""


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def _range(share: float, low: float, high: float) -> str:
    if not np.isfinite(share):
        return "–"
    return f'{_percent(share)} <span class="range">({100 * low:.0f}–{100 * high:.0f})</span>'

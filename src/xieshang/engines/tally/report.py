"""A count as values for programs, and as one page for people: no script, no other file, both languages."""

from __future__ import annotations

from html import escape
from typing import Any

from xieshang.engines.tally.comparing import SMALLEST, Change, Reached
from xieshang.engines.tally.counts import Count, Funded
from xieshang.engines.tally.elections import Election
from xieshang.engines.tally.words import LANGUAGES

STYLE = """
:root { --ink: #1d2327; --soft: #5a646b; --line: #d5dade; --accent: #1f5a96; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; color: var(--ink); background: #fff;
       font: 1rem/1.6 "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.25; margin: 0 0 .3rem; } h2 { font-size: 1.3rem; margin: 2.2rem 0 .5rem; }
h3 { font-size: 1.05rem; margin: 1.4rem 0 .3rem; } p { margin: .4rem 0; max-width: 46rem; }
.lead { font-size: 1.15rem; } .note { color: var(--soft); font-size: .92rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; } .wide { overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid var(--line); }
tbody th { font-weight: normal; } td.n, th.n { text-align: right; white-space: nowrap; }
code { font-size: .8rem; overflow-wrap: anywhere; }
.choice { display: flex; gap: 1rem; justify-content: flex-end; } .choice label { cursor: pointer; padding: .2rem .4rem; }
.choice input:focus-visible + span { outline: 3px solid var(--accent); outline-offset: 2px; }
body:has(#choose-zh-Hans:checked) main[lang=en], body:has(#choose-en:checked) main[lang=zh-Hans] { display: none; }
@media print { .choice { display: none; } body { max-width: none; padding: 0; font-size: 10.5pt; }
  h2, h3 { break-after: avoid; } tr { break-inside: avoid; } .wide { overflow: visible; } }
"""


def as_values(election: Election, count: Count, change: Change | None = None) -> dict[str, Any]:
    """The count as plain values, ready for JSON; amounts in units of money, projects by their ids."""

    def money(amount: float) -> float:
        return amount / election.coins

    def ids(projects: tuple[int, ...]) -> list[str]:
        return [election.projects[n].id for n in projects]

    rule = count.rule
    told: dict[str, Any] = {
        "rule": {"name": rule.name, "utilities": rule.utilities, "completion": rule.completion, "seed": rule.seed},
        "ballots": election.ballots,
        "budget": money(election.budget),
        "spent": money(count.spent),
        "share": None if count.share is None else float(count.share) / election.coins,
        "raises": count.raises,
        "digest": count.digest,
        "funded": [
            {
                "project": election.projects[one.project].id,
                "name": election.projects[one.project].name,
                "cost": money(election.projects[one.project].cost),
                "votes": one.votes,
                "by": one.by,
                "price": None if one.price is None else one.price / election.coins,
                "left": money(one.left),
                "tied": ids(one.tied),
            }
            for one in count.funded
        ],
        "not_funded": [one.id for n, one in enumerate(election.projects) if n not in count.projects],
    }
    if change is not None:
        told["change"] = {
            "gained": ids(change.gained),
            "lost": ids(change.lost),
            "everyone": _reached(change.everyone),
            "parts": [_reached(one) for one in change.parts],
            "places": {
                place: {"first": money(first), "second": money(second)}
                for place, (first, second) in change.projects_by_place.items()
            },
        }
    return told


def _reached(one: Reached) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("name", "ballots", "first", "second", "gained", "lost")}


def write_report(election: Election, count: Count, change: Change | None = None, against: str = "") -> str:
    """The count sheet as a page.

    change   from another rule to this one, None for none
    against  that rule's name
    """
    pages = "".join(_Sheet(election, count, change, against, language).main() for language in LANGUAGES)
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


class _Sheet:
    """One language of the page."""

    def __init__(self, election: Election, count: Count, change: Change | None, against: str, language: str) -> None:
        self.election, self.count, self.change, self.against = election, count, change, against
        self.words, self.language = LANGUAGES[language], language

    def say(self, key: str, **values: object) -> str:
        return escape(self.words[key].format(**values))

    def money(self, amount: float) -> str:
        value = amount / self.election.coins
        return f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:,.2f}"

    def main(self) -> str:
        election, count = self.election, self.count
        sums = self.say(
            "summary", ballots=election.ballots, projects=len(election.projects), budget=self.money(election.budget)
        )
        left = self.money(election.budget - count.spent)
        outcome = self.say("outcome", n=len(count.funded), spent=self.money(count.spent), left=left)
        gap = " " if self.language == "en" else ""
        parts = [
            f"<h1>{self.say('title')}</h1>\n<p>{escape(election.title)}</p>\n<p class='lead'>{sums}{gap}{outcome}</p>\n",
            f"<p>{gap.join(self.rule())}</p>\n",
            self.table(),
            self.others(),
            self.changes() if self.change else "",
            f"<h2>{self.say('how')}</h2>\n<p class='note'>{self.say('how_note', digest=count.digest[:16])}</p>\n",
        ]
        return f'<main lang="{self.language}">\n{"".join(parts)}</main>\n'

    def rule(self) -> list[str]:
        rule, count = self.count.rule, self.count
        told = [self.say(f"rule_{rule.name}", share=self.money(float(count.share or 0)))]
        if rule.name == "equal-shares":
            told.append(self.say(f"utilities_{rule.utilities}"))
            told.append(self.say(f"completion_{rule.completion}", raises=count.raises))
        return told

    def table(self) -> str:
        heads = "".join(
            f'<th scope="col"{" class=n" if name in ("cost", "votes", "left") else ""}>{self.say(name)}</th>'
            for name in ("number", "project", "cost", "votes", "by", "left")
        )
        rows = "".join(self.row(n, one) for n, one in enumerate(self.count.funded, 1))
        return self.wide("funded", f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>")

    def wide(self, title: str, table: str) -> str:
        return (
            f"<h2>{self.say(title)}</h2>\n"
            f'<div class="wide" tabindex="0" role="region" aria-label="{self.say(title)}"><table>\n{table}\n</table></div>\n'
        )

    def row(self, n: int, one: Funded) -> str:
        project = self.election.projects[one.project]
        if one.by != "shares":
            paid = self.say(f"by_{one.by}")
        else:
            key = "by_shares" if one.full == one.votes else "by_shares_some"
            paid = self.say(key, price=self.money(one.price or 0), poor=one.votes - one.full)
        if one.tied:
            others = "、".join(self.election.projects[other].id for other in one.tied)
            key = "tied_lot" if self.count.rule.seed else "tied"
            paid += f"<br>{self.say(key, others=others, seed=self.count.rule.seed)}"
        return (
            f'<tr><td>{n}</td><th scope="row">{escape(project.name)}</th><td class="n">{self.money(project.cost)}</td>'
            f'<td class="n">{one.votes}</td><td>{paid}</td><td class="n">{self.money(one.left)}</td></tr>\n'
        )

    def others(self) -> str:
        left = [n for n in range(len(self.election.projects)) if n not in self.count.projects]
        if not left:
            return ""
        left.sort(key=lambda n: -int(self.election.votes[n]))
        rows = "".join(
            f'<tr><th scope="row">{escape(self.election.projects[n].name)}</th>'
            f'<td class="n">{self.money(self.election.projects[n].cost)}</td>'
            f'<td class="n">{self.election.votes[n]}</td></tr>\n'
            for n in left
        )
        heads = (
            f'<th scope="col">{self.say("project")}</th><th scope="col" class="n">{self.say("cost")}</th>'
            f'<th scope="col" class="n">{self.say("votes")}</th>'
        )
        return self.wide("not_funded", f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>")

    def changes(self) -> str:
        change = self.change
        assert change is not None  # noqa: S101 (for the type checker; the caller has asked)
        lines = [f"<h2>{self.say('changes', rule=self.words[f'name_{self.against}'])}</h2>\n"]
        if not change.gained and not change.lost:
            lines.append(f"<p>{self.say('nothing_changes')}</p>\n")
        for key, projects in (("gained", change.gained), ("lost", change.lost)):
            if projects:
                items = "".join(
                    f"<li>{escape(self.election.projects[n].name)} {self.money(self.election.projects[n].cost)}</li>\n"
                    for n in projects
                )
                lines.append(f"<h3>{self.say(key)}</h3>\n<ul>\n{items}</ul>\n")
        one = change.everyone
        shares = {name: _percent(getattr(one, name)) for name in ("first", "second", "gained", "lost")}
        lines.append(f"<p>{self.say('everyone', **shares)}</p>\n")
        if change.parts:
            heads = f'<th scope="col">{self.say("part")}</th>' + "".join(
                f'<th scope="col" class="n">{self.say(key)}</th>' for key in ("ballots", "share_first", "share_second")
            )
            rows = "".join(self.part(one) for one in (change.everyone, *change.parts))
            lines.append(
                f'<div class="wide" tabindex="0" role="region" aria-label="{self.say("part")}"><table>\n'
                f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>\n"
                f"<p class='note'>{self.say('hidden_note', n=SMALLEST)}</p>\n"
            )
        return "".join(lines)

    def part(self, one: Reached) -> str:
        is_all = self.change is not None and one is self.change.everyone
        name = self.say("all") if is_all else escape(one.name) or self.say("untold")
        cells = [self.say("hidden") if share is None else _percent(share) for share in (one.first, one.second)]
        told = "".join(f'<td class="n">{cell}</td>' for cell in cells)
        return f'<tr><th scope="row">{name}</th><td class="n">{one.ballots}</td>{told}</tr>\n'


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f}%"

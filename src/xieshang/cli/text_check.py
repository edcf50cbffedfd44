"""xieshang text check: proposals for their form, replies for what they answer, one row a text and one a finding."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from xieshang.cli import text_tables as tables
from xieshang.cli.text_tables import Table, TableError
from xieshang.engines.documents.draft import Draft, read_draft
from xieshang.engines.documents.errors import DocumentError
from xieshang.engines.documents.reading import read_document
from xieshang.engines.text.personal import mask
from xieshang.engines.text.rarity import Rarity
from xieshang.engines.text.replies import (
    Background,
    Element,
    LearnedFormulas,
    ReplyIndex,
    answered,
    read_reply,
    relevance,
)
from xieshang.engines.text.requirements import Demands, Proposal, Weight, check_proposal, find_split
from xieshang.engines.text.writing import plain_cutter

REPLY = ("reply", "answer", "答复", "答复意见", "回复", "回复内容")
QUESTION = ("question", "text", "留言详情", "留言内容", "提案", "正文", "内容")
SUGGESTIONS = ("suggestions", "建议", "具体建议")
SITUATION = ("situation", "情况", "情况与问题", "调研情况")
ANALYSIS = ("analysis", "分析", "原因分析", "问题分析")
UNIT = ("unit", "name", "单位", "承办单位", "名称")
ENOUGH = 20  # texts from which a file can tell how common words are

FINDINGS = ("id", "code", "weight", "part", "item", "start", "end", "quote", "params")
PROPOSALS = ("id", "situation", "suggestions", "guessed", "must", "hints", "codes", "split", "split_score")
REPLIES = ("id", "substantive", "score", "boilerplate", "substance", "relevance", "items", "answered", "copied_from")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Check proposals for what a review asks for, or replies for what they answer.

    FILE           a proposal as .txt or .docx; or a table .csv, .csv.gz: with a column reply (答复意见 …) of replies,
                   else of proposals (title, and text or situation and suggestions).
    ITEMS.csv      a row for each text, in its order. Of proposals: id, situation and suggestions (characters, number
                   found), guessed, must and hints (how many), codes, split and split_score (second matter's first
                   suggestion, 0 to 1). Of replies: id, substantive (1 or 0), score, boilerplate (share), substance
                   (characters), relevance (-1 to 1, about 0
                   for what fits any question), items and answered (suggestions, when there are any),
                   copied_from (id), then 1 or 0 for finding, basis, action, date, unit, contact, result.
    FINDINGS.csv   a row for each doubt or formula with its place: id, code, weight (must, hint), part, item, start,
                   end, quote, params (JSON). Personal data is masked in every quote.
    The exit code is 0 when all was checked; with --strict it is 1 when something must be mended or a reply is empty.
    """
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--out", type=Path, metavar="ITEMS.csv", help="a row for each text")
    parser.add_argument("--findings", type=Path, metavar="FINDINGS.csv", help="a row for each finding")
    parser.add_argument("--question", help="column or columns of the question a reply answers")
    parser.add_argument("--reply", help="column of the reply")
    parser.add_argument("--id", help="column to carry over; id, no, rid … when not said")
    parser.add_argument("--units", type=Path, metavar="UNITS.csv", help="units that can act, in a column unit")
    parser.add_argument("--strict", action="store_true", help="exit code 1 when something must be mended")
    parser.add_argument("--corpus", type=Path, metavar="TABLE.csv", help="more texts, to learn how common words are")


def run(args: argparse.Namespace) -> int:
    """Do it; the answer is the exit code."""
    if args.file.suffix.lower() in (".txt", ".docx"):
        return _check_proposals(args, [(args.file.name, _proposal_of(_read(args.file)))])
    if args.file.suffix.lower() not in (".csv", ".gz"):
        raise TableError(str(args.file), "it is no .txt, .docx, .csv or .csv.gz", "Save it as one of these.")
    table = tables.read(args.file)
    own = table.named(args.id, "--id")[0] if args.id else table.find(tables.ID)
    ids = table.column(own) if own is not None else [str(i + 1) for i in range(len(table.rows))]
    if args.reply or table.find(REPLY) is not None:
        return _check_replies(args, table, ids)
    return _check_proposals(args, list(zip(ids, _proposals(table), strict=True)))


# ---- Proposals


def _read(path: Path) -> Draft:
    try:
        with path.open("rb") as source:
            return read_draft(read_document(source, path.name))
    except OSError as failure:
        raise TableError(str(path), f"it cannot be opened ({failure.strerror})", "Check the path.") from None
    except DocumentError as refusal:
        line = f", line {refusal.params['line']}" if "line" in refusal.params else ""
        remedy = "Save it again as .docx, or as .txt in UTF-8."
        raise TableError(f"{path}{line}", f"it cannot be read ({refusal.code.value})", remedy) from None


def _proposal_of(draft: Draft) -> Proposal:
    items = tuple(each.text for each in draft.suggestions)
    return Proposal(draft.title, draft.situation, items, draft.analysis, draft.guessed)


def _proposals(table: Table) -> Iterator[Proposal]:
    title, body = table.find(tables.TITLE), table.find(tables.BODY)
    parts = [table.find(names) for names in (SITUATION, ANALYSIS, SUGGESTIONS)]
    if body is None and parts[2] is None:
        body = table.need(tables.BODY, "text of the proposal", "--id")
    titles, texts = table.column(title), table.column(body)
    situations, analyses, suggestions = (table.column(place) for place in parts)
    for i in range(len(table.rows)):
        if parts[2] is None:
            draft = read_draft(f"{titles[i]}\n{texts[i]}" if titles[i].strip() else texts[i])
            yield _proposal_of(draft)
        else:
            draft = read_draft(f"建议：\n{suggestions[i]}")
            items = tuple(each.text for each in draft.suggestions)
            yield Proposal(titles[i], situations[i] or texts[i], items, analyses[i])


def _check_proposals(args: argparse.Namespace, proposals: Sequence[tuple[str, Proposal]]) -> int:
    cutter = plain_cutter()
    texts = ["\n".join((each.situation, each.analysis, *each.suggestions)) for _, each in proposals]
    corpus = [*(texts if len(texts) >= ENOUGH else ()), *_corpus(args.corpus)]
    rarity = Rarity.learned(corpus, cutter.terms)
    demands = Demands(units=_units(args.units))
    items, findings, must = [], [], 0
    for key, proposal in proposals:
        found = check_proposal(proposal, demands, rarity, cutter)
        split = find_split(proposal.suggestions, rarity, cutter)
        heavy = sum(1 for each in found if each.weight is Weight.MUST)
        must += bool(heavy)
        codes = "|".join(dict.fromkeys(each.code.value for each in found))
        length = len(proposal.situation) + len(proposal.analysis)
        told = (split.first, f"{split.score:.4f}") if split else ("", "")
        row = [key, length, len(proposal.suggestions), int(proposal.guessed), heavy, len(found) - heavy, codes, *told]
        items.append(row)
        for each in found:
            span = (each.span.start, each.span.end) if each.span else ("", "")
            params = json.dumps(dict(each.params), ensure_ascii=False) if each.params else ""
            part = each.part.value if each.part else ""
            findings.append([key, each.code.value, each.weight.value, part, each.item or "", *span, each.quote, params])
    _hand_out(args, PROPOSALS, items, findings)
    print(f"{len(items)} proposals, {must} with something to mend, {len(findings)} findings.")
    return 1 if must and args.strict else 0


def _units(path: Path | None) -> tuple[str, ...]:
    if path is None:
        return ()
    table = tables.read(path)
    return tuple({each.strip() for each in table.column(table.need(UNIT, "units", "--units")) if each.strip()})


# ---- Replies


def _check_replies(args: argparse.Namespace, table: Table, ids: Sequence[str]) -> int:
    replies = table.column(table.named(args.reply, "--reply")[0] if args.reply else table.find(REPLY))
    if args.question:
        places = table.named(args.question, "--question")
    else:
        found = [table.find(tables.TITLE), table.find(QUESTION)]
        places = [place for place in found if place is not None]
    questions = ["\n".join(row[place].replace("\n", " ") for place in places) for row in table.rows]
    lists = table.column(table.find(SUGGESTIONS))
    enough = len(replies) >= ENOUGH or args.corpus
    background = Background.learned(questions, replies, _corpus(args.corpus)) if enough else Background()
    learned = LearnedFormulas.from_replies(replies, least=max(10, len(replies) // 100))
    keys = [f"{i}:{key}" for i, key in enumerate(ids)]
    shelf = ReplyIndex(dict(zip(keys, replies, strict=True)))
    items, findings, empty = [], [], 0
    for key, own, question, wanted, reply in zip(keys, ids, questions, lists, replies, strict=True):
        reading = read_reply(reply, learned)
        empty += not reading.is_substantive
        related = f"{relevance(question, reply, background).score:.6f}" if places else ""
        asked = [each.text for each in read_draft(f"建议：\n{wanted}").suggestions] if wanted.strip() else []
        told = answered(asked, reply, background, learned)
        copied = shelf.find_copied(reply, key, learned)
        items.append([
            own, int(reading.is_substantive), f"{reading.score:.6f}", f"{reading.boilerplate_share:.4f}", reading.substance,
            related, len(told) or "", sum(each.is_answered for each in told) if told else "",
            copied[0].other.partition(":")[2] if copied else "", *(int(each in reading.elements) for each in Element),
        ])  # fmt: skip
        hidden = mask(reply)
        for clause in reading.formulas:
            place = (clause.start, clause.end, hidden[clause.start : clause.end])
            findings.append([own, clause.formula.value, Weight.HINT.value, "reply", "", *place, ""])
        for each in told:
            if not each.is_answered:
                score = json.dumps({"score": round(each.score, 3)})
                findings.append([own, "not_answered", Weight.HINT.value, "suggestion", each.item, "", "", "", score])
        for passage in copied:
            start, end = passage.span.start, passage.span.end
            other = json.dumps({"other": passage.other.partition(":")[2]}, ensure_ascii=False)
            findings.append([own, "copied", Weight.HINT.value, "reply", "", start, end, hidden[start:end], other])
    _hand_out(args, (*REPLIES, *(each.value for each in Element)), items, findings)
    print(f"{len(items)} replies, {empty} of them empty.")
    return 1 if empty and args.strict else 0


# ---- Both


def _corpus(path: Path | None) -> list[str]:
    if path is None:
        return []
    table = tables.read(path)
    places = [place for place in (table.find(tables.TITLE), table.find(tables.BODY)) if place is not None]
    places = places or [table.need(tables.BODY, "texts", "--corpus")]
    return ["\n".join(row[place] for place in places) for row in table.rows]


def _hand_out(args: argparse.Namespace, heads: Sequence[str], items, findings) -> None:  # type: ignore[no-untyped-def]
    files = {}
    if args.out:
        files[args.out] = tables.rows_as_csv(heads, items)
    if args.findings:
        files[args.findings] = tables.rows_as_csv(FINDINGS, findings)
    if files:
        tables.write(files)
        for path in files:
            print(path)
        return
    for key, code, weight, part, item, _start, _end, quote, _params in findings:
        where = " ".join(str(each) for each in (part, item) if each)
        said = f"  {quote[:60]}" if quote else ""
        print(f"{key}  {weight}  {code}  {where}{said}".rstrip())

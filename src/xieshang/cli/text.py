"""xieshang text: sort texts into categories, find duplicates and hot issues, check proposals and replies, from tables.

xieshang text train DATA.csv --text COLUMN --label COLUMN --out MODEL
xieshang text classify MODEL DATA.csv --out PREDICTIONS.csv
xieshang text similar --pairs PAIRS.csv --out SCORES.csv
xieshang text hot MESSAGES.csv --out EVENTS.csv

Tables are .csv or .csv.gz whose first line names the columns, in UTF-8 or GB18030. docs/text.md tells every column.
The exit code is 2, and nothing is written, when something is wrong with what was handed in.
"""

from __future__ import annotations

import argparse
import importlib
import io
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from xieshang.cli import text_tables as tables
from xieshang.cli.text_tables import Table, TableError

LEAST = 0.21  # score from which a pair is called the same matter; docs/text.md tells how it was chosen
PARTS = {
    "train": "learn categories from labelled texts",
    "classify": "suggest the category of each text",
    "similar": "score pairs of texts: the same matter, or not",
    "hot": "group messages by their matter, hottest first",
    "check": "check proposals for their form, or replies for what they answer",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = __doc__
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    for name, purpose in PARTS.items():
        if name == "check":
            add = _check_part("add_arguments")
        else:
            add = {"train": _add_train, "classify": _add_classify, "similar": _add_similar, "hot": _add_hot}[name]
        if add is not None:
            part = parts.add_parser(
                name,
                help=purpose,
                description=(add.__doc__ or purpose),
                formatter_class=argparse.RawDescriptionHelpFormatter,
            )
            add(part)


def run(args: argparse.Namespace) -> int:
    """Do it; the answer is the exit code."""
    from xieshang.engines.text.errors import TextError

    try:
        if args.part == "check":
            return int(_check_part("run")(args))
        return {"train": _train, "classify": _classify, "similar": _similar, "hot": _hot}[args.part](args)
    except (TableError, TextError) as refusal:
        print(refusal, file=sys.stderr)
        return 2


def _check_part(name: str):  # type: ignore[no-untyped-def]
    """`check` has a file of its own."""
    try:
        return getattr(importlib.import_module("xieshang.cli.text_check"), name)
    except ModuleNotFoundError as missing:
        if missing.name != "xieshang.cli.text_check":
            raise
        return None


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


# ---- Train and classify


def _add_train(parser: argparse.ArgumentParser) -> None:
    """Learn categories from a table of labelled texts and write a model file.

    DATA.csv   a row a text: the column named with --text (several: title,text), raw Chinese or with blanks
               between words, and the column named with --label. Rows without either are left out and counted.
    MODEL      a zip of plain arrays and a JSON, without any text; loading it runs nothing. The same table and
               seed give the same bytes, whatever the order of the rows.
    """
    parser.add_argument("table", type=Path, metavar="DATA.csv")
    parser.add_argument("--text", help="column or columns of the text; title and text, or seg, when not said")
    parser.add_argument("--label", help="column of the category; label when not said")
    parser.add_argument("--out", type=Path, required=True, metavar="MODEL", help="the model file to write")
    parser.add_argument(
        "--names", type=Path, metavar="TREE.csv", help="words of the categories for want of cases: category, words …"
    )
    parser.add_argument("--seed", type=int, default=20261123, help="of what is drawn by lot (20261123)")


def _train(args: argparse.Namespace) -> int:
    from xieshang.engines.text import sorting
    from xieshang.engines.text.errors import UntrainableError

    table = tables.read(args.table)
    places = _text_places(table, args.text)
    label = table.named(args.label, "--label")[0] if args.label else table.need(tables.LABEL, "category", "--label")
    names: dict[str, list[str]] = {}
    if args.names:
        for row in tables.read(args.names).rows:
            if row[0].strip():
                names.setdefault(row[0].strip(), []).append(" ".join(cell.strip() for cell in row[1:]))
    heads = [table.heads[place] for place in places]
    try:
        own = table.find(tables.ID)
        model = sorting.train(
            _texts(table, places),
            table.column(label),
            keys=table.column(own) if own is not None else None,
            names=names,
            seed=args.seed,
            about={"text": heads},
        )
    except UntrainableError:
        where = f"{args.table}, columns {', '.join(heads)} and {table.heads[label]}"
        raise TableError(where, "no row has both a text and a category", "Name the right columns.") from None
    content = io.BytesIO()
    model.write(content)
    tables.write({args.out: content.getvalue()})
    left_out = len(table.rows) - model.cases
    print(
        f"{model.cases} cases, {len(model.labels)} categories, {left_out} rows left out, {len(content.getvalue()):,} bytes."
    )
    if model.holdout:
        told = model.holdout
        print(
            f"On cases it had not seen (five parts, each judged by the other four): macro-F1 {told.macro_f1:.3f}, "
            f"accuracy {told.accuracy:.3f}, within two {told.top2:.3f}, calibration error {told.ece:.3f}."
        )
    else:
        print("Too few cases to tell how good it is.")
    print(f"{args.out}  data {model.fingerprint[:16]}, seed {model.seed}")
    return 0


def _add_classify(parser: argparse.ArgumentParser) -> None:
    """Suggest the category of each text of a table.

    PREDICTIONS.csv   a row for each row, in its order: the id column of DATA.csv when it has one, then
                      label, score (how sure, 0 to 1), label2, label3; empty where the text is.
    """
    parser.add_argument("model", type=Path, metavar="MODEL", help="a file that train wrote")
    parser.add_argument("table", type=Path, metavar="DATA.csv")
    parser.add_argument("--text", help="column or columns of the text; those of the training when not said")
    parser.add_argument("--id", help="column to carry over; id, mid, row, no … when not said")
    parser.add_argument("--out", type=Path, required=True, metavar="PREDICTIONS.csv")


def _classify(args: argparse.Namespace) -> int:
    from xieshang.engines.text.errors import UnreadableModelError
    from xieshang.engines.text.sorting import Model

    try:
        with args.model.open("rb") as file:
            model = Model.read(file)
    except (OSError, UnreadableModelError) as wrong:
        what = wrong.strerror if isinstance(wrong, OSError) else str(wrong)
        raise TableError(str(args.model), str(what), "Name a file that `xieshang text train` wrote.") from None
    table = tables.read(args.table)
    trained = ",".join(model.about.get("text", []))
    if args.text:
        places = table.named(args.text, "--text")
    elif trained and all(table.find([name]) is not None for name in trained.split(",")):
        places = table.named(trained, "--text")
    else:
        places = _text_places(table, None)
        used = ",".join(table.heads[place] for place in places)
        say(
            f"{args.table} has no column {trained}, which the model learned from; reading {used} (--text names another)."
        )
    own = _id_place(table, args.id)
    rows = []
    for words, told in zip(table.column(own), model.suggest_all(_texts(table, places)), strict=True):
        others = [each.label for each in told.candidates[1:3]] if told.label else []
        row = [told.label, f"{told.confidence:.4f}" if told.label else "", *others, *[""] * (2 - len(others))]
        rows.append([words, *row] if own is not None else row)
    heads = ["label", "score", "label2", "label3"]
    tables.write({args.out: tables.rows_as_csv([table.heads[own], *heads] if own is not None else heads, rows)})
    print(f"{len(rows)} texts, {sum(1 for row in rows if not row[-4])} of them empty.\n{args.out}")
    return 0


def _text_places(table: Table, given: str | None) -> list[int]:
    if given:
        return table.named(given, "--text")
    title, body = table.find(tables.TITLE), table.find(tables.BODY)
    places = [place for place in (title, body) if place is not None]
    return places or [table.need(tables.BODY, "text", "--text")]


def _texts(table: Table, places: Sequence[int]) -> list[str]:
    return ["\n".join(row[place] for place in places if row[place].strip()) for row in table.rows]


def _id_place(table: Table, given: str | None) -> int | None:
    return table.named(given, "--id")[0] if given else table.find(tables.ID)


# ---- Similar


def _add_similar(parser: argparse.ArgumentParser) -> None:
    """Score pairs of texts: how likely both are on the same matter.

    PAIRS.csv   a row a pair. Either the texts themselves (text_a, text_b, with title_a, title_b or without; also
                text1, text2 and a_text, b_text), or their ids (row_a, row_b; id_a, id_b; a, b), the texts being in
                the table named with --texts; when none is named, in a table beside PAIRS.csv that has all the ids.
    TEXTS.csv   a row a text: an id (id, row, mid, no …), title and text, or one of them.
    SCORES.csv  a row for each pair, in its order: all columns of PAIRS.csv that are no texts, then score (0 to 1, 1 for
                copies) and same (1 when the score is at least --least).
    How common words are is learned from TEXTS.csv, else from the pairs themselves, and from --corpus when it is given.
    """
    parser.add_argument("--pairs", type=Path, required=True, metavar="PAIRS.csv")
    parser.add_argument("--texts", type=Path, metavar="TEXTS.csv", help="where the texts of the ids are")
    parser.add_argument(
        "--corpus", type=Path, metavar="TABLE.csv", help="more texts, to learn from how common words are"
    )
    parser.add_argument(
        "--least", type=float, default=LEAST, help=f"score from which a pair is the same matter ({LEAST})"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="SCORES.csv")


_A, _B = ("a", "1", "left", "x", "甲"), ("b", "2", "right", "y", "乙")


def _similar(args: argparse.Namespace) -> int:
    from xieshang.engines.text.likeness import Weighing, Writing, pairwise

    pairs = tables.read(args.pairs)
    bodies, titles = _two_sided(pairs, tables.BODY), _two_sided(pairs, tables.TITLE)
    if bodies or titles:
        sides = [
            [
                Writing(title, body)
                for title, body in zip(
                    pairs.column(titles[side] if titles else None),
                    pairs.column(bodies[side] if bodies else None),
                    strict=True,
                )
            ]
            for side in (0, 1)
        ]
        corpus = [*sides[0], *sides[1]]
        texts = {*(bodies or ()), *(titles or ())}
    else:
        sides, corpus = _by_id(pairs, args.texts)
        texts = set()
    if args.corpus:
        corpus += _writings(tables.read(args.corpus))
    weighing = Weighing.learn(dict.fromkeys(corpus))
    scores = pairwise(sides[0], sides[1], weighing)
    kept = [place for place in range(len(pairs.heads)) if place not in texts]
    rows = [
        [*(row[place] for place in kept), f"{score:.6f}", int(score >= args.least)]
        for row, score in zip(pairs.rows, scores, strict=True)
    ]
    heads = [pairs.heads[place] for place in kept]
    tables.write({args.out: tables.rows_as_csv([*heads, "score", "same"], rows)})
    print(f"{len(rows)} pairs, {int((scores >= args.least).sum())} of them likely on the same matter.\n{args.out}")
    return 0


def _two_sided(pairs: Table, names: Iterable[str]) -> tuple[int, int] | None:
    """The two columns of one thing: text_a and text_b, a_text and b_text, text1 and text2 …"""
    for name in names:
        for one, other in zip(_A, _B, strict=True):
            for form in ("{0}_{1}", "{1}_{0}", "{0}{1}", "{1}{0}", "{0} {1}", "{0}-{1}"):
                found = pairs.find([form.format(name, one)]), pairs.find([form.format(name, other)])
                if found[0] is not None and found[1] is not None:
                    return found[0], found[1]
    return None


def _by_id(pairs: Table, given: Path | None):  # type: ignore[no-untyped-def]
    """The texts of both sides by their ids, and all texts of the table they are in."""
    found = _two_sided(pairs, tables.ID)
    if found is None:
        places = [(pairs.find([one]), pairs.find([other])) for one, other in zip(_A, _B, strict=True)]
        found = next(((one, other) for one, other in places if one is not None and other is not None), None)
    if found is None:
        remedy = f"Its columns are {', '.join(pairs.heads)}; call them text_a and text_b, or row_a and row_b."
        raise TableError(str(pairs.path), "no two columns with the texts of a pair or their ids", remedy)
    wanted = {row[place].strip() for row in pairs.rows for place in found}
    table, own = _table_of(pairs, wanted, given)
    if table is None:  # a and b may hold the texts themselves
        if max(map(len, wanted)) > 24:
            from xieshang.engines.text.likeness import Writing

            sides = [[Writing("", row[place]) for row in pairs.rows] for place in found]
            return sides, [*sides[0], *sides[1]]
        remedy = f"Name the table of texts with --texts; its ids must be those of {' and '.join(pairs.heads[p] for p in found)}."
        raise TableError(str(pairs.path), "it names texts by ids, and no table beside it has them all", remedy)
    writings = _writings(table)
    by_id = {key.strip(): place for place, key in enumerate(table.column(own))}
    sides = []
    for place in found:
        for row, cells in enumerate(pairs.rows):
            if cells[place].strip() not in by_id:
                where = f"no text with the id {cells[place].strip()[:24]!r} in {table.path}, column {table.heads[own]}"
                raise TableError(pairs.at(row, place), where, "Name the table that has it with --texts.")
        sides.append([writings[by_id[cells[place].strip()]] for cells in pairs.rows])
    return sides, writings


def _table_of(pairs: Table, wanted: set[str], given: Path | None) -> tuple[Table | None, int]:
    """The table with the texts, and its column of ids."""
    if given:
        table = tables.read(given)
        places = [
            place for place in range(len(table.heads)) if wanted <= {cell.strip() for cell in table.column(place)}
        ]
        known = table.find(tables.ID)
        if known in places or not places:
            return table, table.need(tables.ID, "ids", "its heading")
        return table, places[0]
    found: list[tuple[Table, int]] = []
    for path in sorted([*pairs.path.parent.glob("*.csv"), *pairs.path.parent.glob("*.csv.gz")]):
        if path == pairs.path:
            continue
        try:
            table = tables.read(path)
        except TableError:
            continue  # not ours to judge: it only stands beside
        own = table.find(tables.ID)
        has_texts = table.find(tables.BODY) is not None or table.find(tables.TITLE) is not None
        if own is not None and has_texts and wanted <= {cell.strip() for cell in table.column(own)}:
            found.append((table, own))
    if len(found) > 1:
        names = ", ".join(table.path.name for table, _own in found)
        raise TableError(str(pairs.path), f"several tables beside it have its ids: {names}", "Name one with --texts.")
    if found:
        say(f"Texts from {found[0][0].path}.")
        return found[0]
    return None, 0


def _writings(table: Table):  # type: ignore[no-untyped-def]
    from xieshang.engines.text.likeness import Writing

    title, body = table.find(tables.TITLE), table.find(tables.BODY)
    if title is None and body is None:
        table.need(tables.BODY, "text", "its heading")
    return [Writing(*pair) for pair in zip(table.column(title), table.column(body), strict=True)]


# ---- Hot


def _add_hot(parser: argparse.ArgumentParser) -> None:
    """Group messages by their matter, hottest first.

    MESSAGES.csv  a row a message: an id (id, row, mid …; without one rows count from 1), title and text or one of
                  them, and where known time, author, likes, dislikes. An author counts once, however often he writes.
    EVENTS.csv    a row for each message, in its order: message_id, event_id. Event 1 is the hottest; a message that
                  stands alone has an event of its own.
    SUMMARY.csv   with --summary, a row for each event of two messages or more: event_id, kind (event, problem: the same
                  matter in different places, repeats: too few people), messages, authors, first, last, peak_week (its
                  Monday), trend, heat, likes, headline_id (the message that stands for all), headline (its title,
                  personal data masked).
    """
    parser.add_argument("table", type=Path, metavar="MESSAGES.csv")
    parser.add_argument("--id", help="column of the id")
    parser.add_argument("--text", help="column or columns of the text; title and text when not said")
    parser.add_argument("--out", type=Path, required=True, metavar="EVENTS.csv")
    parser.add_argument("--summary", type=Path, metavar="SUMMARY.csv", help="also write what each event is")


def _hot(args: argparse.Namespace) -> int:
    from xieshang.engines.text import events

    table = tables.read(args.table)
    own = _id_place(table, args.id)
    keys = table.column(own) if own is not None else [str(n) for n in range(1, len(table.rows) + 1)]
    seen: dict[str, int] = {}
    for row, key in enumerate(keys):
        if key in seen:
            assert own is not None  # noqa: S101 (counted ones do not repeat)
            what = f"the id stands in line {table.lines[seen[key]]} already"
            raise TableError(table.at(row, own), what, "Give each message an id of its own, or name another with --id.")
        seen[key] = row
    places = _text_places(table, args.text)
    title = table.find(tables.TITLE) if not args.text or len(places) > 1 else None
    title = title if title in places else (places[0] if len(places) > 1 else None)
    at, author, likes, dislikes = (
        table.find(names) for names in (tables.TIME, tables.AUTHOR, tables.LIKES, tables.DISLIKES)
    )
    messages = [
        events.Message(
            key=keys[row],
            title=cells[title] if title is not None else "",
            body="\n".join(cells[place] for place in places if place != title),
            at=tables.moment(table, row, at),
            author=(cells[author].strip() or None) if author is not None else None,
            likes=tables.number(table, row, likes),
            dislikes=tables.number(table, row, dislikes),
        )
        for row, cells in enumerate(table.rows)
    ]
    findings = events.find_events(messages)
    files = {args.out: tables.rows_as_csv(["message_id", "event_id"], [[key, findings.of[key]] for key in keys])}
    if args.summary:
        by_key = {message.key: message for message in messages}
        files[args.summary] = _summary(findings, {key: by_key[key].title or by_key[key].body[:40] for key in by_key})
    tables.write(files)
    print(
        f"{len(messages)} messages: {len(findings.hot())} events and {len(findings.problems())} common problems "
        f"of at least three people, {len(findings.attention)} single messages many eyes are on."
    )
    for path in files:
        print(path)
    return 0


def _summary(findings, titles) -> bytes:  # type: ignore[no-untyped-def]
    from xieshang.engines.text.personal import mask

    heads = [
        "event_id",
        "kind",
        "messages",
        "authors",
        "first",
        "last",
        "peak_week",
        "trend",
        "heat",
        "likes",
        "headline_id",
        "headline",
    ]
    rows = [
        [
            event.number, event.kind, len(event.keys), event.authors, event.first or "", event.last or "",
            event.peak_week or "", event.trend, event.heat, f"{event.likes:g}", event.headline, mask(titles[event.headline]),
        ]
        for event in findings.events
        if len(event.keys) > 1
    ]  # fmt: skip
    return tables.rows_as_csv(heads, rows)

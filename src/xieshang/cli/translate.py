"""Keep locale/zh_Hans complete: list what is missing, add what was written, drop what is stale.

xieshang translate                 what is missing and what is stale; exit code 1 when anything is
xieshang translate --add FILE      merge {"English": "中文"} or {"English": {"context": "中文"}} from a JSON file
xieshang translate --sync          drop stale entries

Both writing forms also draft the sentences that a profile says in words of its own (profile_words.py).
"""

from __future__ import annotations

import argparse
import fcntl
import io
import json
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[3]
CHINESE = ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"
FUNCTIONS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
Sentence = tuple[str | None, str, str | None]  # context, singular, plural


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--add", metavar="FILE", help="merge sentences from a JSON file")
    parser.add_argument("--sync", action="store_true", help="drop stale entries")


def visible_sentences(root: Path = ROOT) -> dict[Sentence, list[str]]:
    """Every sentence the code and the templates show, with the places it stands in."""
    found: dict[Sentence, list[str]] = {}
    for path in sorted((root / "src").rglob("*")):
        if path.suffix in (".py", ".html", ".txt") and "migrations" not in path.parts:
            for line, sentence in sentences_of(path):
                found.setdefault(sentence, []).append(f"{path.relative_to(root)}:{line}")
    return found


def sentences_of(path: Path) -> Iterator[tuple[int, Sentence]]:
    from babel.messages.extract import extract
    from django.utils.translation.template import templatize

    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        if "{%" not in text:
            return
        # What templatize leaves of a page is no Python: without its indentation Babel's reader takes it as such.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    for line, message, _comments, context in extract(
        "python", io.BytesIO(text.encode()), keywords=FUNCTIONS, options={"encoding": "utf-8"}
    ):
        forms = message if isinstance(message, tuple) else (message,)
        if forms and forms[0]:
            yield line, (context, forms[0], forms[1] if len(forms) > 1 and forms[1] else None)


def read() -> polib.POFile:
    if CHINESE.exists():
        return polib.pofile(str(CHINESE), wrapwidth=110)
    book = polib.POFile(wrapwidth=110)
    book.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "zh_Hans",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return book


def write(book: polib.POFile) -> None:
    CHINESE.parent.mkdir(parents=True, exist_ok=True)
    book.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    book.save(str(CHINESE))


def key(entry: polib.POEntry) -> Sentence:
    return (entry.msgctxt, entry.msgid, entry.msgid_plural or None)


def missing(book: polib.POFile, found: dict[Sentence, list[str]]) -> list[Sentence]:
    done = {key(entry) for entry in book if entry.msgstr or (entry.msgstr_plural and all(entry.msgstr_plural.values()))}
    return sorted(set(found) - done, key=lambda sentence: found[sentence][0])


def stale(book: polib.POFile, found: dict[Sentence, list[str]]) -> list[Sentence]:
    return sorted({key(entry) for entry in book} - set(found), key=str)


Pairs = dict[str, str | list[str] | dict[str, str]]


def add(pairs: Pairs, found: dict[Sentence, list[str]]) -> int:
    """Merge translations; plurals and contexts are recognised by the sentence in the code. Returns how many were set.

    A sentence that stands both with and without a context, or with several, takes one translation for each:
    {"Number": {"": "案号", "of a message": "编号"}}.
    """
    book = read()
    by_key = {key(entry): entry for entry in book}
    known: dict[str, list[Sentence]] = {}
    for sentence in found:
        known.setdefault(sentence[1], []).append(sentence)
    for msgid, chinese in pairs.items():
        for context, _singular, plural in known.get(msgid, [(None, msgid, None)]):
            if isinstance(chinese, dict):
                if (context or "") not in chinese:
                    continue
                text = chinese[context or ""]
            else:
                text = chinese if isinstance(chinese, str) else chinese[0]
            entry = by_key.get((context, msgid, plural))
            if entry is None:
                entry = polib.POEntry(msgid=msgid, msgid_plural=plural or "", msgctxt=context)
                book.append(entry)
            if plural:
                entry.msgstr_plural = {0: text}
            else:
                entry.msgstr = text
    write(book)
    return len(pairs)


def run(args: argparse.Namespace) -> int:
    CHINESE.parent.mkdir(parents=True, exist_ok=True)
    lock_file = ROOT / "var" / "translate.lock"
    lock_file.parent.mkdir(exist_ok=True)
    with lock_file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = visible_sentences()
        if args.add:
            pairs = json.loads(Path(args.add).read_text(encoding="utf-8"))
            print(f"{add(pairs, found)} sentences written")
            draft_for_profiles()
            return 0
        book = read()
        if args.sync:
            gone = set(stale(book, found))
            kept = polib.POFile(wrapwidth=110)
            kept.metadata = book.metadata
            kept.extend(entry for entry in book if key(entry) not in gone)
            write(kept)
            print(f"{len(gone)} stale entries dropped")
            draft_for_profiles()
            book = kept
        without = missing(book, found)
        for sentence in without:
            print(f"missing  {found[sentence][0]}  {sentence[1]!r}")
        for sentence in stale(book, found):
            print(f"stale    {sentence[1]!r}")
        return 1 if without or stale(book, found) else 0


def draft_for_profiles() -> None:
    """Draft the sentences that a profile says in words of its own; somebody reads them before they land."""
    from xieshang.cli import profile_words

    for folder in profile_words.profiles():
        if drafted := profile_words.write_drafts(folder):
            print(f"{drafted} sentences drafted in the words of {folder.name}: please read them")

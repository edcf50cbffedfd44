"""The sentences a profile says in words of its own: which are missing, which are stale, and a first draft of them.

A profile may bring gettext catalogues (`profiles/NAME/locale/en`, `…/zh_Hans`) whose sentences stand before the
platform's. Its `words.toml` names the words it calls otherwise; from it every sentence that needs one is found.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import polib

from xieshang.cli import translate

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")
LANGUAGES = {"en": "nplurals=2; plural=(n != 1);", "zh_Hans": "nplurals=1; plural=0;"}


@dataclass(frozen=True)
class Word:
    """One word and what the profile says for it, in one language."""

    theirs: re.Pattern[str]
    ours: str

    def put(self, sentence: str) -> str:
        def as_written(found: re.Match[str]) -> str:
            return self.ours[0].upper() + self.ours[1:] if found[0][0].isupper() else self.ours

        return self.theirs.sub(as_written, sentence)


def words(folder: Path, language: str) -> list[Word]:
    """The words of a profile, longest first, so that a phrase goes before the words in it."""
    table = tomllib.loads((folder / "words.toml").read_text(encoding="utf-8"))[language]
    pairs = sorted(table.items(), key=lambda pair: -len(pair[0]))
    edge = r"\b" if language == "en" else ""
    return [Word(re.compile(edge + re.escape(theirs) + edge, re.IGNORECASE), ours) for theirs, ours in pairs]


def draft(sentence: str, known: list[Word]) -> str:
    """A sentence with every word replaced, none twice; a first draft for somebody to read."""
    marks: list[str] = []

    def keep(text: str) -> str:
        marks.append(text)
        return f"\x00{len(marks) - 1}\x00"

    sentence = PLACEHOLDER.sub(lambda found: keep(found[0]), sentence)
    for word in known:
        sentence = word.theirs.sub(lambda found, word=word: keep(word.put(found[0])), sentence)  # type: ignore[misc]
    return re.sub("\x00([0-9]+)\x00", lambda found: marks[int(found[1])], sentence)


def path(folder: Path, language: str) -> Path:
    return folder / "locale" / language / "LC_MESSAGES" / "django.po"


def read(folder: Path, language: str) -> polib.POFile:
    if path(folder, language).exists():
        return polib.pofile(str(path(folder, language)), wrapwidth=110)
    book = polib.POFile(wrapwidth=110)
    book.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": LANGUAGES[language],
    }
    return book


def wanted(folder: Path, language: str) -> dict[translate.Sentence, list[str]]:
    """Every sentence that holds a word the profile calls otherwise, with the draft of its forms."""
    known = words(folder, language)
    found = translate.visible_sentences()
    if language == "en":
        spoken = {key: [form for form in (key[1], key[2]) if form] for key in found}
    else:
        spoken = {
            translate.key(entry): [entry.msgstr or entry.msgstr_plural.get(0, "")]
            for entry in translate.read()
            if translate.key(entry) in found
        }
    drafts = {key: [draft(form, known) for form in forms] for key, forms in spoken.items()}
    return {key: forms for key, forms in drafts.items() if forms != spoken[key]}


def missing(folder: Path, language: str) -> dict[translate.Sentence, list[str]]:
    done = {translate.key(entry) for entry in read(folder, language)}
    return {key: forms for key, forms in wanted(folder, language).items() if key not in done}


def stale(folder: Path, language: str) -> list[translate.Sentence]:
    found = translate.visible_sentences()
    return [key for entry in read(folder, language) if (key := translate.key(entry)) not in found]


def write_drafts(folder: Path) -> int:
    """Add a draft of every missing sentence and drop the stale ones; returns how many were drafted."""
    count = 0
    for language in LANGUAGES:
        book = read(folder, language)
        gone = set(stale(folder, language))
        kept = polib.POFile(wrapwidth=110)
        kept.metadata = book.metadata
        kept.extend(entry for entry in book if translate.key(entry) not in gone)
        for (context, singular, plural), forms in missing(folder, language).items():
            entry = polib.POEntry(msgid=singular, msgid_plural=plural or "", msgctxt=context)
            if plural:
                entry.msgstr_plural = dict(enumerate(forms))
            else:
                entry.msgstr = forms[0]
            kept.append(entry)
            count += 1
        kept.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
        path(folder, language).parent.mkdir(parents=True, exist_ok=True)
        kept.save(str(path(folder, language)))
    return count


def profiles() -> list[Path]:
    """The profiles that say some sentences in words of their own."""
    return sorted(each.parent for each in (translate.ROOT / "profiles").glob("*/words.toml"))

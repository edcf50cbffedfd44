"""Every visible sentence is there in Chinese, whole and well written; a profile's own words reach the page."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import polib
import pytest
from django.conf import settings

from xieshang.cli import compile_translations, profile_words, translate

PROFILES = sorted(each.parent for each in (translate.ROOT / "profiles").glob("*/profile.toml"))
CATALOGUES = [translate.CHINESE, *sorted((translate.ROOT / "profiles").glob("*/locale/*/LC_MESSAGES/django.po"))]
PLACEHOLDER = re.compile(r"(?:%\(\w+\)[a-z]|\{\w+\}|%%)")
HAN = "[\u4e00-\u9fff]"
HALF_WIDTH = re.compile(f"{HAN}[,;:!?]|[,;:!?]{HAN}|{HAN}\\.(?![A-Za-z])|{HAN}\\(|\\){HAN}")


@pytest.fixture(scope="module")
def sentences():
    return translate.visible_sentences()


def told(entries) -> str:
    return "\n".join(map(str, entries))


def translations(path: Path) -> list[tuple[polib.POEntry, str]]:
    return [
        (entry, text)
        for entry in polib.pofile(str(path))
        for text in (entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr])
    ]


def test_no_sentence_is_missing_in_chinese(sentences):
    without = translate.missing(translate.read(), sentences)
    assert not without, told(f"{sentences[each][0]}  {each[1]!r}" for each in without)


def test_no_translation_outlives_its_sentence(sentences):
    gone = translate.stale(translate.read(), sentences)
    assert not gone, told(gone)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(translate.ROOT)))
def test_placeholders_agree(path):
    wrong = [
        entry.msgid
        for entry, text in translations(path)
        if not any(
            set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(form))
            for form in (entry.msgid, entry.msgid_plural or entry.msgid)
        )
    ]
    assert not wrong, told(wrong)


@pytest.mark.parametrize(
    "path", [path for path in CATALOGUES if "zh_Hans" in path.parts], ids=lambda path: path.parts[-5]
)
def test_chinese_has_full_width_marks(path):
    wrong = [text for _entry, text in translations(path) if HALF_WIDTH.search(PLACEHOLDER.sub("字", text))]
    assert not wrong, told(wrong)


@pytest.mark.parametrize(
    "path", [path for path in CATALOGUES if "zh_Hans" in path.parts], ids=lambda path: path.parts[-5]
)
def test_a_sentence_ends_in_chinese_as_it_does_in_english(path):
    """A full stop in one language is one in the other: a label stays a label, a sentence a sentence."""
    wrong = [
        (entry.msgid, text)
        for entry, text in translations(path)
        if not re.search(PLACEHOLDER.pattern + "$|[?]$", entry.msgid)
        and entry.msgid.endswith(".") != text.endswith(("。", "？"))
    ]
    assert not wrong, told(wrong)


@pytest.mark.parametrize("folder", PROFILES, ids=lambda folder: folder.name)
def test_a_profile_says_everything_in_both_languages(folder):
    def rows(table, where):
        for key, value in table.items() if isinstance(table, dict) else enumerate(table):
            if isinstance(value, dict) and ({"zh", "en"} & set(value)):
                yield f"{where}.{key}", value
            elif isinstance(value, dict | list):
                yield from rows(value, f"{where}.{key}")

    lacking = [
        where
        for name in ("profile", "lists", "roles", "forms")
        for where, row in rows(tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8")), name)
        if not str(row.get("zh", "")).strip() or not str(row.get("en", "")).strip()
    ]
    assert not lacking, told(lacking)
    wrong = [
        row["zh"]
        for name in ("profile", "lists", "roles", "forms")
        for _where, row in rows(tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8")), name)
        if HALF_WIDTH.search(row["zh"])
    ]
    assert not wrong, told(wrong)


@pytest.mark.parametrize("folder", profile_words.profiles(), ids=lambda folder: folder.name)
@pytest.mark.parametrize("language", profile_words.LANGUAGES)
def test_a_profile_with_its_own_words_says_each_sentence_in_them(folder, language):
    """`xieshang translate --sync` drafts what is missing here."""
    assert not profile_words.missing(folder, language)
    assert not profile_words.stale(folder, language)


@pytest.mark.parametrize("folder", profile_words.profiles(), ids=lambda folder: folder.name)
@pytest.mark.parametrize(("language", "key"), [("en", "en"), ("zh_Hans", "zh")])
def test_a_profile_with_its_own_words_keeps_to_them_in_its_lists(folder, language, key):
    known = profile_words.words(folder, language)
    spoken = [
        text
        for name in ("profile", "lists", "roles", "forms")
        for text in re.findall(rf'\b{key} = "([^"]*)"', (folder / f"{name}.toml").read_text(encoding="utf-8"))
    ]
    assert [text for text in spoken if profile_words.draft(text, known) != text] == []


def test_a_draft_replaces_words_once_and_leaves_placeholders(tmp_path):
    (tmp_path / "words.toml").write_text('[en]\n"unit" = "member"\n"member" = "councillor"\n', encoding="utf-8")
    known = profile_words.words(tmp_path, "en")
    assert profile_words.draft("%(unit)s: a Unit and a member of units", known) == (
        "%(unit)s: a Member and a councillor of units"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "motions", "write"), [("en", "Motions", "Write to the council"), ("zh-hans", "动议", "给议会写信")]
)
def test_the_city_council_hears_its_own_words(client, settings, language, motions, write):
    compile_translations.run(None)
    settings.PROFILE = "city-council"
    settings.LOCALE_PATHS = [settings.PROFILES / "city-council" / "locale", translate.ROOT / "locale"]
    page = client.get("/", headers={"accept-language": language}).content.decode()
    navigation = re.sub("<[^>]*>", "", page[page.index("<nav") : page.index("</nav>")])
    assert motions in navigation
    assert write in navigation
    assert "roposal" not in navigation
    assert "提案" not in navigation


@pytest.mark.django_db
def test_the_district_committee_keeps_the_words_of_its_field(client):
    compile_translations.run(None)
    page = client.get("/", headers={"accept-language": "zh-hans"}).content.decode()
    for word in ("提案", "群众来信", "承诺事项", "给政协写信"):
        assert word in page


def test_the_catalogues_of_the_profile_stand_before_the_platforms():
    assert settings.LOCALE_PATHS[0] == settings.PROFILES / settings.PROFILE / "locale"

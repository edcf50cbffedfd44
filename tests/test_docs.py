"""What exists stands in the documents, and what stands in the documents exists."""

from __future__ import annotations

import importlib
import re
import runpy
from pathlib import Path

import pytest

from xieshang.cli import COMMANDS
from xieshang.core import profile
from xieshang.core.lifecycle import LIVES
from xieshang.core.powers import POWERS
from xieshang.web.management.commands.draw_life_cycles import TITLES, drawing

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
CODE_OF_SETTINGS = [ROOT / "dev", *(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
# Names in the code that begin like a setting and are read by nothing
NO_SETTING: set[str] = set()


def first_column(name: str) -> list[str]:
    """The first `code` of each row of a document's tables."""
    return re.findall(r"^\| `([^`]+)` \|", (DOCS / name).read_text(encoding="utf-8"), re.MULTILINE)


# ---- Life cycles


def test_the_life_cycles_are_drawn_as_they_are():
    """`xieshang manage draw_life_cycles` draws them anew."""
    from xieshang.cli import compile_translations

    compile_translations.run(None)
    assert (DOCS / "life-cycles.md").read_text(encoding="utf-8") == drawing()


def test_every_life_cycle_has_a_title():
    assert set(TITLES) == set(LIVES)


# ---- Glossary


def glossary() -> list[tuple[str, str, str]]:
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \| ([^|]+) \|$",
        (DOCS / "glossary.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    return [row for row in rows if row[0] != "term" and not row[0].startswith("--")]


def names_something(name: str) -> bool:
    """A move, a norm, a list, a power, a role, or a name that can be imported from the package."""
    here = profile.load(ROOT / "profiles", "cppcc-district")
    kind, _dot, move = name.partition(".")
    if kind in LIVES and move in LIVES[kind].moves:
        return True
    if name in here.norms or name in here.lists or name in POWERS or name in here.roles:
        return True
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(["xieshang", *parts[:cut]]))
        except ImportError:
            continue
        for part in parts[cut:]:
            if part in getattr(found, "__dataclass_fields__", {}):
                return True
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


@pytest.mark.parametrize(("term", "chinese", "where"), glossary())
def test_a_term_is_found_in_the_code(term, chinese, where):
    names = re.findall(r"`([^`]+)`", where)
    assert names, f"{term} names nothing in the code"
    assert [name for name in names if not names_something(name)] == []
    assert re.search("[\u4e00-\u9fff]", chinese)


def test_a_term_stands_once():
    terms = [term for term, _chinese, _where in glossary()]
    assert len(terms) > 50
    assert sorted(set(terms)) == sorted(terms)


def test_what_is_not_there_is_not_found():
    assert not names_something("proposals.models.Parliament")
    assert not names_something("proposal.elope")


# ---- Settings


def settings_in_the_code() -> set[str]:
    reads = re.compile(
        r"environ(?:\.get|\.setdefault)?[(\[]\s*\"([A-Z_]+)\"|\"(XIESHANG_[A-Z_]+|DATABASE_URL)\" (?:not )?in os\.environ"
    )
    found = {
        name for path in CODE_OF_SETTINGS for pair in reads.findall(path.read_text(encoding="utf-8")) for name in pair
    }
    return {name for name in found if name.startswith("XIESHANG_") or name == "DATABASE_URL"} - NO_SETTING


def test_every_setting_is_documented_and_none_is_stale():
    listed = first_column("settings.md")
    assert len(listed) == len(set(listed))
    assert set(listed) == settings_in_the_code()


# ---- Commands


def test_every_command_is_documented_and_none_is_stale():
    listed = first_column("commands.md")
    of_dev = re.findall(r"^  (\w+) ", runpy.run_path(str(ROOT / "dev"))["USAGE"], re.MULTILINE)
    assert listed == [f"xieshang {name}" for name in COMMANDS] + [f"./dev {name}" for name in of_dev]


# ---- Packages


@pytest.mark.parametrize(("file", "heading"), [("run.in", "## To run"), ("dev.in", "## To build and test")])
def test_every_package_has_its_reason_and_none_is_stale(file, heading):
    lines = (ROOT / "requirements" / file).read_text(encoding="utf-8").splitlines()
    named = {re.split(r"[\[=<>~;\s]", line)[0] for line in lines if line and line[0] not in "#-"}
    text = (DOCS / "dependencies.md").read_text(encoding="utf-8")
    part = text[text.index(heading) :].split("\n## ")[0]
    listed = re.findall(r"^\| ([\w.-]+) \| [^|]+ \| [^|]+ \| [^|]+ \|$", part, re.MULTILINE)
    assert set(listed) - {"package"} - {each for each in listed if set(each) == {"-"}} == named


# ---- The house


def test_the_drawing_of_the_house_is_the_contract():
    import tomllib

    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    floors = [name for row in contracts[0]["layers"] for name in row.split(" | ") if not name.startswith("_")]
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    house = text[text.index("```\n") : text.index("```\n\nProposals")]
    drawn = re.findall(r"^  ([a-z]+) {2,}|│  ([a-z]+) ", house, re.MULTILINE)
    assert [left or right for left, right in drawn] == floors


# ---- All of them


@pytest.mark.parametrize("path", [*DOCS.rglob("*.md"), *ROOT.glob("*.md")], ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path):
    text = path.read_text(encoding="utf-8")
    gone = [
        target
        for target in re.findall(r"\]\(([^)#\s]+)", text)
        if "://" not in target and not (path.parent / target).exists()
    ]
    named = [name for name in re.findall(r"`?(docs/[\w-]+\.md)`?", text) if not (ROOT / name).exists()]
    assert gone + named == []

"""Read messages, drafts, a roster or papers from files: preview, take in, undo.

xieshang import messages FILE        a table of residents' messages
xieshang import drafts FILE …        members' drafts: a document each, or a table of many
xieshang import roster FILE          a table of members; opens their accounts
xieshang import paper FILE           a report or a speech
xieshang import undo BATCH           take away all that an import brought

What was read is shown first. While anything is wrong nothing is imported and the exit code is 1.
"""

from __future__ import annotations

import argparse
import os
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xieshang.intake.models import Batch
    from xieshang.people.models import Person

WIDEST = 44  # columns of the terminal a cell may take
FILES = ("messages", "drafts", "roster", "paper")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=[*FILES, "undo"], help="what the file holds, or undo")
    parser.add_argument("files", nargs="+", metavar="FILE", help="the file; with undo the number of the import")
    parser.add_argument("--by", metavar="LOGIN", help="in whose name; needed where several may import")
    parser.add_argument("--author", metavar="LOGIN", help="whose drafts, where the file does not tell")
    parser.add_argument("--title", default="", help="of a paper, in place of the one it has")
    parser.add_argument("--leave-out", default="", metavar="ROWS", help="rows to leave out, such as 12,40")
    parser.add_argument("--leave-out-repeats", action="store_true", help="leave out rows that repeat an earlier one")
    parser.add_argument("--preview", action="store_true", help="show what was read, import nothing")
    parser.add_argument("--yes", action="store_true", help="import without asking")
    parser.add_argument("--why", default="", help="the reason of undoing")


def run(args: argparse.Namespace) -> int:
    from xieshang.cli import set_up_django

    set_up_django()
    from django.utils import translation

    with translation.override(language()):
        return undo(args) if args.what == "undo" else import_files(args)


def language() -> str:
    """The terminal's own, by LC_ALL or LANG; English where it speaks neither."""
    said = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh-hans" if said.startswith("zh") else "en"


def import_files(args: argparse.Namespace) -> int:
    by = whoever(args.by, args.what)
    author = person(args.author) if args.author else None
    if by is None or (args.author and author is None):
        return 2
    choices: dict[str, Any] = {}
    if author is not None:
        choices["author"] = author.pk
    if args.title:
        choices["title"] = args.title
    if args.leave_out_repeats:
        choices["leave_out_repeats"] = True
    if args.leave_out:
        choices["leave_out"] = sorted(
            {int(row) for row in args.leave_out.replace(" ", "").split(",") if row.isdecimal()}
        )
    codes = [import_file(Path(name), args, by, dict(choices)) for name in args.files]
    return max(codes)


def import_file(path: Path, args: argparse.Namespace, by: Person, choices: dict[str, Any]) -> int:
    from django.utils import timezone
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    from xieshang.core.lifecycle import Refusal
    from xieshang.engines.documents.errors import DocumentError
    from xieshang.intake import actions
    from xieshang.intake.sentences import refusal_sentence

    print(f"{path.name}")
    try:
        with path.open("rb") as source:
            now = timezone.now()
            batch = actions.preview(kind=args.what, source=source, name=path.name, by=by, at=now, choices=choices)
    except OSError as wrong:
        print(f"  {wrong.strerror}", file=sys.stderr)
        return 2
    except DocumentError as refused:
        print(f"  {refusal_sentence(refused)}", file=sys.stderr)
        return 1
    except Refusal as refusal:
        print(f"  {refusal.reason}", file=sys.stderr)
        return 2
    show(batch)
    if batch.faults or args.preview or not (args.yes or agrees()):
        actions.drop(batch, by=by, at=timezone.now())
        print(_("Nothing was imported."))
        return 1 if batch.faults else 0
    try:
        batch, words = actions.import_now(batch, by=by, at=timezone.now(), tell=say_progress)
    except Refusal as refusal:
        print(f"\n{refusal.reason}", file=sys.stderr)
        actions.drop(batch, by=by, at=timezone.now())
        return 1
    if words:
        show_table(
            [_("Name"), _("Login"), _("First password")],
            [[str(each.person), each.person.login, each.word] for each in words],
        )
    print(ngettext("%(n)d row imported.", "%(n)d rows imported.", batch.rows) % {"n": batch.rows})
    print(_("To undo it: %(command)s") % {"command": f"xieshang import undo {batch.pk}"})
    return 0


def show(batch: Batch) -> None:
    """The preview: columns, remarks, first rows, faults."""
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    from xieshang.intake import queries

    found = queries.findings(batch)
    if found is None:
        return
    if found.columns:
        heads = [_("Column"), _("In the file"), _("Taken as"), _("What becomes of it")]
        show_table(heads, [[each.letter, each.name, each.field, each.how] for each in found.columns])
    for remark in found.remarks:
        print(f"  {remark}")
    if found.left_out:
        print("  " + _("Left out: rows %(rows)s") % {"rows": ", ".join(map(str, found.left_out))})
    if found.sample:
        print("\n" + _("The first rows as they will be"))
        for row in found.sample:
            for label, text in row:
                print(f"  {label}: {narrow(text, 2 * WIDEST)}")
            print()
    if found.faults:
        heads = [_("Row"), _("Column"), _("There stands"), _("What is wrong and what to do")]
        rows = [[str(f.row or ""), f.column, f.value, f.sentence] for f in found.faults]
        show_table(heads, rows, last_is_wide=True)
        count = ngettext("%(n)d thing is wrong.", "%(n)d things are wrong.", batch.faults) % {"n": batch.faults}
        print(count)
    else:
        ready = ngettext("%(n)d row is ready to be imported.", "%(n)d rows are ready to be imported.", batch.rows) % {
            "n": batch.rows
        }
        print(ready)


def undo(args: argparse.Namespace) -> int:
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from xieshang.core.lifecycle import Refusal
    from xieshang.intake import actions
    from xieshang.intake.models import Batch

    batch = Batch.objects.filter(pk=args.files[0] if args.files[0].isdecimal() else 0).first()
    if batch is None:
        print(_("There is no import with this number."), file=sys.stderr)
        return 2
    by = whoever(args.by, batch.kind)
    if by is None:
        return 2
    try:
        actions.undo(batch, by=by, at=timezone.now(), why=args.why or _("Undone from the command line."))
    except Refusal as refusal:
        print(refusal.reason, file=sys.stderr)
        return 1
    print(_("The import is undone; nothing of it is left but the record."))
    return 0


def whoever(login: str | None, kind: str) -> Person | None:
    """The person named, else the only one who may; says so where there is none or there are several."""
    from django.utils.translation import gettext as _

    from xieshang.intake.rules import may_bring_in
    from xieshang.people.models import AccountState, Person

    if login:
        return person(login)
    people = Person.objects.filter(state=AccountState.OPEN).prefetch_related("roles").order_by("login")
    able = [each for each in people if may_bring_in(each, kind)]
    if len(able) == 1:
        return able[0]
    if able:
        logins = ", ".join(each.login for each in able[:10])
        print(_("Say in whose name, by --by: %(logins)s") % {"logins": logins}, file=sys.stderr)
    else:
        print(
            _("Nobody holds a role that may import this. Open an account and give it the role first."), file=sys.stderr
        )
    return None


def person(login: str) -> Person | None:
    from django.utils.translation import gettext as _

    from xieshang.people.models import Person

    found = Person.objects.filter(login=login).first()
    if found is None:
        print(_("Nobody has the login %(login)s.") % {"login": login}, file=sys.stderr)
    return found


def agrees() -> bool:
    from django.utils.translation import gettext as _

    if not sys.stdin.isatty():
        return False
    return input(_("Import it? [y/N] ")).strip().lower() in ("y", "yes", "是")


def say_progress(done: int, total: int) -> None:
    if sys.stderr.isatty() or done == total:
        print(f"\r  {done}/{total}", end="\n" if done == total else "", file=sys.stderr, flush=True)


def width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def narrow(text: str, most: int) -> str:
    line = "".join(sign if sign.isprintable() else "□" for sign in " ".join(text.split()))
    if width(line) <= most:
        return line
    while width(line) > most - 1:
        line = line[:-1]
    return line + "…"


def show_table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, last_is_wide: bool = False) -> None:
    last = len(heads) - 1 if last_is_wide else len(heads)
    lines = [
        list(heads),
        *([each if n == last else narrow(each, WIDEST) for n, each in enumerate(row)] for row in rows),
    ]
    widths = [max(width(line[n]) for line in lines) for n in range(len(heads))]
    for line in lines:
        print("  " + "  ".join(cell + " " * (widths[n] - width(cell)) for n, cell in enumerate(line)).rstrip())
    print()

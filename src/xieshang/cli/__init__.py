"""The one command: `xieshang serve`, `xieshang demo`, `xieshang import`, `xieshang verify`, `xieshang map` …

Each subcommand is a module of this folder with a docstring, `add_arguments(parser)` and `run(args) -> int`;
a module is imported only when its command is called, so that each starts fast.
"""

import argparse
import importlib
import sys

COMMANDS = {
    "serve": "serve the platform, with its database and its clock",
    "demo": "fill an empty platform with a made-up district",
    "import": "read messages, drafts or papers from files; preview, take in, undo",
    "verify": "check the chain of the record",
    "map": "draw the opinion map of a file of votes",
    "text": "sort texts into categories, find duplicates and hot issues, check proposals and replies",
    "tally": "count a file of ballots on projects with costs, by one rule or against another",
    "translate": "list, add and compile the Chinese of every visible sentence",
    "compile-translations": "compile the translations (./dev does it for you)",
    "manage": "any management command of Django",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand; the exit code, 2 when the words of the call are off."""
    words = sys.argv[1:] if arguments is None else arguments
    if words[:1] == ["manage"]:
        return manage(words)
    parser = argparse.ArgumentParser(prog="xieshang", description=__doc__.splitlines()[0] if __doc__ else None)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, purpose in COMMANDS.items():
        command = commands.add_parser(name, help=purpose, description=purpose)
        if words[:1] == [name]:
            module(name).add_arguments(command)
    args = parser.parse_args(words)
    code: int = module(args.command).run(args)
    return code


def module(name: str):  # type: ignore[no-untyped-def]
    return importlib.import_module(f"xieshang.cli.{name.replace('-', '_').replace('import', 'import_')}")


def set_up_django() -> None:
    """Settings, models, translations: for the commands that touch the platform."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xieshang.config.settings")
    django.setup()


def manage(words: list[str]) -> int:
    import os

    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xieshang.config.settings")
    execute_from_command_line(words)
    return 0

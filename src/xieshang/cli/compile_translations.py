"""Compile every .po into the .mo that Django reads, the platform's own and the profiles'."""

import argparse
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[3]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    for source in [*ROOT.glob("locale/*/LC_MESSAGES/*.po"), *ROOT.glob("profiles/*/locale/*/LC_MESSAGES/*.po")]:
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
    return 0

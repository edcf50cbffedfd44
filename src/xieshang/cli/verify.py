"""Walk the chain of the record; name the first broken link.

xieshang verify record
"""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["record"], help="the chain of the record")


def run(args: argparse.Namespace) -> int:
    from xieshang.cli import set_up_django

    set_up_django()
    from xieshang.core.record import verify

    found = verify()
    if found.first_break is None:
        print(f"{found.entries} links hold; the head is {found.head}")
        return 0
    where = found.first_break
    told = {
        "changed": "its entry is not what was linked",
        "previous": "the link before it was taken out or changed",
        "missing": "its entry is gone",
        "unlinked": "the entry was written past the chain",
    }[where.what]
    link = f"link {where.link_id}, " if where.link_id is not None else ""
    print(f"broken at {link}entry {where.entry_id}: {told}")
    return 1

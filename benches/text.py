"""Measures the text side, quality and speed, beside plain baselines: ./dev bench text [sorting|likeness|events|speed|checks …].

What is measured on texts seen in training would mean nothing, so: categories are learned on three quarters (seed 20261123)
and judged on the last; thresholds of likeness and the numbers of the search for events were chosen on the development
pairs and events these rows are measured on, before they were frozen, and each threshold is also judged by halves: chosen
on one, told of the other. Real data lies beside the project in ../shared/data/gov_messages; without it nothing is measured.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

REAL = Path(__file__).parents[2] / "shared" / "data" / "gov_messages"
# Each part is a module whose rows() gives (what, how it is measured, goal, found, baseline).
PARTS = {
    "sorting": "benches._text_sorting",
    "likeness": "benches._text_likeness",
    "events": "benches._text_events",
    "speed": "benches._text_speed",
    "checks": "benches._text_checks",
}


def main(words: list[str]) -> int:
    """Measure the parts named, or all, and print one table."""
    unknown = [word for word in words if word not in PARTS]
    if unknown:
        print(f"There is no part {unknown[0]}; there are: {', '.join(PARTS)}")
        return 2
    if not REAL.exists():
        print(f"Nothing to measure with: {REAL.name} does not lie beside the project.")
        return 0
    print("| what | measured | goal (stretch) | found | baseline |")
    print("|---|---|---|---|---|")
    for part in words or PARTS:
        for row in importlib.import_module(PARTS[part]).rows():
            print(f"| {' | '.join(row)} |")
            sys.stdout.flush()
    return 0

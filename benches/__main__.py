"""./dev bench [NAME] …: one bench by its name, or all of them, each with the words that follow."""

import importlib
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))


def main(words: list[str]) -> int:
    chosen = names()
    if words and not words[0].startswith("-"):
        name = words.pop(0)
        if name not in chosen:
            print(f"There is no bench {name}; there are: {', '.join(chosen)}")
            return 2
        chosen = [name]
    return max(importlib.import_module(f"benches.{name}").main(list(words)) or 0 for name in chosen)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

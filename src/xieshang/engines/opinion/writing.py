"""Putting results on disk: all of them or none, and never half of one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from xieshang.engines.opinion.errors import OpinionError


def write_all(files: dict[str, str], folder: Path) -> list[Path]:
    """Write each text under its name, first beside its place, and into place only when all are on disk.

    Raises OpinionError when the folder or the disk does not take them; what was written by then is gone again.
    """
    waiting: list[tuple[Path, Path]] = []
    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            handle, name_of_it = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
            waiting.append((Path(name_of_it), folder / name))
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        for path, place in waiting:
            path.chmod(0o644)
            path.replace(place)
    except BaseException as failure:
        for path, _ in waiting:
            path.unlink(missing_ok=True)
        if made and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
        if not isinstance(failure, OSError):
            raise
        remedy = "Make room or name another folder with --out."
        raise OpinionError(f"{folder}: nothing was written ({failure.strerror}). {remedy}") from failure
    return [place for _, place in waiting]

"""Files kept to be quicker, bounded on disk; several processes may write and remove them."""

import time
from collections.abc import Iterable
from pathlib import Path

#: Seconds after which what a process began to write and did not finish is no longer waited for.
_STALE = 3600
#: How the names of unfinished files end.
PART = ".part"


def prune(paths: Iterable[Path], count: int, size: int) -> None:
    """Put out the oldest files until no more than ``count``, and ``size`` bytes, are left.

    A file that another process put out, or may not be put out, is passed over.
    """
    found = []
    for path in paths:
        try:
            told = path.stat()
        except FileNotFoundError:
            continue
        found.append((told.st_mtime_ns, told.st_size, path))
    room = size
    for number, (_, length, path) in enumerate(sorted(found, reverse=True)):
        room -= length
        if number >= count or room < 0:
            _remove(path)


def clear(folder: Path) -> None:
    """Put out what processes began to write in a folder and left unfinished, long ago."""
    for path in folder.glob(f"*{PART}"):
        try:
            old = time.time() - path.stat().st_mtime > _STALE
        except FileNotFoundError:
            continue
        if old:
            _remove(path)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        return  # another user's: that user's processes put it out

"""Tables of who may receive under readings that are not the default, made where nobody waits on it.

Such a table takes seconds of work. A server must go on answering meanwhile, and no stranger may
fill its memory or its disk by asking for one set of readings after another: a table is made by a
process of its own, one at a time, and only the newest are kept.
"""

import os
import subprocess
import sys
import threading
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg import build
from kg.errors import EngineError, InputError

#: How many tables are kept; each takes about half a megabyte.
KEPT = 100
#: Seconds that one may take to be made: some five, more on a busy machine.
PATIENCE = 60
_ONE_AT_A_TIME = threading.Lock()


def rows(day: date, taken: frozenset[str]) -> list[dict[str, Any]]:
    """Give the rows of who may receive; InputError “busy” while another table is being made."""
    path = build.who_path(day, taken)
    if taken and not path.is_file():
        if not _ONE_AT_A_TIME.acquire(blocking=False):
            raise InputError(
                "The answer under these readings has to be worked out first, and another one is "
                "being worked out now. Ask again in some seconds.",
                code="busy",
            )
        try:
            _make(day, taken)
        finally:
            _ONE_AT_A_TIME.release()
    return _read(path, day, taken)


@lru_cache(maxsize=16)
def _read(_: Path, day: date, taken: frozenset[str]) -> list[dict[str, Any]]:
    return build.who_table(day, taken)


def _make(day: date, taken: frozenset[str]) -> None:
    command = [sys.executable, "-m", "kg.tables", day.isoformat(), *sorted(taken)]
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, timeout=PATIENCE, check=True)
    except (subprocess.SubprocessError, OSError) as error:
        why = type(error).__name__
        raise EngineError(f"The table could not be made: {why}.", code="no_table") from None
    made = sorted(build.folder().glob("*-who-*.json"), key=lambda path: path.stat().st_mtime)
    for old in made[:-KEPT]:
        old.unlink(missing_ok=True)


if __name__ == "__main__":
    os.nice(10)  # answers that are ready go first
    build.who_table(date.fromisoformat(sys.argv[1]), frozenset(sys.argv[2:]))

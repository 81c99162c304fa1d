"""Tables of who may receive under readings that are not the default, made where nobody waits on it.

Such a table takes seconds of work. A server must go on answering meanwhile, and no stranger may
fill its memory or its disk by asking for one set of readings after another: a table is made by a
process of its own, one at a time, and only the newest are kept.
"""

import atexit
import os
import subprocess
import sys
import threading
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg import build, days
from kg.errors import EngineError, InputError

#: How many tables are kept; each takes about half a megabyte.
KEPT = 100
#: Seconds that a question waits for its table; it is made all the same, for who asks again.
PATIENCE = 20
_LOCK = threading.Lock()
_WORK: list[subprocess.Popen[bytes]] = []  # the process that makes a table, or made the last one


def rows(day: date, taken: frozenset[str]) -> list[dict[str, Any]]:
    """Give the rows of who may receive; InputError “busy” while they or others are being made."""
    path = build.who_path(day, taken)
    if taken and not path.is_file():
        _make(day, taken)
    return _read(path, day, taken)


@lru_cache(maxsize=16)
def _read(_: Path, day: date, taken: frozenset[str]) -> list[dict[str, Any]]:
    return build.who_table(day, taken)


def _make(day: date, taken: frozenset[str]) -> None:
    with _LOCK:
        if any(process.poll() is None for process in _WORK):
            raise _busy()
        command = [sys.executable, "-m", "kg.tables", day.isoformat(), *sorted(taken)]
        _WORK[:] = [process := subprocess.Popen(command, stdin=subprocess.DEVNULL)]
    try:
        code = process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        raise _busy() from None
    if code:
        raise EngineError(f"The table could not be made: exit code {code}.", code="no_table")
    made = sorted(build.folder().glob("*-who-*.json"), key=lambda path: path.stat().st_mtime)
    for old in made[:-KEPT]:
        old.unlink(missing_ok=True)


def _busy() -> InputError:
    return InputError(
        "The answer under these readings has to be worked out, or another one is being worked out "
        "now. Ask again in some seconds.",
        code="busy",
    )


@atexit.register
def _stop() -> None:
    """Leave no process behind."""
    for process in _WORK:
        if process.poll() is None:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    os.nice(5)  # answers that are ready go first
    build.who_table(days.read(sys.argv[1]), frozenset(sys.argv[2:]))

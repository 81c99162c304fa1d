"""Tables of who may receive under readings that are not the default, made where nobody waits on it.

Such a table takes seconds of work. A server must go on answering meanwhile, and no stranger may
fill its memory or its disk by asking for one set of readings after another: a table is made by a
process of its own, two at a time and one for each client, and only the newest are kept.
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.epochs import books
from kg.errors import BackendError, EngineError, InputError
from kg.rulebook import days

#: Tables made at a time; one is kept free of any one client.
AT_ONCE = 2
#: Seconds that a question waits for its table; it is made all the same, for who asks again.
PATIENCE = 20
#: Where tables are kept if the cache cannot be written: in memory.
_MEMORY = Path("/dev/shm")
_LOCK = threading.Lock()
_WORK: dict[str, subprocess.Popen[bytes]] = {}  # client -> the process that makes its table


class NotMade(Exception):
    """The table of a day under readings is not kept."""

    def __init__(self, day: date, taken: frozenset[str]) -> None:
        """Take the day and the readings that are not the default."""
        super().__init__("this table is not kept")
        self.day, self.taken = day, taken


def place() -> Path:
    """Return the folder for tables that are kept: the build's, or one in memory for this process.

    The latter where the disk cannot be written; processes started from here on use it too.
    """
    if os.access(books.folder(), os.W_OK) or not os.access(_MEMORY, os.W_OK):
        return books.tables_folder()
    if not os.environ.get(books.TABLES):
        os.environ[books.TABLES] = tempfile.mkdtemp(prefix="clearance-", dir=_MEMORY)
        atexit.register(shutil.rmtree, os.environ[books.TABLES], ignore_errors=True)
    return books.tables_folder()


def rows(day: date, taken: frozenset[str]) -> list[dict[str, Any]]:
    """Return the rows of who may receive; NotMade if they have to be worked out first."""
    path = books.who_path(day, taken)
    if taken and not path.is_file():
        raise NotMade(day, taken)
    try:
        return _read(path)
    except FileNotFoundError:  # put out meanwhile, to make room
        raise NotMade(day, taken) from None


@lru_cache(maxsize=16)
def _read(path: Path) -> list[dict[str, Any]]:
    return books.read_table(path)


def make(day: date, taken: frozenset[str], client: str = "") -> None:
    """Make a table and keep it; InputError “busy” while it, or others, are being made."""
    with _LOCK:
        for known in [known for known, process in _WORK.items() if process.poll() is not None]:
            del _WORK[known]
        if client in _WORK or len(_WORK) >= AT_ONCE:
            raise _busy()
        command = [sys.executable, "-m", "kg.epochs.tables", day.isoformat(), *sorted(taken)]
        process = _WORK[client] = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        code = process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        raise _busy() from None
    if code:
        raise EngineError(f"The table could not be made: exit code {code}.", code="no_table")
    if not books.who_path(day, taken).is_file():
        raise BackendError(
            "There is no room to keep the answer under these readings.", code="table_not_kept"
        )


def _busy() -> InputError:
    return InputError(
        "The answer under these readings has to be worked out, or another one is being worked out "
        "now. Ask again in some seconds.",
        code="busy",
    )


@atexit.register
def _stop() -> None:
    """Leave no process behind."""
    for process in _WORK.values():
        if process.poll() is None:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    os.nice(5)  # answers that are ready go first
    books.who_table(days.read(sys.argv[1]), frozenset(sys.argv[2:]))

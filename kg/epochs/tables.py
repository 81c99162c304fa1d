"""Tables of who may receive under readings that are not the default, made where nobody waits on it.

Such a table takes seconds of work. A server must go on answering meanwhile, and no stranger may
fill its memory or its disk by asking for one set of readings after another: a table is made by a
process of its own, two at a time and one for each client, and only the newest are kept.
"""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from kg.epochs import books
from kg.errors import BackendError, EngineError, InputError
from kg.memo import kept
from kg.rdf.library import Library
from kg.rulebook import days

#: Tables made at a time; one is kept free of any one client.
AT_ONCE = 2
#: Seconds that a question waits for its table; it is made all the same, for who asks again.
PATIENCE = 20
#: Where tables are kept if the cache cannot be written: in memory.
_MEMORY = Path("/dev/shm")


class NotMade(Exception):
    """The table of a day under readings is not kept."""

    def __init__(self, day: date, taken: frozenset[str]) -> None:
        """Take the day and the readings that are not the default."""
        super().__init__("this table is not kept")
        self.day, self.taken = day, taken


def placed(library: Library) -> Library:
    """Return the library with a folder for tables that can be written.

    That is the folder of the build, or one in memory where the disk cannot be written; the latter
    goes when this process ends.
    """
    if library.tables or os.access(books.folder(library), os.W_OK):
        return library
    if not os.access(_MEMORY, os.W_OK):
        return library
    made = tempfile.mkdtemp(prefix="clearance-", dir=_MEMORY)
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return replace(library, tables=Path(made))


def rows(library: Library, day: date, taken: frozenset[str]) -> list[dict[str, Any]]:
    """Return the rows of who may receive; NotMade if they have to be worked out first."""
    path = books.who_path(library, day, taken)
    if taken and not path.is_file():
        raise NotMade(day, taken)
    try:
        return _read(library, path)
    except FileNotFoundError:  # put out meanwhile, to make room
        raise NotMade(day, taken) from None


@kept(most=16)
def _read(_: Library, path: Path) -> list[dict[str, Any]]:
    return books.read_table(path)


class Tables:
    """The processes that make tables of one library: one for each client, a few at a time."""

    def __init__(self, library: Library) -> None:
        """Take the library, whose folder for tables can be written (:func:`placed`)."""
        self.library = library
        self._lock = threading.Lock()
        self._work: dict[str, subprocess.Popen[bytes]] = {}  # client -> the process of its table
        atexit.register(self.stop)

    def make(self, day: date, taken: frozenset[str], client: str = "") -> None:
        """Make a table and keep it; InputError “busy” while it, or others, are being made."""
        with self._lock:
            for known in [known for known, one in self._work.items() if one.poll() is not None]:
                del self._work[known]
            if client in self._work or len(self._work) >= AT_ONCE:
                raise _busy()
            opened = json.dumps(self.library.settings())
            command = [sys.executable, "-m", __name__, opened, day.isoformat(), *sorted(taken)]
            process = self._work[client] = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        try:
            code = process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise _busy() from None
        if code:
            raise EngineError(f"The table could not be made: exit code {code}.", code="no_table")
        if not books.who_path(self.library, day, taken).is_file():
            raise BackendError(
                "There is no room to keep the answer under these readings.", code="table_not_kept"
            )

    def stop(self) -> None:
        """Leave no process behind."""
        for process in self._work.values():
            if process.poll() is None:
                process.terminate()
                process.wait()
        atexit.unregister(self.stop)


def _busy() -> InputError:
    return InputError(
        "The answer under these readings has to be worked out, or another one is being worked out "
        "now. Ask again in some seconds.",
        code="busy",
    )


def _main(opened: str, day: str, *taken: str) -> None:
    """Make one table and keep it, in a process of its own."""
    os.nice(5)  # answers that are ready go first
    books.who_table(Library.opened(json.loads(opened)), days.read(day), frozenset(taken))


if __name__ == "__main__":
    _main(*sys.argv[1:])

"""What the operating system says about a server's processes (Linux: the folder /proc)."""

import os
from pathlib import Path

PROC = Path("/proc")
_LISTENS = "0A"


def known() -> bool:
    """Say whether this system tells about processes in the way that is read here."""
    return (PROC / "self" / "statm").exists()


def _parents() -> dict[int, int]:
    found = {}
    for folder in PROC.iterdir():
        if folder.name.isdecimal():
            try:
                # the name of the program may hold spaces and brackets: read after the last one
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended meanwhile
            found[int(folder.name)] = int(fields[1])
    return found


def tree(pid: int) -> frozenset[int]:
    """Give a process and all its descendants; the process alone where /proc is missing."""
    if not known():
        return frozenset({pid})
    parents = _parents()
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return frozenset(found)


def memory(pid: int) -> int:
    """Give the resident memory of a process and its descendants in bytes.

    Pages that processes share are counted for each of them: an upper bound.
    """
    total = 0
    for one in tree(pid):
        try:
            pages = int((PROC / str(one) / "statm").read_text().split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += pages * os.sysconf("SC_PAGE_SIZE")
    return total


def listeners(pid: int, port: int) -> frozenset[int]:
    """Give which of a process and its descendants hold the listening socket of a port."""
    sockets = set()
    for table in ("net/tcp", "net/tcp6"):
        for line in (PROC / table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == _LISTENS and int(fields[1].rpartition(":")[2], 16) == port:
                sockets.add(f"socket:[{fields[9]}]")
    return frozenset(one for one in tree(pid) if sockets & _open(one))


def _open(pid: int) -> set[str]:
    """Give what a process has open; nothing if it may not be looked into or is gone."""
    found = set()
    try:
        for entry in (PROC / str(pid) / "fd").iterdir():
            found.add(str(entry.readlink()))
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        pass
    return found

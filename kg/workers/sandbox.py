"""Confine this process: no network, no new files, limited memory and processor time.

The limits always apply; the rest needs Linux. Where the platform allows no network namespace,
inspection of the query (:mod:`kg.sparql.guard`) is the remaining safeguard. The operator is told
which safeguards are in effect. Threats: security.md, A1, A20-A25.
"""

import ctypes
import os
import resource
import sys

_CLONE_NEWUSER = 0x1000_0000
_CLONE_NEWNET = 0x4000_0000
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38


def leave_network() -> bool:
    """Move into an empty network namespace, and return whether the platform allowed it.

    Call it before any thread starts (user_namespaces(7)).
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    both: bool = libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0
    return both or bool(libc.unshare(_CLONE_NEWNET) == 0)


def limit(memory: int) -> None:
    """Limit memory to bytes of address space; forbid writing files, core dumps and privileges."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def limit_time(seconds: int) -> None:
    """Limit the process to this many more seconds of processor time, after which it is killed.

    So a query ends even if the process that would stop it is gone.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def process_group() -> None:
    """Leave the terminal's process group, so that an interrupt reaches only the server.

    The server ends its workers itself.
    """
    os.setpgid(0, 0)

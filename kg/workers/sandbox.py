"""Take from this process what a query has no need of: the network, memory, time, new files.

Linux only, and each wall is optional but the limits: where the platform gives no namespace, the
look over the query (:mod:`kg.sparql.guard`) is the wall that is left. The
walls that stand are told to the operator. Threats: security.md, A1, A20-A25.
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
    """Move into an empty network namespace; False where the platform does not allow it.

    Must be called before a thread starts (user_namespaces(7)).
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    both: bool = libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0
    return both or bool(libc.unshare(_CLONE_NEWNET) == 0)


def limit(memory: int) -> None:
    """Bound memory (bytes of address space), and forbid new files, core dumps and privileges."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def limit_time(seconds: int) -> None:
    """Let the process use so many seconds more of the processor, then die.

    So that a query ends even where the process that would stop it is gone.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def process_group() -> None:
    """Leave the terminal's group: an interrupt is for the server, which ends its workers."""
    os.setpgid(0, 0)

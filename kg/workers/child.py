"""Start, query and end one confined process, from the side of its parent."""

import os
import socket
import subprocess
import sys
import time
from multiprocessing.connection import Connection

from kg.errors import BackendError
from kg.workers.messages import Head, pack, unpack


class Child:
    """A process and the socket to it."""

    def __init__(self, module: str, settings: Head) -> None:
        ours, theirs = socket.socketpair()
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            # arenas reserved for threads would count against the limit of address space
            env={**os.environ, "MALLOC_ARENA_MAX": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # messages of an engine may repeat the query
        )
        theirs.close()
        self.line = Connection(ours.detach())
        self.line.send_bytes(pack(settings))
        self.hello: Head = {}
        self.done = 0  # messages answered

    def ask(self, message: bytes, until: float) -> bytes:
        """Return the answer to a message by the monotonic time ``until``.

        Raise BackendError ``busy`` if the process is still loading, TimeoutError if it is too
        slow, and EOFError if it died.
        """
        if not self.greeted(until):
            raise busy()  # a process that is still loading goes on
        self.line.send_bytes(message)
        self.done += 1
        if not self._comes(until):
            raise TimeoutError
        return self.line.recv_bytes()

    def greeted(self, until: float) -> bool:
        """Return whether the process has loaded by ``until``.

        Its first message says so, and which safeguards are in effect; it is kept in ``hello``.
        """
        if not self.hello and self._comes(until):
            self.hello, _ = unpack(self.line.recv_bytes())
        return bool(self.hello)

    def _comes(self, until: float) -> bool:
        return self.line.poll(max(0.0, until - time.monotonic()))

    def end(self) -> int:
        """Kill the process and return its exit status, its own if it had already ended."""
        self.line.close()
        self.process.kill()
        return self.process.wait()

    def died(self) -> int:
        """Return the exit status of a process that closed its socket; kill it after 5 seconds."""
        try:
            return self.process.wait(5)
        except subprocess.TimeoutExpired:
            return self.end()
        finally:
            self.line.close()


def busy() -> BackendError:
    """Return the error for a client that should try again later."""
    return BackendError("The server is busy with other requests. Try again soon.", code="busy")

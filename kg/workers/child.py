"""One confined process as its parent sees it: started, greeted, asked and ended."""

import os
import socket
import subprocess
import sys
import time
from multiprocessing.connection import Connection
from typing import Any

from kg.errors import BackendError
from kg.workers.messages import pack, unpack


class Child:
    """One process with the socket to it."""

    def __init__(self, module: str, settings: dict[str, Any]) -> None:
        ours, theirs = socket.socketpair()
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            # room that the allocator sets aside for threads would count as taken
            env={**os.environ, "MALLOC_ARENA_MAX": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # the last words of an engine may hold what was asked
        )
        theirs.close()
        self.line = Connection(ours.detach())
        self.line.send_bytes(pack(settings))
        self.hello: dict[str, Any] = {}
        self.done = 0

    def ask(self, message: bytes, until: float) -> bytes:
        """Send a message and give the answer; TimeoutError, or EOFError where the process died."""
        if not self.greeted(until):
            raise busy()  # it is still loading, and comes to no harm
        self.line.send_bytes(message)
        self.done += 1
        if not self._comes(until):
            raise TimeoutError
        return self.line.recv_bytes()

    def greeted(self, until: float) -> bool:
        """Take the first message, which says that all is loaded and which walls stand."""
        if not self.hello and self._comes(until):
            self.hello, _ = unpack(self.line.recv_bytes())
        return bool(self.hello)

    def _comes(self, until: float) -> bool:
        return self.line.poll(max(0.0, until - time.monotonic()))

    def end(self) -> int:
        """End the process, and give how it ended: by itself if it did so before."""
        self.line.close()
        self.process.kill()
        return self.process.wait()

    def died(self) -> int:
        """Give how a process ended that closed its socket; end it if it lingers."""
        try:
            return self.process.wait(5)
        except subprocess.TimeoutExpired:
            return self.end()
        finally:
            self.line.close()


def busy() -> BackendError:
    """Return the error for a client that has to come again."""
    return BackendError("Too many questions are being answered. Try again soon.", code="busy")

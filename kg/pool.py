"""A few confined processes that run queries; one that dies or dawdles is replaced.

The web process hands a query over and waits; whatever the query does to its process (security.md,
A20-A25), the web process tells a documented error and goes on.
"""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from kg.backend import Ask, BackendError
from kg.errors import InputError
from kg.query_worker import pack, unpack

LOG = logging.getLogger("clearance")


@dataclass(frozen=True)
class Limits:
    """Bounds of the query processes; the defaults fit two cores and 1 GB.

    One of the ``workers`` is kept free of any one client, so that nobody takes them all.
    ``seconds`` of wall clock for an answer and of processor for a query; ``patience`` seconds of
    it at most in the queue; ``memory`` bytes of address space for a process; ``rows`` and ``size``
    (bytes) of an answer; ``whole`` bytes of a whole graph; a process is replaced after ``recycle``
    queries, by one that has loaded the graph by then.
    """

    workers: int = 3
    waiting: int = 16
    seconds: int = 10
    patience: int = 5
    memory: int = 256 * 2**20
    rows: int = 10_000
    size: int = 10_000_000
    whole: int = 50_000_000
    recycle: int = 500


class _Worker:
    """One process with the socket to it."""

    def __init__(self, settings: dict[str, Any]) -> None:
        ours, theirs = socket.socketpair()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kg.query_worker", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            # room that the allocator sets aside for threads would count as taken
            env={**os.environ, "MALLOC_ARENA_MAX": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # an engine's last words may hold the query
        )
        theirs.close()
        self.line = Connection(ours.detach())
        self.line.send_bytes(pack(settings))
        self.hello: dict[str, Any] = {}
        self.done = 0

    def ask(self, message: bytes, until: float) -> bytes:
        """Send a message and give the answer; TimeoutError, or EOFError where the process died."""
        if not self.greeted(until):
            raise _busy()  # it is still loading the graph, and comes to no harm
        self.line.send_bytes(message)
        self.done += 1
        if not self._comes(until):
            raise TimeoutError
        return self.line.recv_bytes()

    def greeted(self, until: float) -> bool:
        """Take the first message, which says that the graph is loaded and which walls stand."""
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


class Pool:
    """The public graph in processes of this machine: a :class:`kg.backend.Backend`."""

    def __init__(self, snapshot: Path | None, limits: Limits, version: str = "") -> None:
        """Take the snapshot (None: an empty store that takes updates, in one lasting process)."""
        self.version = version
        self.limits = limits
        self._settings = {
            **asdict(limits),
            "snapshot": str(snapshot) if snapshot else "",
            "writable": snapshot is None,
        }
        self._size = limits.workers if snapshot else 1
        self._share = max(1, self._size - 1)
        self._idle = [_Worker(self._settings) for _ in range(self._size)]
        self._running: Counter[str] = Counter()
        self._waiting = 0
        self._changed = threading.Condition()
        self._closed = False
        self._spare: _Worker | None = None
        self._sparing = False
        self._graphs: Mapping[str, int] | None = None
        self._networkless: set[bool] = set()
        #: Processes ended before their time, by what ended them.
        self.lost: Counter[str] = Counter()

    def query(self, asked: Ask) -> bytes:
        """Run a query in one of the processes."""
        return self.call({"do": "query", "ask": asdict(asked)}, client=asked.client)[1]

    def graph(self, name: str, media: str) -> bytes:
        """Give a graph."""
        return self.call({"do": "graph", "name": name, "media": media})[1]

    def graphs(self) -> Mapping[str, int]:
        """Give the named graphs; asked for once where they cannot change."""
        if self._graphs is None or self._settings["writable"]:
            self._graphs = self.call({"do": "graphs"})[0]["graphs"]
        return self._graphs

    def alive(self) -> None:
        """Nothing can be wrong for long: a process that ends is replaced."""

    def state(self) -> dict[str, int]:
        """Give how many processes are idle and how many requests wait.

        ``networkless`` is 1 if every process that has started so far is without a network.
        """
        with self._changed:
            for worker in self._idle:
                self._meet(worker)
            return {
                "idle": len(self._idle),
                "waiting": self._waiting,
                "networkless": int(self._networkless == {True}),
            }

    def _meet(self, worker: _Worker) -> None:
        """Note which walls stand around a process, if it is ready to tell."""
        with suppress(TimeoutError, EOFError, OSError):  # the next query meets it again
            worker.greeted(0)
        if worker.hello:
            self._note(worker)

    def _note(self, worker: _Worker) -> None:
        alone = bool(worker.hello["networkless"])
        if not alone and alone not in self._networkless:
            LOG.warning("query processes keep the network: namespaces are not allowed here")
        self._networkless.add(alone)

    def call(
        self, head: dict[str, Any], body: bytes = b"", client: str = ""
    ) -> tuple[dict[str, Any], bytes]:
        """Send one message to a process and give its answer; InputError or BackendError."""
        until = time.monotonic() + self.limits.seconds  # the wait for a process counts
        fresh = worker = self._take(client)
        try:
            if worker.process.poll() is not None:  # somebody else ended it: no fault of this query
                worker.end()
                fresh = worker = _Worker(self._settings)
            message = worker.ask(pack(head, body), until)
            self._note(worker)
            if worker.done >= self.limits.recycle and not self._settings["writable"]:
                fresh = self._renewed(worker)
        except (TimeoutError, EOFError, OSError) as error:
            late = isinstance(error, TimeoutError)
            fault = self._fault(worker.end() if late else worker.died(), late=late)
            fresh = _Worker(self._settings)
            self.lost[fault.code] += 1
            raise fault from None
        finally:
            self._give_back(fresh, client)
        told, answer = unpack(message)
        if "code" in told:
            if told["code"] == "query_out_of_memory":
                raise _out_of_memory()
            raise InputError(told["detail"], where=told["where"], code=told["code"])
        return told, answer

    def _take(self, client: str) -> _Worker:
        with self._changed:
            if self._waiting >= self.limits.waiting:
                raise _busy()
            self._waiting += 1
            try:
                free = self._changed.wait_for(
                    lambda: self._closed or (self._idle and self._running[client] < self._share),
                    self.limits.patience,
                )
            finally:
                self._waiting -= 1
            if not free or self._closed:
                raise _busy()
            self._running[client] += 1
            return self._ready()

    def _ready(self) -> _Worker:
        """Take an idle process, one that has loaded the graph if there is any."""
        for worker in reversed(self._idle):
            self._meet(worker)
            if worker.hello:
                self._idle.remove(worker)
                return worker
        return self._idle.pop()

    def _renewed(self, worker: _Worker) -> _Worker:
        """Return what takes the place of a process that has answered enough queries.

        That is the spare once it has loaded the graph; until then the process itself goes on.
        """
        with self._changed:
            spare, self._spare = self._spare, None
            if spare is None and not self._sparing:
                self._sparing = True
                threading.Thread(target=self._make_spare, daemon=True).start()
        if spare is None:
            return worker
        threading.Thread(target=worker.end, daemon=True).start()
        return spare

    def _make_spare(self) -> None:
        """Start a process, and offer it as the spare when it has loaded the graph."""
        spare = None
        with suppress(EOFError, OSError):  # it does not start: the next query tries again
            spare = _Worker(self._settings)
            spare.greeted(time.monotonic() + self.limits.seconds)
        with self._changed:
            self._sparing = False
            if spare and spare.hello and not self._closed:
                self._spare = spare
            elif spare:
                spare.end()

    def _give_back(self, worker: _Worker, client: str) -> None:
        with self._changed:
            self._running[client] -= 1
            self._running += Counter()  # forget clients with nothing running
            if self._closed:
                worker.end()
            else:
                self._idle.append(worker)
            self._changed.notify_all()

    def _fault(self, ended: int, *, late: bool) -> BackendError:
        if late or ended == -signal.SIGXCPU:
            return BackendError(
                f"The query was stopped after {self.limits.seconds} s. Ask for less.",
                code="query_timeout",
            )
        if ended in {-signal.SIGABRT, -signal.SIGKILL}:
            return _out_of_memory()
        return BackendError(
            "The query brought its process down. Write it with less nesting.", code="query_crashed"
        )

    def close(self) -> None:
        """End all processes; those that run a query end with it."""
        with self._changed:
            self._closed = True
            for worker in self._idle:
                worker.end()
            self._idle.clear()
            if self._spare:
                self._spare.end()
            self._changed.notify_all()


def _busy() -> BackendError:
    return BackendError("Too many queries are being answered. Try again soon.", code="busy")


def _out_of_memory() -> BackendError:
    return BackendError("The query needs more memory than it may have.", code="query_out_of_memory")

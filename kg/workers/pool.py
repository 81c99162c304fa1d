"""A few confined processes that answer strangers; one that dies or dawdles is replaced.

The web process hands a query or a question over and waits; whatever it does to its process
(security.md, A20-A25), the web process answers with a documented error and goes on. The processes
run :mod:`kg.sparql.worker` for queries (:mod:`kg.sparql.pool`), and
:mod:`kg.answering.worker` for the questions (:mod:`kg.answering.pool`).
"""

import logging
import signal
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from kg.errors import BackendError, EngineError, InputError
from kg.workers.child import Child, busy
from kg.workers.messages import pack, unpack

LOG = logging.getLogger("clearance")


@dataclass(frozen=True)
class Limits:
    """Bounds of the processes of a pool; the defaults are for queries, for two cores and 1 GB.

    One of the ``workers`` is kept free of any one client, so that nobody takes them all, and half
    of the places in the queue (``waiting``).
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


class Pool:
    """Processes that answer messages, each client having a share of them."""

    def __init__(
        self,
        module: str,
        noun: str,
        limits: Limits,
        *,
        size: int = 0,
        writable: bool = False,
        **settings: Any,
    ) -> None:
        """Take what the processes run and are told, and their number if it is another.

        ``noun`` says in codes and messages what they answer; a ``writable`` one is never renewed.
        """
        self.limits = limits
        self.module, self.noun = module, noun
        self._settings = {**asdict(limits), "writable": writable, **settings}
        self._size = size or limits.workers
        self._share = max(1, self._size - 1)
        self._idle = [Child(self.module, self._settings) for _ in range(self._size)]
        self._running: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()
        self._changed = threading.Condition()
        self._closed = False
        self._spare: Child | None = None
        self._sparing = False
        self._networkless: set[bool] = set()
        #: Processes ended before their time, by what ended them.
        self.lost: Counter[str] = Counter()

    def settle(self, seconds: float) -> None:
        """Wait for the processes to load, for so many seconds at most: before anybody asks."""
        until = time.monotonic() + seconds
        with self._changed:
            for worker in self._idle:
                with suppress(EOFError, OSError):  # one that ended is replaced when it is wanted
                    worker.greeted(until)

    def state(self) -> dict[str, int]:
        """Give how many processes are idle and how many requests wait.

        ``networkless`` is 1 if every process that has started so far is without a network.
        """
        with self._changed:
            for worker in self._idle:
                self._meet(worker)
            return {
                "idle": len(self._idle),
                "waiting": self._waiting.total(),
                "networkless": int(self._networkless == {True}),
            }

    def _meet(self, worker: Child) -> None:
        """Note which walls stand around a process, if it is ready to tell."""
        with suppress(TimeoutError, EOFError, OSError):  # the next query meets it again
            worker.greeted(0)
        if worker.hello:
            self._note(worker)

    def _note(self, worker: Child) -> None:
        alone = bool(worker.hello["networkless"])
        if not alone and alone not in self._networkless:
            LOG.warning("%s processes keep the network: namespaces are not allowed here", self.noun)
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
                fresh = worker = Child(self.module, self._settings)
            message = worker.ask(pack(head, body), until)
            self._note(worker)
            if worker.done >= self.limits.recycle and not self._settings["writable"]:
                fresh = self._renewed(worker)
        except (TimeoutError, EOFError, OSError) as error:
            late = isinstance(error, TimeoutError)
            fault = self._fault(worker.end() if late else worker.died(), late=late)
            fresh = Child(self.module, self._settings)
            self.lost[fault.code] += 1
            raise fault from None
        finally:
            self._give_back(fresh, client)
        told, answer = unpack(message)
        if "code" in told:
            if told["code"] == "out_of_memory":
                raise self._out_of_memory()
            if told["code"] == "internal_error":  # the kind alone: the text may hold the record
                LOG.error("internal error", extra={"told": {"kind": told["kind"]}})
                raise EngineError("The answer could not be made.", code="internal_error")
            raise InputError(told["detail"], where=told["where"], code=told["code"])
        return told, answer

    def _take(self, client: str) -> Child:
        with self._changed:
            if not self._free(client) and self._crowded(client):
                raise busy()
            self._waiting[client] += 1
            try:
                free = self._changed.wait_for(lambda: self._free(client), self.limits.patience)
            finally:
                self._waiting[client] -= 1
                self._waiting += Counter()  # forget clients with nothing waiting
            if not free or self._closed:
                raise busy()
            self._running[client] += 1
            return self._ready()

    def _ready(self) -> Child:
        """Take an idle process, one that has loaded the graph if there is any."""
        for worker in reversed(self._idle):
            self._meet(worker)
            if worker.hello:
                self._idle.remove(worker)
                return worker
        return self._idle.pop()

    def _renewed(self, worker: Child) -> Child:
        """Return what takes the place of a process that has answered enough queries.

        That is the spare once it has loaded the graph; until then the process itself goes on.
        """
        with self._changed:
            spare, self._spare = self._spare, None
            if spare is None and not self._sparing:
                with suppress(RuntimeError):  # no thread is to be had: the next query tries again
                    threading.Thread(target=self._make_spare, daemon=True).start()
                    self._sparing = True
        if spare is None:
            return worker
        threading.Thread(target=worker.end, daemon=True).start()
        return spare

    def _make_spare(self) -> None:
        """Start a process, and offer it as the spare when it has loaded the graph."""
        spare = None
        with suppress(EOFError, OSError):  # it does not start: the next query tries again
            spare = Child(self.module, self._settings)
            spare.greeted(time.monotonic() + self.limits.seconds)
        with self._changed:
            self._sparing = False
            if spare and spare.hello and not self._closed:
                self._spare = spare
            elif spare:
                spare.end()

    def _free(self, client: str) -> bool:
        """Say whether a client need not wait any longer."""
        return self._closed or (bool(self._idle) and self._running[client] < self._share)

    def _crowded(self, client: str) -> bool:
        """Say whether the queue is full: half of it is kept free of any one client."""
        most = self.limits.waiting
        return self._waiting.total() >= most or self._waiting[client] >= max(1, most // 2)

    def _give_back(self, worker: Child, client: str) -> None:
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
                f"The {self.noun} was stopped after {self.limits.seconds} s. Ask for less.",
                code=f"{self.noun}_timeout",
            )
        if ended in {-signal.SIGABRT, -signal.SIGKILL}:
            return self._out_of_memory()
        return BackendError(
            f"The {self.noun} brought its process down. Write it with less nesting.",
            code=f"{self.noun}_crashed",
        )

    def _out_of_memory(self) -> BackendError:
        return BackendError(
            f"The {self.noun} needs more memory than it may have. Ask for less.",
            code=f"{self.noun}_out_of_memory",
        )

    def close(self) -> None:
        """End all processes; one that is at work ends with its answer."""
        with self._changed:
            self._closed = True
            for worker in self._idle:
                worker.end()
            self._idle.clear()
            if self._spare:
                self._spare.end()
            self._changed.notify_all()

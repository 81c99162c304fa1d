"""Keep a few confined processes for untrusted requests; replace one that dies or is too slow.

The web process passes a request on and waits; whatever the request does to its process
(security.md, A20-A25), the web process answers with a documented error and goes on. The processes
run :mod:`kg.sparql.worker` for queries (:mod:`kg.sparql.pool`), and
:mod:`kg.answering.worker` for questions (:mod:`kg.answering.pool`).
"""

import logging
import signal
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from kg.errors import BackendError, EngineError, InputError, KgError
from kg.workers.child import Child, busy
from kg.workers.messages import Answered, Head, pack, unpack

LOG = logging.getLogger("clearance")


@dataclass(frozen=True)
class Limits:
    """Limits of the processes of a pool; the defaults are for queries, for two cores and 1 GB.

    No client may use all of the ``workers`` or more than half of the queue (``waiting``).
    An answer may take ``seconds`` of wall clock, at most ``patience`` of them in the queue, and a
    query ``seconds`` of processor time. A process may use ``memory`` bytes of address space. An
    answer may have ``rows`` rows and ``size`` bytes, a whole graph ``whole`` bytes. A process is
    replaced after ``recycle`` queries, as soon as another one has loaded the graph.
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
    """Processes that answer messages, shared fairly among clients."""

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
        """Start processes that run ``module``, with ``limits`` and ``settings``.

        ``noun`` names what they answer in codes and messages, ``size`` is their number if not
        ``limits.workers``, and a ``writable`` process is never replaced while it works.
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
        #: Processes that ended early, counted by the code of the error.
        self.lost: Counter[str] = Counter()

    def settle(self, seconds: float) -> None:
        """Wait until the processes have loaded, for at most ``seconds``."""
        until = time.monotonic() + seconds
        with self._changed:
            for worker in self._idle:
                with suppress(EOFError, OSError):  # a process that ended is replaced on demand
                    worker.greeted(until)

    def state(self) -> dict[str, int]:
        """Return the numbers of idle processes and of waiting requests.

        ``networkless`` is 1 if every process started so far has no network.
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
        """Note the safeguards of a process, if it has already reported them."""
        with suppress(TimeoutError, EOFError, OSError):  # the next query tries again
            worker.greeted(0)
        if worker.hello:
            self._note(worker)

    def _note(self, worker: Child) -> None:
        networkless = bool(worker.hello["networkless"])
        if not networkless and networkless not in self._networkless:
            LOG.warning("%s processes keep the network: namespaces are not allowed here", self.noun)
        self._networkless.add(networkless)

    def call(self, head: Head, body: bytes = b"", client: str = "") -> Answered:
        """Return the answer of a process to one message.

        Raise InputError for an error in the request, BackendError where no answer comes (``busy``,
        or the noun with ``_timeout``, ``_out_of_memory`` or ``_crashed``), and EngineError
        ``internal_error`` for a fault of ours.
        """
        until = time.monotonic() + self.limits.seconds  # includes the wait for a process
        next_idle = worker = self._take(client)
        try:
            if worker.process.poll() is not None:  # it ended earlier: not a fault of this query
                worker.end()
                next_idle = worker = Child(self.module, self._settings)
            message = worker.ask(pack(head, body), until)
            self._note(worker)
            if worker.done >= self.limits.recycle and not self._settings["writable"]:
                next_idle = self._renewed(worker)
        except (TimeoutError, EOFError, OSError) as error:
            late = isinstance(error, TimeoutError)
            fault = self._fault(worker.end() if late else worker.died(), late=late)
            next_idle = Child(self.module, self._settings)
            self.lost[fault.code] += 1
            raise fault from None
        finally:
            self._give_back(next_idle, client)
        result, answer = unpack(message)
        if "code" in result:
            raise self._error(result)
        return result, answer

    def _error(self, result: Head) -> KgError:
        """Return the error that a process reported."""
        if result["code"] == "out_of_memory":
            return self._out_of_memory()
        if result["code"] == "internal_error":  # only its kind: the text may repeat the record
            LOG.error("internal error", extra={"told": {"kind": result["kind"]}})
            return EngineError(
                "The answer could not be computed: an internal error, which the log of the server "
                "records.",
                code="internal_error",
            )
        return InputError(result["detail"], where=result["where"], code=result["code"])

    def _take(self, client: str) -> Child:
        with self._changed:
            if not self._free(client) and self._crowded(client):
                raise busy()
            self._waiting[client] += 1
            try:
                free = self._changed.wait_for(lambda: self._free(client), self.limits.patience)
            finally:
                self._waiting[client] -= 1
                self._waiting += Counter()  # drops clients with nothing waiting
            if not free or self._closed:
                raise busy()
            self._running[client] += 1
            return self._ready()

    def _ready(self) -> Child:
        """Remove and return an idle process, preferably one that has loaded the graph."""
        for worker in reversed(self._idle):
            self._meet(worker)
            if worker.hello:
                self._idle.remove(worker)
                return worker
        return self._idle.pop()

    def _renewed(self, worker: Child) -> Child:
        """Return the successor of a process that has answered enough queries.

        That is the spare once it has loaded the graph; until then the process itself goes on.
        """
        with self._changed:
            spare, self._spare = self._spare, None
            if spare is None and not self._sparing:
                with suppress(RuntimeError):  # no thread is available: the next query tries again
                    threading.Thread(target=self._make_spare, daemon=True).start()
                    self._sparing = True
        if spare is None:
            return worker
        threading.Thread(target=worker.end, daemon=True).start()
        return spare

    def _make_spare(self) -> None:
        """Start a process, and keep it as the spare once it has loaded the graph."""
        spare = None
        with suppress(EOFError, OSError):  # it did not start: the next query tries again
            spare = Child(self.module, self._settings)
            spare.greeted(time.monotonic() + self.limits.seconds)
        with self._changed:
            self._sparing = False
            if spare and spare.hello and not self._closed:
                self._spare = spare
            elif spare:
                spare.end()

    def _free(self, client: str) -> bool:
        """Return whether a client need not wait any longer."""
        return self._closed or (bool(self._idle) and self._running[client] < self._share)

    def _crowded(self, client: str) -> bool:
        """Return whether the queue is full for a client, which may use half of it."""
        most = self.limits.waiting
        return self._waiting.total() >= most or self._waiting[client] >= max(1, most // 2)

    def _give_back(self, worker: Child, client: str) -> None:
        with self._changed:
            self._running[client] -= 1
            self._running += Counter()  # drops clients with nothing running
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
            f"The {self.noun} crashed its process. Simplify it, with less nesting.",
            code=f"{self.noun}_crashed",
        )

    def _out_of_memory(self) -> BackendError:
        return BackendError(
            f"The {self.noun} needs more memory than is allowed. Ask for less.",
            code=f"{self.noun}_out_of_memory",
        )

    def close(self) -> None:
        """End all processes; one at work ends after its answer."""
        with self._changed:
            self._closed = True
            for worker in self._idle:
                worker.end()
            self._idle.clear()
            if self._spare:
                self._spare.end()
            self._changed.notify_all()

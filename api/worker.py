"""The web process as gunicorn runs it: one loop for all clients, and threads for the answers.

Clients share bounds: of connections, of bytes that they have sent and that wait for an answer, and
of bytes of answers that they do not take. At a bound the connection that has waited longest is
ended, so that one client, however many connections it opens, ends its own.
"""

import asyncio
import ipaddress
import resource
import signal
import time
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from os import getppid
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker as Base

from api.connection import Connection
from api.front import AT_ONCE, NotKept
from api.incoming import Exchange
from api.operate import LOG, JsonLines
from api.refusals import Busy

#: Connections in all, and from one address.
CONNECTIONS, PER_ADDRESS = 1000, 100
#: Bytes of requests that are not answered yet, and of answers that are not taken yet.
HELD, UNSENT = 32 * 2**20, 64 * 2**20
#: Requests that wait for a thread, and the share of the threads that one address may take.
QUEUE, SHARE = 200, 0.75
#: Seconds between two looks at the connections, and for which a stopping process waits for the end
#: of a request that has begun to come.
LOOK, LAST = 0.5, 2.0


class Worker(Base):  # type: ignore[misc]  # gunicorn publishes no types
    """A web process with one loop and some threads."""

    def init_process(self) -> None:
        """Start."""
        self.loop = asyncio.new_event_loop()
        self.loop.set_exception_handler(_failed)
        self.threads = ThreadPoolExecutor(self.cfg.threads)
        self.stopping = False
        self.connections: dict[str, dict[Connection, None]] = {}
        self.count = 0
        self.held = 0
        self.stalled: set[Connection] = set()
        self.running: Counter[str] = Counter()
        self.queue: deque[tuple[Connection, Exchange]] = deque()
        super().init_process()

    def run(self) -> None:
        """Serve until told to stop, then until what has begun is answered."""
        site = self.wsgi.extensions["clearance"]
        # behind a proxy all clients have one address, and the proxy sees to each of them
        self.per_address = CONNECTIONS if site.settings.proxies else PER_ADDRESS
        self.share = max(1, int(self.cfg.threads * (1 if site.settings.proxies else SHARE)))
        self.most = min(CONNECTIONS, _files(CONNECTIONS + 200) - 200)
        self.loop.add_signal_handler(signal.SIGTERM, self.stop)
        make = self.loop.create_server
        self.servers = [
            self.loop.run_until_complete(make(lambda: Connection(self), sock=one.sock, backlog=512))
            for one in self.sockets
        ]
        self.look()
        try:
            self.loop.run_forever()
        finally:
            self.threads.shutdown(wait=False, cancel_futures=True)

    def stop(self) -> None:
        """Take no more connections; end when those that have begun a request are answered."""
        if self.stopping:
            return
        self.alive, self.stopping = False, True
        for server in self.servers:
            server.close()
        last = time.monotonic() + LAST
        for one in self.everyone():
            one.deadline = min(one.deadline, last)
            if not (one.busy or one.sent or one.request or one.full):
                one.transport.close()

    def look(self) -> None:
        """Tell the watching process that all is well; end the connections of slow clients."""
        self.notify()
        if not self.alive or self.ppid != getppid():
            self.stop()
        now = time.monotonic()
        for one in self.everyone():
            if one.deadline < now and not one.busy:
                one.late()
        if self.stopping and not self.count:
            self.loop.stop()
        else:
            self.loop.call_later(LOOK, self.look)

    def everyone(self) -> list[Connection]:
        """Return all connections."""
        return [one for by_address in self.connections.values() for one in by_address]

    def opened(self, connection: Connection) -> None:
        """Take a new connection; at a bound the one that has waited longest makes room."""
        address = connection.address = _client(connection.peer)
        siblings = self.connections.setdefault(address, {})
        siblings[connection] = None
        self.count += 1
        if len(siblings) > self.per_address:
            _end_one(list(siblings))
        elif self.count > self.most:
            _end_one(self.everyone())

    def closed(self, connection: Connection) -> None:
        """Forget a connection."""
        siblings = self.connections.get(connection.address, {})
        if connection in siblings:
            del siblings[connection]
            self.count -= 1
            if not siblings:
                del self.connections[connection.address]
        self.stalled.discard(connection)
        self.holds(connection)
        if self.stopping and not self.count:
            self.loop.stop()

    def holds(self, connection: Connection) -> None:
        """Count what a client has sent and what is not answered yet."""
        self.held += len(connection.sent) - connection.counted
        connection.counted = len(connection.sent)
        if self.held > HELD:
            _end_one([one for one in self.everyone() if one.sent])

    def unsent(self, connection: Connection) -> None:
        """Count the bytes of answers that clients do not take."""
        self.stalled.add(connection)
        self.stalled = {one for one in self.stalled if one.full}
        if sum(one.transport.get_write_buffer_size() for one in self.stalled) > UNSENT:
            _end_one(list(self.stalled))

    def answer(self, connection: Connection, exchange: Exchange) -> None:
        """Have a request answered: at once if its answer is kept, else by a thread."""
        if exchange.environ["REQUEST_METHOD"] == "GET" and self.wsgi.config.get(AT_ONCE):
            exchange.environ[AT_ONCE] = True
            try:
                pieces, close = exchange.answered(self.wsgi)
            except NotKept:
                del exchange.environ[AT_ONCE]
            else:
                connection.answered(pieces, close=close)
                return
        if len(self.queue) >= QUEUE or self.held + exchange.size > HELD:
            connection.refuse(Busy())
            return
        self.held += exchange.size
        if self.running[connection.address] >= self.share:
            self.queue.append((connection, exchange))
        else:
            self._begin(connection, exchange)

    def _begin(self, connection: Connection, exchange: Exchange) -> None:
        self.running[connection.address] += 1
        self.threads.submit(self._work, connection, exchange)

    def _work(self, connection: Connection, exchange: Exchange) -> None:
        """Answer a request, in a thread."""
        try:
            found: Any = exchange.answered(self.wsgi)
        except Exception as fault:  # told to the client and logged by refuse
            found = fault
        self.loop.call_soon_threadsafe(self._done, connection, exchange, found)

    def _done(self, connection: Connection, exchange: Exchange, found: Any) -> None:
        self.held -= exchange.size
        self.running[connection.address] -= 1
        if not self.running[connection.address]:
            del self.running[connection.address]
        if isinstance(found, Exception):
            connection.refuse(found)
        else:
            pieces, close = found
            connection.answered(pieces, close=close)
        self._begin_next()

    def _begin_next(self) -> None:
        """Begin the first request in the queue whose address has a thread left."""
        for waiting in list(self.queue):
            connection, exchange = waiting
            if connection.transport.is_closing():  # nobody would read the answer
                self.queue.remove(waiting)
                self.held -= exchange.size
            elif self.running[connection.address] < self.share:
                self.queue.remove(waiting)
                self._begin(connection, exchange)
                return


class Log(Logger):  # type: ignore[misc]  # gunicorn publishes no types
    """Gunicorn's own log as lines of JSON, without what a request held."""

    def setup(self, cfg: Any) -> None:
        """Write as all other lines are written."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())


def _client(peer: Any) -> str:
    """Return what counts as one address: of IPv6 the part that a network gives to one customer."""
    address = str(peer[0]) if peer else ""
    if ":" not in address:
        return address
    return str(ipaddress.ip_network((address.partition("%")[0], 64), strict=False))


def _end_one(connections: list[Connection]) -> None:
    """End the connection that has waited longest, if one waits; those being answered do not."""
    waiting = [one for one in connections if not one.busy]
    if waiting:
        min(waiting, key=lambda one: one.since).transport.abort()


def _files(wanted: int) -> int:
    """Return how many files this process may hold open, after asking for as many as are wanted."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = resource.RLIM_INFINITY
    if soft != unlimited and soft < wanted:
        soft = wanted if hard == unlimited else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == unlimited else soft


def _failed(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log a fault of the loop by its kind: its words may hold what a client sent."""
    kind = type(context.get("exception")).__name__
    LOG.error("fault of the loop", extra={"told": {"kind": kind}})

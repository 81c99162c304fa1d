"""The web process as gunicorn runs it: one loop for all clients, and threads for the answers."""

import asyncio
import signal
import time
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from os import getppid
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker as Base
from werkzeug.middleware.proxy_fix import ProxyFix

from api.answer_cache import AT_ONCE, NotKept
from api.bounds import Bounds
from api.connection import Connection
from api.incoming import Exchange
from api.operate import LOG, JsonLines
from api.refusals import Busy

#: Requests that wait for a thread, and the share of the threads that one client may take.
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
        self.share = max(1, int(self.cfg.threads * SHARE))
        self.running: Counter[str] = Counter()
        self.queue: deque[tuple[Connection, Exchange]] = deque()
        self.stopping = False
        super().init_process()

    def run(self) -> None:
        """Serve until told to stop, then until what has begun is answered."""
        proxies = self.wsgi.extensions["clearance"].settings.proxies
        # who sent a request: behind a proxy the client that the proxy names
        self.named = ProxyFix(lambda *_: [], x_for=proxies, x_proto=0, x_host=0)
        self.bounds = Bounds(one_address=bool(proxies))
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
        for one in self.bounds.everyone():
            one.deadline = min(one.deadline, last)
            if one.idle():
                one.transport.close()

    def look(self) -> None:
        """Report to the arbiter that the worker is alive; close the connections of slow clients."""
        self.notify()
        if not self.alive or self.ppid != getppid():
            self.stop()
        now = time.monotonic()
        for one in self.bounds.everyone():
            if one.deadline < now and not one.busy:
                one.late()
        if self.stopping and not self.bounds.count:
            self.loop.stop()
        else:
            self.loop.call_later(LOOK, self.look)

    def closed(self, connection: Connection) -> None:
        """Forget a connection that has ended."""
        self.bounds.closed(connection)
        if self.stopping and not self.bounds.count:
            self.loop.stop()

    def answer(self, connection: Connection, exchange: Exchange) -> None:
        """Have a request answered: at once if its answer is kept, else by a thread."""
        environ = exchange.environ
        if environ["REQUEST_METHOD"] == "GET" and self.wsgi.config.get(AT_ONCE):
            environ[AT_ONCE] = True
            try:
                pieces, close = exchange.answered(self.wsgi)
            except NotKept:
                del environ[AT_ONCE]
            else:
                connection.answered(pieces, close=close)
                return
        if len(self.queue) >= QUEUE or not self.bounds.room(connection.address, exchange.size):
            connection.refuse(Busy())
            return
        self.bounds.keep(connection.address, exchange.size)
        self.named(environ, lambda *_: lambda _: None)
        exchange.client = environ["REMOTE_ADDR"]
        if self.running[exchange.client] < self.share:
            self._begin(connection, exchange)
        else:
            self.queue.append((connection, exchange))

    def _begin(self, connection: Connection, exchange: Exchange) -> None:
        self.running[exchange.client] += 1
        self.threads.submit(self._work, connection, exchange)

    def _work(self, connection: Connection, exchange: Exchange) -> None:
        """Answer a request, in a thread."""
        try:
            found: Any = exchange.answered(self.wsgi)
        except Exception as fault:  # refuse tells the client and the log
            found = fault
        self.loop.call_soon_threadsafe(self._done, connection, exchange, found)

    def _done(self, connection: Connection, exchange: Exchange, found: Any) -> None:
        self.bounds.keep(connection.address, -exchange.size)
        self.running -= Counter([exchange.client])  # forgets clients with nothing running
        if isinstance(found, Exception):
            connection.refuse(found)
        else:
            pieces, close = found
            connection.answered(pieces, close=close)
        self._begin_next()

    def _begin_next(self) -> None:
        """Begin the first request in the queue whose client has a thread left."""
        for waiting in list(self.queue):
            connection, exchange = waiting
            if connection.transport.is_closing():  # nobody would read the answer
                self.queue.remove(waiting)
                self.bounds.keep(connection.address, -exchange.size)
            elif self.running[exchange.client] < self.share:
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


def _failed(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log a fault of the loop by its kind: its words may hold what a client sent."""
    kind = type(context.get("exception")).__name__
    LOG.error("fault of the loop", extra={"told": {"kind": kind}})

"""The web process as gunicorn runs it: what is refused before it is a request, and the log of it.

Gunicorn repeats in its answers and its log what it cannot read; a malformed line may hold the name
of a taxpayer (security.md, A40), so both are written here.
"""

import logging
import select
import socket
import struct
import threading
import uuid
from typing import Any, NamedTuple

from gunicorn.glogging import Logger
from gunicorn.http import errors
from gunicorn.util import close_graceful, write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from api.operate import LOG, JsonLines
from api.problems import described

#: Milliseconds for which a thread waits for the next request of a client it has just answered.
#: Handing the connection over to another thread and back takes longer than most answers.
LINGER = 20


class _Answer(NamedTuple):
    status: int
    reason: str
    code: str
    detail: str


_FAILED = _Answer(500, "Internal Server Error", "internal_error", "The answer could not be made.")
#: Seconds (and microseconds) after which a client that sends or takes nothing loses its thread.
_SILENCE = struct.pack("@ll", 5, 0)
_HEADERS = "Request Header Fields Too Large"
#: What is answered to what could not be read; the first that fits.
_ANSWERS = (
    (errors.InvalidResponseHeader, _FAILED),
    (errors.InvalidResponseHeaderName, _FAILED),
    (
        errors.LimitRequestLine,
        _Answer(414, "URI Too Long", "uri_too_long", "Send a long query by POST."),
    ),
    (
        errors.LimitRequestHeaders,
        _Answer(431, _HEADERS, "headers_too_large", "Send fewer or shorter headers."),
    ),
    (
        errors.ExpectationFailed,
        _Answer(417, "Expectation Failed", "expectation_failed", "Leave out the header Expect."),
    ),
    (
        errors.UnsupportedTransferCoding,
        _Answer(501, "Not Implemented", "encoding_not_supported", "Send a Content-Length."),
    ),
    (
        errors.ParseException,
        _Answer(400, "Bad Request", "bad_request", "This is no request of HTTP/1.1."),
    ),
)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn publishes no types
    """A web process with threads, which stays with a client that asks again at once."""

    def init_process(self) -> None:
        """Start; half of the threads at most may wait for a client."""
        self.lingering = threading.BoundedSemaphore(max(1, self.cfg.threads // 2))
        super().init_process()

    def handle(self, conn: Any) -> Any:
        """Answer the requests of a connection for as long as one follows the other."""
        if not conn.initialized:
            for wait in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                conn.sock.setsockopt(socket.SOL_SOCKET, wait, _SILENCE)
        kept = super().handle(conn)
        if kept is True and self.lingering.acquire(blocking=False):
            try:
                while kept is True and self.alive and _asked(conn.sock):
                    kept = super().handle(conn)
            finally:
                self.lingering.release()
        if not kept:
            _hang_up(conn)
        return kept

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer what could not be read with a problem, and log its kind alone."""
        status, reason, code, detail = next(
            (answer for kind, answer in _ANSWERS if isinstance(exc, kind)), _FAILED
        )
        name = uuid.uuid4().hex
        told = {"requestId": name, "status": status, "kind": type(exc).__name__}
        LOG.log(
            logging.ERROR if status == 500 else logging.INFO, "not a request", extra={"told": told}
        )
        body = described(status, code, detail, name).encode()
        head = (
            f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nX-Request-Id: {name}\r\n"
            "Content-Type: application/problem+json\r\nCache-Control: no-store\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        try:
            write_nonblock(client, head.encode() + body)
        except OSError:
            LOG.debug("the client had gone")


class Log(Logger):  # type: ignore[misc]  # gunicorn publishes no types
    """Gunicorn's own log as lines of JSON, without what a request held."""

    def setup(self, cfg: Any) -> None:
        """Write as all other lines are written."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())


def _hang_up(conn: Any) -> None:
    """Close a connection in its own thread.

    Gunicorn does it in the loop that serves everybody, and waits there for a client that does
    not hang up: a few such clients stop the server.
    """
    close_graceful(conn.sock, timeout=1)
    conn.close = lambda graceful=False: None


def _asked(sock: Any) -> bool:
    """Wait a moment for the next request."""
    waiting = select.poll()
    waiting.register(sock, select.POLLIN)
    return bool(waiting.poll(LINGER))

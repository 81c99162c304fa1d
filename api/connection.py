"""One connection: read a request whole, have it answered, write the answer, begin again.

All of this happens in the one loop of the web process, which never waits for a client: a thread is
taken when head and body are there, and given back before the answer is sent.
"""

import asyncio
import time
from typing import Any, Protocol

from gunicorn.http.errors import NoMoreData

from api.incoming import Exchange, body_length, read_head, worth_reading
from api.refusals import Busy, Late, refusal
from kg.record.ingest import MAX_BYTES

#: Seconds for a whole head from its first byte, for a whole body, and between two requests.
HEAD, BODY, IDLE = 10.0, 20.0, 5.0
#: Seconds that a client has to take at least ``TAKEN`` bytes of an answer, and to hang up.
TAKING, LEAVING = 10.0, 2.0
TAKEN = 2**16
#: Bytes that are read ahead of the request that is being answered, and of what is thrown away.
AHEAD, THROWN = 2**16, 4 * 2**20
#: Pieces of an answer are sent in one packet up to this size.
_ONE = 2**16


class Accounts(Protocol):
    """What keeps the connections of a web process within bounds."""

    def opened(self, connection: "Connection") -> None:
        """Take a new connection into account."""

    def holds(self, connection: "Connection") -> None:
        """Take into account what a client has sent since it was last asked."""

    def room(self, address: str, size: int) -> bool:
        """Return whether as many bytes of an address may wait for their answer."""

    def unsent(self, connection: "Connection") -> None:
        """Take into account that a client does not take its answer."""


class Host(Protocol):
    """The web process: gunicorn's settings, its loop, and what has requests answered."""

    cfg: Any
    loop: asyncio.AbstractEventLoop
    stopping: bool

    @property
    def bounds(self) -> Accounts:
        """Return what keeps connections within bounds."""

    def closed(self, connection: "Connection") -> None:
        """Forget a connection."""

    def answer(self, connection: "Connection", exchange: Exchange) -> None:
        """Have a request answered; ``connection.answered`` or ``refuse`` is called then."""


class Connection(asyncio.Protocol):
    """A client's connection, from its start to its end."""

    def __init__(self, worker: Host) -> None:
        """Take the web process that answers."""
        self.worker = worker
        self.sent = bytearray()
        self.counted = 0  # bytes of it that the worker has counted
        self.looked = 0
        self.number = 0
        self.request: Any = None
        self.busy = False
        self.over = False  # no more will come
        self.leaving = False
        self.thrown = 0
        self.full = False  # the client does not take its answer
        self.unsent = 0
        self.since = self.deadline = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a request."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.address = ""
        # a client that has left already has no address any more
        self.peer = transport.get_extra_info("peername") or ("", 0)
        self.server = transport.get_extra_info("sockname")
        self._wait(HEAD)
        self.worker.bounds.opened(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection that has ended."""
        self.worker.closed(self)

    def data_received(self, data: bytes) -> None:
        """Take what the client sent."""
        if self.leaving:
            self.thrown += len(data)
            if self.thrown > THROWN:
                self.transport.abort()
            return
        if not self.sent and self.request is None and not self.busy:
            self._wait(HEAD)
        self.sent += data
        if self.busy or self.full:
            if len(self.sent) > AHEAD:
                self.transport.pause_reading()
            self.worker.bounds.holds(self)
        else:
            self.advance()

    def eof_received(self) -> bool:
        """Answer what was sent before a client said that it sends no more."""
        self.over = True
        if self.leaving:
            return False
        if not self.busy:
            self.advance()
        return True

    def advance(self) -> None:
        """Read on: the head, then the body; have the request answered once it is whole."""
        if self.busy or self.full or self.leaving or self.transport.is_closing():
            return
        try:
            if self.request is None and not self._head():
                return
            self._body()
        except StopIteration:  # nothing was sent
            self.transport.close()
        except Exception as fault:  # whatever a client sends, it gets an answer
            self.refuse(fault)
        self.worker.bounds.holds(self)

    def _head(self) -> bool:
        before, self.looked = self.looked, len(self.sent)
        if not (self.over or worth_reading(self.sent, before)):
            return False
        self.request = read_head(
            self.worker.cfg, self.sent, self.peer, self.number + 1, over=self.over
        )
        if self.request is None:
            return False
        self.number += 1
        self.looked = 0
        self.length = body_length(self.request)
        if self._measured() and len(self.sent) < (self.length or 0):
            if not self.worker.bounds.room(self.address, self.length or 0):
                raise Busy
            self._wait(BODY)
            if self.request._expected_100_continue:  # gunicorn would say it too late, and again
                self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self.request._expected_100_continue = False
        return True

    def _measured(self) -> bool:
        """Return whether the body is one that the application takes; others it refuses unread."""
        return self.length is not None and self.length <= MAX_BYTES

    def _body(self) -> None:
        body = b""
        if self._measured():
            if len(self.sent) < (self.length or 0):
                if self.over:
                    raise NoMoreData
                return
            body = bytes(self.sent[: self.length])
            del self.sent[: self.length]
        self.worker.bounds.holds(self)  # from here on the body counts as one that is answered
        exchange = Exchange(self.request, body, self.peer, self.server, self.worker.cfg)
        if not self._measured() or (self.over and not self.sent) or self.worker.stopping:
            exchange.close_after()
        self.busy = True
        self.worker.answer(self, exchange)

    def answered(self, pieces: list[bytes], *, close: bool) -> None:
        """Write an answer, and go on with the next request unless that was the last."""
        if self.transport.is_closing():
            return
        if len(pieces) > 1 and sum(map(len, pieces)) <= _ONE:
            pieces = [b"".join(pieces)]
        for piece in pieces:
            self.transport.write(piece)
        self.transport.resume_reading()
        measured = self._measured()
        self.busy, self.request = False, None
        self._wait(TAKING if self.full else HEAD if self.sent else IDLE)
        if self.full:
            self.worker.bounds.unsent(self)
        if close or self.worker.stopping:
            self._leave(at_once=measured and not self.sent)
        elif self.sent or self.over:
            # others first: a client may send many requests at once
            self.worker.loop.call_soon(self.advance)

    def refuse(self, fault: Exception) -> None:
        """Answer what is no request, and end the connection."""
        if not self.transport.is_closing() and not self.leaving:
            self.transport.write(refusal(fault))
            self._leave(at_once=False)

    def _leave(self, *, at_once: bool) -> None:
        """End the connection; wait for the client, which may still send, or it loses its answer."""
        self.leaving, self.busy = True, False
        self.sent.clear()
        self.worker.bounds.holds(self)
        self._wait(TAKING if self.full else LEAVING)
        if at_once or self.over:
            self.transport.close()
        else:
            self.transport.resume_reading()
            self.transport.write_eof()

    def idle(self) -> bool:
        """Return whether nothing has been sent that is to be answered, and all is taken."""
        return not (self.busy or self.sent or self.request or self.full)

    def pause_writing(self) -> None:
        """Note that the client does not take what it is sent."""
        self.full = True

    def resume_writing(self) -> None:
        """Go on when it has taken it."""
        self.full = False
        self.transport.resume_reading()
        self._wait(LEAVING if self.leaving else IDLE)
        self.advance()

    def _wait(self, seconds: float) -> None:
        self.since = time.monotonic()
        self.deadline = self.since + seconds
        self.unsent = self.transport.get_write_buffer_size()

    def late(self) -> None:
        """End a connection whose client took too long, with a word if it had begun a request."""
        left = self.transport.get_write_buffer_size()
        if left and self.unsent - left >= TAKEN:
            self._wait(TAKING)
        elif (self.sent or self.request is not None) and not (self.leaving or left):
            self.refuse(Late())
        else:
            self.transport.abort()

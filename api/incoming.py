"""Read the head of a request from what a client has sent so far, and make its answer.

Gunicorn's parser and its writer do the work: they are strict about lengths in conflict and about
lines that end in another way (RFC 9112). Neither of them sees a socket here, so neither can wait
for a client.
"""

import io
from typing import Any

from gunicorn.http.body import LengthReader
from gunicorn.http.errors import LimitRequestHeaders
from gunicorn.http.message import Request
from gunicorn.http.unreader import Unreader
from gunicorn.http.wsgi import create

#: Bytes of a head; a request line has a bound of its own, which is lower.
MAX_HEAD = 2**16
#: Bytes at which a first line that has not ended is too long for the parser.
LONG = 8192
_END = b"\r\n\r\n"


class _More(Exception):  # no error: the client has not sent all of it yet
    """The parser has read all that has come."""


class _Sent(Unreader):  # type: ignore[misc]  # gunicorn publishes no types
    """What a client has sent; ``over`` says that no more will come."""

    def __init__(self, sent: bytes, *, over: bool) -> None:
        super().__init__()
        self.over = over
        self.unread(sent)

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Return nothing at the end; before it, leave the parser."""
        if self.over:
            return b""
        raise _More


class _Written:
    """Take the place of the socket to which gunicorn writes an answer."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def sendall(self, data: bytes) -> None:
        """Keep a piece of the answer."""
        self.pieces.append(data)


def worth_reading(sent: bytearray, before: int) -> bool:
    """Return whether a head can be read, or refused, that could not be with ``before`` bytes of it.

    A client that trickles would otherwise have its head parsed again with each byte.
    """
    if sent.find(_END, max(0, before - 3)) >= 0:
        return True
    # the first line is looked at as soon as it is there, and a long one before
    return (before <= LONG < len(sent)) or len(sent) > MAX_HEAD or sent.find(b"\n") >= before


def read_head(cfg: Any, sent: bytearray, peer: Any, number: int, *, over: bool) -> Any | None:
    """Return the request whose head these bytes begin with, None where more must come first.

    What follows the head is left in ``sent``; ``number`` counts the requests of the connection
    from 1. Raises the errors of :mod:`gunicorn.http.errors`, and StopIteration at the end of a
    connection on which nothing was sent.
    """
    source = _Sent(bytes(sent), over=over)
    try:
        request = Request(cfg, source, peer, number)
    except _More:
        if len(sent) > MAX_HEAD:
            raise LimitRequestHeaders("head") from None
        return None
    sent[:] = source.take_buffered()
    return request


def body_length(request: Any) -> int | None:
    """Return the bytes of the body that follows a head, None where the head does not tell them."""
    reader = request.body.reader
    return int(reader.length) if isinstance(reader, LengthReader) else None


class Exchange:
    """A request that has come whole, as WSGI wants it, with room for its answer."""

    def __init__(self, request: Any, body: bytes, peer: Any, server: Any, cfg: Any) -> None:
        """Take the head and the body, the addresses of both sides, and gunicorn's settings."""
        request.body = io.BytesIO(body)
        self._out = _Written()
        self._response, self.environ = create(request, self._out, peer, server, cfg)
        self.environ["wsgi.multithread"] = True
        self.size = len(body)
        self.client = ""

    def close_after(self) -> None:
        """Announce in the answer that the connection ends with it."""
        self._response.force_close()

    def answered(self, application: Any) -> tuple[list[bytes], bool]:
        """Return the pieces of the answer of a WSGI application, and whether to close after it."""
        pieces = application(self.environ, self._response.start_response)
        try:
            for piece in pieces:
                self._response.write(piece)
            self._response.close()
        finally:
            if close := getattr(pieces, "close", None):
                close()
        return self._out.pieces, self._response.should_close()

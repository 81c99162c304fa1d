"""What stands before the routes: public answers that were given before are given again.

A kept answer is the same for everyone who asks the same address in the same way, for as long as
the process lives: it has an ETag and says ``public``. Most of its time would go into the routes
(``make bench``). The rate of requests, the log and the metrics are the same as for all others.
"""

import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from werkzeug.http import parse_etags

from api.operate import Watch
from kg.memo import SizedCache
from kg.rulebook import days

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Bytes of one answer that is kept, and those that an entry takes beside its body.
LARGEST = 2**20
_ENTRY = 2000
#: All in a request that such an answer depends on, but for If-None-Match.
_ASKED = ("PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT", "HTTP_HOST", "wsgi.url_scheme")
#: Headers that a 304 leaves out (RFC 9110, 15.4.5), and those that are of one request only.
_OF_BODY = {"content-type", "content-length"}
_OF_REQUEST = {"x-request-id"}
Headers = list[tuple[str, str]]
#: Key of the environment, and of the application's settings where there is such a front: set in a
#: request that may not wait. It is answered if its answer is kept; else NotKept is raised.
AT_ONCE = "clearance.at_once"


class NotKept(Exception):  # no error: the request is to be answered by a thread
    """The answer has to be made, which may take time."""


@dataclass(frozen=True)
class _Answer:
    """An answer as it was given: its ETag without quotation marks, its headers and its body."""

    tag: str
    route: str
    headers: Headers
    body: bytes


class Front:
    """A WSGI application before another."""

    def __init__(self, behind: "WSGIApplication", watch: Watch, size: int) -> None:
        """Take the application behind, and the bytes of answers to keep."""
        self.behind = behind
        self.watch = watch
        self._kept: SizedCache[tuple[str, ...], _Answer] = SizedCache(size, size // 8)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request."""
        # a whole address in the request line names another host than the header does
        if environ["REQUEST_METHOD"] != "GET" or not environ.get("RAW_URI", "/").startswith("/"):
            return self._behind(environ, start_response)
        begun = time.perf_counter()
        # a question without a day means today, and what is still to come ends at midnight
        key = (days.today().isoformat(), *(str(environ.get(name, "")) for name in _ASKED))
        kept = self._kept.get(key)
        if kept is None:
            return self._asked(key, environ, start_response)
        if not self.watch.admits(environ.get("REMOTE_ADDR", "")):
            return self._behind(environ, start_response)
        return self._again(kept, begun, environ, start_response)

    def _behind(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if AT_ONCE in environ:
            raise NotKept
        return self.behind(environ, start_response)

    def _again(
        self,
        kept: _Answer,
        begun: float,
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
    ) -> list[bytes]:
        name = uuid.uuid4().hex
        self.watch.give_again()
        held = environ.get("HTTP_IF_NONE_MATCH")
        headers = [*kept.headers, ("X-Request-Id", name)]
        if held and parse_etags(held).contains_weak(kept.tag):
            headers = [pair for pair in headers if pair[0].lower() not in _OF_BODY]
            start_response("304 NOT MODIFIED", headers)
            self.watch.note(kept.route, "GET", 304, begun, 0, name)
            return []
        start_response("200 OK", headers)
        self.watch.note(kept.route, "GET", 200, begun, len(kept.body), name)
        return [kept.body]

    def _asked(
        self, key: tuple[str, ...], environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Ask the application behind, and keep its answer if it may be kept."""
        told: dict[str, Any] = {}

        def started(status: str, headers: Headers, *more: Any) -> Any:
            told.update(status=status, headers=headers)
            return start_response(status, headers, *more)

        pieces = self._behind(environ, started)
        named = {name.lower(): value for name, value in told.get("headers", ())}
        size = named.get("content-length", "")
        public = named.get("cache-control", "").startswith("public") and "etag" in named
        if not (public and told["status"].startswith("200") and size.isdigit()):
            return pieces
        if int(size) > LARGEST:
            return pieces
        body = b"".join(pieces)
        if close := getattr(pieces, "close", None):
            close()
        tag = next(iter(parse_etags(named["etag"]).as_set(include_weak=True)))
        headers = [pair for pair in told["headers"] if pair[0].lower() not in _OF_REQUEST]
        route = environ.get("clearance.route", "none")
        # the question counts, too: many long ones with short answers would fill the memory
        room = len(body) + _ENTRY + sum(map(len, key))
        self._kept.put(key, _Answer(tag, route, headers, body), room)
        return [body]

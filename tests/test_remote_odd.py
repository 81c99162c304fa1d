"""Another SPARQL server whose answers are in form and say what cannot be: 502, never a crash."""

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from serving import HOST, Server, ask, served

ROWS = "application/sparql-results+json"
DIRECT = {"Content-Type": "application/sparql-query"}
LITERAL = {"type": "literal", "value": "1"}


class _Store(http.server.BaseHTTPRequestHandler):
    """A store that answers yes-or-no questions truly, and all others with one answer."""

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        wanted = self.headers.get("Accept", ROWS)
        body = self.server.body  # type: ignore[attr-defined]  # set by the tests
        if b"query=ASK" in sent or b"ASK+%7B" in sent:
            body = b'{"head": {}, "boolean": true}'
        elif wanted != ROWS:
            body = self.server.triples  # type: ignore[attr-defined]  # set by the tests
        self.send_response(200)
        self.send_header("Content-Type", wanted)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def store() -> Iterator[http.server.ThreadingHTTPServer]:
    server = http.server.ThreadingHTTPServer((HOST, 0), _Store)
    server.daemon_threads = True
    server.body, server.triples = b"", b""  # type: ignore[attr-defined]  # read by _Store
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def rows(*found: Any) -> bytes:
    names = sorted({name for row in found for name in row} if found else {"graph"})
    told = {"head": {"vars": names}, "results": {"bindings": list(found)}}
    return json.dumps(told).encode("utf-8", "surrogatepass")


def named(name: str, kind: str = "uri", triples: Any = LITERAL) -> dict[str, Any]:
    return {"graph": {"type": kind, "value": name}, "triples": triples}


NAMES = [
    'http://x/"',
    "http://x/ y",
    "http://x/<>",
    "http://x/\n",
    "http://x/{|}^`\\",
    "no-iri",
    "",
]
WRONG = {
    **{f"graph {number}": rows(named(name)) for number, name in enumerate(NAMES)},
    "half a character": b'{"head": {"vars": ["graph"]}, "results": {"bindings": [{"graph": '
    b'{"type": "uri", "value": "http://x/\\ud800"}, "triples": '
    b'{"type": "literal", "value": "1"}}]}}',
    "a name that is a text": rows(named("Zebulon", "literal")),
    "a number that is none": rows(named("http://x/", triples={"type": "literal", "value": "∞"})),
    "a number without end": rows(
        named("http://x/", triples={"type": "literal", "value": "9" * 5000})
    ),
    "no number": rows({"graph": {"type": "uri", "value": "http://x/"}}),
    "another variable": rows({"x": {"type": "uri", "value": "http://x/"}}),
    "no rows": b'{"head": {"vars": ["graph"]}, "results": {}}',
    "rows that are none": b'{"head": {"vars": []}, "results": {"bindings": 7}}',
    "a list": b"[[[]]]",
    "nested": b"[" * 100_000,
    "nothing": b"null",
    "no UTF-8": b'{"head": {"vars": ["\xff"]}}',
}
#: Every kind of route that asks the store.
PATHS = (
    "/sparql",
    "/graphs?default",
    "/graphs?graph=http%3A%2F%2Fx%2F",
    "/",
    "/ontology",
    "/shapes",
    "/def/Act",
    "/norm/l14-e-informant",
    "/graph/data/law",
    "/module/core",
    "/.well-known/void",
    "/.well-known/sparql-examples",
    "/healthz",
)


def handled(server: Server, path: str) -> None:
    for accept in ("text/html", "text/turtle", "application/n-triples"):
        status, headers, body = ask(server.port, "GET", path, headers={"Accept": accept})
        assert status != 500, (path, accept, body)
        assert b"Traceback" not in body
        if status >= 400 and "json" in headers["content-type"]:
            assert json.loads(body)["code"]


@pytest.mark.parametrize("wrong", WRONG)
def test_an_answer_that_cannot_be_is_a_fault_of_the_store(wrong: str) -> None:
    with store() as other:
        other.body = WRONG[wrong]  # type: ignore[attr-defined]  # read by _Store
        other.triples = b'<http://x/"> <http://x/p> "\\ud800" .\n'  # type: ignore[attr-defined]  # read by _Store
        address = f"http://{HOST}:{other.server_port}/query"
        with served("--store", address) as running:
            for path in PATHS:
                handled(running, path)
            status, _, body = ask(running.port, "GET", "/graphs?graph=http%3A%2F%2Fx%2F")
            assert status in {404, 502}, body
            status, _, _ = ask(running.port, "POST", "/sparql", "SELECT * { ?s ?p ?o }", DIRECT)
            assert status in {200, 502}

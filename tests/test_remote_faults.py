"""Another SPARQL server that answers wrongly: ours says so, and passes nothing on."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from serving import HOST, ask, canary, served

DIRECT = {"Content-Type": "application/sparql-query"}
#: What tells a client that the server behind ours failed.
BEHIND = {502, 503, 504}


class _Odd(http.server.BaseHTTPRequestHandler):
    """A server that answers every request in one wrong way."""

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, headers, body = self.server.answer  # type: ignore[attr-defined]  # set by odd()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            for _ in range(100_000):
                self.wfile.write(body)
                if not headers.get("X-Endless"):
                    return
        except OSError:
            pass  # ours had enough: what the test is about

    do_GET = do_POST = _answer

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def odd() -> Iterator[http.server.ThreadingHTTPServer]:
    server = http.server.ThreadingHTTPServer((HOST, 0), _Odd)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


MARK = "Zebulon Quirk"
JSON = "application/sparql-results+json"
WRONG = {
    "an error": (500, {"Content-Type": "text/plain"}, MARK.encode()),
    "a page": (200, {"Content-Type": "text/html"}, f"<p>{MARK}</p>".encode()),
    "no JSON": (200, {"Content-Type": JSON}, MARK.encode()),
    "another form": (200, {"Content-Type": JSON}, b'{"boolean": "Zebulon Quirk"}'),
    "no form": (200, {}, b""),
    "a refusal": (401, {"WWW-Authenticate": "Basic"}, MARK.encode()),
    "a cut answer": (200, {"Content-Type": JSON, "Content-Length": "99"}, b'{"head":'),
    "no end": (200, {"Content-Type": JSON, "X-Endless": "1"}, b" " * 65536),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_answer_of_the_other_server_is_not_passed_on(wrong: str) -> None:
    with odd() as other:
        other.answer = WRONG[wrong]  # type: ignore[attr-defined]  # read by _Odd
        with served("--store", f"http://{HOST}:{other.server_port}/query") as running:
            status, told, body = ask(  # gives up at last, so an endless answer fails
                running.port, "POST", "/sparql", "SELECT ?s { ?s ?p ?o }", DIRECT
            )
            assert status in {*BEHIND, 413}
            assert told["content-type"] == "application/problem+json"
            assert MARK.encode() not in body
            assert MARK not in running.log.read_text(encoding="utf-8")


def test_a_redirect_of_the_other_server_is_not_followed() -> None:
    with canary() as (address, hits), odd() as other:
        other.answer = (302, {"Location": address}, b"")  # type: ignore[attr-defined]  # see above
        with served("--store", f"http://{HOST}:{other.server_port}/query") as running:
            status, _, _ = ask(running.port, "POST", "/sparql", "ASK {}", DIRECT)
            assert status in BEHIND
        assert hits == []

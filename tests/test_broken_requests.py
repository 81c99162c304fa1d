"""What is no request: it harms nobody, and nothing of it is repeated or logged."""

import uuid
from collections.abc import Iterator

import pytest
from processes import known, listeners
from serving import Server, answers, raw, status


@pytest.fixture(scope="module")
def web(server: Server) -> frozenset[int]:
    """Give the processes that listen."""
    assert answers(server.port)
    return listeners(server.process.pid, server.port) if known() else frozenset()


@pytest.fixture(autouse=True)
def unharmed(server: Server, web: frozenset[int]) -> Iterator[None]:
    yield
    assert answers(server.port)
    if known():
        assert listeners(server.process.pid, server.port) == web


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\r\n\r\n\r\n",
        b"GET /sparql HTTP/1.1\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
        b"GET /sparql HTTP/1.1\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"CONNECT evil.example:80 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"TRACE /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Secret: a\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    ],
    ids=[
        "TLS",
        "short",
        "version",
        "empty",
        "headers",
        "header",
        "HTTP 2",
        "CONNECT",
        "TRACE",
        "star",
    ],
)
def test_no_broken_request_harms_the_server(server: Server, request_: bytes) -> None:
    answer = raw(server.port, request_, half_close=True)
    assert not answer or status(answer) >= 400 or request_.startswith(b"OPTIONS")
    assert b"X-Secret" not in answer
    assert b"Traceback" not in answer


@pytest.mark.parametrize(
    "text",
    [
        "GET /who?from=Mr @ HTTP/1.1\r\n\r\n",
        "GET /sparql?query=@ @ HTTP/1.1\r\n\r\n",
        "@ /who HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET /who HTTP/@\r\n\r\n",
        "GET /who HTTP/1.1\r\n@ @\r\n\r\n",
        "GET /who HTTP/1.1\r\nHost: @\r\n\r\n",
        "GET /who HTTP/1.1\r\nHost: 127.0.0.1\r\nX: @\x00\r\n\r\n",
        "POST /check HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: @\r\n\r\n",
        "POST /check HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: @\r\n\r\n",
        "GET @ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET /@?@=@ HTTP/1.1\r\nHost: 127.0.0.1\r\nReferer: @\r\nUser-Agent: @\r\n\r\n",
        "GET /graphs?graph=x:@ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    ],
)
def test_a_broken_request_is_neither_repeated_nor_logged(server: Server, text: str) -> None:
    mark = f"Zebulon-Quirk-{uuid.uuid4().hex}"
    answer = raw(server.port, text.replace("@", mark).encode(), half_close=True)
    assert status(answer) >= 400
    assert mark.encode() not in answer
    assert mark not in server.log.read_text(encoding="utf-8", errors="replace")

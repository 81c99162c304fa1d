"""Requests that no client library would send, byte by byte (B26 to B31, B50)."""

import gzip
import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from processes import known, listeners
from serving import FORM, HOST, SILENCE, Server, answers, ask, head, raw, status

QUERY = "/sparql?query=ASK%20%7B%7D"


@pytest.fixture(scope="module")
def web(server: Server) -> frozenset[int]:
    """Give the processes that listen."""
    assert ask(server.port, "GET", "/healthz")[0] == 200
    return listeners(server.process.pid, server.port) if known() else frozenset()


@pytest.fixture(autouse=True)
def unharmed(server: Server, web: frozenset[int]) -> Iterator[None]:
    """Look after each test that the same web process answers the next query."""
    yield
    if known():
        assert web
        assert listeners(server.process.pid, server.port) == web
    assert answers(server.port)


def code(answer: bytes) -> str:
    return str(json.loads(answer.partition(b"\r\n\r\n")[2])["code"])


def closed(port: int, request: bytes) -> tuple[bytes, bool]:
    """Send bytes; give the answer and whether the server closed the connection."""
    with socket.create_connection((HOST, port), timeout=SILENCE) as connection:
        connection.sendall(request)
        connection.settimeout(SILENCE)
        got = b""
        try:
            while more := connection.recv(65536):
                got += more
        except ConnectionResetError:
            return got, True
        except TimeoutError:
            return got, False
        return got, True


@pytest.mark.parametrize("path", ["/sparql?query=ASK%7B%7D%23", "/who?from=", "/graphs?graph="])
def test_b26_a_long_address_is_refused(server: Server, path: str) -> None:
    answer = raw(server.port, head(server.port, f"GET {path}{'x' * 100_000}", "Connection: close"))
    assert status(answer) == 414


@pytest.mark.parametrize(
    ("path", "media"),
    [
        ("/sparql", "application/sparql-query"),
        ("/sparql", FORM["Content-Type"]),
        ("/check", "application/json"),
        ("/reconcile", FORM["Content-Type"]),
    ],
)
def test_b27_a_long_body_is_refused(server: Server, path: str, media: str) -> None:
    sent, _, body = ask(server.port, "POST", path, b" " * 1_000_001, {"Content-Type": media})
    assert (sent, json.loads(body)["code"]) == (413, "too_large")


def test_b27_a_body_that_is_only_announced_is_refused_at_once(server: Server) -> None:
    for length in ("1000001", "99999999999", "9" * 40):
        kind = "Content-Type: application/sparql-query"
        request = head(server.port, "POST /sparql", kind, f"Content-Length: {length}")
        assert status(raw(server.port, request)) in {400, 413}


@pytest.mark.parametrize("path", ["/sparql", "/check", "/reconcile"])
@pytest.mark.parametrize("size", [10, 1_000_001])
def test_b28_a_body_in_chunks_is_refused(server: Server, path: str, size: int) -> None:
    body = b"ASK {}".ljust(size)
    for media in ("application/sparql-query", FORM["Content-Type"], "application/json"):
        request = head(
            server.port,
            f"POST {path}",
            f"Content-Type: {media}",
            "Transfer-Encoding: chunked",
            "Connection: close",
        )
        chunked = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
        assert status(raw(server.port, request, chunked)) in {411, 413}


SMUGGLED = "GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n"
CONFLICTS = {
    "length and chunks": ("Content-Length: {length}", "Transfer-Encoding: chunked"),
    "chunks and length": ("Transfer-Encoding: chunked", "Content-Length: {length}"),
    "two lengths": ("Content-Length: {length}", "Content-Length: 5"),
    "two lengths in one": ("Content-Length: {length}, 5",),
    "negative length": ("Content-Length: -1",),
    "length with a sign": ("Content-Length: +5",),
    "length in hexadecimal": ("Content-Length: 0x5",),
    "length with a line": ("Content-Length: 5_0",),
    "unknown coding": ("Transfer-Encoding: xchunked",),
    "two codings": ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
    "space before the colon": ("Content-Length : 5",),
    "folded header": ("X-Folded: a\r\n b", "Content-Length: 5"),
    "bare line feed": ("Content-Length: 0\nX: y",),
    "NUL in a header": ("X-Evil: a\x00b", "Content-Length: 0"),
}


@pytest.mark.parametrize("headers", CONFLICTS.values(), ids=CONFLICTS.keys())
def test_b29_lengths_in_conflict_get_one_refusal_and_the_end(
    server: Server, headers: tuple[str, ...]
) -> None:
    smuggled = SMUGGLED.format(host=f"{HOST}:{server.port}")
    body = f"0\r\n\r\n{smuggled}".encode()
    lines = [line.format(length=len(body)) for line in headers]
    kind = "Content-Type: application/sparql-query"
    answer, ended = closed(server.port, head(server.port, "POST /sparql", kind, *lines) + body)
    assert answer.count(b"HTTP/1.1 ") == 1, answer
    assert 400 <= status(answer) < 502
    assert b'"ruleBook"' not in answer, "the smuggled request was answered"
    assert ended


def test_b30_a_packed_body_is_refused_unopened(server: Server) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    for coding in ("gzip", "deflate", "br", "GZIP", "gzip, gzip", "x-gzip"):
        for path, media in (
            ("/sparql", "application/sparql-query"),
            ("/sparql", FORM["Content-Type"]),
            ("/check", "application/json"),
        ):
            headers = {"Content-Type": media, "Content-Encoding": coding}
            sent, _, body = ask(server.port, "POST", path, bomb, headers)
            assert (sent, json.loads(body)["code"]) == (415, "encoding_not_supported")


BROKEN = {
    "no UTF-8": b"%ff%fe",
    "NUL": b"ASK%7B%7D%00",
    "a lone surrogate": b"ASK%7B%7D%23%ed%a0%80",
    "too long a form": b"ASK%7B%7D%23%c0%af",
    "cut off": b"ASK%7B%7D%23%e2%82",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_b31_what_is_not_utf_8_is_refused(server: Server, text: bytes) -> None:
    line = b"GET /sparql?query=" + text + b" HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" % server.port
    answer = raw(server.port, line + b"Connection: close\r\n\r\n")
    assert (status(answer), code(answer)) == (400, "bad_encoding")
    sent, _, body = ask(server.port, "POST", "/sparql", b"query=" + text, FORM)
    assert (sent, json.loads(body)["code"]) == (400, "bad_encoding")
    for path in ("/who?from=", "/reconcile?queries=", "/graphs?graph=", "/chain?from="):
        got, _, body = ask(server.port, "GET", path + text.decode())
        assert (got, json.loads(body)["code"]) == (400, "bad_encoding"), path


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"ASK {} #\xed\xa0\x80", b"ASK {}\x00", b"ASK {} #\xc3"]
)
def test_b31_nor_is_it_accepted_as_a_query_by_itself(server: Server, body: bytes) -> None:
    kind = {"Content-Type": "application/sparql-query"}
    sent, _, told = ask(server.port, "POST", "/sparql", body, kind)
    assert (sent, json.loads(told)["code"]) == (400, "bad_encoding")


@pytest.mark.parametrize("charset", ["utf-16", "iso-8859-1", "x-unknown", "utf-7"])
def test_b31_nor_is_another_charset(server: Server, charset: str) -> None:
    for media, body in (
        (FORM["Content-Type"], "query=ASK{}"),
        ("application/sparql-query", "ASK{}"),
    ):
        headers = {"Content-Type": f"{media}; charset={charset}"}
        assert ask(server.port, "POST", "/sparql", body, headers)[0] in {400, 415}


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "[::1", "a b", ""]
)
def test_b50_another_host_is_refused(server: Server, host: str) -> None:
    for path in ("/sparql", QUERY, "/who", "/healthz/../sparql"):
        request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
        answer = raw(server.port, request)
        assert status(answer) == 400
        assert b"evil" not in answer


def test_b50_two_hosts_are_refused(server: Server) -> None:
    request = head(server.port, "GET /sparql", "Host: evil.example", "Connection: close")
    assert status(raw(server.port, request)) == 400


@pytest.mark.parametrize(
    "header",
    [
        "X-Forwarded-Host: evil.example",
        "Forwarded: host=evil.example",
        "X-Host: evil.example",
        "X-Original-URL: /evil",
        "X-Forwarded-Proto: evil",
        "X-Forwarded-Prefix: /evil",
        "X-Script-Name: /evil",
        "SCRIPT_NAME: /evil",
    ],
)
def test_b50_no_header_of_a_stranger_enters_an_address(server: Server, header: str) -> None:
    request = head(server.port, "GET /sparql", header, "Connection: close")
    answer = raw(server.port, request)
    assert status(answer) in {200, 400}
    assert b"evil" not in answer


@pytest.mark.parametrize(
    "path",
    ["/%2e%2e/", "/%2e%2e/%2e%2e/etc/passwd", "//evil.example", "//evil.example/%2e%2e",
     "/\\evil.example", "/%5cevil.example/", "//evil.example/sparql", "/sparql/%2e%2e/%2e%2e/evil",
     "/.//evil.example", "/evil.example:80/..", "http://evil.example/", "/%00", "/sparql%00",
     "/def/../../../etc/passwd", "/def/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/law/%0d%0aX-Evil:%201",
     "/static/../pyproject.toml", "/data/examples/manifest.csv"],
)  # fmt: skip
def test_b50_no_path_leads_out(server: Server, path: str) -> None:
    answer = raw(server.port, head(server.port, f"GET {path}", "Connection: close"))
    assert status(answer) in {301, 303, 307, 308, 400, 404}
    top = answer.partition(b"\r\n\r\n")[0].decode("latin-1").splitlines()[1:]
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in top)
    }
    assert "x-evil" not in headers
    assert b"root:" not in answer
    if status(answer) < 400:
        target = urlsplit(headers["location"])
        assert target.hostname in {None, HOST}
        assert not headers["location"].startswith(("//", "/\\"))

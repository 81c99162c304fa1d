"""What a server writes and refuses: its log, which repeats nothing, and the rate of a client."""

import contextlib
import json
import socket
from typing import Any
from urllib.parse import quote, urlencode

from serving import FORM, HOST, STOP, Server, ask, served

#: A name that no output of the server may hold.
MARK = "Zebulon-Quirk"
SMALL = "/sparql?query=" + quote("ASK { ?s a clr:Agency }")


def lines(server: Server) -> list[dict[str, Any]]:
    """Give the lines of the log; those before them tell the addresses."""
    written = server.log.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in written if not line.startswith("http://")]


def test_each_request_is_one_line_of_json_with_the_id_of_the_answer() -> None:
    with served() as server:
        paths = ("/healthz", SMALL, "/nowhere", "/sparql?query=SELECT", "/who?purpose=x")
        ids = [ask(server.port, "GET", path)[1]["x-request-id"] for path in paths]
        told = lines(server)
        assert [line["requestId"] for line in told] == ids
        assert [line["status"] for line in told] == [200, 200, 404, 400, 400]
        assert {line["level"] for line in told} == {"info"}
        assert told[1]["route"] == "/sparql"
        _, headers, body = ask(server.port, "GET", "/nowhere")
        assert json.loads(body)["requestId"] == headers["x-request-id"]


def test_no_line_of_the_log_and_no_problem_repeats_what_was_sent() -> None:
    record = {"type": "Disclosure", "actor": {"name": MARK}, "subject": MARK}
    as_json = {"Content-Type": "application/json"}
    asked: list[tuple[str, str, str | None, dict[str, str]]] = [
        ("POST", "/check", json.dumps(record), as_json),
        ("POST", "/check", "{" + MARK, as_json),
        ("GET", "/sparql?query=" + quote(f'SELECT ("{MARK}" AS ?x) {{'), None, {}),
        ("GET", f"/sparql?query=SELECT&name={MARK}", None, {}),
        ("POST", "/sparql", urlencode({"query": f'SELECT * {{ ?s ?p "{MARK}" '}), FORM),
        ("GET", f"/who?asOf={MARK}", None, {}),
        ("GET", f"/{MARK}", None, {"User-Agent": MARK, "Referer": MARK, "Cookie": MARK}),
        ("GET", "/healthz", None, {"Host": f"{MARK}.example", "X-Request-Id": MARK}),
        (MARK.upper(), "/healthz", None, {}),
    ]
    malformed = [
        f"GET /{MARK} {MARK} HTTP/1.1\r\n\r\n",
        f"{MARK} / HTTP/1.1\r\n\r\n",
        f"GET / HTTP/{MARK}\r\n\r\n",
        f"GET / HTTP/1.1\r\n{MARK}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: a\r\nExpect: {MARK}\r\n\r\n",
        f"POST /check HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: {MARK}\r\n\r\n",
        f"GET /{MARK * 1000} HTTP/1.1\r\n\r\n",
        f"GET / HTTP/1.1\r\nA: {MARK * 5000}\r\n\r\n",
    ]
    with served() as server:
        for method, path, body, headers in asked:
            status, _, told = ask(server.port, method, path, body, headers)
            if not path.startswith("/who"):  # a short wrong date is shown; no date is a secret
                assert MARK.lower() not in told.decode().lower(), (path, status)
        for text in malformed:
            told = raw(server.port, text.encode())
            head, _, problem = told.partition(b"\r\n\r\n")
            assert json.loads(problem)["status"] == int(head.split()[1]) >= 400
            assert MARK.encode() not in told
        assert len(lines(server)) == len(asked) + len(malformed)
        server.process.terminate()
        server.process.wait(STOP)
        assert MARK.lower() not in server.log.read_text(encoding="utf-8").lower()


def raw(port: int, request: bytes) -> bytes:
    """Send bytes, and give all that comes back until the end of the connection."""
    with socket.create_connection((HOST, port), timeout=60) as line:
        with contextlib.suppress(OSError):  # it may hang up before it has read all
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
        got = b""
        with contextlib.suppress(ConnectionResetError):
            while more := line.recv(1 << 16):
                got += more
        return got


def statuses(port: int, *clients: str) -> list[int]:
    """Give the statuses of requests that come with the word of a proxy about the client."""
    return [
        ask(port, "GET", "/context.jsonld", headers={"X-Forwarded-For": client})[0]
        for client in clients
    ]


def test_behind_a_proxy_each_client_has_its_own_rate() -> None:
    with served("--proxies", "1", rate=3) as server:
        assert statuses(server.port, *["192.0.2.1"] * 4) == [200, 200, 200, 429]
        assert statuses(server.port, "192.0.2.2") == [200]
        # what the client itself wrote stands before what the proxy added
        assert statuses(server.port, "192.0.2.9, 192.0.2.1") == [429]


def test_without_a_proxy_the_word_of_a_client_about_itself_changes_nothing() -> None:
    with served(rate=3) as server:
        spoofed = [f"192.0.2.{n}" for n in range(4)]
        assert statuses(server.port, *spoofed) == [200, 200, 200, 429]
        status, headers, body = ask(server.port, "GET", "/healthz")
        assert (status, json.loads(body)["code"]) == (429, "too_many_requests")
        assert 1 <= int(headers["retry-after"]) <= 10

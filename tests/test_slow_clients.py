"""Clients that send slowly, or nothing, or do not take their answers: others are answered."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from serving import HOST, Server, answers, ask, elsewhere, head, served, status, wait_until
from support import EXAMPLES

#: Another address than that of the slow clients, where this system has one.
OTHER = "127.0.0.2" if elsewhere() else HOST
RECORD = (EXAMPLES / "irs-complete-2019.json").read_bytes()
JSON = "Content-Type: application/json"
#: Connections that one address may have, as docs/howto/operate.md says.
BOUND = 100


def healthy(running: Server) -> bool:
    """Say whether the graph is loaded; on a busy machine a first query may come too early."""
    return wait_until(lambda: ask(running.port, "GET", "/healthz")[0] == 200, 60)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served() as running:
        assert healthy(running)
        yield running


@pytest.fixture
def held() -> Iterator[contextlib.ExitStack]:
    with contextlib.ExitStack() as stack:
        yield stack


def connect(held: contextlib.ExitStack, port: int, sent: bytes = b"") -> socket.socket:
    """Connect and send the beginning of a request."""
    line = held.enter_context(socket.create_connection((HOST, port), timeout=60))
    line.sendall(sent)
    return line


def slow(port: int, number: int) -> bytes:
    """Give the beginning of a request that is slow with its head or with its body."""
    whole = head(port, "POST /check", JSON, "Content-Length: 100000")
    return whole[: 20 + number] if number % 2 else whole + b"{"


def ended(line: socket.socket) -> bool:
    """Say whether the server has ended a connection; it was sent nothing else."""
    line.setblocking(False)
    try:
        return line.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True
    finally:
        line.setblocking(True)


def others_are_answered(port: int, source: str) -> None:
    query = f"/sparql?query={quote(f'ASK {{}} # {time.monotonic_ns()}')}"
    assert ask(port, "GET", "/healthz", source=source)[0] == 200
    assert ask(port, "GET", query, source=source)[0] == 200
    kind = {"Content-Type": "application/json"}
    assert ask(port, "POST", "/check", RECORD, kind, source)[0] == 200


@pytest.mark.parametrize("source", [OTHER, HOST])
def test_others_are_answered_while_slow_clients_send_a_byte_now_and_then(
    server: Server, held: contextlib.ExitStack, source: str
) -> None:
    # fewer than an address may have, and more than there are threads
    lines = [connect(held, server.port, slow(server.port, number)) for number in range(80)]
    for _ in range(3):
        for line in lines:
            line.sendall(b"a")
        others_are_answered(server.port, source)
    # nobody waited until the slow ones had been ended
    assert not any(map(ended, lines))


@pytest.mark.parametrize("source", [OTHER, HOST])
def test_many_silent_connections_of_one_address_keep_nobody_out(
    server: Server, held: contextlib.ExitStack, source: str
) -> None:
    silent = [connect(held, server.port) for _ in range(300)]
    trickling = [connect(held, server.port, slow(server.port, n)) for n in range(40)]
    for _ in range(3):
        for line in trickling:
            with contextlib.suppress(OSError):  # it may have been ended to make room
                line.sendall(b"a")
        others_are_answered(server.port, source)
    assert len(silent) == 300


def test_an_address_has_so_many_connections_and_loses_those_that_waited_longest(
    server: Server, held: contextlib.ExitStack
) -> None:
    lines = [connect(held, server.port) for _ in range(BOUND + 50)]
    assert wait_until(lambda: sum(map(ended, lines)) >= 50, 8)
    assert all(map(ended, lines[:50]))
    # the last that came is served
    lines[-1].sendall(head(server.port, "GET /healthz", "Connection: close"))
    assert status(lines[-1].recv(65536)) == 200


def test_a_connection_whose_request_is_being_answered_is_not_ended_to_make_room(
    server: Server, held: contextlib.ExitStack
) -> None:
    dear = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    asked = connect(
        held,
        server.port,
        head(server.port, f"GET /sparql?query={quote(dear)}", "Connection: close"),
    )
    # a later request is answered, so the server has read this one: until then it cannot know it
    assert ask(server.port, "GET", "/healthz")[0] == 200
    for _ in range(BOUND + 50):
        connect(held, server.port)
    got = asked.recv(65536)
    assert status(got) == 504
    assert json.loads(got.partition(b"\r\n\r\n")[2])["code"] == "query_timeout"


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 2])
def test_a_head_and_a_body_that_take_too_long_are_refused_however_often_a_byte_comes(
    server: Server, held: contextlib.ExitStack, number: int
) -> None:
    line = connect(held, server.port, slow(server.port, number))
    line.settimeout(0.2)
    got = b""
    for _ in range(400):
        try:
            got = line.recv(65536)
            break
        except TimeoutError:
            line.sendall(b"a")
    assert status(got) == 408
    assert json.loads(got.partition(b"\r\n\r\n")[2])["code"] == "request_timeout"
    line.settimeout(60)
    assert line.recv(65536) == b""


def test_clients_that_do_not_take_their_answers_keep_nobody_waiting(
    server: Server, held: contextlib.ExitStack
) -> None:
    # more clients than threads, and answers that no socket takes whole
    query = "SELECT * { ?s ?p ?o } LIMIT 10000"
    whole = ask(server.port, "GET", f"/sparql?query={quote(query)}")[2]
    assert len(whole) > 1_000_000
    for _ in range(60):
        line = held.enter_context(socket.socket())
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect((HOST, server.port))
        line.sendall(head(server.port, f"GET /sparql?query={quote(query)}"))
    others_are_answered(server.port, OTHER)
    # who takes it later gets all of it
    line.sendall(b"")
    got = b""
    line.settimeout(20)
    while len(got.partition(b"\r\n\r\n")[2]) < len(whole):
        got += line.recv(1 << 20)
    assert got.partition(b"\r\n\r\n")[2] == whole


@pytest.mark.parametrize("half_close", [False, True])
def test_requests_that_are_sent_at_once_are_answered_in_their_order(
    server: Server, held: contextlib.ExitStack, half_close: bool
) -> None:
    paths = [f"/sparql?query={quote(f'SELECT ({n} AS ?n) {{}} # pipelined')}" for n in range(40)]
    request = b"".join(head(server.port, f"GET {path}", "Accept: text/csv") for path in paths)
    body = head(server.port, "POST /check", JSON, f"Content-Length: {len(RECORD)}") + RECORD
    last = head(server.port, "GET /nowhere", "Connection: close")
    line = connect(held, server.port, request + body * 40 + last)
    if half_close:
        line.shutdown(socket.SHUT_WR)
    got = b""
    while more := line.recv(65536):
        got += more
    assert got.count(b"HTTP/1.1 200") == 80
    assert got.count(b"HTTP/1.1 404") == 1
    numbers = [part.split(b"\r\n\r\nn\r\n")[1].split(b"\r\n")[0] for part in
               got.split(b"HTTP/1.1 200")[1:41]]  # fmt: skip
    assert numbers == [str(n).encode() for n in range(40)]


def test_a_client_that_waits_for_leave_to_send_its_body_gets_it(
    server: Server, held: contextlib.ExitStack
) -> None:
    lines = (JSON, f"Content-Length: {len(RECORD)}", "Expect: 100-continue", "Connection: close")
    line = connect(held, server.port, head(server.port, "POST /check", *lines))
    assert line.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
    line.sendall(RECORD)
    got = b""
    while more := line.recv(65536):
        got += more
    assert status(got) == 200
    assert got.count(b"HTTP/1.1") == 1


def test_a_request_cut_off_in_its_body_is_refused_and_not_decided(
    server: Server, held: contextlib.ExitStack
) -> None:
    lines = (JSON, f"Content-Length: {len(RECORD) + 1}")
    line = connect(held, server.port, head(server.port, "POST /check", *lines) + RECORD)
    line.shutdown(socket.SHUT_WR)
    got = b""
    while more := line.recv(65536):
        got += more
    assert status(got) == 400
    assert got.count(b"HTTP/1.1") == 1


def test_a_client_that_sends_more_before_it_takes_its_answer_is_answered_in_the_end(
    server: Server, held: contextlib.ExitStack
) -> None:
    path = f"/sparql?query={quote('SELECT * { ?s ?p ?o } LIMIT 10000')}"
    body = RECORD.ljust(900_000)
    check = head(server.port, "POST /check", JSON, f"Content-Length: {len(body)}") + body
    line = held.enter_context(socket.socket())
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(60)
    line.connect((HOST, server.port))
    sending = threading.Thread(
        target=line.sendall, args=(head(server.port, f"GET {path}", "Accept: text/csv") + check,)
    )
    sending.start()
    time.sleep(2)
    got = b""
    while got.count(b"HTTP/1.1 200") < 2:
        got += line.recv(1 << 20)
    sending.join(60)
    assert not sending.is_alive()


@pytest.mark.parametrize(
    "path",
    ["/", "/sparql", f"/sparql?query={quote('ASK {}')}", f"/sparql?query={quote('SELECT * {}')}",
     f"/sparql?query={quote('CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1')}", "/graphs?default",
     "/who?limit=1", "/ontology", "/shapes", "/def/", "/def/Norm", "/norm/l14-e-informant",
     "/.well-known/void", "/.well-known/sparql-examples", "/reconcile", "/context.jsonld",
     "/record.schema.json", "/healthz", "/metrics", "/nowhere", "/sparql?query=SELECT",
     "/access/v1/evaluation", "/.well-known/authzen-configuration"],
)  # fmt: skip
def test_an_empty_accept_header_is_as_good_as_none(server: Server, path: str) -> None:
    # RFC 9110, 12.5.1: without the header any media type will do; an empty list names none
    without, told, _ = ask(server.port, "GET", path)
    for empty in ("", " ", ",", ", ,\t"):
        got, headers, _ = ask(server.port, "GET", path, headers={"Accept": empty})
        assert (got, headers.get("content-type")) == (without, told.get("content-type")), empty


def test_an_empty_accept_header_is_as_good_as_none_for_what_is_posted(server: Server) -> None:
    for path, media, body in (
        ("/check", "application/json", RECORD),
        ("/sparql", "application/sparql-query", b"SELECT * { ?s a clr:Agency }"),
        ("/sparql", "application/x-www-form-urlencoded", b"query=ASK%7B%7D"),
        ("/reconcile", "application/x-www-form-urlencoded", b"queries=%7B%7D"),
        ("/access/v1/evaluation", "application/json", b"{}"),
    ):
        kind = {"Content-Type": media}
        without, told, _ = ask(server.port, "POST", path, body, kind)
        got, headers, _ = ask(server.port, "POST", path, body, kind | {"Accept": ""})
        assert (got, headers["content-type"]) == (without, told["content-type"]), path
        assert got != 406


def test_a_server_stops_though_clients_are_slow(held: contextlib.ExitStack) -> None:
    # what a clean stop is, serving.running says and looks at
    with served() as running:
        assert healthy(running)
        for number in range(20):
            connect(held, running.port)
            connect(held, running.port, slow(running.port, number))
            connect(held, running.port, head(running.port, "GET /ontology"))
        assert ask(running.port, "GET", "/context.jsonld")[0] == 200


def test_the_server_answers_after_all_of_this(server: Server) -> None:
    assert answers(server.port)

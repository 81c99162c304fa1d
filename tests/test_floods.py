"""Clients that send too much, half of it, or leave: others are answered all the same (B49)."""

import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from processes import known, listeners, tree
from serving import (
    HOST,
    ROOT,
    START,
    Server,
    alive,
    answers,
    ask,
    command,
    elsewhere,
    head,
    served,
    wait_until,
)

QUERY = "/sparql?query=ASK%20%7B%7D"
IN_TIME = 11


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served() as running:
        yield running


@pytest.mark.slow
def test_half_sent_requests_do_not_keep_others_from_being_answered(server: Server) -> None:
    open_ones = [socket.create_connection((HOST, server.port), timeout=5) for _ in range(50)]
    try:
        for number, connection in enumerate(open_ones):
            half = head(server.port, "POST /sparql", "Content-Length: 100")
            connection.sendall(half[: 20 + number] if number % 2 else half + b"ASK")
        start = time.monotonic()
        assert answers(server.port)
        assert time.monotonic() - start < IN_TIME
    finally:
        for connection in open_ones:
            connection.close()


DEAR = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.mark.slow
def test_a_client_that_leaves_does_not_keep_its_query_running(server: Server) -> None:
    body = DEAR.encode()
    kind = "Content-Type: application/sparql-query"
    request = head(server.port, "POST /sparql", kind, f"Content-Length: {len(body)}") + body
    for _ in range(6):
        with socket.create_connection((HOST, server.port), timeout=5) as connection:
            connection.sendall(request)
    # a busy server says so and when to come back; it is not busy for long
    assert wait_until(lambda: answers(server.port), 35)


@pytest.mark.slow
def test_many_dear_queries_at_once_are_each_stopped_or_turned_away(server: Server) -> None:
    answers: list[tuple[int, dict[str, str], bytes, float]] = []

    def one() -> None:
        start = time.monotonic()
        kind = {"Content-Type": "application/sparql-query"}
        answer = ask(server.port, "POST", "/sparql", DEAR, kind)
        answers.append((*answer, time.monotonic() - start))

    threads = [threading.Thread(target=one) for _ in range(16)]
    for thread in threads:
        thread.start()
    # who asks for no query is served meanwhile
    assert ask(server.port, "GET", "/healthz")[0] == 200
    for thread in threads:
        thread.join()
    assert len(answers) == 16
    for got, told, body, took in answers:
        assert (got, json.loads(body)["code"]) in {(504, "query_timeout"), (503, "busy")}, body
        assert got == 504 or int(told["retry-after"]) >= 1
        assert took < IN_TIME
    assert any(got == 504 for got, *_ in answers)


@pytest.mark.slow
@pytest.mark.skipif(not elsewhere(), reason="this system has one loopback address only")
def test_dear_queries_of_one_client_do_not_turn_another_away(server: Server) -> None:
    stranger = {"source": "127.0.0.2"}
    kind = {"Content-Type": "application/sparql-query"}
    line = (server.port, "POST", "/sparql", DEAR, kind)
    threads = [threading.Thread(target=ask, args=line, kwargs=stranger) for _ in range(12)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    try:
        while any(thread.is_alive() for thread in threads):
            start = time.monotonic()
            assert answers(server.port)
            assert time.monotonic() - start < IN_TIME
            time.sleep(0.5)
    finally:
        for thread in threads:
            thread.join()


@pytest.mark.slow
@pytest.mark.skipif(not elsewhere(), reason="this system has one loopback address only")
def test_the_time_that_a_query_waited_counts(server: Server) -> None:
    took = {}

    def one(number: int) -> None:
        time.sleep(6 if number > 7 else 0)
        start = time.monotonic()
        kind = {"Content-Type": "application/sparql-query"}
        source = f"127.0.0.{number}"
        status, _, body = ask(server.port, "POST", "/sparql", DEAR, kind, source)
        took[number] = (time.monotonic() - start, status, json.loads(body)["code"])

    # the first clients keep every query process busy until the late ones have waited
    threads = [threading.Thread(target=one, args=(number,)) for number in range(2, 12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(status, code) for _, status, code in took.values()} <= {
        (504, "query_timeout"),
        (503, "busy"),
    }
    assert all(seconds < IN_TIME for seconds, _, _ in took.values()), took


def workers(server: Server) -> frozenset[int]:
    """Give the processes of a server that do not listen: those that run queries."""
    pid = server.process.pid
    return frozenset(filter(alive, tree(pid) - listeners(pid, server.port)))


needs_proc = pytest.mark.skipif(
    not known(), reason="processes are read from /proc, which this system lacks"
)


@needs_proc
def test_a_query_process_that_is_killed_is_replaced(server: Server) -> None:
    assert answers(server.port)
    before = workers(server)
    assert before
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not any(map(alive, before)), 5)
    assert all(answers(server.port) for _ in range(2 * len(before)))
    assert workers(server)
    assert not workers(server) & before


def dear(port: int) -> None:
    """Send a query that takes long, and do not wait for its answer."""
    body = DEAR.encode()
    kind = "Content-Type: application/sparql-query"
    request = head(port, "POST /sparql", kind, f"Content-Length: {len(body)}") + body
    with socket.create_connection((HOST, port), timeout=5) as connection:
        connection.sendall(request)
        time.sleep(1)


def test_a_server_stops_cleanly_while_a_query_runs() -> None:
    # what a clean stop is, serving.running says and looks at
    with served() as running:
        assert answers(running.port)
        dear(running.port)


@needs_proc
def test_no_query_process_outlives_a_server_that_is_killed(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command("--rate", "0"), cwd=ROOT, stdout=log, stderr=log)
        try:
            told = tmp_path / "log"
            assert wait_until(lambda: b"/sparql" in told.read_bytes(), START)
            port = int(re.findall(rb":(\d+)/", told.read_bytes())[0])
            assert wait_until(lambda: answers(port), 20)
            dear(port)
            family = tree(process.pid)
            assert len(family) > 2
        finally:
            process.kill()
            process.wait()
        try:
            assert wait_until(lambda: not any(map(alive, family)), 20)
        finally:
            for pid in filter(alive, family):
                os.kill(pid, signal.SIGKILL)


LIMIT = 40


@pytest.fixture
def limited() -> Iterator[Server]:
    """Run a server that takes few requests."""
    with served(rate=LIMIT) as running:
        yield running


@pytest.mark.slow
def test_b49_a_flood_is_turned_away_for_a_while(limited: Server) -> None:
    answers = []
    for number in range(LIMIT * 5):
        # a forged address does not make another client
        forged = {"X-Forwarded-For": f"10.0.0.{number}", "Forwarded": f"for=10.0.0.{number}",
                  "X-Real-IP": f"10.0.0.{number}"}  # fmt: skip
        answers.append(ask(limited.port, "GET", QUERY, headers=forged))
        if len(answers) > LIMIT and answers[-1][0] == 429 and answers[-2][0] == 429:
            break
    statuses = [answer[0] for answer in answers]
    assert set(statuses) == {200, 429}
    assert statuses.count(200) >= LIMIT
    _, told, body = answers[-1]
    assert json.loads(body)["code"] == "too_many_requests"
    wait = int(told["retry-after"])
    assert 1 <= wait <= 60
    assert wait_until(lambda: ask(limited.port, "GET", QUERY)[0] == 200, wait + 5)


def test_b49_a_server_has_a_limit_unless_told_otherwise() -> None:
    from api.settings import Settings

    # a thousand requests in ten seconds are a flood
    assert 0 < Settings().rate < 1000

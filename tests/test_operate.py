"""The server as an operator meets it: starting, stopping, metrics, logs, limits of a client."""

import contextlib
import json
import os
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from processes import memory, tree
from prometheus_client.parser import text_string_to_metric_families
from serving import (
    FORM,
    HOST,
    SOON,
    START,
    STOP,
    Server,
    alive,
    answers,
    ask,
    served,
    wait_until,
)
from shell import Ran, clearance, process

from kg.cli.main import parser

SMALL = "/sparql?query=" + quote("ASK { ?s a clr:Agency }")
#: Runs until it is stopped: the cube of all triples.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Run a server with the limits that it has unless told otherwise, its graph loaded."""
    with served() as running:
        assert wait_until(lambda: ask(running.port, "GET", "/healthz")[0] == 200, START)
        yield running


def metrics(port: int) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Give the samples by name and labels."""
    told = ask(port, "GET", "/metrics")[2].decode()
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(told)
        for sample in family.samples
    }


def number(port: int, name: str, **labels: str) -> float:
    """Give one sample; 0 where there is none yet."""
    return metrics(port).get((name, frozenset(labels.items())), 0.0)


def query_processes(server: Server) -> frozenset[int]:
    """Give the processes that run queries."""
    return frozenset(
        pid
        for pid in tree(server.process.pid)
        if b"kg.sparql.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    )


def refused(*options: str) -> str:
    """Start a server that must not start; give what it says."""
    return told_of(clearance("serve", "--port", "0", *options))


def told_of(done: Ran) -> str:
    """Return what a server that did not start wrote."""
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout
    return done.stderr


def test_the_help_shows_examples_that_are_commands() -> None:
    told = clearance("serve", "--help")
    shown = told.stdout.partition("examples:")[2].strip().splitlines()
    assert len(shown) >= 3
    for line in shown:
        words = line.split()
        assert words[:2] == ["clearance", "serve"]
        assert parser().parse_args(words[1:]).command == "serve"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--host", "0.0.0.0"], "--public-url"),
        (["--writable", "--host", "0.0.0.0", "--public-url", "http://a.example"], "loopback"),
        (["--store", "http://127.0.0.1:9/query", "--writable"], "one of --store and --writable"),
        (["--store", "ftp://127.0.0.1/"], "--store"),
        (["--public-url", "a.example"], "--public-url"),
        (["--port", "99999"], "--port"),
        (["--port", "http"], "--port"),
        (["--workers", "0"], "--workers"),
        (["--memory", "-1"], "--memory"),
        (["--seconds", "0"], "--seconds"),
        (["--rows", "0"], "--rows"),
        (["--rate", "-1"], "--rate"),
        (["--proxies", "-1"], "--proxies"),
        (["--seconds", "soon"], "--seconds"),
    ],
)
def test_a_wrong_setting_ends_with_code_2_and_names_the_option(
    options: list[str], words: str
) -> None:
    assert words in refused(*options)


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server((HOST, 0)) as taken:
        told = refused("--port", str(taken.getsockname()[1]))
    assert "--port" in told
    assert "cannot be used" in told


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    told = process("serve", "--port", "0", CLEARANCE_CACHE=str(file / "cache"))
    assert "CLEARANCE_CACHE" in told_of(told)


def test_a_stopped_server_answers_what_runs_and_leaves_no_process() -> None:
    with served("--seconds", "5") as server:
        assert ask(server.port, "GET", "/healthz")[0] == 200
        family = tree(server.process.pid)
        assert len(family) > 2
        assert wait_until(lambda: answers(server.port), SOON)  # the graph is loaded
        got: list[tuple[int, str]] = []

        def slow() -> None:
            body = urlencode({"query": ENDLESS})
            status, _, told = ask(server.port, "POST", "/sparql", body, FORM)
            got.append((status, json.loads(told)["code"]))

        asking = threading.Thread(target=slow)
        idle = number(server.port, "clearance_queries_idle")
        asking.start()
        assert wait_until(lambda: number(server.port, "clearance_queries_idle") < idle, SOON)
        server.process.send_signal(signal.SIGTERM)
        asking.join(STOP)
        assert got == [(504, "query_timeout")]
        assert server.process.wait(STOP) == 0
        assert wait_until(lambda: not any(map(alive, family)), SOON)
        with pytest.raises(ConnectionRefusedError):
            ask(server.port, "GET", "/healthz")


def test_killed_query_processes_are_replaced(server: Server) -> None:
    assert ask(server.port, "GET", SMALL)[0] == 200
    before = query_processes(server)
    assert before
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not any(map(alive, before)), SOON)
    fresh = "/sparql?query=" + quote("ASK { ?s a clr:Prohibition }")  # in no cache yet
    status, _, told = ask(server.port, "GET", fresh)
    assert (status, json.loads(told)["boolean"]) == (200, True)
    assert not before & query_processes(server)


def test_killed_during_a_query_the_next_one_is_answered(server: Server) -> None:
    got: list[int] = []
    body = urlencode({"query": ENDLESS})
    asking = threading.Thread(
        target=lambda: got.append(ask(server.port, "POST", "/sparql", body, FORM)[0])
    )
    idle = number(server.port, "clearance_queries_idle")
    asking.start()
    assert wait_until(lambda: number(server.port, "clearance_queries_idle") < idle, SOON)
    for pid in query_processes(server):
        os.kill(pid, signal.SIGKILL)
    asking.join(STOP)
    assert got == [503]
    fresh = "/sparql?query=" + quote("ASK { ?s a clr:Section }")
    assert ask(server.port, "GET", fresh)[0] == 200


def test_metrics_count_requests_by_route_method_and_status(server: Server) -> None:
    def counted(status: str) -> float:
        return number(
            server.port, "clearance_requests_total", route="/sparql", method="GET", status=status
        )

    def timed() -> float:
        return number(server.port, "clearance_request_seconds_count", route="/sparql")

    before = [counted("200"), counted("400"), timed()]
    for _ in range(3):
        assert ask(server.port, "GET", SMALL)[0] == 200
    for _ in range(2):
        assert ask(server.port, "GET", "/sparql?query=SELECT")[0] == 400
    after = [counted("200"), counted("400"), timed()]
    assert [now - then for now, then in zip(after, before, strict=True)] == [3, 2, 5]


def test_metrics_tell_hits_of_the_cache_and_queries_that_were_stopped(server: Server) -> None:
    hits = number(server.port, "clearance_cache_hits")
    late = number(server.port, "clearance_queries_lost", by="query_timeout")
    for _ in range(2):
        ask(server.port, "GET", "/sparql?query=" + quote("ASK { ?s a clr:Obligation }"))
    assert number(server.port, "clearance_cache_hits") == hits + 1
    body = urlencode({"query": ENDLESS})
    assert ask(server.port, "POST", "/sparql", body, FORM)[0] == 504
    assert number(server.port, "clearance_queries_lost", by="query_timeout") == late + 1


def test_metrics_tell_whether_queries_are_without_a_network(server: Server) -> None:
    assert ask(server.port, "GET", "/healthz")[0] == 200
    ours = Path("/proc/self/ns/net").readlink()

    def spaces() -> set[Path]:
        return {Path(f"/proc/{pid}/ns/net").readlink() for pid in query_processes(server)}

    try:
        assert spaces()
    except (FileNotFoundError, PermissionError) as error:
        pytest.skip(f"this system does not show the network of another process: {error}")
    # a process that has only just started has not left the network yet, and has not said so
    told = number(server.port, "clearance_queries_networkless")
    assert wait_until(lambda: told == (ours not in spaces()), 20)


def test_clients_that_do_not_hang_up_keep_nobody_waiting(server: Server) -> None:
    with contextlib.ExitStack() as held:
        for _ in range(60):
            line = held.enter_context(socket.create_connection((HOST, server.port)))
            line.sendall(b"no request\r\n\r\n")
        got: list[int] = []
        asking = threading.Thread(target=lambda: got.append(ask(server.port, "GET", "/healthz")[0]))
        asking.start()
        asking.join(SOON)  # each of them once held everybody up for two seconds, so 120 in all
        assert got == [200]


def test_clients_that_never_end_their_request_lose_their_threads(server: Server) -> None:
    with contextlib.ExitStack() as held:
        for _ in range(40):  # more than there are threads
            line = held.enter_context(socket.create_connection((HOST, server.port)))
            line.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert ask(server.port, "GET", "/healthz")[0] == 200


@pytest.mark.slow
def test_a_cold_start_ends_with_the_memory_of_a_warm_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLEARANCE_CACHE", str(tmp_path))
    taken = []
    for _ in ("cold", "warm"):
        with served() as server:
            assert ask(server.port, "GET", "/healthz")[0] == 200
            taken.append(memory(server.process.pid))
    assert taken[0] < taken[1] * 1.2

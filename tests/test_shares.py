"""One client gets neither all threads nor all memory, whatever its requests wait for."""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from serving import ROOT, Server, ask, elsewhere, running, wait_until

#: Threads of the server, those that one client may take, and requests that may wait for one.
THREADS, SHARE = 32, 24
#: Bytes of requests that one address may have waiting.
HELD = 16 * 2**20

needs_addresses = pytest.mark.skipif(
    not elsewhere(), reason="this system has one loopback address only"
)


@contextmanager
def waiting_app(proxies: int) -> Iterator[Server]:
    """Run the server whose requests wait."""
    program = Path(__file__).parent / "waiting_app.py"
    code = f"import runpy, sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv = ['', '{proxies}']; "
    with running(
        [sys.executable, "-c", f"{code}runpy.run_path({str(program)!r}, run_name='__main__')"]
    ) as server:
        yield server


class Crowd:
    """Clients that ask at once, each in a thread of its own."""

    def __init__(self, server: Server, number: int, body: bytes | None = None, **how: str) -> None:
        self.answers: list[tuple[int, bytes]] = []
        source = how.pop("source", "127.0.0.1")
        method = "GET" if body is None else "POST"

        def one() -> None:
            status, _, told = ask(server.port, method, "/wait", body, how, source)
            self.answers.append((status, told))

        self.threads = [threading.Thread(target=one) for _ in range(number)]
        for thread in self.threads:
            thread.start()

    def join(self) -> None:
        for thread in self.threads:
            thread.join(60)
            assert not thread.is_alive()


def waiting(server: Server, source: str) -> int:
    return int(ask(server.port, "GET", "/waiting", source=source)[2])


@needs_addresses
def test_one_client_cannot_take_all_threads() -> None:
    with waiting_app(0) as server:
        crowd = Crowd(server, 2 * THREADS)
        try:
            assert wait_until(lambda: waiting(server, "127.0.0.2") == SHARE, 20)
        finally:
            # answered while the crowd waits, or nothing would ever end
            assert ask(server.port, "GET", "/go", source="127.0.0.2")[2] == b"gone"
            crowd.join()
        assert crowd.answers == [(200, b"done")] * 2 * THREADS


def test_behind_a_proxy_the_share_is_that_of_the_client_that_it_names() -> None:
    with waiting_app(1) as server:
        crowd = Crowd(server, 2 * THREADS, **{"X-Forwarded-For": "192.0.2.1, 192.0.2.2"})
        other = {"X-Forwarded-For": "192.0.2.2, 192.0.2.1"}
        try:

            def taken() -> bool:
                told = ask(server.port, "GET", "/waiting", headers=other)[2]
                return int(told) == SHARE

            assert wait_until(taken, 20)
        finally:
            assert ask(server.port, "GET", "/go", headers=other)[2] == b"gone"
            crowd.join()
        assert crowd.answers == [(200, b"done")] * 2 * THREADS


@needs_addresses
def test_one_client_cannot_have_more_bytes_wait_than_its_share() -> None:
    body = b" " * 1_000_000
    share = HELD // len(body)
    with waiting_app(0) as server:
        crowds = []
        try:
            for number in range(1, share + 1):
                crowds.append(Crowd(server, 1, body))
                assert wait_until(lambda n=number: waiting(server, "127.0.0.3") == n, 20)
            status, headers, told = ask(server.port, "POST", "/wait", body)
            assert (status, json.loads(told)["code"]) == (503, "busy")
            assert int(headers["retry-after"]) >= 1
            # a request without a body still finds a thread, and another client its own share
            crowds += [Crowd(server, 1), Crowd(server, 4, body, source="127.0.0.2")]
            assert wait_until(lambda: waiting(server, "127.0.0.3") == share + 5, 20)
        finally:
            assert ask(server.port, "GET", "/go", source="127.0.0.3")[2] == b"gone"
            for crowd in crowds:
                crowd.join()
        assert all(crowd.answers == [(200, b"done")] * len(crowd.threads) for crowd in crowds)
        # what has been answered waits no more
        assert ask(server.port, "POST", "/wait", body)[0] == 200

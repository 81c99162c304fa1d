"""A public server under attack, and what must hold after each request to it."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hostile import MARK, Answers
from processes import known, listeners
from serving import Server, answers, ask, canary, served

#: Seconds in which every answer is given: 10 for the query and one for the rest.
IN_TIME = 11
#: Memory that all processes of the server may hold when the corpus is through: it fits 1 GB.
BOUND = 1_000_000_000
DIRECT = {"Content-Type": "application/sparql-query"}


@dataclass(frozen=True)
class Site:
    """The public server, which of its processes listen, and the canary."""

    server: Server
    web: frozenset[int]
    canary: str
    hits: list[str]

    @property
    def port(self) -> int:
        return self.server.port


@contextmanager
def besieged(*options: str) -> Iterator[Site]:
    """Run a public server and a canary; at the end nothing submitted may stand in the log."""
    with canary() as (address, hits), served(*options) as server:
        assert ask(server.port, "GET", "/healthz")[0] == 200
        web = listeners(server.process.pid, server.port) if known() else frozenset({0})
        assert web, "no process listens"
        yield Site(server, web, address, hits)
        written = server.log.read_text(encoding="utf-8", errors="replace")
        assert MARK not in written


def hold_out(site: Site) -> None:
    """Look that the server is as it was: the same web process, nobody called, the next answered."""
    assert site.hits == []
    assert site.server.process.poll() is None
    if known():
        assert listeners(site.server.process.pid, site.port) == site.web
    assert answers(site.port)


def post(site: Site, query: str, accept: str = "") -> tuple[int, dict[str, str], bytes]:
    """Post a query as it is; the answer comes in time and repeats nothing."""
    headers = DIRECT | ({"Accept": accept} if accept else {})
    start = time.monotonic()
    body = query.replace("@@", site.canary).encode()
    status, told, data = ask(site.port, "POST", "/sparql", body, headers)
    assert time.monotonic() - start < IN_TIME
    assert MARK.encode() not in data
    assert site.canary.encode() not in data
    return status, told, data


def refused(answer: tuple[int, dict[str, str], bytes], answers: Answers) -> dict[str, object]:
    """Give the problem of an answer that has one of these statuses and codes."""
    status, told, data = answer
    assert status != 200, data[:300]
    assert told["content-type"].split(";")[0] == "application/problem+json", (status, data[:300])
    problem: dict[str, object] = json.loads(data)
    assert (status, problem["code"]) in answers, problem
    assert problem["status"] == status
    assert {"type", "title", "detail", "requestId"} <= problem.keys()
    assert problem["detail"]
    assert len(data) < 2000
    assert b"Traceback" not in data
    if status == 503 and problem["code"] == "busy":
        assert int(told["retry-after"]) >= 1
    return problem

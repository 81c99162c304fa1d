"""The server beside two others with the same data, in the same run: requests/s, p50, p99.

Read the ratios: the machine is shared, and the client takes its part of it. All servers get the
same query over kept connections; each figure is the median of several rounds, in which the
servers take turns. Ours is measured three ways: with its answers kept (as it is run), for a
client that holds the answer already (304), and with nothing kept.
"""

import json
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from support import LIBRARY

from kg.queries.saved import saved
from kg.rdf.namespaces import PREFIXES
from kg.sparql import snapshot
from tests.bench.wait import await_port, free_port

ROOT = Path(__file__).parent.parent.parent
BIN = Path(sys.executable).parent
#: A small lookup, one with joins and a path, one with a large answer.
QUESTIONS = ("agencies", "cq-05-request-content", "provisions")
CLIENTS = (1, 8)
ROUNDS = 3
SECONDS = 2.0
MEDIA = "application/sparql-results+json"
OURS = "clearance"
OTHERS = ("oxigraph", "rdflib-endpoint")
_SERVE = (
    "from api.serve import serve; from api.settings import Settings; "
    "serve(Settings(port={port}, rate=0, cache={cache}), quiet=True)"
)


@contextmanager
def running(*line: str) -> Iterator[None]:
    """Run a server until the end of the block."""
    process = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def servers() -> Iterator[dict[str, tuple[int, str]]]:
    """Run all servers on the same data; give port and path of each."""
    data = str(snapshot.path(LIBRARY))
    cache = 32 * 2**20
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        oxigraph = str(BIN / "oxigraph")
        subprocess.run(
            [oxigraph, "load", "-l", folder, "-f", data], check=True, capture_output=True
        )
        subprocess.run([oxigraph, "optimize", "-l", folder], check=True, capture_output=True)
        ports = [free_port() for _ in range(4)]
        address = f"127.0.0.1:{ports[0]}"
        union = "--union-default-graph"
        python = sys.executable
        for line in (
            (oxigraph, "serve-read-only", "-l", folder, "-b", address, union),
            (python, "-m", "rdflib_endpoint", "serve", data, "--port", str(ports[1])),
            (python, "-c", _SERVE.format(port=ports[2], cache=cache)),
            (python, "-c", _SERVE.format(port=ports[3], cache=0)),
        ):
            stack.enter_context(running(*line))
        paths = ("/query", "/", "/sparql", "/sparql")
        names = (*OTHERS, OURS, f"{OURS}, nothing kept")
        found = dict(zip(names, zip(ports, paths, strict=True), strict=True))
        for port, _ in found.values():
            await_port(port)
        yield found


def text(name: str) -> str:
    """Give a saved question with its prefixes, which not every server knows."""
    question = saved(name)
    used = set(re.findall(r"\b([\w-]+):", question)) & PREFIXES.keys()
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in sorted(used)) + question


def answer(port: int, path: str, question: str) -> tuple[list[str], str]:
    """Give the rows of an answer in an order of their own, and its ETag."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}?query={quote(text(question), safe='')}",
        headers={"Accept": MEDIA},
    )
    with urllib.request.urlopen(request, timeout=60) as told:
        rows = json.load(told)["results"]["bindings"]
        return sorted(map(_row, rows)), told.headers.get("ETag", "")


def _row(row: dict[str, dict[str, str]]) -> str:
    return json.dumps({name: cell["value"] for name, cell in row.items()}, sort_keys=True)


def timed(port: int, path: str, question: str, clients: int, etag: str = "") -> list[float]:
    """Give the seconds of each answer in a round of a client process."""
    lines = [
        f"GET {path}?query={quote(text(question), safe='')} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Accept: {MEDIA}",
        *([f"If-None-Match: {etag}"] if etag else []),
    ]
    told = {
        "port": port,
        "request": "\r\n".join(lines) + "\r\n\r\n",
        "status": "304" if etag else "200",
        "clients": clients,
        "seconds": SECONDS,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.client"],
        input=json.dumps(told),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    took: list[float] = json.loads(done.stdout)
    return took


def figures(rounds: list[list[float]]) -> dict[str, float]:
    """Give the medians over the rounds: requests/s, and milliseconds for p50 and p99."""
    cut = [statistics.quantiles(took, n=100) if len(took) > 1 else took * 99 for took in rounds]
    return {
        "requestsPerSecond": round(statistics.median(len(took) / SECONDS for took in rounds), 1),
        "p50": round(statistics.median(one[49] for one in cut) * 1000, 2),
        "p99": round(statistics.median(one[98] for one in cut) * 1000, 2),
    }


def measure() -> dict[str, Any]:
    """Give the figures by question, number of clients and server."""
    told: dict[str, Any] = {}
    with servers() as found:
        for question in QUESTIONS:
            answers = {name: answer(*place, question) for name, place in found.items()}
            rows = answers[OURS][0]
            different = [name for name, (other, _) in answers.items() if other != rows]
            if different or not rows:
                raise ValueError(f"{question}: {different} answer something else")
            asked = {name: (*place, "") for name, place in found.items()}
            asked[f"{OURS}, 304"] = (*found[OURS], answers[OURS][1])
            told[question] = {"rows": len(rows)}
            for clients in CLIENTS:
                rounds: dict[str, list[list[float]]] = {name: [] for name in asked}
                for _ in range(ROUNDS):
                    for name, (port, path, etag) in asked.items():
                        rounds[name].append(timed(port, path, question, clients, etag))
                told[question][f"{clients} clients"] = {
                    name: figures(took) for name, took in rounds.items()
                }
    return told


def table(told: dict[str, Any]) -> Iterator[str]:
    """Give the figures as lines, with what they are beside the two others."""
    head = ("requests/s", "p50 ms", "p99 ms", "× oxigraph", "× rdflib-endpoint")
    yield f"{'':26}" + "".join(f"{name:>19}" for name in head)
    for question, found in told.items():
        for clients in CLIENTS:
            yield f"{question}, {found['rows']} rows, {clients} at a time"
            by_name = found[f"{clients} clients"]
            for name, one in by_name.items():
                rate = one["requestsPerSecond"]
                ratios = [rate / by_name[other]["requestsPerSecond"] for other in OTHERS]
                cells = (f"{rate:.0f}", f"{one['p50']:.2f}", f"{one['p99']:.2f}")
                yield f"  {name:24}" + "".join(
                    f"{cell:>19}" for cell in (*cells, *(f"{ratio:.2f}" for ratio in ratios))
                )

"""The front of the server: slow clients, one and eight clients, queries that nobody asked before.

The server of this checkout and the one of the commit before it read requests outside of threads
take turns in the same minutes: read the ratios, the machine may be shared. Servers of another kind
can be measured in the same way while they run: ``python -m tests.bench.front NAME=PORT ...`` prints
the figures of each as JSON.
"""

import http.client
import json
import math
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.bench.slow import HOST
from tests.bench.wait import await_port, free_port

ROOT = Path(__file__).parent.parent.parent
#: The last commit whose threads read from clients.
BEFORE = "7a57a8d"
OURS = "this commit"
#: Where the other clients ask from: the server takes them for others.
ELSEWHERE = "127.0.0.2"
#: Seconds of a round: with slow clients, with answers that are kept, with queries that are not.
SLOW, KEPT, FRESH = 15.0, 3.0, 8.0
ROUNDS = 3
#: Seconds after which an answer is given up; it counts as that long.
PATIENCE = 20.0
MEDIA = "application/sparql-results+json"
QUERY = (
    "SELECT ?agency ?label ?from WHERE { ?agency a clr:Agency ; skos:prefLabel ?label "
    "OPTIONAL { ?agency clr:existsFrom ?from } } ORDER BY ?label #"
)
RECORD = ROOT / "data" / "examples" / "irs-complete-2019.json"
_SILENT: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
JSON = {"Content-Type": "application/json"}


def others(port: int, seconds: float) -> dict[str, dict[str, float]]:
    """Return the count, median, p99 and maximum (ms) of what another client waits for.

    It asks for health, a query and a decision in turn, each over a connection of its own.
    """
    took: dict[str, list[float]] = {"/healthz": [], "/sparql": [], "/check": []}
    body = RECORD.read_bytes()

    def ask(route: str, number: int) -> None:
        begun = time.perf_counter()
        line = http.client.HTTPConnection(HOST, port, PATIENCE, source_address=(ELSEWHERE, 0))
        try:
            if route == "/check":
                line.request("POST", route, body, JSON)
            else:
                query = f"?query={quote(QUERY + str(number))}" if route == "/sparql" else ""
                line.request("GET", route + query)
            answer = line.getresponse()
            answer.read()
            if answer.status != 200:
                raise ValueError(f"{route} gave {answer.status}")
        except OSError:
            took[route].append(PATIENCE)
        else:
            took[route].append(time.perf_counter() - begun)
        finally:
            line.close()

    def again(route: str) -> None:
        number = os.getpid() * 1000
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            number += 1
            ask(route, number)
            time.sleep(0.05)

    threads = [threading.Thread(target=again, args=(route,)) for route in took]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {route: spread(times) for route, times in took.items()}


def spread(took: list[float]) -> dict[str, float]:
    """Return how many times there are, with their median, 99th percentile and maximum in ms."""
    ordered = sorted(took)
    at99 = ordered[math.ceil(len(ordered) * 0.99) - 1]
    figures = {"p50": statistics.median(ordered), "p99": at99, "max": ordered[-1]}
    return {"answers": len(took)} | {name: round(s * 1000, 1) for name, s in figures.items()}


def beside_slow_clients(port: int) -> dict[str, dict[str, float]]:
    """Return what others wait for while slow clients are connected."""
    slow = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.slow", str(port)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert slow.stdin
    assert slow.stdout
    try:
        slow.stdout.readline()
        return others(port, SLOW)
    finally:
        slow.stdin.close()
        slow.wait(30)


def timed(port: int, query: str, clients: int, seconds: float) -> list[float]:
    """Return the seconds of each answer in a round; ``@@`` in a query is a number that grows."""
    asked = quote(query, safe="@")
    lines = (f"GET /sparql?query={asked} HTTP/1.1", f"Host: {HOST}:{port}", f"Accept: {MEDIA}")
    told = {
        "port": port,
        "request": "\r\n".join((*lines, "", "")),
        "status": "200",
        "clients": clients,
        "seconds": seconds,
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


def measure(servers: Mapping[str, int]) -> dict[str, Any]:
    """Return the figures of each server by its name."""
    kept: dict[str, dict[int, list[int]]] = {name: {1: [], 8: []} for name in servers}
    fresh: dict[str, dict[int, list[list[float]]]] = {name: {1: [], 8: []} for name in servers}
    for number in range(ROUNDS):
        for name, port in servers.items():
            for clients in (1, 8):
                kept[name][clients].append(len(timed(port, QUERY, clients, KEPT)))
                query = f"{QUERY}{number}.{clients}.{os.getpid()}.@@"
                fresh[name][clients].append(timed(port, query, clients, FRESH))
    told: dict[str, Any] = {}
    for name, port in servers.items():
        told[name] = {
            "kept answers, requests/s": {
                f"{clients} clients": round(statistics.median(took) / KEPT, 1)
                for clients, took in kept[name].items()
            },
            "queries that are not kept": {
                f"{clients} clients": _of_rounds(took) for clients, took in fresh[name].items()
            },
            "others beside slow clients, ms": beside_slow_clients(port),
        }
    return told


def _of_rounds(took: list[list[float]]) -> dict[str, float]:
    """Return the median over the rounds of each figure: requests/s, and ms."""
    found = [{"requests/s": len(one) / FRESH} | spread(one) for one in took]
    names = ("requests/s", "p50", "p99", "max")
    return {name: round(statistics.median(one[name] for one in found), 1) for name in names}


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """Run the server of a checkout, and give its port."""
    port = free_port()
    line = [sys.executable, "-m", "kg", "serve", "--port", str(port), "--rate", "0", "--quiet"]
    subprocess.run([sys.executable, "-m", "kg", "build"], cwd=folder, check=True, **_SILENT)
    process = subprocess.Popen(line, cwd=folder, **_SILENT)
    try:
        await_port(port)
        yield port
    finally:
        process.terminate()
        process.wait(60)


def compare() -> dict[str, Any]:
    """Return the figures of this checkout, and of the commit before where git has it."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        servers = {OURS: stack.enter_context(serving(ROOT))}
        with suppress(subprocess.CalledProcessError, FileNotFoundError):
            packed = Path(folder) / "before.tar"
            packing = ["git", "archive", "--output", str(packed), BEFORE]
            subprocess.run(packing, cwd=ROOT, check=True, **_SILENT)
            with tarfile.open(packed) as files:
                files.extractall(folder, filter="data")
            servers[BEFORE] = stack.enter_context(serving(Path(folder)))
        return measure(servers)


def table(told: dict[str, Any]) -> Iterator[str]:
    """Give the figures as lines."""
    for name, figures in told.items():
        yield name
        for title, found in figures.items():
            yield f"  {title}"
            for of, value in found.items():
                yield f"    {of:12} {value}"


if __name__ == "__main__":
    pairs = (argument.rpartition("=") for argument in sys.argv[1:])
    print(json.dumps(measure({name: int(port) for name, _, port in pairs}), indent=2))

"""Mixed load with hostile queries in between: ``python -m tests.load --minutes 10 --json OUT``.

Polite clients ask good questions and compare the answers; one or more strangers send the corpus
of bad input meanwhile. At the end the server must be as it was: every good question answered, as
many processes as before, the same web process, nobody called, memory within the bound.

A polite client that is told "busy" (503 with Retry-After) comes back when it may. Its question
counts as lost if it is not answered within ``--patience`` seconds, and at once if the answer is
wrong or is anything else than the right one.
"""

import argparse
import itertools
import json
import os
import random
import statistics
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from hostile import DATASETS, SERVICES, UPDATES  # noqa: E402  # the path first
from hostile_costs import COSTLY, ODD, SIZES  # noqa: E402  # the path first
from processes import known, listeners, memory, tree  # noqa: E402  # the path first
from serving import HOST, Server, ask, canary, elsewhere, served, wait_until  # noqa: E402  # the path first

#: Seconds within which a good question must be answered, waits that the server asks for included.
PATIENCE = 60
#: Requests that each client sends at least, however slow the machine is.
LEAST = 6
#: Processes more than before: each of the two pools may hold a successor that is ready.
SPARE = 2
#: Bytes by which all processes together may hold more after the load, at rest, than before it.
GROWTH = 150_000_000
#: Bytes by which the web process may grow; some 34 million of them are the answers that it keeps.
WEB_GROWTH = 90_000_000
#: Seconds between two notes of the memory of the web process.
NOTE = 60
#: Seconds that the server may take to come to rest.
REST = 120
KIND = {"Content-Type": "application/sparql-query"}


@dataclass
class Counts:
    """What happened, shared by all clients, and the seconds that they wait for an answer."""

    patience: float = PATIENCE
    good: int = 0
    lost: list[str] = field(default_factory=list)
    turned_away: int = 0
    seconds: list[float] = field(default_factory=list)
    hostile: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    samples: list[int] = field(default_factory=list)
    web: list[int] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Question:
    """A good request, and what the body of its answer comes to."""

    method: str
    path: str
    body: str | None
    accept: str = "text/csv"
    #: Whether a remark is added, so that no cache can answer it.
    fresh: bool = False


def questions() -> list[Question]:
    """Give the good requests: saved questions, new queries, graphs, who may receive what."""
    saved = [
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "kg" / "queries").glob("cq-*.rq"))
        if "Bind ?" not in path.read_text(encoding="utf-8")
    ]
    counted = "SELECT (COUNT(*) AS ?n) { ?s a ?class . ?class ?p ?o }"
    labels = "SELECT ?s ?l { ?s skos:prefLabel ?l FILTER(CONTAINS(?l, 'customs')) } ORDER BY ?s ?l"
    return [
        *(Question("POST", "/sparql", text) for text in saved[:8]),
        *(Question("POST", "/sparql", text, fresh=True) for text in saved[:8]),
        Question("POST", "/sparql", counted, fresh=True),
        Question("POST", "/sparql", labels, fresh=True),
        Question("GET", f"/sparql?{urlencode({'query': labels})}", None),
        Question("GET", "/sparql", None, "application/n-triples"),
        Question("GET", "/who?from=irs-officer&asOf=2019-06-01", None, "*/*"),
        Question("GET", "/context.jsonld", None, "*/*"),
    ]


def send(server: Server, question: Question) -> tuple[int, dict[str, str], bytes]:
    """Send a good request."""
    body = question.body
    if question.fresh:
        body = f"{body}\n# {random.random()}"
    headers = {"Accept": question.accept} | (KIND if body else {})
    return ask(server.port, question.method, question.path, body, headers)


def digest(body: bytes) -> int:
    """Give a number for an answer that does not depend on the order of its lines."""
    return hash(tuple(sorted(line for line in body.split(b"\n") if b"_:" not in line)))


def polite(
    server: Server, expected: dict[Question, int], counts: Counts, end: float, seed: int
) -> None:
    """Ask good questions until the time is over, and a few in any case."""
    dice = random.Random(seed)
    choice = list(expected)
    for number in itertools.count():
        if number >= LEAST and time.monotonic() > end:
            return
        question = dice.choice(choice)
        start = time.monotonic()
        told = answered(server, question, expected[question], counts)
        with counts.lock:
            counts.good += 1
            counts.seconds.append(time.monotonic() - start)
            if told:
                counts.lost.append(told)


def answered(server: Server, question: Question, expected: int, counts: Counts) -> str:
    """Ask one question, again if the server is busy; give what went wrong, empty if nothing."""
    start = time.monotonic()
    what = f"{question.method} {question.path} {(question.body or '')[:60]!r}"
    while True:
        try:
            status, told, body = send(server, question)
        except OSError as error:
            return f"{what}: {type(error).__name__}"
        if status == 200:
            return "" if digest(body) == expected else f"{what}: another answer than before"
        if status != 503 or "retry-after" not in told:
            return f"{what}: {status} {body[:200]!r}"
        with counts.lock:
            counts.turned_away += 1
        if time.monotonic() - start > counts.patience:
            return f"{what}: busy for {counts.patience} s"
        time.sleep(min(float(told["retry-after"]), 5))


def stranger(server: Server, address: str, counts: Counts, end: float, seed: int) -> None:
    """Send bad queries until the time is over, a few in any case; half of them are costly."""
    # each stranger is a client of its own, where the system allows
    source = f"127.0.0.{2 + seed % 200}" if elsewhere() else HOST
    dice = random.Random(seed)
    refused = [one.query for one in (*SIZES, *DATASETS)]
    refused += [*SERVICES.values(), *UPDATES.values(), *ODD]
    for number in itertools.count():
        if number >= LEAST and time.monotonic() > end:
            return
        text = dice.choice([dice.choice(COSTLY).query, dice.choice(refused)])
        try:
            sent = text.replace("@@", address).encode()
            status, _, body = ask(server.port, "POST", "/sparql", sent, KIND, source)
        except OSError as error:
            with counts.lock:
                counts.wrong.append(f"{text[:60]!r}: {type(error).__name__}")
            continue
        code = "answered" if status == 200 else str(json.loads(body).get("code"))
        with counts.lock:
            counts.hostile[f"{status} {code}"] += 1
            if status >= 500 and status not in {503, 504}:
                counts.wrong.append(f"{text[:60]!r}: {status} {code}")


def sampler(server: Server, web: frozenset[int], counts: Counts, stop: threading.Event) -> None:
    """Note the memory of all processes every second, that of the web process every minute."""
    while not stop.wait(1):
        counts.samples.append(memory(server.process.pid))
        if len(counts.samples) % NOTE == 1:
            counts.web.append(web_memory(web) // 10**6)


def web_memory(pids: frozenset[int]) -> int:
    """Give the resident memory of the web processes alone."""
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE")


def run(
    minutes: float, clients: int, strangers: int, options: list[str], patience: float = PATIENCE
) -> dict[str, Any]:
    """Run the load and give the figures; ``failures`` says what was not as promised."""
    counts = Counts(patience)
    with canary() as (address, hits), served(*options) as server:
        pid = server.process.pid
        expected = {}
        for question in [one for one in questions() for _ in range(2)]:
            status, _, body = send(server, question)
            assert status == 200, (question, status, body[:300])
            expected[question] = digest(body)
        web, family, before = listeners(pid, server.port), len(tree(pid)), memory(pid)
        web_before = web_memory(web)
        stop = threading.Event()
        watch = threading.Thread(target=sampler, args=(server, web, counts, stop))
        end = time.monotonic() + minutes * 60
        work = [
            threading.Thread(target=polite, args=(server, expected, counts, end, seed))
            for seed in range(clients)
        ]
        work += [
            threading.Thread(target=stranger, args=(server, address, counts, end, seed))
            for seed in range(strangers)
        ]
        for thread in (watch, *work):
            thread.start()
        for thread in work:
            thread.join()
        stop.set()
        watch.join()
        wait_until(
            lambda: family <= len(tree(pid)) <= family + SPARE and memory(pid) - before < GROWTH,
            REST,
        )
        after, now = memory(pid), len(tree(pid))
        promises = {
            "every good question answered": not counts.lost,
            "no other failure than the documented ones": not counts.wrong,
            "as many processes as before": family <= now <= family + SPARE,
            "the same web process": listeners(pid, server.port) == web,
            "nobody was called": not hits,
            "memory at rest within the bound": after - before < GROWTH,
            "memory of the web process within the bound": web_memory(web) - web_before < WEB_GROWTH,
        }
        return {
            "minutes": minutes,
            "clients": clients,
            "strangers": strangers,
            "good": counts.good,
            "lost": counts.lost[:20],
            "turnedAway": counts.turned_away,
            "medianSeconds": round(statistics.median(counts.seconds), 4),
            "slowestSeconds": round(max(counts.seconds), 2),
            "hostile": dict(sorted(counts.hostile.items())),
            "wrong": counts.wrong[:20],
            "processes": [family, now],
            "megabytes": {
                "before": before // 10**6,
                "peak": max(counts.samples, default=0) // 10**6,
                "after": after // 10**6,
                "web": [*counts.web, web_memory(web) // 10**6],
            },
            "failures": [name for name, kept in promises.items() if not kept],
        }


def main() -> int:
    """Run the load as the command line says; 0 when every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--strangers", type=int, default=1)
    parser.add_argument(
        "--patience", type=float, default=PATIENCE, help="seconds; more beside other work"
    )
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("options", nargs="*", help="options of the server, after --")
    asked = parser.parse_args()
    if not known():
        parser.error("this system has no /proc to read memory from")
    told = run(asked.minutes, asked.clients, asked.strangers, asked.options, asked.patience)
    text = json.dumps(told, indent=1, ensure_ascii=False)
    if asked.json:
        asked.json.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 1 if told["failures"] else 0


if __name__ == "__main__":
    sys.exit(main())

"""Benchmarks: ``make bench``. Times in one run on one machine, results kept as data.

Read ratios, not absolute times: the machine is shared. Each figure is the median of several
runs; the shell figures count the whole process, its start-up included.
"""

import gc
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyshacl
from rdflib import Graph
from support import LIBRARY

from kg.engine.decide import decide
from kg.epochs import books
from kg.rdf.files import content_hash
from kg.rdf.load import union
from kg.record import ingest
from kg.record.sources import manifest
from kg.reference import engine
from kg.rulebook import days
from kg.rulebook.values import Record
from tests.bench import front, serving

ROOT = Path(__file__).parent.parent.parent
RESULTS = Path(__file__).parent / "results"
EXAMPLES = LIBRARY.share / "data" / "examples"


def median(work: Callable[[], object], runs: int) -> float:
    """Give the median time of some work in milliseconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def shell(*arguments: str, cache: str | None = None) -> Callable[[], object]:
    """Give a run of the command line as a process of its own."""
    environment = os.environ | ({"CLEARANCE_CACHE": cache} if cache else {})
    command = [sys.executable, "-m", "kg", *arguments]

    def run() -> object:
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)

    return run


def peak(*arguments: str, cache: str | None = None) -> tuple[float, float]:
    """Give seconds and peak memory in MB of one run of the command line."""
    environment = os.environ | ({"CLEARANCE_CACHE": cache} if cache else {})
    start = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "kg", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, _, used = os.wait4(child.pid, 0)
    return time.perf_counter() - start, used.ru_maxrss / 1024


def records() -> list[tuple[Record, str]]:
    """Give the examples of the newest epoch with their days."""
    found = []
    newest = books.index(LIBRARY)[-1]["start"]
    for line in manifest(EXAMPLES / "manifest.csv"):
        if line.as_of >= newest and not line.file.startswith("chain-"):
            path = EXAMPLES / line.file
            fmt = ingest.FORMATS[path.suffix]
            found.append((ingest.read(books.latest(LIBRARY), path.read_bytes(), fmt), line.as_of))
    return found


def measure() -> dict[str, float]:
    """Give all figures: milliseconds unless the name says otherwise."""
    told: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as fresh:
        told["first build, shell, s"], told["first build, peak memory, MB"] = peak(
            "build", cache=fresh
        )
    asked = ("--information", "irs-adjustment", "--purpose", "ascertain-entry-correctness")
    told["who, shell"] = median(shell("who", *asked), 7)
    told["who, peak memory, MB"] = peak("who", *asked)[1]
    path = ("--from", "irs-officer", "--to", "special-expert", "--information", "irs-adjustment")
    told["chain, shell"] = median(shell("chain", *path), 3)
    told["check of one record, shell"] = median(
        shell("check", str(EXAMPLES / "irs-complete-2019.json")), 7
    )
    day = days.read(books.index(LIBRARY)[-1]["start"])
    book, others = books.book_for(LIBRARY, day), books.others_for(LIBRARY, day)
    known = records()
    gc.collect()
    gc.freeze()
    count = len(known)
    told["records"] = float(count)
    told["fast, one record, all readings"] = (
        median(lambda: [decide(book, r, d, others) for r, d in known], 9) / count
    )
    told["fast, one record, default reading"] = (
        median(lambda: [decide(book, r, d, {}) for r, d in known], 9) / count
    )
    text = (EXAMPLES / "irs-complete-2019.json").read_bytes()
    told["reading one JSON record"] = median(lambda: ingest.read(book, text, "json"), 50)
    one, one_day = known[0]
    engine.gather(LIBRARY, book, [one])  # the closure of the axioms is made at the first call
    told["reference, one record alone"] = median(
        lambda: engine.decide_many(LIBRARY, book, [one], [one_day], {}), 3
    )
    batch = known[:40]
    told["reference, one of a batch of 40"] = median(
        lambda: engine.decide_many(LIBRARY, book, [r for r, _ in batch], [d for _, d in batch], {}),
        1,
    ) / len(batch)
    shapes = Graph()
    shapes += union(LIBRARY, "shapes/law")
    data = engine.graph_of(one)
    told["pyshacl alone, one record, same shapes"] = median(
        lambda: pyshacl.validate(data, shacl_graph=shapes, inference="none"), 5
    )
    return told


def main() -> None:
    """Measure, print tables with ratios, and keep the figures."""
    engines()
    served = serving.measure()
    print("\n".join(serving.table(served)))
    keep("serving", served)
    fronts = front.compare()
    print("\n".join(front.table(fronts)))
    keep("front", fronts)


def engines() -> None:
    """Measure the engines and the command line."""
    told = measure()
    fast = told["fast, one record, default reading"]
    for name, value in told.items():
        comparable = name.startswith(("fast", "reference", "pyshacl"))
        ratio = f"  {value / fast:9.1f} × fast" if comparable else ""
        print(f"{name:45} {value:10.2f}{ratio}")
    keep("engines", {name: round(value, 3) for name, value in told.items()})


def keep(name: str, figures: dict[str, Any]) -> None:
    """Keep figures as data, with what one has to know to read them."""
    kept = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "ruleBook": content_hash(LIBRARY),
        "figures": figures,
    }
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    print(f"kept in {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

"""What tests/same asks two checkouts: the questions, each with a name and a command line."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

#: Runs a command line and returns its stdout.
Run = Callable[[Sequence[str]], str]
PARTS = 4
SEED = "301.6103"
_DEF = "https://w3id.org/clearance/def/"
_TERMS = """PREFIX clr: <https://w3id.org/clearance/def/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?class ?name ?question WHERE {
  VALUES ?class { clr:Role clr:InformationCategory clr:Purpose clr:Reading }
  ?thing a ?class ; skos:notation ?name .
  OPTIONAL { ?thing clr:question ?question ; clr:isDefault ?default }
  FILTER(!BOUND(?default) || !?default)
} ORDER BY ?class ?question ?name
"""
#: Run in a checkout, whose tests hold the generator; writes N-Triples and the days to decide on.
GENERATE = """
import json, sys
from pathlib import Path
sys.path.insert(0, "tests")
from mutate import Count, generate
from support import load_examples
folder, seed, parts, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
A = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
def term(value):
    if isinstance(value, str):
        return f"<{value}>"
    return json.dumps(str(value), ensure_ascii=False) + f"^^<{value.datatype}>"
days = {}
for part in range(parts):
    found = generate(load_examples(), f"{seed}-{part}", number // parts, Count())
    for at, made in enumerate(found):
        name, record = f"{part}-{at:04}.nt", made.record
        lines = [f"<{node}> <{A}> <{cls}> ." for node, cls in record.types.items()]
        lines += [
            f"<{node}> <{prop}> {term(value)} ."
            for node, stated in record.facts.items()
            for prop, values in stated.items()
            for value in values
        ]
        (folder / name).write_text("\\n".join(lines) + "\\n", encoding="utf-8")
        days[name] = made.as_of
        if at % 100 == 0:
            print(f"records of seed {seed}-{part}: {at}", file=sys.stderr)
(folder / "days.json").write_text(json.dumps(days), encoding="utf-8")
"""


@dataclass(frozen=True, slots=True)
class Question:
    """A command line by a name that stays; ``kind`` is the row of the table it counts in."""

    kind: str
    name: str
    argv: tuple[str, ...]
    folder: Path


@dataclass(frozen=True, slots=True)
class Terms:
    """The words of which questions are made, and the epochs: first day, and table of who may."""

    roles: tuple[str, ...]
    categories: tuple[str, ...]
    purposes: tuple[str, ...]
    readings: tuple[str, ...]
    epochs: tuple[tuple[str, str], ...]


def terms(run: Run, epochs: Sequence[dict[str, Any]], scratch: Path) -> Terms:
    """Ask a checkout for its vocabulary, by SPARQL."""
    query = scratch / "terms.rq"
    query.write_text(_TERMS, encoding="utf-8")
    rows = json.loads(run(["query", str(query), "--format", "json"]))["results"]["bindings"]
    found: dict[str, list[str]] = {}
    for row in rows:
        word = row["name"]["value"]
        if "question" in row:
            word = f"{row['question']['value'].rpartition('/')[2].upper()}={word}"
        found.setdefault(row["class"]["value"].removeprefix(_DEF), []).append(word)
    names = ("Role", "InformationCategory", "Purpose", "Reading")
    roles, categories, purposes, readings = (tuple(found[name]) for name in names)
    listed = tuple((entry["start"], entry.get("who", entry["start"])) for entry in epochs)
    return Terms(roles, categories, purposes, readings, listed)


def examples(folder: Path, newest: str) -> Iterator[Question]:
    """Yield each bundled example at its day, and compared with the newest epoch."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            name, day = row["file"], row["asOf"]
            argv = ("check", "--format", "json", "--as-of", day)
            yield Question("check: examples", name, (*argv, name), folder)
            yield Question("check: two days", name, (*argv, "--as-of", newest, name), folder)


def records(folder: Path) -> Iterator[Question]:
    """Yield each generated record at the day for which it was made."""
    days = json.loads((folder / "days.json").read_text(encoding="utf-8"))
    for name, day in sorted(days.items()):
        argv = ("check", "--format", "json", "--as-of", day, name)
        yield Question("check: generated", name, argv, folder)


def who(vocabulary: Terms, folder: Path, *, quick: bool) -> Iterator[Question]:
    """Yield the table of every epoch; and under each other reading, where epochs share none."""
    for start, _ in vocabulary.epochs:
        yield Question("who", start, ("who", "--as-of", start, "--format", "json"), folder)
    for start in starts(vocabulary)[-1:] if quick else starts(vocabulary):
        for reading in vocabulary.readings:
            argv = ("who", "--as-of", start, "--reading", reading, "--format", "json")
            yield Question("who: readings", f"{start} {reading}", argv, folder)


def starts(vocabulary: Terms) -> list[str]:
    """Return the first day of each table of who may receive: epochs without new norms share one."""
    return sorted({table: start for start, table in reversed(vocabulary.epochs)}.values())


def chains(vocabulary: Terms, run: Run, folder: Path, *, every: bool) -> Iterator[Question]:
    """Yield questions that have every pair of roles, and every category with every purpose.

    In each epoch with a table of its own each pair of roles has a category in turn, every other
    one with a purpose in turn, the rest with any. In the newest, each pair also has a third of the
    categories for any purpose, or all with ``every``; and each category with each purpose is asked
    of three pairs between whom something may be disclosed.
    """

    def question(day: str, pair: tuple[str, str], what: str, why: str | None) -> Question:
        more = ("--purpose", why) if why else ()
        words = ("--from", pair[0], "--to", pair[1], "--information", what, *more)
        name = " ".join(word.rpartition("/")[2] for word in (day, *pair, what, why or "any"))
        return Question(
            "chain", name, ("chain", *words, "--as-of", day, "--format", "json"), folder
        )

    newest = vocabulary.epochs[-1][0]
    pairs = [(holder, to) for holder in vocabulary.roles for to in vocabulary.roles]
    count = len(vocabulary.categories)
    for start in starts(vocabulary):
        for at, pair in enumerate(pairs):
            why = vocabulary.purposes[at // 2 % len(vocabulary.purposes)] if at % 2 else None
            yield question(start, pair, vocabulary.categories[at % count], why)
    for at, pair in enumerate(pairs):
        for step in range(1, count + 1, 1 if every else 3):
            yield question(newest, pair, vocabulary.categories[(at + step) % count], None)
    rows = json.loads(run(["who", "--as-of", newest, "--format", "json"]))["rows"]
    open_pairs = sorted({(row["from"]["iri"], row["to"]["iri"]) for row in rows})
    both = [(what, why) for what in vocabulary.categories for why in vocabulary.purposes]
    for at, (what, why) in enumerate(both):
        for turn in range(3):
            pair = open_pairs[(at * 3 + turn) % len(open_pairs)]
            yield question(newest, pair, what, why)


def law(run: Run, folder: Path) -> Iterator[Question]:
    """Yield every provision in every version of its section, by citation, and the coverage."""
    yield Question("law", "coverage", ("law", "--coverage", "--format", "json"), folder)
    for row, days in _provisions(run):
        for day in days:
            argv = ("law", row["citation"], "--as-of", day, "--format", "json")
            yield Question("law", f"{row['citation']} {day}", argv, folder)


def diffs(run: Run, folder: Path) -> Iterator[Question]:
    """Yield the difference of every provision between each two neighbouring versions."""
    for row, days in _provisions(run):
        for first, second in pairwise(days):
            argv = ("diff", row["citation"], "--from", first, "--to", second, "--format", "json")
            yield Question("diff", f"{row['citation']} {first} {second}", argv, folder)


def _provisions(run: Run) -> list[tuple[dict[str, Any], list[str]]]:
    """Return the rows of the coverage, each with the first days of its section's versions."""
    rows = json.loads(run(["law", "--coverage", "--format", "json"]))["provisions"]
    days: dict[str, set[str]] = {}
    for row in rows:
        days.setdefault(row["section"], set()).update(first for first, _ in row["versions"])
    return [(row, sorted(days[row["section"]])) for row in rows]


def schemas(folder: Path) -> Iterator[Question]:
    """Yield what a record may state: the JSON Schema and the JSON-LD context."""
    yield Question("schema", "schema", ("schema",), folder)
    yield Question("schema", "context", ("schema", "--context"), folder)

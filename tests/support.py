"""Plain helpers of the tests: the examples with their expected outcomes, and edits of records."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from kg.engine import fast
from kg.engine.decision import Decision
from kg.engine.sensitivity import touches
from kg.epochs import books
from kg.errors import InputError
from kg.questions import check
from kg.rdf.namespaces import CLR, CONTEXT, RECORD, local_name
from kg.record import ingest
from kg.record.draft import Draft
from kg.rulebook.model import RuleBook
from kg.rulebook.values import Lit, Record, Value
from kg.sparql import query

EXAMPLES = Path(__file__).parent.parent / "data" / "examples"
Facts = dict[str, dict[str, tuple[Value, ...]]]


@dataclass(frozen=True)
class Example:
    """A row of the manifest with its record and the rule books of its date."""

    name: str
    as_of: str
    outcome: str
    citations: tuple[str, ...]
    record: Record
    book: RuleBook
    others: Mapping[str, RuleBook]

    def decide(self, record: Record | None = None) -> Decision:
        """Decide the example, or a record made from it, with the fast engine.

        A change that breaks a chain of acts, or leads to law of a day that is not held, gives a
        decision of outcome "refused".
        """
        try:
            return check.decided(self.job(record or self.record), others=False)
        except InputError as error:
            if error.code not in {"broken_chain", "outside_coverage"}:
                raise
            return replace(self.decide(), outcome="refused")

    def job(self, record: Record) -> check.Job:
        """Give the job of the example or of a record made from it."""
        return check.plan(self.name, record, date.fromisoformat(self.as_of))


def told_rows(name: str, table: str, section: str) -> tuple[list[list[str]], list[list[str]]]:
    """Give the rows of a saved query, and those of a table of expected cells, both sorted.

    The first line names the columns; § stands for the section; a message ends at its citation.
    """
    columns, *expected = (
        [re.sub("^§", section, cell.strip()) for cell in line.split("|")]
        for line in table.strip().splitlines()
    )
    given = [
        [re.sub(r" \[[^\[\]]*\]\.$", "", row.get(column, "")) for column in columns]
        for row in query.rows(query.saved(name))
    ]
    return sorted(given), sorted(expected)


def data_of(name: str) -> tuple[bytes, str]:
    """Give the bytes of an example and their format."""
    path = EXAMPLES / name
    return path.read_bytes(), ingest.FORMATS[path.suffix]


def read_example(name: str, book: RuleBook | None = None) -> Record:
    """Give the checked record of an example."""
    return ingest.read(book or books.latest(), *data_of(name))


@cache
def manifest() -> tuple[dict[str, str], ...]:
    """Give the rows of the manifest."""
    with (EXAMPLES / "manifest.csv").open(encoding="utf-8", newline="") as rows:
        return tuple(csv.DictReader(rows))


@cache
def load_examples() -> tuple[Example, ...]:
    """Give all examples of the manifest, each with the rule books of its date."""
    found = []
    for row in manifest():
        day = date.fromisoformat(row["asOf"])
        book = books.book_for(day)
        found.append(
            Example(
                name=row["file"],
                as_of=row["asOf"],
                outcome=row["outcome"],
                citations=tuple(row["citations"].split(";")),
                record=read_example(row["file"], book),
                book=book,
                others=books.others_for(day),
            )
        )
    return tuple(found)


def example(name: str) -> Example:
    """Give one example by the name of its file."""
    return next(found for found in load_examples() if found.name == name)


def touched(record: Record, book: RuleBook) -> frozenset[str]:
    """Give the other readings that may matter for a record, as the fast engine sees it."""
    evidence = fast.gather(book, record)[0]
    others = books.others_for(date.fromisoformat(book.start))
    return frozenset(r for r, other in others.items() if touches(book, other, evidence, record))


def pointers(record: Record, node: str) -> frozenset[str]:
    """Give the properties that point to a thing; ROOT for the record itself."""
    found = {local_name(prop) for _, prop, value in facts_of(record) if value == node}
    return frozenset(found or {"ROOT"})


def facts_of(record: Record) -> Iterator[tuple[str, str, Value]]:
    """Give each fact: node, property, value."""
    for node, told in record.facts.items():
        for prop, values in told.items():
            for value in values:
                yield node, prop, value


def prune(
    root: str, types: Mapping[str, str], facts: Mapping[str, Mapping[str, tuple[Value, ...]]]
) -> Record:
    """Give the record of what is connected with the root; empty properties are left out."""
    reached = [root]
    for node in reached:
        for values in facts.get(node, {}).values():
            fresh = [v for v in values if isinstance(v, str) and v in types and v not in reached]
            reached += fresh
    return Record(
        root,
        {node: cls for node, cls in types.items() if node in reached},
        {n: {p: v for p, v in facts[n].items() if v} for n in types if n in reached and n in facts},
    )


def editable(record: Record) -> Facts:
    """Give a copy of the facts that may be changed."""
    return {node: dict(told) for node, told in record.facts.items()}


def without(record: Record, node: str, prop: str, value: Value | None = None) -> Record:
    """Give the record less one fact, or less all values of a property, and what hung on it."""
    facts = editable(record)
    facts[node][prop] = () if value is None else tuple(v for v in facts[node][prop] if v != value)
    return prune(record.root, record.types, facts)


def saying(record: Record, node: str, prop: str, *values: Value, **new: str) -> Record:
    """Give the record with these values of a property; ``new`` names things to add by class."""
    facts, types = editable(record), dict(record.types)
    types.update({RECORD[name.replace("_", "-")]: cls for name, cls in new.items()})
    facts.setdefault(node, {})[prop] = values
    for added in types.keys() - facts.keys():
        facts[added] = {}
    return Record(record.root, types, facts)


def recheck(book: RuleBook, record: Record) -> Record:
    """Take a record through the check of submitted records; InputError if it would be refused."""
    draft = Draft(types=dict(record.types))
    for node, prop, value in facts_of(record):
        draft.add(node, prop, value, "test")
    return ingest.check(book, draft)


def linked_form(record: Record) -> dict[str, Any]:
    """Give a record as JSON-LD, each thing described where it is first met."""
    told: set[str] = set()

    def one(value: Any) -> Any:
        if isinstance(value, Lit):
            return str(value) if isinstance(value.value, date) else value.value
        if value not in record.types or value in told:
            return value
        told.add(value)
        facts = record.facts.get(value, {})
        inner = {
            prop.removeprefix(CLR.base): [one(v) for v in values] for prop, values in facts.items()
        }
        return {"id": value, "type": record.types[value].removeprefix(CLR.base)} | inner

    return {"@context": CONTEXT} | one(record.root)

"""The open questions: those with readings, and what the notes of the data say of the others."""

import re
from collections import defaultdict
from collections.abc import Iterator

from rdflib import Literal, URIRef

from docs.generator.markdown import escaped, table
from kg.epochs import books
from kg.rdf import load
from kg.rdf.library import Library
from kg.rdf.namespaces import SKOS
from kg.rulebook.model import Reading

_NUMBER = re.compile(r"\bOQ-\d+\b")
#: Characters of a sentence that says no more than which question is open.
_SHORT = 60


def modelled(library: Library) -> str:
    """Return a section for each question with its readings; the default comes first."""
    found: dict[str, list[Reading]] = defaultdict(list)
    for reading in books.latest(library).readings.values():
        found[reading.question].append(reading)
    return "\n".join(_question(library, found[name]) for name in sorted(found))


def fixed(library: Library) -> str:
    """Return a line for each question that a note of the data names and no reading answers."""
    known = {reading.question for reading in books.latest(library).readings.values()}
    rows = sorted({row for row in _notes(library) if row[0] not in known})
    return table(["question", "where it arises", "what the data says"], rows)


def _question(library: Library, readings: list[Reading]) -> str:
    readings = sorted(readings, key=lambda one: one.name)
    first = readings[0]
    rows = (
        [f"{one.name} (default)" if one.default else one.name, escaped(one.says)]
        for one in readings
    )
    issue = escaped(first.issue).rstrip(".")
    cited = escaped(books.latest(library).label(first.source))
    return f"### {first.question}: {escaped(first.asks)}\n\n{issue} ({cited}).\n\n" + table(
        ["reading", "meaning"], rows
    )


def _notes(library: Library) -> Iterator[tuple[str, str, str]]:
    graph = load.union(library, "data", "ontology")
    for thing, _, note in graph.triples((None, None, None)):
        if isinstance(note, Literal) and (numbers := set(_NUMBER.findall(str(note)))):
            label = graph.value(thing, URIRef(SKOS.prefLabel))
            for number in numbers:
                yield number, escaped(str(label or thing)), escaped(_about(number, str(note)))


def _about(number: str, note: str) -> str:
    """Return the sentences of a note that name the question; one that only names it takes along
    the one before.
    """
    sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z“])", note)
    found = []
    for at, sentence in enumerate(sentences):
        if number in sentence:
            if len(sentence) < _SHORT and at:
                found.append(sentences[at - 1])
            found.append(sentence)
    return " ".join(found)

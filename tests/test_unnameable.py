"""No record comes to be permitted because a part of it cannot be named (attacks.md, 1).

Every thing, value, key and type of every refused example is renamed, one at a time, to something
that is no name; in each format the record is refused, or its outcome is no better than before.
"""

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from second_reading import of_json, of_rdf
from sizes import size
from support import EXAMPLES, Example, linked_form

from kg.errors import InputError
from kg.questions import check
from kg.rdf.namespaces import CONTEXT
from kg.record import ingest

GOOD = {"permitted", "conforms"}
#: One place in how many is renamed.
STEP = size(10, 1)
NAMES = (
    "item 2",
    "@prohibited",
    "",
    "a\nb",
    "_: b",
    "x:y z",
    "item<2>",
    "ünnamed",
    "urn:x",
    "\u200b",
)
VALUES = (
    "criminal investigation",
    "@prohibited",
    "http://a b",
    "\u3164",
    "a\u202eb",
    "../ x",
    "_:",
)
KEYS = ("{} ", "@{}", "x:{}", "{}\u200b", " {}", "https://w3id.org/clearance/def/{} ", "_:{}")
Edit = Callable[[], None]


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Give each place of a JSON value as the container and the key or number in it."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(pairs):
        yield value, key
        if isinstance(inner, dict | list):
            yield from places(inner)


def renamed_json(whole: Any, context: bool) -> Iterator[tuple[str, Any]]:
    """Give copies of a JSON record, each with one part renamed."""
    total = sum(1 for _ in places(whole))
    for number in range(total):
        if number % STEP:
            continue
        copy = deepcopy(whole)
        container, key = list(places(copy))[number]
        value = container[key]
        if isinstance(value, dict):
            value[next((k for k in ("id", "@id") if k in value), "@id" if context else "id")] = (
                NAMES[number % len(NAMES)]
            )
            yield f"thing {number}", copy
        elif key in {"id", "@id"}:
            container[key] = NAMES[number % len(NAMES)]
            yield f"id {number}", copy
        elif isinstance(value, str):
            container[key] = VALUES[number % len(VALUES)]
            yield f"value {number}", copy
        if isinstance(container, dict):
            copy = deepcopy(whole)
            container, key = list(places(copy))[number]
            moved = container.pop(key)
            container[KEYS[number % len(KEYS)].format(key)] = moved
            yield f"key {number}", copy


def renamed_throughout(whole: Any) -> Iterator[tuple[str, Any]]:
    """Give copies of a JSON record, each with one thing renamed wherever it is named."""
    text = json.dumps(whole)
    ids = {container[key] for container, key in places(whole) if key in {"id", "@id"}}
    for number, name in enumerate(sorted(ids)):
        for new in (NAMES[number % len(NAMES)], "item 2"):
            yield f"thing {name} throughout", json.loads(text.replace(f'"{name}"', json.dumps(new)))


def renamed_triples(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Give N-Triples, each time with one term replaced by something that is no name."""
    for number, line in enumerate(lines):
        for place, term in enumerate(re.findall(r'<[^>]*>|_:\w+|"(?:[^"\\]|\\.)*"\S*', line)):
            if (number + place) % STEP:
                continue
            new = {
                0: "<item 2>",
                1: '"criminal investigation"',
                2: "<relative>",
                3: '"prohibited"@en',
                4: "<http://example.org/a\\u0020b>",
                5: "_:",
                6: '"1"^^<http://www.w3.org/2001/XMLSchema#byte>',
                7: "<<( <urn:ab:c> <urn:ab:d> <urn:ab:e> )>>",
            }[(number + place) % 8]
            changed = [*lines[:number], line.replace(term, new, 1), *lines[number + 1 :]]
            yield f"line {number} term {place}", "\n".join(changed)


def source(name: str) -> tuple[Any, list[str]]:
    """Give an example as JSON-LD in expanded form and as lines of N-Triples."""
    data, fmt = (EXAMPLES / name).read_bytes(), ingest.FORMATS["." + name.rsplit(".", 1)[1]]
    graph = of_json(data.decode()) if fmt.startswith("json") else of_rdf(data, fmt)
    expanded = json.loads(graph.serialize(format="json-ld", auto_compact=False))
    return expanded, sorted(graph.serialize(format="nt").strip().splitlines())


def outcome(example: Example, data: str, fmt: str) -> str:
    try:
        record = ingest.read(example.book, data.encode("utf-8", "surrogatepass"), fmt)
        return check.decided(example.job(record), others=False).outcome
    except InputError:
        return "refused"


def variants(example: Example) -> Iterator[tuple[str, str, str]]:
    """Give what to submit: a description, the text and its format."""
    name = example.name
    expanded, lines = source(name)
    linked = linked_form(example.record)
    for what, value in [*renamed_json(linked, False), *renamed_throughout(linked)]:
        yield f"linked {what}", json.dumps(value), "jsonld"
    if name.endswith((".json", ".jsonld")):
        whole = json.loads((EXAMPLES / name).read_text(encoding="utf-8"))
        whole.pop("@context", None)
        for what, value in renamed_json(whole, False):
            yield f"JSON {what}", json.dumps(value), "json"
            yield f"JSON-LD {what}", json.dumps({"@context": CONTEXT} | value), "jsonld"
    for what, value in renamed_json(expanded, True):
        yield f"expanded {what}", json.dumps(value), "jsonld"
    for what, text in renamed_triples(lines):
        yield f"N-Triples {what}", text, "ntriples"
        yield f"Turtle {what}", text, "turtle"


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_nothing_comes_to_be_permitted_because_a_part_has_no_name(
    examples: tuple[Example, ...], part: int
):
    tried, better = 0, []
    refused = [found for found in examples if found.outcome not in GOOD]
    for example in refused[part::8]:
        for what, text, fmt in variants(example):
            tried += 1
            if outcome(example, text, fmt) in GOOD:
                better.append(f"{example.name}: {what}")
    assert better == []
    assert tried > 1_000

"""Which package imports which, as the test of imports reads it from the code."""

import ast
import re
from collections.abc import Mapping

from docs.generator.markdown import code, escaped, table
from tests.imports import LAYERS, ROOT, packages

Graph = Mapping[str, frozenset[str]]


def imports() -> Graph:
    """Return each package with the packages that it imports."""
    return {name: frozenset(used) for name, used in packages().items()}


def levels(graph: Graph) -> list[list[str]]:
    """Return the packages from high to low: the order that the test of imports enforces."""
    return [[name for name in line if name in graph] for line in LAYERS]


def direct(graph: Graph) -> list[tuple[str, str]]:
    """Return the imports that no other path of imports implies: those that the picture shows."""
    reach = {name: _reached(graph, name) for name in graph}
    return [
        (name, used)
        for name in graph
        for used in sorted(graph[name])
        if not any(used in reach[other] for other in graph[name] - {used})
    ]


def reference() -> str:
    """Return the packages from high to low with what they are for and what they import."""
    graph = imports()
    return table(
        ["package", "what it does", "imports"],
        (
            [code(name), _purpose(name), ", ".join(short(used) for used in sorted(graph[name]))]
            for line in levels(graph)
            for name in line
        ),
    )


def short(name: str) -> str:
    """Return the name of a package as the picture shows it."""
    return name.removeprefix("kg.")


def _reached(graph: Graph, name: str) -> set[str]:
    found: set[str] = set()
    waiting = list(graph[name])
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += graph[one]
    return found


def _purpose(name: str) -> str:
    place = ROOT / name.replace(".", "/")
    path = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    first = re.sub(r"(?::\w+:)?`+~?([^`]+)`+", r"\1", text.partition("\n")[0])
    return escaped(first)

"""Which package imports which, read from the code: as a table, and for the picture."""

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from docs.generator.markdown import code, escaped, table

_ROOT = Path(__file__).parent.parent.parent
Graph = Mapping[str, frozenset[str]]


@cache
def imports() -> Graph:
    """Return each package of the code with the packages that it imports, wherever it does so."""
    found: dict[str, set[str]] = {}
    for path in sorted([*(_ROOT / "kg").rglob("*.py"), *(_ROOT / "api").rglob("*.py")]):
        module = ".".join(path.relative_to(_ROOT).with_suffix("").parts)
        package = _package(module)
        if package:
            used = {_package(name) for name in _imported(path)} - {package, ""}
            found.setdefault(package, set()).update(used)
    return {name: frozenset(found[name]) for name in sorted(found)}


def circles(graph: Graph) -> list[frozenset[str]]:
    """Return the sets of packages that import each other, directly or through others."""
    reach = {name: _reached(graph, name) for name in graph}
    found = {
        frozenset({name, *(other for other in reach[name] if name in reach[other])})
        for name in graph
        if name in reach[name]
    }
    return sorted(found, key=sorted)


def levels(graph: Graph) -> list[list[str]]:
    """Return the packages from high to low: each stands above all that it imports."""
    reach = {name: _reached(graph, name) for name in graph}
    below = {n: {o for o in reach[n] if n not in reach[o]} for n in graph}
    height: dict[str, int] = {}
    for name in sorted(graph, key=lambda n: len(below[n])):
        height[name] = max((height[other] + 1 for other in below[name]), default=0)
    for circle in circles(graph):  # stand on one level, that of the highest
        height |= dict.fromkeys(circle, max(height[name] for name in circle))
    return [
        [name for name in graph if height[name] == level]
        for level in range(max(height.values()), -1, -1)
    ]


def direct(graph: Graph) -> list[tuple[str, str]]:
    """Return the imports that no other path of imports implies: those that the picture shows."""
    reach = {name: _reached(graph, name) for name in graph}
    return [
        (name, used)
        for name in graph
        for used in sorted(graph[name])
        if not any(used in reach[o] for o in graph[name] if o != used and name not in reach[o])
    ]


def reference() -> str:
    """Return the packages from high to low with what they are for and what they import."""
    graph = imports()
    return table(
        ["package", "what it does", "imports"],
        (
            [code(name), _purpose(name), ", ".join(sorted(graph[name]))]
            for level in levels(graph)
            for name in level
        ),
    )


def _package(module: str) -> str:
    """Return the package of a module as the picture names it; nothing for others' modules."""
    first, *rest = module.split(".")
    if first == "api":
        return "api"
    if first != "kg" or not rest or rest[0] in ("__init__", "__main__"):
        return "kg" if module == "kg.__init__" or module == "kg" else ""
    return rest[0]


def _imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            # “from kg import errors” names a module, “from kg.errors import X” does not
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


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
    places = {"kg": "kg", "api": "api"}
    folder = _ROOT / places.get(name, f"kg/{name}")
    path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return escaped(text.partition("\n\n")[0].replace("``", ""))

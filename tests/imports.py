"""The imports of kg and api as a graph of modules, read from the code: also deferred ones."""

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parent.parent
#: The packages from high to low, as docs draw them; those of one line do not import each other
#: unless it is said here. A package imports from its own line's left neighbours never.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("api", "kg.cli"),
    ("kg.answering",),
    ("kg.questions", "kg.publish"),
    ("kg.epochs", "kg.law"),
    ("kg.authoring", "kg.reference"),
    ("kg.who", "kg.compile", "kg.explain"),
    ("kg.record", "kg.sparql"),
    ("kg.engine", "kg.describe"),
    ("kg.rulebook", "kg.workers", "kg.queries"),
    ("kg.rdf",),
    ("kg.memo",),
    ("kg.errors",),
)
#: Modules that stand before the packages: the face for Python users, and ``python -m kg``.
FRONT = {"kg", "kg.__main__", "kg.face"}


@cache
def modules() -> dict[str, Path]:
    """Return the modules by name."""
    found = {}
    for folder in ("kg", "api"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts).removesuffix(".__init__")] = path
    return found


def imported(code: str, known: set[str]) -> Iterator[str]:
    """Yield the modules among the known ones that code imports anywhere, also in functions."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if whole in known:
                    yield whole
                elif node.module in known:
                    yield node.module


@cache
def graph() -> dict[str, set[str]]:
    """Return for each module the modules of ours that it imports."""
    paths = modules()
    return {
        name: set(imported(path.read_text(encoding="utf-8"), set(paths))) - {name}
        for name, path in paths.items()
    }


def package(module: str) -> str:
    """Return the package of a module: ``api``, ``kg.engine``; a lone module is its own."""
    first, _, rest = module.partition(".")
    return first if first == "api" or not rest else f"{first}.{rest.split('.')[0]}"


def floor(module: str) -> int:
    """Return the line of LAYERS in which the package of a module stands, 0 for the highest."""
    return next(n for n, names in enumerate(LAYERS) if package(module) in names)


def packages() -> dict[str, set[str]]:
    """Return for each package those that it imports, the modules in front left out."""
    found: dict[str, set[str]] = {name: set() for names in LAYERS for name in names}
    for module, targets in graph().items():
        if module not in FRONT:
            found[package(module)] |= {package(t) for t in targets} - {package(module)}
    return found


def circle(edges: dict[str, set[str]]) -> list[str]:
    """Return the nodes of a circle, empty if there is none."""
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def face(name: str) -> list[str]:
    """Return what the ``__init__`` of a package says that other packages may use."""
    module = import_module(name)
    return list(module.__all__)

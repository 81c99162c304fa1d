"""Measure the plan of the house in a checkout: ``python -m tests.figures [CHECKOUT]``.

Counts files, packages, floors, arrows and circles of imports, lines of Turtle that people write,
and the size of functions, from the sources alone; nothing of the checkout is imported, so that two
commits with other modules can be measured alike. Imports within functions and under
``TYPE_CHECKING`` count.
"""

import argparse
import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

SOURCES = ("kg", "api")
#: Turtle that states law: its conditions stand in shapes/law or, written once, with the norms.
CONDITIONS = ("shapes/law", "shapes/classes", "data/norms")
#: How a file that a program writes says so, in a triple about itself.
GENERATED = re.compile(r"\bWritten out of \S+ by python -m ")
DIALECT = re.compile(r"^(?:Give|Tell|Say)s?\b")
Arrows = Mapping[str, frozenset[str]]


def modules(root: Path) -> dict[str, ast.Module]:
    """Return the syntax of each module by its dotted name, a package by that of its folder."""
    found = {}
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imports(known: Mapping[str, ast.Module], packages: frozenset[str]) -> dict[str, frozenset[str]]:
    """Return for each module the modules of the house that it imports, wherever in the file."""
    return {
        name: frozenset(_imported(name, tree, known, name in packages)) - {name}
        for name, tree in known.items()
    }


def _imported(
    name: str, tree: ast.Module, known: Mapping[str, ast.Module], package: bool
) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = name.split(".")
                kept = parts[: len(parts) - node.level + package]
                base = ".".join([*kept, *filter(None, [node.module])])
            for alias in node.names:
                names = (f"{base}.{alias.name}", base)  # a module of the package, or its own name
                yield from [found for found in names if found in known][:1]


def room(name: str, packages: frozenset[str]) -> str:
    """Return the package that a module is in, itself if it is a package or stands alone in kg."""
    if name in packages:
        return name
    above = name.rpartition(".")[0]
    return above if above not in {"kg", ""} else name


def between(arrows: Arrows, rooms: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return the arrows between rooms that those between modules make."""
    out: dict[str, set[str]] = {here: set() for here in rooms.values()}
    for name, targets in arrows.items():
        out[rooms[name]] |= {rooms[target] for target in targets} - {rooms[name]}
    return {here: frozenset(targets) for here, targets in out.items()}


def circles(arrows: Arrows) -> list[list[str]]:
    """Return the strongly connected parts of more than one node (Tarjan's algorithm)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        number[node] = low[node] = len(number)
        stack.append(node)
        for target in sorted(arrows[node]):
            if target not in number:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], number[target])
        if low[node] == number[node]:
            part = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(part) > 1:
                found.append(sorted(part))

    for node in sorted(arrows):
        if node not in number:
            visit(node)
    return found


def floors(arrows: Arrows) -> int:
    """Return the number of nodes on the longest path; a circle is one node."""
    of = {node: part[0] for part in circles(arrows) for node in part}
    plain = between(arrows, {node: of.get(node, node) for node in arrows})

    @cache
    def height(node: str) -> int:
        return 1 + max((height(target) for target in plain[node]), default=0)

    return max(map(height, plain), default=0)


def functions(trees: Mapping[str, ast.Module]) -> Iterator[tuple[int, str]]:
    """Yield each function's number of lines and its name."""
    for name, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield (node.end_lineno or 0) - node.lineno + 1, f"{name}.{node.name}"


def complexity(root: Path) -> tuple[int, str, int]:
    """Return the highest cyclomatic complexity (ruff, C901), its function, and how many exceed 10.

    RuntimeError if ruff cannot be run.
    """
    command = [sys.executable, "-m", "ruff", "check", "--select", "C901", "--isolated"]
    command += ["--config", "lint.mccabe.max-complexity=0", "--output-format", "json", "--no-cache"]
    ran = subprocess.run([*command, *SOURCES], cwd=root, capture_output=True, text=True)
    if ran.returncode not in {0, 1}:
        raise RuntimeError(f"ruff: {ran.stderr.strip()}")
    found = []
    for row in json.loads(ran.stdout):
        match = re.search(r"`(.+)` is too complex \((\d+) >", row["message"])
        if match is None:
            raise RuntimeError(f"ruff says what is not understood here: {row['message']}")
        place = Path(row["filename"]).relative_to(root.resolve())
        found.append((int(match[2]), f"{place}: {match[1]}"))
    return (*max(found, default=(0, "")), sum(value > 10 for value, _ in found))


def turtle(root: Path) -> dict[str, dict[str, int]]:
    """Return lines and files of Turtle that people write, and that programs write, by folder."""
    out = {}
    for folder in CONDITIONS:
        counts = {"authored": 0, "authored files": 0, "generated": 0, "generated files": 0}
        for path in sorted((root / folder).rglob("*.ttl")):
            text = path.read_text(encoding="utf-8")
            sort = "generated" if _made(folder, text) else "authored"
            counts[sort] += len(text.splitlines())
            counts[f"{sort} files"] += 1
        out[folder] = counts
    return out


def _made(folder: str, text: str) -> bool:
    # shapes/classes is written by a program (N-8) and says so nowhere in the older commits
    return folder == "shapes/classes" or bool(GENERATED.search(text))


def docstrings(trees: Iterable[ast.Module]) -> Iterator[str]:
    """Yield every docstring of modules, classes and functions."""
    sorts = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, sorts) and (text := ast.get_docstring(node)):
                yield text


def _text(root: Path) -> str:
    files = (path for folder in SOURCES for path in sorted((root / folder).rglob("*.py")))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def figures(root: Path) -> dict[str, Any]:
    """Return all figures of a checkout by name."""
    trees = modules(root)
    packages = frozenset(
        ".".join(p.parent.relative_to(root).parts)
        for folder in SOURCES
        for p in (root / folder).rglob("__init__.py")
    )
    arrows = imports(trees, packages)
    rooms = {name: room(name, packages) for name in trees}
    between_packages = between(arrows, rooms)
    text, said = _text(root), list(docstrings(trees.values()))
    sizes = dict(_sizes(root))
    most, where, over = complexity(root)
    longest, longest_name = max(functions(trees), default=(0, ""))
    written = turtle(root)
    return {
        "files at the top of kg": len(list((root / "kg").glob("*.py"))),
        "modules": len(trees),
        "packages below kg": sum(name.startswith("kg.") for name in packages),
        "largest module, lines": max(sizes.values()),
        "largest module": max(sizes, key=lambda name: sizes[name]),
        "circles of modules": circles(arrows),
        "circles of packages": circles(between_packages),
        "arrows within circles of packages": sorted(
            [name, target]
            for circle in circles(between_packages)
            for name, targets in arrows.items()
            for target in targets
            if rooms[name] != rooms[target] and {rooms[name], rooms[target]} <= {*circle}
        ),
        "circles of top folders": circles(between(arrows, {n: n.split(".")[0] for n in trees})),
        "floors of modules": floors(arrows),
        "floors of packages": floors(between_packages),
        "arrows between modules": sum(map(len, arrows.values())),
        "arrows between packages": sum(map(len, between_packages.values())),
        "Turtle": written,
        "lines of Turtle to write, conditions and norms": sum(
            counts["authored"] for counts in written.values()
        ),
        "largest function, lines": longest,
        "largest function": longest_name,
        "highest complexity": most,
        "most complex function": where,
        "functions of complexity over 10": over,
        "dict[str, Any]": text.count("dict[str, Any]"),
        "docstrings": len(said),
        "docstrings that begin with Give, Tell or Say": sum(bool(DIALECT.match(s)) for s in said),
        "lines with the word told": sum(
            bool(re.search(r"\btold\b", line)) for line in text.splitlines()
        ),
    }


def _sizes(root: Path) -> Iterator[tuple[str, int]]:
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*.py")):
            lines = path.read_text(encoding="utf-8").splitlines()
            yield path.relative_to(root).as_posix(), len(lines)


def lines(measured: Mapping[str, Any]) -> Iterator[str]:
    """Yield the figures as lines of text."""
    width = max(map(len, measured))
    for name, value in measured.items():
        if name == "Turtle":
            for folder, counts in value.items():
                yield f"{'Turtle, ' + folder:<{width}}  " + ", ".join(
                    f"{count:,} {sort}" for sort, count in counts.items()
                )
        elif isinstance(value, list):
            yield f"{name:<{width}}  {len(value)}"
            sign = " → " if name.startswith("arrows") else " ↔ "
            yield from (f"{'':<{width}}    {sign.join(one)}" for one in value)
        else:
            yield f"{name:<{width}}  " + (f"{value:,}" if isinstance(value, int) else value)


def main(given: Sequence[str] | None = None) -> int:
    """Print the figures of a checkout as a table, or as JSON."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.figures", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    here = Path(__file__).parent.parent
    parser.add_argument("checkout", nargs="?", type=Path, default=here, metavar="CHECKOUT")
    parser.add_argument("--json", action="store_true", help="as JSON instead of a table")
    options = parser.parse_args(given)
    if not (options.checkout / "kg").is_dir():
        parser.error(f"{options.checkout} has no folder kg")
    measured = figures(options.checkout)
    print(json.dumps(measured, indent=2) if options.json else "\n".join(lines(measured)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What a test starts, read from its code and from that of its fixtures and helpers.

``make quick`` leaves out what starts a server (``served``) or a process (``shell``). A marker set
by hand would be forgotten; what a function names in its code cannot be.
"""

import ast
import inspect
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
import serving
from sizes import CASES

from api.app import create_app

HERE = Path(__file__).parent


def kinds(item: pytest.Item) -> set[str]:
    """Return the markers ``served`` and ``shell`` as far as they fit a test."""
    told: set[str] = set()
    seen: set[FunctionType] = set()
    queue = list(_functions(item))
    while queue:
        function = queue.pop()
        if function in seen:
            continue
        seen.add(function)
        for value in _named(function):
            if value is _plain(serving.running) or value is create_app:
                told.add("served")
            elif value is subprocess:
                told.add("shell")
            elif isinstance(value, FunctionType) and _ours(value):
                queue.append(value)
    return told


def few(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Return tests with only some cases of each, from the first to the last, in their order."""
    cases: dict[tuple[Path, str], list[pytest.Item]] = {}
    for item in items:
        cases.setdefault((item.path, getattr(item, "originalname", item.name)), []).append(item)
    kept = {
        id(found[round(step * (len(found) - 1) / (CASES - 1))])
        for found in cases.values()
        for step in range(CASES)
    }
    return [item for item in items if id(item) in kept]


@cache
def imports(path: Path) -> frozenset[str]:
    """Return the modules from which a file of tests imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return frozenset(found)


def _functions(item: pytest.Item) -> Iterator[FunctionType]:
    """Return the function of a test and those of all its fixtures."""
    test: Any = getattr(item, "obj", None)
    test = getattr(getattr(test, "hypothesis", None), "inner_test", test)  # behind @given
    found = [test]
    # pytest tells the functions of fixtures nowhere else
    for fixtures in item._fixtureinfo.name2fixturedefs.values():  # type: ignore[attr-defined]
        found += [fixture.func for fixture in fixtures[-1:]]
    yield from (one for one in map(_plain, found) if isinstance(one, FunctionType))


def _plain(function: Any) -> Any:
    """Return the function that a decorator such as ``contextmanager`` wraps."""
    return inspect.unwrap(function) if callable(function) else function


def _named(function: FunctionType) -> Iterator[Any]:
    """Return the values of all global names in a function, and of names in our test modules."""
    names = set(_names(function.__code__))
    for name in names:
        value = function.__globals__.get(name)
        yield _plain(value) if isinstance(value, FunctionType) else value
        if isinstance(value, ModuleType) and _ours(value):
            yield from (_plain(getattr(value, inner, None)) for inner in names)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _names(part)


def _ours(value: FunctionType | ModuleType) -> bool:
    """Say whether a function or module is one of the tests."""
    place = (
        value.__code__.co_filename
        if isinstance(value, FunctionType)
        else getattr(value, "__file__", None)
    )
    return place is not None and Path(place).is_relative_to(HERE)

"""Imports go one way, from high packages to low ones, and through their faces only (P-4).

Imports in functions and those for types alone count like all others: none hides a circle.
"""

import pytest

from tests.imports import (
    FRONT,
    LAYERS,
    ROOT,
    circle,
    face,
    floor,
    graph,
    imported,
    modules,
    package,
    packages,
)  # fmt: skip

PACKAGES = [name for names in LAYERS for name in names if (ROOT / name.replace(".", "/")).is_dir()]


def climbs(module: str, targets: set[str]) -> list[str]:
    """Return the imports of a module that do not lead to a lower floor or stay in its package."""
    return sorted(
        target
        for target in targets
        if package(target) != package(module) and floor(target) <= floor(module)
    )


@pytest.mark.parametrize("module", sorted(modules().keys() - FRONT))
def test_a_module_imports_from_lower_packages_only(module: str) -> None:
    assert climbs(module, graph()[module] - FRONT) == []
    assert not graph()[module] & FRONT, "the face is for users, not for us"


def test_there_is_no_circle_of_modules_or_packages() -> None:
    assert circle(graph()) == []
    assert circle(packages()) == []


@pytest.mark.parametrize("name", [name for name in PACKAGES if name != "api"])
def test_a_package_is_used_through_its_face(name: str) -> None:
    used = {
        target.removeprefix(f"{name}.")
        for module, targets in graph().items()
        for target in targets
        if package(target) == name != package(module) and target != name
    }
    assert used - set(face(name)) == set()
    assert {f"{name}.{module}" for module in face(name)} <= set(modules())
    assert set(face(name)) - used == set(), "nobody uses these: take them out of the face"


def test_an_import_that_climbs_or_closes_a_circle_would_be_seen() -> None:
    known = set(modules())
    code = "def f():\n    from kg.epochs import books\n    import api.app"
    found = set(imported(code, known))
    assert found == {"kg.epochs.books", "api.app"}
    assert climbs("kg.engine.decide", found) == ["api.app", "kg.epochs.books"]
    assert climbs("kg.who.table", {"kg.compile.book"}) == ["kg.compile.book"]  # beside, not below
    assert climbs("api.app", found) == []
    closed = graph() | {"kg.errors": {"kg.engine.decide"}}
    assert "kg.errors" in circle(closed)

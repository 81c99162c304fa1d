"""Which acts a record can state at all: whether the facets of classes can hold together.

Worked out from the fields of records and the vocabulary alone. A facet looks at a property; its
values come along routes of stated fields (actor, employedBy) from one choice of a thing of the
vocabulary, or from several where a field on the way takes several.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from kg.engine.view import View
from kg.memo import kept
from kg.rdf.namespaces import RECORD
from kg.rulebook.model import Facet, Field, RuleBook
from kg.rulebook.values import Record

Route = tuple[str, ...]  # stated properties, the last one with a thing of the vocabulary
Choices = Mapping[str, frozenset[str]]  # value of a property -> choices that give it


def together(book: RuleBook, facets: Iterable[Facet]) -> bool:
    """Return whether some record can have all these facets at once."""
    wanted = list(dict.fromkeys(facets))
    kinds = {facet.value for facet in wanted if not facet.prop}
    classes = [cls for cls in book.fields if kinds <= set(book.supers[cls])]
    return any(_possible(book, cls, [f for f in wanted if f.prop]) for cls in classes)


def _possible(book: RuleBook, cls: str, facets: list[Facet]) -> bool:
    ways = []
    for facet in facets:
        found = routes(book, cls, facet.prop)
        fit = [(route, ch[facet.value]) for route, ch in found.items() if facet.value in ch]
        if not fit:
            return False
        ways.append(fit)
    for chosen in product(*ways):
        left: dict[Route, frozenset[str]] = {}
        for route, choices in chosen:
            if not _many(book, cls, route):
                left[route] = left.get(route, choices) & choices
        if all(left.values()):
            return True
    return False


def _field(book: RuleBook, cls: str, prop: str) -> Field | None:
    return next((f for f in book.fields.get(cls, {}).values() if f.prop == prop), None)


def _many(book: RuleBook, cls: str, route: Route) -> bool:
    """Return whether a field on the route takes several values."""
    for prop in route:
        field = _field(book, cls, prop)
        if field is None or field.many:
            return True
        cls = field.range
    return False


def _expand(book: RuleBook, prop: str) -> Iterator[tuple[str, ...]]:
    """Return the sequences of stated or background properties from which a property follows."""
    yield (prop,)
    for below in book.subproperties.get(prop, ()):
        yield from _expand(book, below)
    for chain in book.chains.get(prop, ()):
        for parts in product(*(list(_expand(book, step)) for step in chain)):
            yield tuple(step for part in parts for step in part)


@kept(most=4096)
def routes(book: RuleBook, cls: str, prop: str) -> Mapping[Route, Choices]:
    """Return the routes from a class of record to a property, with the choices for each value."""
    found: dict[Route, dict[str, set[str]]] = {}
    for steps in set(_expand(book, prop)):
        route, field = _stated(book, cls, steps)
        if field is None or route in found:
            continue
        choices = found.setdefault(route, {})
        for thing, types in book.background_types.items():
            if field.range in types or field.kind == "provision":
                for value in _values(book, cls, route, thing, prop):
                    choices.setdefault(value, set()).add(thing)
    return {
        route: {value: frozenset(things) for value, things in choices.items()}
        for route, choices in found.items()
    }


def _stated(book: RuleBook, cls: str, steps: tuple[str, ...]) -> tuple[Route, Field | None]:
    """Return the stated beginning of a sequence, up to the field that takes a thing we know."""
    for place, prop in enumerate(steps, 1):
        field = _field(book, cls, prop)
        if field is None:
            break
        if field.kind in {"concept", "provision"}:
            return steps[:place], field
        cls = field.range
    return (), None


def _values(book: RuleBook, cls: str, route: Route, thing: str, prop: str) -> Iterator[str]:
    """Return the values of a property on a record that states one thing along a route."""
    types, facts = {RECORD["0"]: cls}, {}
    for number, step in enumerate(route):
        node, field = RECORD[str(number)], _field(book, types[RECORD[str(number)]], step)
        last = number == len(route) - 1
        facts[node] = {step: (thing if last else RECORD[str(number + 1)],)}
        if field and not last:
            types[RECORD[str(number + 1)]] = field.range
    view = View(book, Record(RECORD["0"], types, facts))
    yield from (value for value in view.values(RECORD["0"], prop) if isinstance(value, str))

"""A record as seen under a rule book: stated facts and what follows from them, looked up lazily.

Carries out the part of OWL 2 RL that the ontology uses: sub-properties (prp-spo1), property
chains (prp-spo2), defined classes (cls-int1, cls-hv2, cax-sco). The reference engine does the
same with owlrl over the whole record.
"""

from collections.abc import Iterable

from kg.logic import Truth, all_of
from kg.rulebook import Facet, Path, RuleBook
from kg.terms import Record, Value


class View:
    """Values, paths and classes of one record; remembers what it looked up."""

    def __init__(self, book: RuleBook, record: Record) -> None:
        """Take the rule book and the record; both stay unchanged."""
        self.book, self.record = book, record
        self._values: dict[tuple[str, str], tuple[Value, ...]] = {}
        self._facets: dict[tuple[str, Facet], Truth] = {}
        self._inverse: dict[tuple[str, Value], list[str]] = {}
        for node, told in record.facts.items():
            for prop, values in told.items():
                for value in values:
                    self._inverse.setdefault((prop, value), []).append(node)

    def values(self, node: str, prop: str) -> tuple[Value, ...]:
        """Give the stated and derived values of a property, without repetition."""
        key = (node, prop)
        known = self._values.get(key)
        if known is None:
            found = dict.fromkeys(self.record.get(node, prop))
            background = self.book.background.get(node)
            if background:
                found.update(dict.fromkeys(background.get(prop, ())))
            for below in self.book.subproperties.get(prop, ()):
                found.update(dict.fromkeys(self.values(node, below)))
            for chain in self.book.chains.get(prop, ()):
                ends: Iterable[Value] = (node,)
                for step in chain:
                    ends = self._step(ends, step)
                found.update(dict.fromkeys(ends))
            known = self._values[key] = tuple(found)
        return known

    def _step(self, starts: Iterable[Value], prop: str) -> list[Value]:
        found: dict[Value, None] = {}
        for start in starts:
            if isinstance(start, str):
                found.update(dict.fromkeys(self.values(start, prop)))
        return list(found)

    def path(self, start: Value, path: Path) -> list[Value]:
        """Give the value nodes of a path (SHACL 2.3.1), in the order in which they are met."""
        kind, body = path
        if kind == "p":
            return list(self.values(start, body)) if isinstance(start, str) else []
        if kind == "/":
            ends = [start]
            for part in body:
                ends = list(dict.fromkeys(end for node in ends for end in self.path(node, part)))
            return ends
        if kind == "|":
            return list(dict.fromkeys(end for part in body for end in self.path(start, part)))
        if kind == "^":  # the compiler allows a plain property here only
            return list(self._inverse.get((body[1], start), ()))
        ends = [start]
        for node in ends:  # grows while it is walked: zero or more steps
            ends += [end for end in self.path(node, body) if end not in ends]
            if kind == "?":
                break
        return ends

    def facet(self, node: str, facet: Facet) -> Truth:
        """Say whether a thing has a facet: False only if something else is stated."""
        key = (node, facet)
        if key not in self._facets:
            self._facets[key] = self._facet(node, facet)
        return self._facets[key]

    def _facet(self, node: str, facet: Facet) -> Truth:
        if not facet.prop:
            return facet.value in self.book.supers[self.record.types[node]]
        values = self.values(node, facet.prop)
        if facet.value in values:
            return True
        return False if values or facet.silence_means_none else None

    def is_a(self, node: str, cls: str) -> Truth:
        """Say whether a thing of the record belongs to a class, named or defined."""
        return all_of(self.facet(node, facet) for facet in self.book.facets[cls])

    def has_class(self, value: Value, cls: str) -> bool:
        """Say whether a value is known to be an instance of a class (``sh:class``)."""
        if not isinstance(value, str):
            return False
        if value in self.record.types:
            return self.is_a(value, cls) is True
        return cls in self.book.background_types.get(value, ())

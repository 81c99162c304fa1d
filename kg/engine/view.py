"""A record as seen under a rule book: stated facts and what follows from them, looked up lazily.

Carries out the part of OWL 2 RL that the ontology uses: sub-properties (prp-spo1), property
chains (prp-spo2), defined classes (cls-int1, cls-hv2, cax-sco). The reference engine does the
same with owlrl over the whole record.
"""

from kg.engine.index import plan_of
from kg.engine.paths import union
from kg.engine.truth import Truth, all_of
from kg.rulebook.model import Condition, Facet, RuleBook
from kg.rulebook.values import Record, Value


class View:
    """Values, paths and classes of one record; remembers what it looked up."""

    def __init__(self, book: RuleBook, record: Record) -> None:
        """Take the rule book and the record; both stay unchanged."""
        self.book, self.record, self.facts = book, record, record.facts
        self.plan = plan_of(book)
        self._derived = self.plan.derived
        self._values: dict[tuple[str, str], tuple[Value, ...]] = {}
        self._inverse: dict[tuple[str, Value], tuple[str, ...]] | None = None
        #: What conditions were found to look at: (shape, focus) -> values
        self.looked_up: dict[tuple[str, str], tuple[Value, ...]] = {}

    def values(self, node: str, prop: str) -> tuple[Value, ...]:
        """Return the stated and derived values of a property, without repetition."""
        told = self.record.facts.get(node)
        if prop not in self._derived and told is not None:
            return told.get(prop, ())
        key = (node, prop)
        known = self._values.get(key)
        if known is None:
            known = self._values[key] = self._derive(node, prop)
        return known

    def _derive(self, node: str, prop: str) -> tuple[Value, ...]:
        found = dict.fromkeys(self.record.get(node, prop))
        found.update(dict.fromkeys(self.book.background.get(node, {}).get(prop, ())))
        for below in self.book.subproperties.get(prop, ()):
            found.update(dict.fromkeys(self.values(node, below)))
        for chain in self.book.chains.get(prop, ()):
            ends: tuple[Value, ...] = (node,)
            for step in chain:
                ends = union(self.values(end, step) for end in ends if isinstance(end, str))
            found.update(dict.fromkeys(ends))
        return tuple(found)

    def fact(self, condition: Condition, focus: str) -> tuple[Value, ...]:
        """Return the values that a condition looks at on a thing."""
        known = self.looked_up.get((condition.iri, focus))
        return self.plan.runners[condition.iri](self, focus) if known is None else known

    def backwards(self) -> dict[tuple[str, Value], tuple[str, ...]]:
        """Return for each property and value the things of which it is stated."""
        if self._inverse is None:
            found: dict[tuple[str, Value], list[str]] = {}
            for node, told in self.record.facts.items():
                for prop, values in told.items():
                    for value in values:
                        found.setdefault((prop, value), []).append(node)
            self._inverse = {key: tuple(nodes) for key, nodes in found.items()}
        return self._inverse

    def facet(self, node: str, facet: Facet) -> Truth:
        """Return whether a thing has a facet: False only if something else is stated."""
        if not facet.prop:
            return facet.value in self.book.supers[self.record.types[node]]
        values = self.values(node, facet.prop)
        if facet.value in values:
            return True
        return False if values or facet.silence_means_none else None

    def is_a(self, node: str, cls: str) -> Truth:
        """Return whether a thing of the record belongs to a class, named or defined."""
        return all_of(self.facet(node, facet) for facet in self.book.facets[cls])

    def has_class(self, value: Value, cls: str) -> bool:
        """Return whether a value is known to be an instance of a class (``sh:class``)."""
        if not isinstance(value, str):
            return False
        if value in self.record.types:
            return self.is_a(value, cls) is True
        return cls in self.book.background_types.get(value, ())

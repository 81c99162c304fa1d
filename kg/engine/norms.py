"""The truth of every norm on one record: strong Kleene over coverage, conditions and overrides."""

from collections.abc import Iterable, Sequence

from kg.engine.evidence import Evidence, value
from kg.engine.index import conditions_of, plan_of
from kg.engine.truth import Truth, all_of, any_of, negate
from kg.rulebook.model import Condition, Facet, Norm, RuleBook

#: Kinds of norm that lift a prohibition where they hold.
LIFTING = {"Permission", "Exception"}


class Weighing:
    """Truth of every norm on one record, each worked out once."""

    def __init__(self, book: RuleBook, evidence: Evidence) -> None:
        """Take rule book and evidence."""
        self.book, self.evidence, self.plan = book, evidence, plan_of(book)
        #: Conditions that failed somewhere, or presuppose what did; all others are met.
        self.touched = set(evidence.failed_shapes)
        for shape in evidence.failed_shapes:
            self.touched |= self.plan.waiting_for.get(shape, frozenset())
        self._coverage: dict[str, Truth] = {}
        self._prohibitions: dict[str, Truth] = {}
        self._conditions: dict[str, Truth] = {}
        self._permissions: dict[str, Truth] = {}

    def condition(self, iri: str) -> Truth:
        """Return the value of a condition on the record."""
        if iri not in self.touched:
            return True
        if iri not in self._conditions:
            self._conditions[iri] = value(self.evidence, self.book.conditions[iri])
        return self._conditions[iri]

    def conditions(self, shapes: Iterable[str]) -> Truth:
        """Return the conjunction of conditions."""
        return all_of([self.condition(iri) for iri in shapes if iri in self.touched])

    def coverage(self, norm: Norm) -> Truth:
        """Return whether the record falls under a class that the norm covers."""
        if norm.iri not in self._coverage:
            self._coverage[norm.iri] = any_of(map(self.evidence.classes.__getitem__, norm.covers))
        return self._coverage[norm.iri]

    def permission(self, norm: Norm) -> Truth:
        """Return the value of a permission: it covers the act and all it requires is met."""
        if norm.iri not in self._permissions:
            covered = self.coverage(norm)
            parts = [covered]
            if covered is not False:
                parts.append(self.conditions(norm.requires))
                if norm.specifies:
                    parts.append(any_of(map(self.permission, self.above(norm))))
            self._permissions[norm.iri] = all_of(parts)
        return self._permissions[norm.iri]

    def reach(self, norm: Norm) -> Truth:
        """Return whether the negative words of a prohibition reach the act, before overrides."""
        parts = [self.coverage(norm)]
        if norm.enforced_by:
            parts.append(negate(self.conditions(norm.enforced_by)))
        if norm.specifies:
            parts.append(any_of(map(self.reach, self.above(norm))))
        return all_of(parts)

    def above(self, norm: Norm) -> list[Norm]:
        """Return the more general norms of which a norm is a limb."""
        return [self.book.norms[iri] for iri in norm.specifies if iri in self.book.norms]

    def lifters(self, norm: Norm) -> list[Norm]:
        """Return the permissions that lift a prohibition or one of which it is a limb."""
        bans = (norm.iri, *norm.specifies)
        return [
            over
            for iri in bans
            for over in self.plan.beaten_by.get(iri, ())
            if over.kind in LIFTING
        ]

    def prohibition(self, norm: Norm) -> Truth:
        """Return the value of a prohibition: it reaches the act and nothing lifts it."""
        if norm.iri not in self._prohibitions:
            value = self.reach(norm)
            if value is not False:
                value = all_of([value, negate(any_of(map(self.permission, self.lifters(norm))))])
            self._prohibitions[norm.iri] = value
        return self._prohibitions[norm.iri]

    def looked_at(self) -> tuple[Condition, ...]:
        """Return the conditions that bear on an act, in the order of the law."""
        norms = (*self.plan.permissions, *self.plan.prohibitions)
        return conditions_of(self.plan, [n.iri for n in norms if self.coverage(n) is not False])


def nearest(weighing: Weighing, norms: Sequence[Norm]) -> list[Norm]:
    """Return the norms that come closest to covering the act, among those for its kind of act.

    Those with the fewest facets that are wrong, then not stated, then with the most that fit.
    """
    facets, told = weighing.book.facets, weighing.evidence.facets

    def looked(norm: Norm) -> list[Facet]:
        return [facet for cls in norm.covers for facet in facets[cls]]

    def distance(norm: Norm) -> tuple[int, int, int]:
        truths = [told[facet] for facet in looked(norm)]
        return truths.count(False), truths.count(None), -truths.count(True)

    alike = [n for n in norms if not any(told[f] is False for f in looked(n) if not f.prop)]
    best = min(map(distance, alike), default=None)
    return [norm for norm in alike if distance(norm) == best]

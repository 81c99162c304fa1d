"""The fast engine: look the conditions up in the compiled rule book, three-valued.

It uses only what classes and shapes say. The reference engine (:mod:`kg.reference.engine`) finds
the same evidence with owlrl and pyshacl; the tests compare the two on thousands of records.
"""

from collections.abc import Mapping

from kg.engine.evidence import Evidence, in_order, spared
from kg.engine.index import plan_of
from kg.engine.truth import Truth, all_of
from kg.engine.view import View
from kg.rulebook.model import Facet, RuleBook
from kg.rulebook.values import Record


class _Facets(dict[Facet, Truth]):
    """What the root is known to be, looked up when it is asked for, once."""

    def __init__(self, view: View) -> None:
        self._view = view

    def __missing__(self, facet: Facet) -> Truth:
        found = self[facet] = self._view.facet(self._view.record.root, facet)
        return found


def classify(view: View) -> tuple[Mapping[Facet, Truth], dict[str, Truth]]:
    """Return what the root is known to be, by facet and by class."""
    plan, kind = view.plan, view.record.types[view.record.root]
    facets = _Facets(view)
    classes: dict[str, Truth] = dict(plan.ruled_out[kind])
    for cls, conjuncts in plan.possible[kind]:
        classes[cls] = all_of(map(facets.__getitem__, conjuncts))
    return facets, classes


def gather(book: RuleBook, record: Record, view: View | None = None) -> tuple[Evidence, View]:
    """Return the evidence on a record, and the view for showing the facts used.

    ``view`` is the record under this book if it was looked at before: it remembers what it found.
    """
    view, plan = view or View(book, record), plan_of(book)
    facets, member_of = classify(view)
    places: dict[str, dict[str, bool]] = {}
    failed: set[tuple[str, str]] = set()
    ruled_out: set[str] = set()
    for node, cls in record.types.items():
        for target, uses in plan.targets[cls]:
            member = member_of[target] if node == record.root else view.is_a(node, target)
            if member is False:
                ruled_out |= plan.conditions_on[target]
                continue
            sure = member is True
            for iri, scope, main, path, checks in uses:
                known = places.get(iri)
                if known is None:
                    known = places[iri] = {}
                certain = sure or main
                for focus in scope(view, node) if scope else (node,):
                    if focus in known:
                        known[focus] = known[focus] or certain
                    elif isinstance(focus, str):
                        known[focus] = certain
                        values = view.looked_up[iri, focus] = path(view, focus)
                        for check in checks:
                            if not check(view, focus, values):
                                failed.add((iri, focus))
                                break
    found = in_order(places)
    missed = frozenset(ruled_out - found.keys())
    told = (frozenset(failed), missed, spared(view, failed))
    return Evidence(record.root, facets, member_of, found, *told), view

"""Which open reading of the law would change the outcome of a record."""

from collections.abc import Mapping
from dataclasses import replace

from kg.engine import fast
from kg.engine.decision import Decision
from kg.engine.evidence import Evidence
from kg.engine.norms import Weighing
from kg.engine.verdict import NOT_AUTHORIZED, verdict
from kg.engine.view import View
from kg.rdf.namespaces import CLR
from kg.rulebook.model import Reading, RuleBook
from kg.rulebook.readings import BOOKS, current
from kg.rulebook.values import Record

Difference = tuple[tuple[str, ...], frozenset[str], frozenset[str]]


def _difference(mine: RuleBook, theirs: RuleBook) -> Difference:
    """Return in what two books differ: conditions of the first, classes that the other's reach.

    The last are the agencies and offices of the readings that one book takes and the other not.
    """
    gone = tuple(mine.conditions.keys() - theirs.conditions.keys())
    classes: set[str] = set()
    for iri in theirs.conditions.keys() - mine.conditions.keys():
        classes.update(context.target for context in theirs.conditions[iri].contexts)
    for iri in mine.norms.keys() ^ theirs.norms.keys():
        classes.update((mine.norms.get(iri) or theirs.norms[iri]).covers)
    things = {
        thing
        for reading in mine.readings.values()
        if (reading.iri in mine.taken) != (reading.iri in theirs.taken)
        for thing in reading.things
    }
    return gone, frozenset(classes), frozenset(things)


def touches(book: RuleBook, other: RuleBook, evidence: Evidence, record: Record) -> bool:
    """Return whether the law under other readings may differ for a record."""
    # by the readings, for the other book is not to be kept alive; both are of one epoch
    gone, classes, things = book.memo.once(
        _difference, other.taken, lambda: _difference(book, other), most=BOOKS
    )
    if any(iri in evidence.places for iri in gone):
        return True
    if any(_possible(book, cls, evidence, record) for cls in classes):
        return True
    return bool(things) and any(
        not things.isdisjoint(value for value in values if isinstance(value, str))
        for told in record.facts.values()
        for values in told.values()
    )


def _possible(book: RuleBook, target: str, evidence: Evidence, record: Record) -> bool:
    if target in evidence.classes:
        return evidence.classes[target] is not False
    kinds = [facet.value for facet in book.facets[target] if not facet.prop]
    return any(all(kind in book.supers[cls] for kind in kinds) for cls in record.types.values())


def outcome_of(book: RuleBook, evidence: Evidence, record: Record) -> str:
    """Return the outcome alone."""
    return verdict(Weighing(book, evidence), record).outcome


def quick_outcome(book: RuleBook, record: Record) -> str:
    """Return the outcome alone; no condition need be looked at if no norm may reach the act."""
    view = View(book, record)
    (_, member_of), plan = fast.classify(view), view.plan
    norms = (*plan.permissions, *plan.prohibitions)
    is_act = CLR.Act in book.supers[record.types[record.root]]
    if is_act and all(member_of[cls] is False for norm in norms for cls in norm.covers):
        return NOT_AUTHORIZED
    return outcome_of(book, fast.gather(book, record, view)[0], record)


def interpret(decision: Decision, book: RuleBook, outcomes: Mapping[str, str]) -> Decision:
    """Add each open question on which the outcome depends, with the readings and outcomes.

    ``outcomes`` has the outcome under each other reading that was tried.
    """
    differing: dict[str, list[Reading]] = {}
    for iri, outcome in outcomes.items():
        if outcome != decision.outcome:
            differing.setdefault(book.readings[iri].question, []).append(book.readings[iri])
    depends = []
    for question, others in sorted(differing.items()):
        now = current(book, question)
        told = [(now, decision.outcome), *((other, outcomes[other.iri]) for other in others)]
        depends.append(
            {
                "question": question,
                "asks": now.asks,
                "issue": now.issue,
                "citation": book.label(now.source),
                "readings": [
                    {
                        "reading": reading.name,
                        "says": reading.says,
                        "outcome": outcome,
                        "default": reading.default,
                        "taken": reading is now,
                    }
                    for reading, outcome in told
                ],
            }
        )
    return replace(decision, interpretation=tuple(depends)) if depends else decision

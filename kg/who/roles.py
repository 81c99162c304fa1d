"""Whether a submitted record states that somebody takes part in it in a role.

A role is told by the facts that a record of it states (:mod:`kg.who.cells`). The record
plays the role if all of them can be found in it, things of the cell standing for things of the
record. What is left out is never taken as given: absent is not false, and not true either.
"""

from collections.abc import Iterator, Mapping, Sequence

from kg.engine.view import View
from kg.rdf.namespaces import CELL, CLR, RDF
from kg.rulebook.model import RuleBook
from kg.rulebook.values import Record
from kg.who.cells import ACT, Triples, space


def receives_as(
    book: RuleBook, record: Record, role: str, people: Sequence[object] | None = None
) -> bool:
    """Return whether a recipient of the act is stated to be in a role, given as IRI.

    ``people`` are the recipients that are looked at, given as IRIs; all of them by default.
    """
    facts = space(book).recipients.get(role)
    people = record.get(record.root, CLR.recipient) if people is None else people
    return facts is not None and _somebody(book, record, facts, CELL.person, people)


def discloses_as(book: RuleBook, record: Record, role: str) -> bool:
    """Return whether an actor of the act is stated to be in a role, given as IRI."""
    facts = space(book).holders.get(role)
    people = record.get(record.root, CLR.actor)
    return facts is not None and _somebody(book, record, facts, CELL.actor, people)


def _somebody(
    book: RuleBook, record: Record, facts: Triples, place: str, people: Sequence[object]
) -> bool:
    wanted = [fact for fact in facts if fact[1] != RDF.type]
    view = View(book, record)
    return any(
        next(_found(view, wanted, {ACT: record.root, place: str(person)}), None) is not None
        for person in people
    )


def _found(view: View, wanted: Triples, bound: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """Return every way to let things of the record stand for those of the cell."""
    if not wanted:
        yield bound
        return
    fact = next((f for f in wanted if f[0] in bound), wanted[0])
    rest = [f for f in wanted if f is not fact]
    subject, prop, value = fact
    for node in [bound[subject]] if subject in bound else view.record.types:
        for told in view.values(node, prop):
            if not isinstance(told, str):
                continue
            free = value.startswith(CELL.base) and value not in bound
            if free or told == bound.get(value, value):
                yield from _found(view, rest, {**bound, subject: node, value: told})

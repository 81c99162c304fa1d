"""Who may receive: the decision on every cell of holder × recipient × information × purpose.

A cell is a record that states just that much (TriG files of ``data/vocabulary``). Where the
fast engine finds it permitted or undetermined, somebody may receive on the conditions that remain;
so the answer and ``check`` cannot part ways. The table is made by :mod:`kg.who.table`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.memo import kept
from kg.rdf.namespaces import CELL, CLR, RDF
from kg.rulebook.model import RuleBook
from kg.rulebook.values import Record

ACT, ITEM, SKELETON = CELL.act, CELL.item, CELL.skeleton
Triples = list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Space:
    """The finite space of questions: what each place on each axis states."""

    skeleton: Triples
    holders: Mapping[str, Triples]  # role -> facts
    recipients: Mapping[str, Triples]
    information: tuple[str, ...]
    purposes: tuple[str, ...]
    single: frozenset[tuple[str, str]]  # (class, property) of the fields that take one value


@kept()
def space(book: RuleBook) -> Space:
    """Read the cells; agencies that have ceased are replaced by who holds their functions.

    A role in an agency that nobody succeeded is left out: nobody can take part in it any more.
    """
    graphs: dict[str, Triples] = {}
    gone = set()
    for name, facts in book.cells.items():
        for s, p, o in facts:
            now = _living(book, o)
            if now is None:
                gone.add(name)
            else:
                graphs.setdefault(name, []).append((s, p, now))

    def axis(name: str) -> dict[str, Triples]:
        base = CELL[name + "/"]
        roles = {
            iri.removeprefix(base): facts
            for iri, facts in graphs.items()
            if iri.startswith(base) and iri not in gone
        }
        return {book.notations[role]: sorted(facts) for role, facts in sorted(roles.items())}

    def concepts(cls: str) -> tuple[str, ...]:
        iris = book.notations.values()
        return tuple(sorted(i for i in iris if cls in book.background_types.get(i, ())))

    return Space(
        sorted(graphs[SKELETON]),
        axis("holder"),
        axis("recipient"),
        concepts(CLR.InformationCategory),
        concepts(CLR.Purpose),
        frozenset(
            (cls, field.prop)
            for cls, fields in book.fields.items()
            for field in fields.values()
            if field.max_count == 1
        ),
    )


def _living(book: RuleBook, iri: str) -> str | None:
    """Return an agency, or the one that succeeded it by the start of the epoch, or None if none."""
    last = book.lives.get(iri, (None, None))[1]
    if last and last < book.start:
        for other, told in book.background.items():
            if iri in told.get(CLR.successorOf, ()):
                return other
        return None
    return iri


def cell(
    told: Space, holder: str, recipient: str, information: str | None, purpose: str | None
) -> Record:
    """Return the record of one cell; without information or purpose it says nothing of them.

    Where a field takes one value, what a role states replaces what the skeleton states.
    """
    facts: dict[str, dict[str, tuple[str, ...]]] = {}
    chosen = [(ACT, CLR.purpose, purpose), (ITEM, CLR.category, information)]
    stated = [*told.skeleton, *told.holders[holder], *told.recipients[recipient]]
    types = {s: o for s, p, o in stated if p == RDF.type}
    for s, p, o in [*stated, *((s, p, o) for s, p, o in chosen if o)]:
        if p == RDF.type:
            continue
        if (types.get(s), p) in told.single:
            facts.setdefault(s, {})[p] = (o,)
        else:
            facts.setdefault(s, {})[p] = (*facts.get(s, {}).get(p, ()), o)
    reached, queue = {ACT}, [ACT]
    for node in queue:
        for values in facts.get(node, {}).values():
            fresh = [value for value in values if value in types and value not in reached]
            reached.update(fresh)
            queue.extend(fresh)
    return Record(
        ACT,
        {node: cls for node, cls in types.items() if node in reached},
        {node: dict(facts.get(node, {})) for node in types if node in reached},
    )


def cells(told: Space) -> Iterator[tuple[str, str, str, str]]:
    """Return the coordinates of every cell."""
    for holder in told.holders:
        for recipient in told.recipients:
            for information in told.information:
                for purpose in told.purposes:
                    yield holder, recipient, information, purpose

"""Make the table of who may receive, once for each epoch: the decision on every cell.

Two things keep it quick and change no answer (a test decides every cell without them). A pair of
holder and recipient that no permission can cover is left out at once. And categories or purposes
that nothing in the rule book tells apart are decided once for all of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kg.engine import fast
from kg.engine.evidence import Evidence, causes
from kg.engine.index import plan_of
from kg.engine.norms import Weighing, nearest
from kg.engine.sensitivity import touches
from kg.engine.verdict import pursuable
from kg.engine.view import View
from kg.rdf.namespaces import CLR
from kg.rulebook.model import RuleBook
from kg.rulebook.readings import alternatives, under
from kg.rulebook.values import Record
from kg.who.cells import Space, cell, space

Answer = dict[str, list[str]]
Cells = list[tuple[tuple[str, ...], tuple[str, ...], Answer]]


def answer(book: RuleBook, record: Record) -> tuple[Answer | None, Evidence]:
    """Return the permissions that may hold on a cell and what remains, or None if none may."""
    evidence = fast.gather(book, record)[0]
    weighing = Weighing(book, evidence)
    if not pursuable(weighing):
        return None, evidence
    bans = [n for n in weighing.plan.prohibitions if weighing.prohibition(n) is None]
    banned = {iri for ban in bans for iri in ban.enforced_by}
    may_hold = [norm for norm in weighing.plan.top if weighing.permission(norm) is not False]
    asked = {
        norm.iri: remaining(book, evidence, weighing, banned.union(norm.requires))
        for norm in nearest(weighing, may_hold)
    }
    kept = [n for n in asked if not any(set(asked[other]) < set(asked[n]) for other in asked)]
    conditions = {iri for norm in kept for iri in asked[norm]}
    limbs = [
        norm.iri
        for norm in weighing.plan.permissions
        if not set(kept).isdisjoint(norm.specifies) and weighing.coverage(norm) is True
    ]
    found = {"norms": kept + limbs, "conditions": [i for i in book.conditions if i in conditions]}
    return found, evidence


def remaining(
    book: RuleBook, evidence: Evidence, weighing: Weighing, shapes: set[str]
) -> list[str]:
    """Return the shapes that ask for what is not known yet, in the order of the law."""
    open_ = {iri for iri in shapes if weighing.condition(iri) is None}
    asked = {cause for iri in open_ for cause in causes(book, evidence, iri)} | open_
    kept = {iri for iri in asked if book.conditions[iri].decisive} | {
        iri
        for iri in asked
        if not any(iri in book.conditions[other].presupposes for other in asked)
    }
    return [iri for iri in book.conditions if iri in kept]


def table(
    whole: RuleBook, taken: Iterable[str] = (), memory: dict[object, Cells] | None = None
) -> dict[str, Any]:
    """Return the answers, each once, and for each cell with one (places on the axes, answer).

    ``memory`` keeps what was found for a pair: the law that bears on it is mostly the same in
    the next epoch.
    """
    book, memory = under(whole, taken), {} if memory is None else memory
    others = {r: under(whole, other) for r, other in alternatives(book).items()}
    told = space(book)
    information, purposes = _alike(book, told.information), _alike(book, told.purposes)
    groups = tuple(tuple(map(tuple, axis)) for axis in (information, purposes))
    answers: list[Answer] = []
    cells: list[tuple[str, str, str, str, int]] = []
    for holder, recipient, law in _pairs(whole, told):
        key = (holder, recipient, law, groups, book.taken, _vocabulary(whole))
        if key not in memory:
            memory[key] = _decide_pair(book, others, told, (holder, recipient), groups)
        for kinds, ends, found in memory[key]:
            if found not in answers:
                answers.append(found)
            number = answers.index(found)
            cells += [(holder, recipient, kind, end, number) for kind in kinds for end in ends]
    return {"answers": answers, "cells": sorted(cells)}


def _vocabulary(whole: RuleBook) -> object:
    """Return what tells the vocabularies of two epochs apart: how things are linked then."""
    return frozenset(
        (thing, prop, values)
        for thing, links in whole.background.items()
        for prop, values in links.items()
        if prop == CLR.successorOf
    )


def _pairs(whole: RuleBook, told: Space) -> Iterator[tuple[str, str, object]]:
    """Return the holders and recipients whose acts some permission may cover, and the law on them.

    What is ruled out for an act without item and purpose stays ruled out when they are added:
    a facet that is false rests on what is stated, and nothing stated is taken away.
    """
    for holder in told.holders:
        for recipient in told.recipients:
            norms = _bearing(whole, cell(told, holder, recipient, None, None))
            if any(whole.norms[iri].kind == "Permission" for iri in norms):
                shapes = [c.iri for c in whole.conditions.values() if c.norm in norms]
                needed = [iri for norm in norms for iri in whole.norms[norm].requires]
                yield holder, recipient, frozenset([*norms, *shapes, *needed])


def _bearing(book: RuleBook, record: Record) -> list[str]:
    """Return the norms that may cover an act."""
    view = View(book, record)
    return [
        norm.iri
        for norm in book.norms.values()
        if any(view.is_a(record.root, cls) is not False for cls in norm.covers)
    ]


def _decide_pair(
    book: RuleBook,
    others: Mapping[str, RuleBook],
    told: Space,
    pair: tuple[str, str],
    groups: tuple[tuple[tuple[str, ...], ...], ...],
) -> Cells:
    """Decide the cells of a holder and a recipient, alike categories and purposes together.

    A purpose that leaves no way open while nothing is said of the information leaves none when
    something is said: more facts settle what is undetermined and change nothing that is settled.
    """
    found: Cells = []
    information, purposes = groups
    for ends in purposes:
        bare = cell(told, *pair, None, ends[0])
        if not pursuable(Weighing(book, fast.gather(book, bare)[0])):
            continue
        for kinds in information:
            record = cell(told, *pair, kinds[0], ends[0])
            answered = _with_readings(book, others, record)
            if answered is not None:
                found.append((kinds, ends, answered))
    return found


def _with_readings(
    book: RuleBook, others: Mapping[str, RuleBook], record: Record
) -> dict[str, list[str]] | None:
    """Return the answer on a cell and the readings under which it would be another."""
    found, evidence = answer(book, record)
    if found is None:
        return None
    disputed = [
        reading
        for reading, other in others.items()
        if touches(book, other, evidence, record) and answer(other, record)[0] != found
    ]
    return found | {"readings": disputed}


def _alike(book: RuleBook, things: Sequence[str]) -> list[list[str]]:
    """Group things of a vocabulary that no facet or constraint tells apart."""
    named = _constants(book)
    groups: dict[object, list[str]] = {}
    for thing in things:
        groups.setdefault(_signature(book, thing, named), []).append(thing)
    return list(groups.values())


def _constants(book: RuleBook) -> set[str]:
    found = {facet.value for facet in plan_of(book).facets}
    for condition in book.conditions.values():
        for _, arg in condition.checks:
            if isinstance(arg, str):
                found.add(arg)
            elif isinstance(arg, frozenset):
                found.update(value for value in arg if isinstance(value, str))
    return found


def _signature(book: RuleBook, thing: str, named: set[str]) -> object:
    """Return all that the rule book can see of a thing: itself if named, its kinds, its links."""
    links = [
        (prop, frozenset(_signature(book, value, named) for value in values if value != thing))
        for prop, values in sorted(book.background.get(thing, {}).items())
    ]
    kinds = named.intersection(book.background_types.get(thing, ()))
    return (thing if thing in named else "", frozenset(kinds), tuple(links))

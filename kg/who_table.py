"""Make the table of who may receive, once for each epoch: the decision on every cell.

Two things keep it quick and change no answer (a test decides every cell without them). A pair of
holder and recipient that no permission can cover is left out at once. And categories or purposes
that nothing in the rule book tells apart are decided once for all of them.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from kg import fast
from kg.decide import outcome_of
from kg.evidence import Evidence, causes
from kg.fast import classify
from kg.plan import plan_of
from kg.readings import alternatives, touches, under
from kg.rulebook import RuleBook
from kg.terms import Record
from kg.view import View
from kg.weighing import Weighing, nearest
from kg.who import Space, cell, space

Answer = dict[str, list[str]]


def answer(book: RuleBook, record: Record) -> tuple[Answer | None, Evidence]:
    """Give the permissions that may hold on a cell and what remains, or None if none may."""
    evidence = fast.gather(book, record)[0]
    if outcome_of(book, evidence, record) not in {"permitted", "undetermined"}:
        return None, evidence
    weighing = Weighing(book, evidence)
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
    """Give the shapes that ask for what is not known yet, in the order of the law."""
    open_ = {iri for iri in shapes if weighing.condition(iri) is None}
    asked = {cause for iri in open_ for cause in causes(book, evidence, iri)} | open_
    kept = {iri for iri in asked if book.conditions[iri].decisive} | {
        iri
        for iri in asked
        if not any(iri in book.conditions[other].presupposes for other in asked)
    }
    return [iri for iri in book.conditions if iri in kept]


def table(whole: RuleBook, taken: Sequence[str] | frozenset[str]) -> dict[str, Any]:
    """Give the answers, each once, and for each cell with one (places on the axes, answer)."""
    book = under(whole, taken)
    others = {r: under(whole, other) for r, other in alternatives(book).items()}
    told = space(book)
    information, purposes = _alike(book, told.information), _alike(book, told.purposes)
    answers: list[Answer] = []
    cells: list[tuple[str, str, str, str, int]] = []
    for holder, recipient in _pairs(book, told):
        for kinds in information:
            for ends in purposes:
                record = cell(told, holder, recipient, kinds[0], ends[0])
                found = _with_readings(book, others, record)
                if found is None:
                    continue
                if found not in answers:
                    answers.append(found)
                number = answers.index(found)
                cells += [(holder, recipient, kind, end, number) for kind in kinds for end in ends]
    return {"answers": answers, "cells": sorted(cells)}


def _pairs(book: RuleBook, told: Space) -> Iterator[tuple[str, str]]:
    """Give the holders and recipients whose acts some permission may cover.

    What is ruled out for an act without item and purpose stays ruled out when they are added:
    a facet that is false rests on what is stated, and nothing stated is taken away.
    """
    classes = {cls for norm in plan_of(book).top for cls in norm.covers}
    for holder in told.holders:
        for recipient in told.recipients:
            bare = cell(told, holder, recipient, None, None)
            truths = classify(View(book, bare))[1]
            if any(truths[cls] is not False for cls in classes):
                yield holder, recipient


def _with_readings(
    book: RuleBook, others: dict[str, RuleBook], record: Record
) -> dict[str, list[str]] | None:
    """Give the answer on a cell and the readings under which it would be another."""
    found, evidence = answer(book, record)
    disputed = [
        reading
        for reading, other in others.items()
        if touches(book, other, evidence, record) and answer(other, record)[0] != found
    ]
    return found | {"readings": disputed} if found is not None else None


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
    """Give all that the rule book can see of a thing: itself if named, its kinds and its links."""
    links = [
        (prop, frozenset(_signature(book, value, named) for value in values if value != thing))
        for prop, values in sorted(book.background.get(thing, {}).items())
    ]
    kinds = named.intersection(book.background_types.get(thing, ()))
    return (thing if thing in named else "", frozenset(kinds), tuple(links))

"""The outcome on one record, with the norms and provisions that decide it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.engine.evidence import causes
from kg.engine.norms import Weighing, nearest
from kg.engine.truth import any_of
from kg.rdf.namespaces import CLR
from kg.rulebook.model import Norm, RuleBook
from kg.rulebook.values import Record

#: No permission can hold: also the outcome of an act that no norm may reach.
NOT_AUTHORIZED = "not-authorized"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome and what it rests on."""

    outcome: str
    deciding: Sequence[Norm]
    sources: set[str]  # the provisions to cite
    asked: frozenset[str] = frozenset()  # shapes that ask for the missing facts
    near: Sequence[Norm] = ()  # the norms that may still hold, if the act is of their class


def verdict(weighing: Weighing, record: Record) -> Verdict:
    """Return the verdict on an act or on a record with prescribed content."""
    supers = weighing.book.supers[record.types[record.root]]
    return of_act(weighing) if CLR.Act in supers else of_record(weighing)


def pursuable(weighing: Weighing) -> bool:
    """Return whether an act is permitted or undetermined: not barred, and with a way left open."""
    plan = weighing.plan
    return any_of(map(weighing.permission, plan.top)) is not False and not any(
        weighing.prohibition(norm) is True for norm in plan.prohibitions
    )


def of_act(weighing: Weighing) -> Verdict:
    """Return the verdict on an act (semantics.md, Outcome of an act)."""
    book = weighing.book
    permissions, prohibitions = weighing.plan.permissions, weighing.plan.prohibitions
    barred = [norm for norm in prohibitions if weighing.prohibition(norm) is True]
    if barred:
        return Verdict("prohibited", barred, _sources(barred))
    allowed = any_of(map(weighing.permission, weighing.plan.top))
    in_question = [norm for norm in prohibitions if weighing.prohibition(norm) is None]
    if allowed is True and not in_question:
        held = [norm for norm in permissions if weighing.permission(norm) is True]
        return Verdict("permitted", held, _sources(held))
    if allowed is False:
        # where no permission is for this kind of act, what bars such acts comes nearest
        near = nearest(weighing, weighing.plan.top) or nearest(weighing, prohibitions)
        short = [iri for norm in near for iri in norm.requires if weighing.condition(iri) is False]
        covering = any(weighing.coverage(norm) is not False for norm in near)
        if short and covering:
            norms = {book.conditions[iri].norm for iri in short}
            return Verdict(NOT_AUTHORIZED, _named(book, norms), _cited(book, short))
        return Verdict(NOT_AUTHORIZED, near, _sources(near))
    may_hold = [norm for norm in weighing.plan.top if weighing.permission(norm) is not False]
    near = nearest(weighing, may_hold)
    waiting = {
        cause
        for shapes in [
            *(norm.requires for norm in near),
            *(norm.enforced_by for norm in in_question),
        ]
        for iri in shapes
        if weighing.condition(iri) is None
        for cause in causes(book, weighing.evidence, iri)
    }
    if not waiting:  # only what kind of act it is may tell whether a bar reaches it
        open_bans = [norm for norm in in_question if weighing.coverage(norm) is None]
        return Verdict("undetermined", near, _sources(near), frozenset(), (*near, *open_bans))
    deciding = _named(book, {book.conditions[iri].norm for iri in waiting})
    asked = frozenset(waiting)
    return Verdict("undetermined", deciding, _cited(book, waiting), asked, tuple(near))


def _sources(norms: Sequence[Norm]) -> set[str]:
    return {norm.source for norm in norms}


def _cited(book: RuleBook, shapes: Iterable[str]) -> set[str]:
    return {book.conditions[iri].source for iri in shapes}


def _named(book: RuleBook, iris: set[str]) -> list[Norm]:
    return [book.norms[iri] for iri in sorted(iris) if iri in book.norms]


def of_record(weighing: Weighing) -> Verdict:
    """Return the verdict on a record with prescribed content."""
    book = weighing.book
    values = {iri: weighing.condition(iri) for iri in weighing.evidence.places}
    for outcome, wanted in (("violates", False), ("undetermined", None)):
        found = [iri for iri, truth in values.items() if truth is wanted]
        if found:
            norms = _named(book, {book.conditions[iri].norm for iri in found})
            open_ = [iri for iri, truth in values.items() if truth is None]
            asked = {cause for iri in open_ for cause in causes(book, weighing.evidence, iri)}
            return Verdict(outcome, norms, _cited(book, found), frozenset(asked))
    whole = [
        norm
        for norm in book.norms.values()
        if norm.kind == "Obligation" and norm.covers and weighing.coverage(norm) is True
    ]
    return Verdict("conforms", whole, _sources(whole))

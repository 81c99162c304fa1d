"""Faults of a rule book, found at the build: conflicts, dead norms, shadowed exceptions.

A prohibition without a word on a permission that may reach the same act would win in silence; a
norm that no record can reach, or an exception that lifts nothing, is law that is held and never
applied. Each is an error of the rule book (semantics.md, Properties that must hold).
"""

from collections.abc import Iterator

from kg.compile.satisfiable import together
from kg.engine.norms import LIFTING
from kg.errors import RuleBookError
from kg.rulebook.model import Norm, RuleBook
from kg.rulebook.readings import alternatives, under


def check(whole: RuleBook) -> None:
    """Refuse a rule book, as compiled, with a fault; RuleBookError lists all of them.

    What no record can reach is dead under every reading; the order of norms is looked at under
    the defaults and under each other reading that has other norms.
    """
    default = under(whole)
    books = [default, *(under(whole, taken) for taken in alternatives(default).values())]
    faults = list(dead(whole))
    for book in books:
        if book is default or book.norms.keys() != default.norms.keys():
            faults += [*conflicts(book), *shadowed(book)]
    faults = list(dict.fromkeys(faults))
    if faults:
        start = f"The rule book from {whole.start} has {len(faults)} faults"
        raise RuleBookError(f"{start}: " + " | ".join(faults), code="unsound")


def meet(book: RuleBook, one: Norm, other: Norm) -> bool:
    """Return whether some act can fall under both norms."""
    return any(
        together(book, (*book.facets[a], *book.facets[b])) for a in one.covers for b in other.covers
    )


def dead(book: RuleBook) -> Iterator[str]:
    """Return the norms and conditions that no record can reach."""
    for norm in book.norms.values():
        if norm.covers and not any(together(book, book.facets[cls]) for cls in norm.covers):
            yield f"dead norm: no record can fall under {norm.iri}"
        if norm.kind in {"Condition", "Obligation"} and not (norm.covers or norm.enforced_by):
            yield f"dead norm: nothing carries out {norm.iri}"
    for condition in book.conditions.values():
        targets = {context.target for context in condition.contexts}
        if not any(together(book, book.facets[target]) for target in targets):
            yield f"dead condition: no record can be looked at by {condition.iri}"


def conflicts(book: RuleBook) -> Iterator[str]:
    """Return the pairs of permission and prohibition that meet, neither of them overriding.

    Also those of which each beats the other.
    """
    prohibitions = [norm for norm in book.norms.values() if norm.kind == "Prohibition"]
    for norm in book.norms.values():
        if norm.kind != "Permission" or norm.specifies:
            continue
        for ban in prohibitions:
            lifts = not {ban.iri, *ban.specifies}.isdisjoint(norm.overrides)
            defeats = _defeats(book, ban, norm)
            if lifts != defeats:
                continue
            if lifts:
                yield f"conflict: {norm.iri} and {ban.iri} each override the other"
            elif meet(book, norm, ban):
                yield f"conflict: {norm.iri} and {ban.iri} can reach one act; neither overrides"


def _defeats(book: RuleBook, ban: Norm, norm: Norm) -> bool:
    wider = [book.norms[iri] for iri in ban.specifies if iri in book.norms]
    return norm.iri in ban.overrides or any(norm.iri in other.overrides for other in wider)


def shadowed(book: RuleBook) -> Iterator[str]:
    """Return the exceptions that lift no prohibition on any act or that another one voids."""
    prohibitions = [norm for norm in book.norms.values() if norm.kind == "Prohibition"]
    for norm in book.norms.values():
        if norm.kind not in LIFTING:
            continue
        for iri in norm.overrides:
            ban = book.norms.get(iri)
            if ban and ban.kind == "Prohibition" and not meet(book, norm, ban):
                yield f"shadowed exception: {norm.iri} and {iri}, which it lifts, never meet"
        for ban in prohibitions:
            if _voids(book, ban, norm):
                yield f"shadowed exception: {ban.iri} bars every act that {norm.iri} covers"


def _voids(book: RuleBook, ban: Norm, norm: Norm) -> bool:
    """Return whether a prohibition without conditions bars all that a norm covers, unlifted."""
    if ban.enforced_by or not norm.covers or ban.specifies:
        return False
    lifting = [n for n in book.norms.values() if n.kind in LIFTING and ban.iri in n.overrides]
    if any(meet(book, n, norm) for n in lifting):
        return False
    covered = [set(book.facets[cls]) for cls in ban.covers]
    return all(any(c <= set(book.facets[cls]) for c in covered) for cls in norm.covers)

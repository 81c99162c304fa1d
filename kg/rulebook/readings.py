"""Apply chosen readings of the open questions to a rule book.

A reading withdraws conditions, norms or successions, and adopts conditions and norms that hold
under it only. So each is a selection from the book as compiled, made in a moment.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.errors import InputError
from kg.memo import kept
from kg.rulebook.model import Condition, Norm, Reading, RuleBook

#: Rule books of one epoch that are cached with their derived values, some 0.4 MB each: the one
#: under the default readings, and one for each other reading alone (tests count them).
BOOKS = 14


def under(whole: RuleBook, taken: Iterable[str] = ()) -> RuleBook:
    """Return the book under the default readings, except where ``taken`` has another (IRIs)."""
    return _under(whole, frozenset(taken))


@kept(most=BOOKS)
def _under(whole: RuleBook, taken: frozenset[str]) -> RuleBook:
    in_force = [r for r in whole.readings.values() if r.iri in taken or _stands(whole, r, taken)]
    adopted = {iri for reading in in_force for iri in reading.adopts}
    gone = {iri for reading in in_force for iri in reading.withdraws}
    gone |= {iri for reading in whole.readings.values() for iri in reading.adopts} - adopted
    norms = {iri: norm for iri, norm in whole.norms.items() if iri not in gone}
    conditions = {
        iri: condition
        for iri, condition in whole.conditions.items()
        if iri not in gone and condition.norm in norms
    }
    background = dict(whole.background)
    for reading in in_force:
        background |= reading.background
    return replace(
        whole,
        conditions=conditions,
        norms={iri: _pruned(norm, conditions) for iri, norm in norms.items()},
        background=background,
        taken=tuple(sorted(taken)),
    )


def _stands(whole: RuleBook, reading: Reading, taken: frozenset[str]) -> bool:
    """Return whether a default reading is in force: no other of its question is taken."""
    return reading.default and not any(
        whole.readings[iri].question == reading.question for iri in taken
    )


def _pruned(norm: Norm, conditions: dict[str, Condition]) -> Norm:
    return replace(
        norm,
        requires=tuple(iri for iri in norm.requires if iri in conditions),
        enforced_by=tuple(iri for iri in norm.enforced_by if iri in conditions),
    )


def current(book: RuleBook, question: str) -> Reading:
    """Return the reading of a question (such as OQ-02) that a book takes."""
    of_question = [r for r in book.readings.values() if r.question == question]
    return next(
        (r for r in of_question if r.iri in book.taken), next(r for r in of_question if r.default)
    )


def alternatives(book: RuleBook) -> dict[str, frozenset[str]]:
    """Return, by each reading that a book does not take, the readings to take so that it does."""
    others = {}
    for reading in book.readings.values():
        now = current(book, reading.question)
        if now.iri != reading.iri:
            rest = frozenset(book.taken) - {now.iri}
            others[reading.iri] = rest if reading.default else rest | {reading.iri}
    return others


def chosen(book: RuleBook, words: Sequence[str], option: str = "--reading") -> frozenset[str]:
    """Return the IRIs of the readings, other than defaults, that words such as ``OQ-02=B`` choose.

    Raise InputError ``unknown_reading`` for an unknown word, and for two readings of one question.
    ``option`` is what the user calls the parameter.
    """
    known = {f"{r.question}={r.name}".upper(): r for r in book.readings.values()}
    taken: dict[str, Reading] = {}
    for word in words:
        reading = known.get(word.strip().upper())
        if reading is None:
            raise InputError(
                f"Unknown reading. Use one of: {', '.join(sorted(known))}.",
                where=option,
                code="unknown_reading",
            )
        if taken.setdefault(reading.question, reading) is not reading:
            raise InputError(
                f"Two readings of {reading.question} are chosen. Choose one for each question.",
                where=option,
                code="unknown_reading",
            )
    return frozenset(reading.iri for reading in taken.values() if not reading.default)

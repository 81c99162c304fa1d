"""The three questions from words to plain answers: what the command line and HTTP both give.

A question names roles, categories and purposes in the words of a user, a day, and readings of
the open questions. An answer says on which law it rests and which sections it leaves out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kg.epochs import books
from kg.errors import InputError
from kg.explain import compare
from kg.questions import bounds, check
from kg.rdf.library import Library
from kg.rdf.namespaces import CLR
from kg.rulebook import days, remarks
from kg.rulebook.model import RuleBook
from kg.rulebook.readings import chosen
from kg.rulebook.vocabulary import term
from kg.who import chain, rows

#: The axes of who-may-receive, each with the class of its values, in the order of an answer.
AXES = {
    "from": CLR.Role,
    "to": CLR.Role,
    "information": CLR.InformationCategory,
    "purpose": CLR.Purpose,
}
#: The axes that a path needs.
PATH = ("from", "to", "information")
Words = Mapping[str, str | None]
Named = Callable[[str], str]
#: Gives the rows of who may receive on a day under readings: the user waits, or a server does not.
Table = Callable[[Library, date, frozenset[str]], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Law:
    """The law of a library on a day under some readings: what a question is asked of."""

    library: Library
    day: date
    taken: frozenset[str]
    book: RuleBook

    def told(self) -> dict[str, Any]:
        """Return what an answer says of the law that it rests on, with the sections left out."""
        return {
            "asOf": self.day.isoformat(),
            "ruleBook": self.book.version,
            **remarks.currency(self.book, self.day),
            "readings": self.readings(),
            "notHeld": [
                {"section": section, "citation": self.book.label(section), "held": list(held)}
                for section in self.book.dormant
                if (held := self.book.sections[section])
            ],
        }

    def readings(self) -> list[str]:
        """Return the readings taken that are not the default, as they are chosen: ``OQ-23=B``."""
        known = self.book.readings
        return sorted(f"{known[iri].question}={known[iri].name}" for iri in self.taken)


def law_on(library: Library, day: date, taken: frozenset[str]) -> Law:
    """Return the law of a day under readings, by their IRIs; CoverageError if it is not held."""
    return Law(library, day, taken, books.book_for(library, day, taken))


def law(
    library: Library,
    day: str | None,
    readings: Sequence[str],
    names: Named,
    *,
    assume_unchanged: bool = False,
) -> Law:
    """Return the law of a day (YYYY-MM-DD; None: today).

    InputError if it is no day, still to come (unless ``assume_unchanged``) or not held. ``names``
    gives how the user wrote a parameter, for messages.
    """
    when = days.read(day, names("asOf")) if day is not None else days.today()
    days.require_past(when, names("asOf"), assume_unchanged=assume_unchanged)
    taken = chosen(books.latest(library), readings, names("reading"))
    return law_on(library, when, taken)


def wanted(
    asked_of: Law, words: Words, names: Named, needed: Sequence[str] = ()
) -> dict[str, str | None]:
    """Return for each axis the IRI that a user's word names, None where the axis is left open.

    InputError for a word that names nothing, and for an axis that is needed and left open.
    """
    for axis in needed:
        if not words.get(axis):
            raise InputError(
                "Give a value: this question needs one.",
                where=names(axis),
                code="parameter_missing",
            )
    return {
        axis: term(asked_of.book, words.get(axis) or None, cls, names(axis))
        for axis, cls in AXES.items()
    }


def who_may(
    asked_of: Law, places: Mapping[str, str | None], table: Table = books.who_table
) -> dict[str, Any]:
    """Return who may receive which information from whom, for which purpose: all rows that fit."""
    whole = table(asked_of.library, asked_of.day, asked_of.taken)
    return asked_of.told() | {"rows": rows.rows(asked_of.book, whole, places)}


def how_far(
    asked_of: Law, places: Mapping[str, str | None], table: Table = books.who_table
) -> dict[str, Any]:
    """Return every lawful path, or what closes each; the axes in PATH must have a value."""
    start, end, information = (places[axis] or "" for axis in PATH)
    asked = chain.Question(start, end, information, places["purpose"])
    whole = table(asked_of.library, asked_of.day, asked_of.taken)
    return asked_of.told() | chain.answer(asked_of.book, whole, asked)


def decided(
    library: Library,
    data: bytes,
    fmt: str,
    on: Sequence[str],
    readings: Sequence[str],
    *,
    assume_unchanged: bool = False,
) -> dict[str, Any]:
    """Return the decision on a submitted record; on several days all of them and what differs.

    InputError says where in the record and why it cannot be taken.
    """
    bounds.check_days(len(on), "asOf")
    asked = [days.read(day, "asOf") for day in on]
    for day in asked:
        days.require_past(day, "asOf", assume_unchanged=assume_unchanged)
    taken = chosen(books.latest(library), readings, "reading")
    each: list[date | None] = [*asked] or [None]
    jobs = check.jobs(library, "record", data, fmt, each, taken, assume_unchanged=assume_unchanged)
    found, count = [], 0
    for told in check.run(jobs, "fast"):
        del told["file"]  # there is none
        count += sum(len(act["conditions"]) for act in (told, *told["earlier"]))
        bounds.check_findings(count)
        found.append(told)
    if len(found) == 1:
        return found[0]
    under = [books.book_for(library, day, taken) for day in asked]
    pairs = range(len(found) - 1)
    changes = [compare.between(found[n], found[n + 1], (under[n], under[n + 1])) for n in pairs]
    return {"decisions": found, "changes": changes}

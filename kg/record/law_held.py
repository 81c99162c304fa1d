"""Check that the law that applies to a record is held for its date.

The law of another day is never used instead.
"""

from datetime import date

from kg.engine.truth import any_of
from kg.engine.view import View
from kg.errors import CoverageError
from kg.rulebook.model import RuleBook
from kg.rulebook.periods import in_words
from kg.rulebook.values import Record


def held(book: RuleBook) -> str:
    """Return a phrase that lists the days for which the law of each section is held."""
    return "; ".join(
        f"{book.label(section)} {in_words(spans)}" for section, spans in book.sections.items()
    )


def require(book: RuleBook, latest: RuleBook, record: Record, day: date) -> None:
    """Raise CoverageError if a section whose law of ``day`` is not held applies to a record.

    A section counts if it certainly applies, or if it possibly applies and no norm in force can.
    Whether it applies is judged by the ``latest`` book, which knows every agency that the section
    reaches; ``book`` is that of ``day``.
    """
    if not book.dormant:
        return
    now, then = View(latest, record), View(book, record)
    in_force_may_apply = any(
        then.is_a(record.root, cls) is not False
        for norm in book.norms.values()
        for cls in norm.covers
    )
    for section, classes in book.dormant.items():
        applies = any_of(now.is_a(record.root, cls) for cls in classes)
        if applies is True or (applies is None and not in_force_may_apply):
            raise CoverageError(
                f"{day} lies outside the period for which this rule book holds "
                f"{book.label(section)}: {in_words(book.sections[section])}. "
                "Ask for a date within that period.",
                code="outside_coverage",
            )

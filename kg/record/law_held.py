"""Whether the law that a record turns on is held for its date: a wrong day's law is never used."""

from datetime import date

from kg.engine.truth import any_of
from kg.engine.view import View
from kg.errors import CoverageError
from kg.rulebook.model import RuleBook
from kg.rulebook.periods import in_words
from kg.rulebook.values import Record


def held(book: RuleBook) -> str:
    """Say in words for which days the law of each section is held."""
    return "; ".join(f"{book.label(s)} {in_words(spans)}" for s, spans in book.sections.items())


def require(book: RuleBook, latest: RuleBook, record: Record, day: date) -> None:
    """Refuse a record on which a section bears whose law of the day is not held.

    A section that surely bears on it; or one that may, where no norm in force can. What it bears
    on is told with the newest book, which knows every agency that the section reaches.
    """
    if not book.dormant:
        return
    view, then = View(latest, record), View(book, record)
    reached = any(
        then.is_a(record.root, cls) is not False
        for norm in book.norms.values()
        for cls in norm.covers
    )
    for section, classes in book.dormant.items():
        bears = any_of(view.is_a(record.root, cls) for cls in classes)
        if bears is True or (bears is None and not reached):
            raise CoverageError(
                f"{day} lies outside the law that this rule book holds of "
                f"{book.label(section)}, which is {in_words(book.sections[section])}. "
                "Ask for a date in that time.",
                code="outside_coverage",
            )

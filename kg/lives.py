"""Whether the agencies and offices that a record names existed on the day in question."""

from kg.errors import InputError
from kg.namespaces import CLR, local_name
from kg.rulebook import RuleBook
from kg.terms import Record


def check_lives(book: RuleBook, record: Record) -> None:
    """Refuse an agency or office that did not exist on the day of the thing that names it."""
    for node in record.types:
        for prop in (CLR.date, CLR.madeOn):
            for day in record.get(node, prop):
                _check_life(book, record, node, str(day))


def _check_life(book: RuleBook, record: Record, start: str, day: str) -> None:
    queue, seen = [start], {start}
    for node in queue:
        for prop, values in record.facts.get(node, {}).items():
            for value in values:
                if not isinstance(value, str) or value in seen:
                    continue
                seen.add(value)
                first, last = book.lives.get(value, (None, None))
                if (first and day < first) or (last and day > last):
                    span = f"from {first}" if first else f"until {last}"
                    raise InputError(
                        f"{book.label(value)} existed {span}, not on {day}. Name the agency or "
                        "office of that day.",
                        where=local_name(prop),
                        code="not_in_existence",
                    )
                dated = record.get(value, CLR.date) or record.get(value, CLR.madeOn)
                if value in record.types and not dated:
                    queue.append(value)

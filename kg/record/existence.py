"""Check that the agencies and offices that a record names existed on the day in question."""

from kg.errors import InputError
from kg.rdf.namespaces import CLR, local_name
from kg.rulebook.model import RuleBook
from kg.rulebook.values import Record, Value

Mention = tuple[str, str]  # a thing of the record, and its property that names an agency


def check_lives(book: RuleBook, record: Record) -> None:
    """Raise InputError ``not_in_existence`` for an agency or office named outside its lifetime.

    The day is that of the thing that names it; if that has none, the day of each thing that refers
    to it, directly or through others without a day. Takes time linear in the number of statements
    for each agency or office named.
    """
    pointing: dict[str, list[str]] = {}
    mentions: dict[str, list[Mention]] = {}
    for node, stated in record.facts.items():
        for prop, values in stated.items():
            for value in values:
                if isinstance(value, str) and value in record.types:
                    pointing.setdefault(value, []).append(node)
                elif isinstance(value, str) and value in book.lives:
                    mentions.setdefault(value, []).append((node, prop))
    for named, queue in mentions.items():
        seen = {node for node, _ in queue}
        for node, prop in queue:
            days = _days(record, node)
            if days:
                _check_days(book, named, days, prop)
                continue
            fresh = [referrer for referrer in pointing.get(node, ()) if referrer not in seen]
            seen.update(fresh)
            queue += [(referrer, prop) for referrer in fresh]


def _days(record: Record, node: str) -> tuple[Value, ...]:
    return record.get(node, CLR.date) + record.get(node, CLR.madeOn)


def _check_days(book: RuleBook, named: str, days: tuple[Value, ...], prop: str) -> None:
    first, last = book.lives[named]
    for day in map(str, days):
        if (first and day < first) or (last and day > last):
            span = f"from {first}" if first else f"until {last}"
            raise InputError(
                f"{book.label(named)} existed {span}, not on {day}. Name the agency or "
                "office that existed on that day.",
                where=local_name(prop),
                code="not_in_existence",
            )

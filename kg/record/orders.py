"""Check that the days of a record are in a possible order (``shapes/record/orders.ttl``).

An impossible order is refused, such as a letter received before it was written. An order that
breaks the law, such as a disclosure before its request was received, is decided.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from kg.errors import InputError
from kg.rdf.namespaces import local_name
from kg.rulebook.model import Order, RuleBook
from kg.rulebook.values import Lit, Record


def check_orders(book: RuleBook, record: Record, places: Mapping[str, str]) -> None:
    """Raise InputError ``impossible_order`` for two days in an impossible order.

    The message names both fields and days. Days not stated are not compared. ``places`` maps each
    thing to its place in the submitted text.
    """
    for node, cls in record.types.items():
        for order in book.orders:
            if order.cls in book.supers.get(cls, ()):
                _check(record, order, node, places.get(node, ""))


def _check(record: Record, order: Order, node: str, place: str) -> None:
    for later in _days(record, node, (order.other,)):
        for earlier in _days(record, node, order.path):
            if earlier > later:
                first = "/".join(map(local_name, order.path))
                second = local_name(order.other)
                message = order.message.rsplit(" [", 1)[0]
                raise InputError(
                    f"“{first}” is {earlier}, after “{second}”, which is {later}. {message}.",
                    where=place,
                    code="impossible_order",
                )


def _days(record: Record, node: str, path: tuple[str, ...]) -> Iterator[date]:
    ends = [node]
    for step in path[:-1]:
        ends = [str(value) for end in ends for value in record.get(end, step)]
    for end in ends:
        for value in record.get(end, path[-1]):
            if isinstance(value, Lit) and isinstance(value.value, date):
                yield value.value

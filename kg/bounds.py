"""How much one question may ask for; docs/operate.md has the measurements and the reasons."""

from collections.abc import Iterable

from kg.errors import InputError

#: Days on which one record may be decided in one go.
MAX_DAYS = 10
#: Things that one question may have decided on: those of each act, on each day, in each record.
#: As many as the largest record has.
MAX_WORK = 2_000
TOO_MUCH_WORK = "too_much_work"


def check_days(count: int, where: str) -> None:
    """Refuse more days than one question may name; InputError ``too_many_days``."""
    if count > MAX_DAYS:
        raise InputError(f"Give at most {MAX_DAYS} days.", where=where, code="too_many_days")


def check_work(sizes: Iterable[int]) -> int:
    """Return the things in all records that are to be decided on.

    InputError ``too_much_work`` for more than one question may have decided.
    """
    total = sum(sizes)
    if total > MAX_WORK:
        raise InputError(
            f"This asks for decisions on {total:,} things, each counted for every act that it is "
            f"part of and every day; the limit is {MAX_WORK:,}. Ask in parts.",
            code=TOO_MUCH_WORK,
        )
    return total

"""How much one question may ask for; docs/howto/operate.md has the measurements and the reasons."""

from collections.abc import Iterable

from kg.errors import InputError

#: Days on which one record may be decided in one go.
MAX_DAYS = 10
#: Things that one question may have decided on: those of each act, on each day, in each record.
#: A letter with 200 items has 810, and its decision 3 MB: three such fit the 10 MB of an answer.
MAX_WORK = 3_000
#: Values of conditions in one answer, each some 350 bytes of it: what is more would not fit 10 MB.
MAX_FINDINGS = 30_000
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


def check_findings(count: int) -> None:
    """Refuse an answer with more values of conditions than one may have, before it is whole.

    InputError ``result_too_large``.
    """
    if count > MAX_FINDINGS:
        raise InputError(
            f"The answer would hold more than {MAX_FINDINGS:,} values of conditions. Ask in parts: "
            "fewer days, acts or items at a time.",
            code="result_too_large",
        )

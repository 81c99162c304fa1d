"""How one record fares at the law of two days, and which provisions make the difference."""

from collections.abc import Iterator, Mapping
from typing import Any

from kg.explain.answer import in_force
from kg.rulebook.model import RuleBook

Told = Mapping[str, Any]


def between(first: Told, second: Told, books: tuple[RuleBook, RuleBook]) -> dict[str, Any]:
    """Return the outcomes of two decisions on one record, and what flips or moves the answer.

    The decisions as JSON values, and the rule books of their days, in the same order.
    """
    return {
        "firstDay": first["asOf"],
        "secondDay": second["asOf"],
        "outcomes": [first["outcome"], second["outcome"]],
        "changed": first["outcome"] != second["outcome"],
        "flippedBy": list(_flips(first, second, books)),
    }


def _flips(first: Told, second: Told, books: tuple[RuleBook, RuleBook]) -> Iterator[dict[str, str]]:
    """Return each provision that decides on one day and not, or otherwise, on the other."""
    yield from _out_of_force(first, second, books)
    yield from _fallen(first, second)
    yield from _moved(first, second)


def _out_of_force(
    first: Told, second: Told, books: tuple[RuleBook, RuleBook]
) -> Iterator[dict[str, str]]:
    """Yield each provision that decides on one day and is not in force on the other."""
    earlier, later = books
    for told, other, change in (
        (first, later, "decides on the first day; its norm is not in force on the second"),
        (second, earlier, "decides on the second day; its norm is not in force on the first"),
    ):
        for reason in told["because"]:
            if reason["norm"] not in other.norms:
                yield {
                    "citation": reason["citation"],
                    "label": reason["label"],
                    "inForce": in_force(reason["inForce"]),
                    "change": change,
                }


def _fallen(first: Told, second: Told) -> Iterator[dict[str, str]]:
    """Yield each provision that decides on one day and does not apply on the other."""
    for held, fell, where in ((first, second, "second"), (second, first, "first")):
        norms = {reason["norm"] for reason in held["because"]}
        for rejection in fell["rejected"]:
            if rejection["norm"] in norms and rejection["because"]:
                yield {
                    "citation": rejection["citation"],
                    "label": rejection["label"],
                    "inForce": "",
                    "change": f"falls on the {where} day: {rejection['because'][0]}",
                }


def _moved(first: Told, second: Told) -> Iterator[dict[str, str]]:
    """Yield each cited condition that is met on one day and not, or not asked, on the other."""
    before, after = _statuses(first), _statuses(second)
    cited = set(first["citations"]) | set(second["citations"])
    for shape in dict.fromkeys([*before, *after]):
        was, now = before.get(shape), after.get(shape)
        finding = now or was
        if finding is None or finding["citation"] not in cited:
            continue
        change = _change(was["status"] if was else None, now["status"] if now else None)
        if change:
            yield {
                "citation": finding["citation"],
                "label": finding["message"],
                "inForce": "",
                "change": change,
            }


def _change(was: str | None, now: str | None) -> str:
    """Return how the status of a condition changed, None where it is not asked; empty if not."""
    if was and now:
        return "" if was == now else f"{was} on the first day, {now} on the second"
    status, day = (was, "first") if was else (now, "second")
    return "" if status == "met" else f"asked on the {day} day only, and {status}"


def _statuses(told: Told) -> dict[str, Mapping[str, Any]]:
    """Return for each condition its worst finding."""
    order = {"unmet": 0, "undetermined": 1, "met": 2}
    found: dict[str, Mapping[str, Any]] = {}
    for finding in told["conditions"]:
        known = found.get(finding["shape"])
        if known is None or order[finding["status"]] < order[known["status"]]:
            found[finding["shape"]] = finding
    return found


def lines(told: Mapping[str, Any]) -> Iterator[str]:
    """Return a comparison as lines of text."""
    before, after = told["outcomes"]
    yield f"From {told['firstDay']} to {told['secondDay']}: {before} → {after}"
    if not told["flippedBy"]:
        yield "  The same provisions decide on both days."
    for flip in told["flippedBy"]:
        span = f" ({flip['inForce']})" if flip["inForce"] else ""
        yield f"  - {flip['citation']}{span}: {flip['change']}: {flip['label']}"

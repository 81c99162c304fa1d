"""How one record fares at the law of two days, and which provisions make the difference."""

from collections.abc import Iterator, Mapping
from typing import Any

from kg.explain.answer import in_force
from kg.rulebook.model import RuleBook

Told = Mapping[str, Any]


def between(first: Told, second: Told, books: tuple[RuleBook, RuleBook]) -> dict[str, Any]:
    """Give the outcomes of two decisions on one record, and what flips or moves the answer.

    The decisions as JSON values, and the rule books of their days, in the same order.
    """
    return {
        "from": first["asOf"],
        "to": second["asOf"],
        "outcomes": [first["outcome"], second["outcome"]],
        "changed": first["outcome"] != second["outcome"],
        "flippedBy": list(_flips(first, second, books)),
    }


def _flips(first: Told, second: Told, books: tuple[RuleBook, RuleBook]) -> Iterator[dict[str, str]]:
    """Give each provision that decides on one day and not, or otherwise, on the other."""
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
    before, after = _statuses(first), _statuses(second)
    cited = set(first["citations"]) | set(second["citations"])
    for shape in dict.fromkeys([*before, *after]):
        was, now = before.get(shape), after.get(shape)
        finding = now or was
        if finding is None or finding["citation"] not in cited:
            continue
        if was and now and was["status"] != now["status"]:
            change = f"{was['status']} on the first day, {now['status']} on the second"
        elif not was and now and now["status"] != "met":
            change = f"asked on the second day only, and {now['status']}"
        elif was and not now and was["status"] != "met":
            change = f"asked on the first day only, and {was['status']}"
        else:
            continue
        yield {
            "citation": finding["citation"],
            "label": finding["message"],
            "inForce": "",
            "change": change,
        }


def _statuses(told: Told) -> dict[str, Mapping[str, Any]]:
    """Give for each condition its worst finding."""
    order = {"unmet": 0, "undetermined": 1, "met": 2}
    found: dict[str, Mapping[str, Any]] = {}
    for finding in told["conditions"]:
        known = found.get(finding["shape"])
        if known is None or order[finding["status"]] < order[known["status"]]:
            found[finding["shape"]] = finding
    return found


def lines(told: Mapping[str, Any]) -> Iterator[str]:
    """Give a comparison as lines of text."""
    before, after = told["outcomes"]
    yield f"From {told['from']} to {told['to']}: {before} → {after}"
    if not told["flippedBy"]:
        yield "  The same provisions decide on both days."
    for flip in told["flippedBy"]:
        span = f" ({flip['inForce']})" if flip["inForce"] else ""
        yield f"  - {flip['citation']}{span}: {flip['change']}: {flip['label']}"

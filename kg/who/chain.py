"""How far information may travel: every lawful path from a holder to a recipient, or the cut.

A hop is a cell of the who-may table. After it the recipient holds the information under the
provision that let it come; the holders that the next hop may start from are those of the same
kind of person who hold it so (:mod:`kg.who.cells`). Where there is no path, the cut is
every hop from where the information may come to from where it could go on, with what closes it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.engine.decide import decide
from kg.engine.decision import Reason
from kg.errors import InputError
from kg.memo import kept
from kg.rdf.namespaces import CELL, CLR
from kg.rulebook.model import RuleBook
from kg.who.cells import Space, Triples, cell, space
from kg.who.rows import describe

Row = Mapping[str, Any]
Pair = tuple[str, str]  # holder and recipient
#: Pair -> holder that a hop makes of its recipient -> the rows that do so
Onward = Mapping[Pair, Mapping[str, Sequence[Row]]]
Hop = tuple[Pair, Sequence[Row]]
Path = tuple[Hop, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the roles and the category as IRIs, and the purpose of the last hop or any."""

    holder: str
    recipient: str
    information: str
    purpose: str | None


def answer(book: RuleBook, table: Sequence[Row], asked: Question) -> dict[str, Any]:
    """Return the lawful paths with what each hop needs and brings, or the cut.

    InputError for a role in which nobody discloses, or receives, under the law held for the day:
    that no path was found would read as if the law closed it.
    """
    told = space(book)
    _require(book, told.holders, asked.holder, "from")
    _require(book, told.recipients, asked.recipient, "to")
    hops: dict[Pair, list[Row]] = {}
    for row in table:
        if row["information"] == asked.information:
            hops.setdefault((row["from"], row["to"]), []).append(row)
    last = {
        pair: fit
        for pair, rows in hops.items()
        if pair[1] == asked.recipient
        and (fit := [r for r in rows if asked.purpose in {None, r["purpose"]}])
    }
    onward = {pair: _holders_after(book, told, pair[1], rows) for pair, rows in hops.items()}
    paths = sorted(
        _paths(asked, last, onward, (), asked.holder),
        key=lambda path: (len(path), [pair for pair, _ in path]),
    )
    return {
        "from": _named(book, asked.holder),
        "to": _named(book, asked.recipient),
        "information": _named(book, asked.information),
        "purpose": _named(book, asked.purpose) if asked.purpose else None,
        "paths": [[_hop(book, *hop) for hop in path] for path in paths],
        "cut": [] if paths else _cut(book, told, asked, last, onward),
    }


def _require(book: RuleBook, roles: Iterable[str], role: str, where: str) -> None:
    if role not in roles:
        short = {iri: name for name, iri in book.notations.items()}
        raise InputError(
            f"The law held for this day says nothing of {book.label(role)} in this place. "
            f"Use one of: {', '.join(sorted(short[known] for known in roles))}.",
            where=where,
            code="no_such_place",
        )


def _named(book: RuleBook, iri: str) -> dict[str, str]:
    return {"iri": iri, "label": book.label(iri)}


def _person(facts: Triples, node: str) -> frozenset[tuple[str, str]]:
    return frozenset((p, o) for s, p, o in facts if s == node)


def _kinds(told: Space, recipient: str) -> list[str]:
    """Return the holders that are the same kind of person as a recipient."""
    wanted = _person(told.recipients[recipient], CELL.person)
    return [h for h, facts in told.holders.items() if _person(facts, CELL.actor) == wanted]


def _held_under(told: Space, holder: str) -> set[str]:
    return {o for _, p, o in told.holders[holder] if p == CLR.heldUnder}


def _holders_after(
    book: RuleBook, told: Space, recipient: str, rows: Sequence[Row]
) -> dict[str, list[Row]]:
    """Return the holders that a hop makes of its recipient, each with the rows that do so."""
    found: dict[str, list[Row]] = {}
    for holder in _kinds(told, recipient):
        under = _held_under(told, holder)
        leading = [row for row in rows if not under.isdisjoint(_given_under(book, row))]
        if leading:
            found[holder] = leading
    return found


def _given_under(book: RuleBook, row: Row) -> set[str]:
    """Return the provisions under which a recipient holds what a row brings, and what has them."""
    given = {book.norms[iri].source for iri in row["norms"]}
    return given | {w for g in given for w in book.background.get(g, {}).get(CLR.isPartOf, ())}


def _paths(
    asked: Question,
    last: Mapping[Pair, Sequence[Row]],
    onward: Onward,
    so_far: Path,
    holder: str,
) -> Iterator[Path]:
    """Return every path in which no holder comes twice."""
    end = (holder, asked.recipient)
    if end in last:
        yield (*so_far, (end, last[end]))
    seen = {pair[0] for pair, _ in so_far} | {holder}
    for pair, holders in onward.items():
        if pair[0] != holder:
            continue
        for after, rows in holders.items():
            if after not in seen:
                yield from _paths(asked, last, onward, (*so_far, (pair, rows)), after)


def _hop(book: RuleBook, pair: Pair, rows: Sequence[Row]) -> dict[str, Any]:
    """Return a hop with the ways in which it may be made, alike ones together."""
    ways: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        key = (tuple(row["norms"]), tuple(row["conditions"]), tuple(row["readings"]))
        told = describe(book, row)
        way = ways.setdefault(
            key,
            {
                "purposes": [],
                "because": told["because"],
                "conditions": told["conditions"],
                "restrictions": list(_restrictions(book, row["norms"])),
                "interpretation": told["interpretation"],
            },
        )
        way["purposes"].append(told["purpose"])
    return {
        "from": _named(book, pair[0]),
        "to": _named(book, pair[1]),
        "ways": list(ways.values()),
    }


def _restrictions(book: RuleBook, norms: Sequence[str]) -> Iterator[dict[str, str]]:
    """Return the norms that bind whoever receives under these norms."""
    for iri in dict.fromkeys(e for norm in norms for e in book.norms[norm].entails):
        if iri in book.norms:
            norm = book.norms[iri]
            yield {
                "norm": iri,
                "citation": book.label(norm.source),
                "label": norm.label,
                "quote": book.quotes.get(norm.source, ""),
            }


def _cut(
    book: RuleBook,
    told: Space,
    asked: Question,
    last: Mapping[Pair, Sequence[Row]],
    onward: Onward,
) -> list[dict[str, Any]]:
    """Return every closed hop from a holder that can be reached to where a path could go on."""
    reached = _reached(asked.holder, onward)
    leading = _leading({pair[0] for pair in last} - reached, reached, onward)
    targets = [r for r in told.recipients if leading & set(_kinds(told, r))]
    found: list[dict[str, Any]] = []
    for holder in sorted(reached):
        for target in [asked.recipient, *(t for t in targets if t != asked.recipient)]:
            if target != asked.recipient and (holder, target) in onward:
                continue  # open, and yet it does not lead to those who could go on
            ends = (asked.purpose,) if asked.purpose and target == asked.recipient else ()
            found += _closed(book, asked, (holder, target), ends or told.purposes)
    return found


def _reached(holder: str, onward: Onward) -> set[str]:
    """Return the holders to whom information may come from a holder, that holder included."""
    reached, queue = {holder}, [holder]
    for one in queue:
        for pair, holders in onward.items():
            if pair[0] == one:
                queue += [h for h in holders if h not in reached]
                reached.update(holders)
    return reached


def _leading(ends: set[str], reached: set[str], onward: Onward) -> set[str]:
    """Return the holders from whom a path leads to one of these ends, without those reached."""
    leading = set(ends)
    while more := (
        {pair[0] for pair, holders in onward.items() if leading & holders.keys()}
        - reached
        - leading
    ):
        leading |= more
    return leading


def _closed(
    book: RuleBook, asked: Question, pair: Pair, purposes: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """Return the provisions that close a hop, purposes with the same answer together."""
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    for purpose in purposes:
        outcome, citations, because = closing(book, *pair, asked.information, purpose)
        group = groups.setdefault(
            (outcome, citations),
            {
                "from": _named(book, pair[0]),
                "to": _named(book, pair[1]),
                "outcome": outcome,
                "purposes": [],
                "closedBy": [
                    {"citation": r.citation, "label": r.label, "norm": r.norm, "quote": r.quote}
                    for r in because
                ],
            },
        )
        group["purposes"].append(_named(book, purpose))
    yield from groups.values()


@kept(most=1024)
def closing(
    book: RuleBook, holder: str, recipient: str, information: str, purpose: str
) -> tuple[str, tuple[str, ...], tuple[Reason, ...]]:
    """Return the outcome on a cell, with its citations and the norms that decide it."""
    record = cell(space(book), holder, recipient, information, purpose)
    found = decide(book, record, book.start, {})
    return found.outcome, found.citations, found.because

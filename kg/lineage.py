"""Acts that rest on earlier acts: how information came to be held, judged hop by hop.

A holding may state the act through which it was obtained, and that act rests on a holding in its
turn. Each is decided as a record of its own, at the law of its own day; an unlawful hop makes
every later one unlawful (semantics.md: the authority under which the actor holds the information).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kg.decision import UNLAWFUL, Decision
from kg.errors import InputError
from kg.namespaces import CLR
from kg.rulebook import RuleBook
from kg.terms import Lit, Record, Value
from kg.view import View

#: What a later act needs to see of the earlier one.
_SEEN = (CLR.date, CLR.recipient)


def hops(book: RuleBook, record: Record) -> list[Record]:
    """Give the earlier acts, the first one first, and the act itself, each as a record alone.

    InputError where an earlier act cannot be the one through which the information was obtained.
    """
    found, act = [record.root], record.root
    while (before := _earlier(record, act)) is not None:
        if before in found:
            raise _broken("This act rests on itself.", before)
        _check_tie(book, record, act, before)
        found.append(before)
        act = before
    return [_alone(record, act) for act in reversed(found)] if len(found) > 1 else [record]


def _earlier(record: Record, act: str) -> str | None:
    for holding in record.get(act, CLR.holding):
        for before in record.get(str(holding), CLR.obtainedThrough):
            return str(before)
    return None


def _broken(text: str, act: str) -> InputError:
    return InputError(text, where=act.rsplit("/", 1)[-1], code="broken_chain")


def _check_tie(book: RuleBook, record: Record, act: str, before: str) -> None:
    """Refuse an earlier act of another day, with other items, or to somebody else."""
    days = [[v.value for v in record.get(a, CLR.date) if isinstance(v, Lit)] for a in (before, act)]
    if not (days[0] and days[1] and days[0][0] <= days[1][0]):  # type: ignore[operator]  # both are dates, by their field
        raise _broken("Give both acts a date, the earlier act one that is not later.", before)
    if set(record.get(act, CLR.item)) - set(record.get(before, CLR.item)):
        raise _broken("The earlier act did not bring every item of the later one.", before)
    view = View(book, record)
    reached = {who for p in record.get(before, CLR.recipient) for who in _for_whom(view, p)}
    acting = {who for p in record.get(act, CLR.actor) for who in _for_whom(view, p)}
    if reached.isdisjoint(acting):
        raise _broken(
            "The recipient of the earlier act is neither the actor of the later one nor of the "
            "same agency or firm.",
            before,
        )


def _for_whom(view: View, person: Value) -> set[Value]:
    """Give a person with the agencies and firms for which that person acts."""
    if not isinstance(person, str):
        return set()
    return {person, *view.values(person, CLR.actsFor), *view.values(person, CLR.worksFor)}


def _alone(record: Record, act: str) -> Record:
    """Give one act as a record; of the act before it, only what this one needs to see."""
    types: dict[str, str] = {}
    facts: dict[str, Mapping[str, tuple[Value, ...]]] = {}
    before, queue = _earlier(record, act), [act]
    for node in queue:
        if node in types:
            continue
        told = record.facts.get(node, {})
        types[node] = record.types[node]
        if node == before:
            types[node] = CLR.EarlierAct
            items = tuple(i for i in told.get(CLR.item, ()) if i in record.get(act, CLR.item))
            told = {p: v for p, v in told.items() if p in _SEEN} | {CLR.item: items}
        facts[node] = told
        queue += [v for vs in told.values() for v in vs if isinstance(v, str) and v in record.types]
    return Record(act, types, facts)


def rests(own: str, earlier: str) -> str:
    """Give the outcome of an act by itself and of what it rests on."""
    if own == "prohibited":
        return own
    if earlier in UNLAWFUL or own == "not-authorized":
        return "not-authorized"
    return "undetermined" if "undetermined" in {own, earlier} else own


def combine(book: RuleBook, record: Record, decisions: Sequence[Decision]) -> Decision:
    """Give the decision on an act from those on each of its hops, the first one first."""
    whole = decisions[0]
    for number, own in enumerate(decisions[1:], 1):
        _check_authority(book, record, whole, own)
        joined = _resting(own, whole)
        joined = replace(joined, interpretation=_readings(decisions[: number + 1], joined.outcome))
        whole = replace(joined, earlier=(*whole.earlier, replace(whole, earlier=())))
    return whole


def _resting(own: Decision, before: Decision) -> Decision:
    outcome = rests(own.outcome, before.outcome)
    if outcome == own.outcome and own.outcome != "undetermined":
        return own
    if before.outcome == "permitted":
        return own
    if before.outcome in UNLAWFUL:
        return replace(
            own, outcome=outcome, because=before.because, citations=before.citations,
            missing=(), cure=(), duties=(),
        )  # fmt: skip
    because = before.because + tuple(r for r in own.because if own.outcome == "undetermined")
    citations = before.citations + (own.citations if own.outcome == "undetermined" else ())
    return replace(
        own,
        outcome=outcome,
        because=tuple(dict.fromkeys(because)),
        citations=tuple(dict.fromkeys(citations)),
        missing=before.missing + own.missing,
        cure=(),
        duties=(),
    )


def _check_authority(book: RuleBook, record: Record, before: Decision, own: Decision) -> None:
    """Refuse a holding under another provision than the one that permits the earlier act."""
    if before.outcome != "permitted":
        return
    view = View(book, record)
    under = {v for h in record.get(own.record, CLR.holding) for v in _held_under(view, str(h))}
    given = {reason.provision for reason in before.because}
    wider = {v for p in given for v in view.values(p, CLR.isPartOf)} | given
    if under and under.isdisjoint(wider):
        raise _broken(
            "The information is said to be held under another provision than "
            f"{before.citations[0]}, which permits the act through which it was obtained.",
            own.record,
        )


def _held_under(view: View, holding: str) -> tuple[Value, ...]:
    return view.values(holding, CLR.heldUnder)


def _readings(hops_: Sequence[Decision], outcome: str) -> tuple[Mapping[str, object], ...]:
    """Give the open questions on which the outcome of the whole chain depends."""
    found: dict[str, Mapping[str, object]] = {}
    for told in [entry for hop in hops_ for entry in hop.interpretation]:
        readings = []
        for reading in told["readings"]:
            folded = ""
            for hop in hops_:
                mine = _outcome_under(hop, told["question"], reading["reading"])
                folded = rests(mine, folded) if folded else mine
            readings.append(dict(reading) | {"outcome": folded})
        if any(reading["outcome"] != outcome for reading in readings):
            found[told["question"]] = dict(told) | {"readings": readings}
    return tuple(found.values())


def _outcome_under(hop: Decision, question: str, name: str) -> str:
    for told in hop.interpretation:
        if told["question"] == question:
            for reading in told["readings"]:
                if reading["reading"] == name:
                    return str(reading["outcome"])
    return hop.outcome

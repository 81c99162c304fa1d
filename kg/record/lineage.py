"""Acts that rest on earlier acts: how information came to be held, judged hop by hop.

A holding may state the act through which it was obtained, and that act rests on a holding in its
turn. Each is decided once, as a record of its own, at the law of its own day; an unlawful hop
makes every later one unlawful (semantics.md: the authority under which the actor holds the
information). Work and answer grow linearly with the acts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kg.engine.decision import UNLAWFUL, Decision, Finding
from kg.engine.view import View
from kg.errors import InputError
from kg.rdf.namespaces import CLR
from kg.rulebook.model import RuleBook
from kg.rulebook.values import Lit, Record, Value

#: What a later act needs to see of the earlier one.
_SEEN = (CLR.date, CLR.recipient)
#: Acts of one chain. The longest path that the law opens has four; an undetermined act takes some
#: 200 kB of an answer, which has at most 10 MB.
MAX_ACTS = 40


def hops(book: RuleBook, record: Record) -> list[Record]:
    """Return the earlier acts, the first one first, and the act itself, each as a record alone.

    InputError ``too_many_acts`` for a longer chain than MAX_ACTS, and ``broken_chain`` where an
    earlier act cannot be the one through which the information was obtained.
    """
    found, act = {record.root: None}, record.root  # a dict keeps the order and finds an act at once
    view = View(book, record)
    while (before := _earlier(record, act)) is not None:
        if before in found:
            raise _broken("This act rests on itself.", before)
        if len(found) == MAX_ACTS:
            raise InputError(
                f"This chain has more than {MAX_ACTS} acts. Submit the later part of it alone.",
                where=_place(before),
                code="too_many_acts",
            )
        _check_tie(view, act, before)
        found[before] = None
        act = before
    return [_alone(record, act) for act in reversed(found)] if len(found) > 1 else [record]


def _earlier(record: Record, act: str) -> str | None:
    for holding in record.get(act, CLR.holding):
        for before in record.get(str(holding), CLR.obtainedThrough):
            return str(before)
    return None


def _broken(text: str, act: str) -> InputError:
    return InputError(text, where=_place(act), code="broken_chain")


def _place(act: str) -> str:
    return act.rsplit("/", 1)[-1]


def _check_tie(view: View, act: str, before: str) -> None:
    """Refuse an earlier act of another day, with other items, or to somebody else."""
    record = view.record
    days = [[v.value for v in record.get(a, CLR.date) if isinstance(v, Lit)] for a in (before, act)]
    if not (days[0] and days[1] and days[0][0] <= days[1][0]):  # type: ignore[operator]  # both are dates, by their field
        raise _broken("Give both acts a date, the earlier act one that is not later.", before)
    if set(record.get(act, CLR.item)) - set(record.get(before, CLR.item)):
        raise _broken("The earlier act did not bring every item of the later one.", before)
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
    wanted = set(record.get(act, CLR.item))
    for node in queue:
        if node in types:
            continue
        told = record.facts.get(node, {})
        types[node] = record.types[node]
        if node == before:
            types[node] = CLR.EarlierAct
            items = tuple(i for i in told.get(CLR.item, ()) if i in wanted)
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
    """Return the decision on an act from those on each of its hops, the first one first.

    Of each earlier act ``earlier`` says what was found on that act; what is missing of all of
    them stands in the answer once.
    """
    view, questions = View(book, record), _Questions()
    joined, missing = decisions[0], list(decisions[0].missing)
    questions.add(joined, None)
    earlier: list[Decision] = []
    for own in decisions[1:]:
        _check_authority(view, joined, own)
        missing = _missing(missing, own, joined)
        earlier.append(joined)
        questions.add(own, joined.outcome)
        joined = _resting(own, joined)
        joined = replace(joined, interpretation=questions.told(joined.outcome))
    if not earlier:
        return joined
    return replace(joined, missing=tuple(missing), earlier=tuple(earlier))


def _resting(own: Decision, before: Decision) -> Decision:
    """Return the decision on an act in the light of that on the act before it."""
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
        cure=(),
        duties=(),
    )


def _missing(so_far: list[Finding], own: Decision, before: Decision) -> list[Finding]:
    """Return what is missing for an act, that for the acts before it first."""
    settled = own.outcome != "undetermined" and own.outcome == rests(own.outcome, before.outcome)
    if settled or before.outcome == "permitted":
        return list(own.missing)
    if before.outcome in UNLAWFUL:
        return []
    so_far.extend(own.missing)  # in place: a copy for each act would grow with the square
    return so_far


def _check_authority(view: View, before: Decision, own: Decision) -> None:
    """Refuse a holding under another provision than the one that permits the earlier act."""
    if before.outcome != "permitted":
        return
    holdings = view.record.get(own.record, CLR.holding)
    under = {v for h in holdings for v in view.values(str(h), CLR.heldUnder)}
    given = {reason.provision for reason in before.because}
    wider = {v for p in given for v in view.values(p, CLR.isPartOf)} | given
    if under and under.isdisjoint(wider):
        raise _broken(
            "The information is said to be held under another provision than "
            f"{before.citations[0]}, which permits the act through which it was obtained.",
            own.record,
        )


class _Questions:
    """The open questions on which a chain may depend, with its outcome so far under each reading.

    Taken act by act, so that each act is looked at once.
    """

    def __init__(self) -> None:
        self._told: dict[str, Mapping[str, Any]] = {}  # question -> how it was told last
        self._readings: dict[str, dict[str, Mapping[str, Any]]] = {}
        self._outcomes: dict[tuple[str, str], str] = {}  # (question, reading) -> outcome so far

    def add(self, own: Decision, before: str | None) -> None:
        """Add the next act; ``before`` is the outcome so far under the readings taken."""
        mine: dict[tuple[str, str], str] = {}
        for told in own.interpretation:
            question = told["question"]
            self._told[question] = told
            for reading in told["readings"]:
                key = question, reading["reading"]
                mine[key] = reading["outcome"]
                self._readings.setdefault(question, {})[key[1]] = reading
                # the acts before this one did not depend on it
                self._outcomes.setdefault(key, before or "")
        for key, so_far in self._outcomes.items():
            outcome = mine.get(key, own.outcome)
            self._outcomes[key] = rests(outcome, so_far) if so_far else outcome

    def told(self, outcome: str) -> tuple[Mapping[str, Any], ...]:
        """Return the questions under a reading of which the outcome of the chain is another."""
        found = []
        for question, told in self._told.items():
            readings = [
                dict(reading) | {"outcome": self._outcomes[question, name]}
                for name, reading in self._readings[question].items()
            ]
            if any(reading["outcome"] != outcome for reading in readings):
                found.append(dict(told) | {"readings": readings})
        return tuple(found)

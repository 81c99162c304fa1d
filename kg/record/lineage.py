"""Decide chains of acts: how the information of an act was obtained, hop by hop.

A holding may state the act through which it was obtained, and that act may rest on a holding in
turn. Each act is decided once, as a record of its own, by the law of its own day; an unlawful hop
makes every later one unlawful (semantics.md: the authority under which the actor holds the
information). Work and answer grow linearly with the number of acts.
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

#: Facts of the earlier act that matter to the later one.
_SEEN = (CLR.date, CLR.recipient)
#: Most acts in one chain. The longest path that the law opens has four; an undetermined act takes
#: some 200 kB of an answer, which has at most 10 MB.
MAX_ACTS = 40


def hops(book: RuleBook, record: Record) -> list[Record]:
    """Return the acts of a chain, each as a record of its own: earliest first, the root last.

    Raise InputError ``too_many_acts`` for a chain longer than ``MAX_ACTS``, and ``broken_chain``
    where an earlier act cannot be the one through which the information was obtained.
    """
    acts, act = {record.root: None}, record.root  # a dict: ordered, with constant-time look-up
    view = View(book, record)
    while (before := _earlier(record, act)) is not None:
        if before in acts:
            raise _broken(
                "This act rests on itself. Name the earlier act by which the information came.",
                before,
            )
        if len(acts) == MAX_ACTS:
            raise InputError(
                f"This chain has more than {MAX_ACTS} acts. Submit only its later part.",
                where=_place(before),
                code="too_many_acts",
            )
        _check_tie(view, act, before)
        acts[before] = None
        act = before
    return [_alone(record, act) for act in reversed(acts)] if len(acts) > 1 else [record]


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
    """Raise InputError for an earlier act with a later day, other items or another recipient."""
    record = view.record
    days = [[v.value for v in record.get(a, CLR.date) if isinstance(v, Lit)] for a in (before, act)]
    if not (days[0] and days[1] and days[0][0] <= days[1][0]):  # type: ignore[operator]  # both are dates, by their field
        raise _broken(
            "Both acts need a date, and that of the earlier act must not be later.", before
        )
    if set(record.get(act, CLR.item)) - set(record.get(before, CLR.item)):
        raise _broken(
            "The earlier act did not transfer every item of the later one. Correct the items of "
            "either act.",
            before,
        )
    recipients = {
        party for p in record.get(before, CLR.recipient) for party in _principals(view, p)
    }
    actors = {party for p in record.get(act, CLR.actor) for party in _principals(view, p)}
    if recipients.isdisjoint(actors):
        raise _broken(
            "The recipient of the earlier act is neither the actor of the later one nor of the "
            "same agency or firm. Correct the recipient or the actor, or name another earlier act.",
            before,
        )


def _principals(view: View, person: Value) -> set[Value]:
    """Return a person and the agencies and firms for which that person acts."""
    if not isinstance(person, str):
        return set()
    return {person, *view.values(person, CLR.actsFor), *view.values(person, CLR.worksFor)}


def _alone(record: Record, act: str) -> Record:
    """Return one act as a record, with only those facts of the act before it that matter."""
    types: dict[str, str] = {}
    facts: dict[str, Mapping[str, tuple[Value, ...]]] = {}
    before, queue = _earlier(record, act), [act]
    own_items = set(record.get(act, CLR.item))
    for node in queue:
        if node in types:
            continue
        stated = record.facts.get(node, {})
        types[node] = record.types[node]
        if node == before:
            types[node] = CLR.EarlierAct
            items = tuple(item for item in stated.get(CLR.item, ()) if item in own_items)
            stated = {p: v for p, v in stated.items() if p in _SEEN} | {CLR.item: items}
        facts[node] = stated
        queue += [
            v for values in stated.values() for v in values
            if isinstance(v, str) and v in record.types
        ]  # fmt: skip
    return Record(act, types, facts)


def rests(own: str, earlier: str) -> str:
    """Return the outcome of an act, given its own outcome and that of the act it rests on."""
    if own == "prohibited":
        return own
    if earlier in UNLAWFUL or own == "not-authorized":
        return "not-authorized"
    return "undetermined" if "undetermined" in {own, earlier} else own


def combine(book: RuleBook, record: Record, decisions: Sequence[Decision]) -> Decision:
    """Return the decision on the last act of a chain from those on its acts, earliest first.

    ``earlier`` of the answer has the decisions on the earlier acts; facts missing in any act are
    listed once, in ``missing``. Raise InputError ``broken_chain`` where an act holds the
    information under a provision other than the one that permitted the act before it.
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
        joined = replace(joined, interpretation=questions.decisive(joined.outcome))
    if not earlier:
        return joined
    return replace(joined, missing=tuple(missing), earlier=tuple(earlier))


def _resting(own: Decision, before: Decision) -> Decision:
    """Return the decision on an act, given that on the act before it."""
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
    """Return the findings missing for a chain up to an act, those for earlier acts first."""
    settled = own.outcome != "undetermined" and own.outcome == rests(own.outcome, before.outcome)
    if settled or before.outcome == "permitted":
        return list(own.missing)
    if before.outcome in UNLAWFUL:
        return []
    so_far.extend(own.missing)  # in place: copying for each act would take quadratic time
    return so_far


def _check_authority(view: View, before: Decision, own: Decision) -> None:
    """Raise InputError for a holding under a provision other than that permitting ``before``."""
    if before.outcome != "permitted":
        return
    holdings = view.record.get(own.record, CLR.holding)
    stated = {v for h in holdings for v in view.values(str(h), CLR.heldUnder)}
    permitting = {reason.provision for reason in before.because}
    containing = {v for p in permitting for v in view.values(p, CLR.isPartOf)} | permitting
    if stated and stated.isdisjoint(containing):
        raise _broken(
            "The record states that the information is held under a provision other than "
            f"{before.citations[0]}, which permits the act through which it was obtained. "
            "Correct “heldUnder”, or name another earlier act.",
            own.record,
        )


class _Questions:
    """The open questions on which a chain may depend, with its outcome so far under each reading.

    Acts are added one by one, so that each is examined once.
    """

    def __init__(self) -> None:
        self._asked: dict[str, Mapping[str, Any]] = {}  # question -> its latest entry
        self._readings: dict[str, dict[str, Mapping[str, Any]]] = {}
        self._outcomes: dict[tuple[str, str], str] = {}  # (question, reading) -> outcome so far

    def add(self, own: Decision, before: str | None) -> None:
        """Add the next act; ``before`` is the chain's outcome so far under the readings taken."""
        own_outcomes: dict[tuple[str, str], str] = {}
        for entry in own.interpretation:
            question = entry["question"]
            self._asked[question] = entry
            for reading in entry["readings"]:
                key = question, reading["reading"]
                own_outcomes[key] = reading["outcome"]
                self._readings.setdefault(question, {})[key[1]] = reading
                # the acts before this one did not depend on the question
                self._outcomes.setdefault(key, before or "")
        for key, so_far in self._outcomes.items():
            outcome = own_outcomes.get(key, own.outcome)
            self._outcomes[key] = rests(outcome, so_far) if so_far else outcome

    def decisive(self, outcome: str) -> tuple[Mapping[str, Any], ...]:
        """Return the questions with a reading under which the chain has another outcome."""
        entries = []
        for question, entry in self._asked.items():
            readings = [
                dict(reading) | {"outcome": self._outcomes[question, name]}
                for name, reading in self._readings[question].items()
            ]
            if any(reading["outcome"] != outcome for reading in readings):
                entries.append(dict(entry) | {"readings": readings})
        return tuple(entries)

"""Decide a record: a pure function of evidence and rule book (semantics.md, Outcome of an act)."""

from collections.abc import Mapping, Sequence

from kg.engine import fast, grounds
from kg.engine.decision import Decision
from kg.engine.evidence import Evidence
from kg.engine.norms import Weighing
from kg.engine.remedies import cures
from kg.engine.sensitivity import interpret, quick_outcome, touches
from kg.engine.verdict import verdict
from kg.engine.view import View
from kg.rdf.namespaces import CLR, local_name
from kg.rulebook.model import Condition, RuleBook
from kg.rulebook.values import Record


def weigh(book: RuleBook, evidence: Evidence, view: View, record: Record, as_of: str) -> Decision:
    """Return the decision that follows from the evidence."""
    weighing = Weighing(book, evidence)
    kind = record.types[record.root]
    is_act = CLR.Act in book.supers[kind]
    told = verdict(weighing, record)
    outcome, permissions = told.outcome, weighing.plan.top
    if is_act:
        looked: Sequence[Condition] = weighing.looked_at()
    else:
        looked = [c for c in book.conditions.values() if c.iri in evidence.places]
    findings = tuple(f for condition in looked for f in grounds.findings(weighing, view, condition))
    held = [norm for norm in permissions if is_act and weighing.permission(norm) is True]
    entailed = {iri for norm in held for iri in norm.entails} if outcome == "permitted" else set()
    return Decision(
        outcome=outcome,
        record=record.root,
        kind=local_name(kind),
        as_of=as_of,
        rule_book=book.version,
        because=grounds.reasons(book, sorted(told.deciding, key=lambda norm: norm.order)),
        conditions=findings,
        missing=grounds.missing(weighing, findings, told),
        cure=cures(weighing, findings, permissions) if outcome != "permitted" and is_act else (),
        rejected=tuple(
            grounds.rejection(weighing, norm)
            for norm in permissions
            if is_act and outcome != "permitted" and weighing.permission(norm) is not True
        ),
        duties=grounds.reasons(book, [n for n in book.norms.values() if n.iri in entailed]),
        interpretation=(),
        citations=grounds.ordered(book, told.sources),
    )


def decide(book: RuleBook, record: Record, as_of: str, others: Mapping[str, RuleBook]) -> Decision:
    """Decide a record with the fast engine, and say where another reading would change it."""
    evidence, view = fast.gather(book, record)
    decision = weigh(book, evidence, view, record, as_of)
    outcomes = {
        reading: quick_outcome(other, record)
        for reading, other in others.items()
        if touches(book, other, evidence, record)
    }
    return interpret(decision, book, outcomes)

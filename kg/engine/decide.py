"""Decide a record: a pure function of evidence and rule book (semantics.md, Outcome of an act)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kg.engine import fast
from kg.engine.decision import Decision, Finding, Reason, Rejection
from kg.engine.evidence import Evidence, value_at
from kg.engine.index import plan_of
from kg.engine.norms import Weighing
from kg.engine.remedies import NOBODY, OFFICIAL, REQUESTER, cures, unstated
from kg.engine.verdict import NOT_AUTHORIZED, Verdict, verdict
from kg.engine.view import View
from kg.rdf.namespaces import CLR, local_name
from kg.rulebook.model import Condition, Norm, Reading, RuleBook
from kg.rulebook.readings import current, touches
from kg.rulebook.values import Record, Value

STATUS = {True: "met", False: "unmet", None: "undetermined"}


def reason(book: RuleBook, norm: Norm) -> Reason:
    """Give a norm with its citation and its words in force."""
    start, end = norm.in_force[0][0], norm.in_force[-1][1]
    return Reason(
        norm=norm.iri,
        kind=norm.kind,
        label=norm.label,
        citation=book.label(norm.source),
        provision=norm.source,
        quote=book.quotes.get(norm.source, ""),
        in_force=(start, end),
        overrides=norm.overrides,
        overriding_reason=norm.overriding[1] if norm.overriding else None,
    )


def _findings(weighing: Weighing, view: View, condition: Condition) -> list[Finding]:
    """Give the value of a condition on each thing that it looks at, with the fact used."""
    book, evidence = weighing.book, weighing.evidence
    places = evidence.places.get(condition.iri, {})
    if not places and weighing.condition(condition.iri) is None:
        places = {evidence.root: True}
    untouched = condition.iri not in weighing.touched
    curer, path = weighing.plan.curers[condition.curer], weighing.plan.path_texts[condition.iri]
    citation = book.labels[condition.source]
    found = []
    for focus, certain in places.items():
        status = STATUS[True if untouched else value_at(evidence, condition, focus, certain)]
        # what is not stated yet can be stated: only a stated fact can be past cure
        cured_by = curer
        if curer == NOBODY and status == "undetermined":
            cured_by = OFFICIAL if condition.supplier else REQUESTER
        value = _value_text(book, view.fact(condition, focus))
        finding = Finding(
            condition.iri, citation, status, condition.message, focus, path, value,
            condition.norm, cured_by, condition.supplier,
        )  # fmt: skip
        found.append(finding)
    return found


def _value_text(book: RuleBook, values: Sequence[Value]) -> str:
    if not values:
        return ""
    if len(values) == 1:
        return book.label(values[0]) if isinstance(values[0], str) else str(values[0])
    return ", ".join(sorted([book.label(v) if isinstance(v, str) else str(v) for v in values]))


def _rejection(weighing: Weighing, norm: Norm) -> Rejection:
    book, told = weighing.book, weighing.evidence.facets
    why = [
        f"{book.label(facet.prop) if facet.prop else 'kind of act'} is not "
        f"{book.label(facet.value)}"
        if truth is False
        else f"{book.label(facet.prop)} is not stated"
        for cls in norm.covers
        for facet in book.facets[cls]
        if (truth := told[facet]) is not True
    ]
    if weighing.coverage(norm) is not False:
        why += [
            book.conditions[iri].message
            for iri in norm.requires
            if weighing.condition(iri) is not True
        ]
    covers = weighing.coverage(norm) is not False
    return Rejection(
        norm.iri, norm.label, book.label(norm.source), covers, tuple(dict.fromkeys(why))
    )


def _ordered(book: RuleBook, sources: set[str]) -> tuple[str, ...]:
    """Give citations in the order of the law."""
    order = plan_of(book).order
    return tuple(book.label(source) for source in sorted(sources, key=lambda s: (order[s], s)))


def weigh(book: RuleBook, evidence: Evidence, view: View, record: Record, as_of: str) -> Decision:
    """Give the decision that follows from the evidence."""
    weighing = Weighing(book, evidence)
    kind = record.types[record.root]
    is_act = CLR.Act in book.supers[kind]
    told = verdict(weighing, record)
    outcome, permissions = told.outcome, weighing.plan.top
    if is_act:
        looked: Sequence[Condition] = weighing.looked_at()
    else:
        looked = [c for c in book.conditions.values() if c.iri in evidence.places]
    findings = tuple(f for condition in looked for f in _findings(weighing, view, condition))
    held = [norm for norm in permissions if is_act and weighing.permission(norm) is True]
    entailed = {iri for norm in held for iri in norm.entails} if outcome == "permitted" else set()
    return Decision(
        outcome=outcome,
        record=record.root,
        kind=local_name(kind),
        as_of=as_of,
        rule_book=book.version,
        because=tuple(reason(book, norm) for norm in sorted(told.deciding, key=lambda n: n.order)),
        conditions=findings,
        missing=_missing(weighing, findings, told),
        cure=cures(weighing, findings, permissions) if outcome != "permitted" and is_act else (),
        rejected=tuple(
            _rejection(weighing, norm)
            for norm in permissions
            if is_act and outcome != "permitted" and weighing.permission(norm) is not True
        ),
        duties=tuple(reason(book, norm) for norm in book.norms.values() if norm.iri in entailed),
        interpretation=(),
        citations=_ordered(book, told.sources),
    )


def _missing(
    weighing: Weighing, findings: tuple[Finding, ...], told: Verdict
) -> tuple[Finding, ...]:
    """Give the facts to ask for: those that tell what class of act it is, then the others."""
    facets = [finding for norm in told.near for finding in unstated(weighing, norm)]
    asked = [f for f in findings if f.status == "undetermined" and f.shape in told.asked]
    return tuple({(f.message, f.focus): f for f in [*facets, *asked]}.values())


def outcome_of(book: RuleBook, evidence: Evidence, record: Record) -> str:
    """Give the outcome alone."""
    return verdict(Weighing(book, evidence), record).outcome


def decide(book: RuleBook, record: Record, as_of: str, others: Mapping[str, RuleBook]) -> Decision:
    """Decide a record with the fast engine, and say where another reading would change it."""
    evidence, view = fast.gather(book, record)
    decision = weigh(book, evidence, view, record, as_of)
    outcomes = {
        reading: _quick_outcome(other, record)
        for reading, other in others.items()
        if touches(book, other, evidence, record)
    }
    return interpret(decision, book, outcomes)


def _quick_outcome(book: RuleBook, record: Record) -> str:
    """Give the outcome alone; no condition need be looked at if no norm may reach the act."""
    view = View(book, record)
    (_, member_of), plan = fast.classify(view), view.plan
    norms = (*plan.permissions, *plan.prohibitions)
    is_act = CLR.Act in book.supers[record.types[record.root]]
    if is_act and all(member_of[cls] is False for norm in norms for cls in norm.covers):
        return NOT_AUTHORIZED
    return outcome_of(book, fast.gather(book, record, view)[0], record)


def interpret(decision: Decision, book: RuleBook, outcomes: Mapping[str, str]) -> Decision:
    """Add each open question on which the outcome depends, with the readings and outcomes.

    ``outcomes`` has the outcome under each other reading that was tried.
    """
    differing: dict[str, list[Reading]] = {}
    for iri, outcome in outcomes.items():
        if outcome != decision.outcome:
            differing.setdefault(book.readings[iri].question, []).append(book.readings[iri])
    depends = []
    for question, others in sorted(differing.items()):
        now = current(book, question)
        told = [(now, decision.outcome), *((other, outcomes[other.iri]) for other in others)]
        depends.append(
            {
                "question": question,
                "asks": now.asks,
                "issue": now.issue,
                "citation": book.label(now.source),
                "readings": [
                    {
                        "reading": reading.name,
                        "says": reading.says,
                        "outcome": outcome,
                        "default": reading.default,
                        "taken": reading is now,
                    }
                    for reading, outcome in told
                ],
            }
        )
    return replace(decision, interpretation=tuple(depends)) if depends else decision

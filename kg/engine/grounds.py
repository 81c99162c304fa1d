"""What a decision rests on, asks for and rejects: norms, findings and citations, put into words."""

from collections.abc import Iterable, Sequence

from kg.engine.decision import Finding, Reason, Rejection
from kg.engine.evidence import value_at
from kg.engine.index import plan_of
from kg.engine.norms import Weighing
from kg.engine.remedies import NOBODY, OFFICIAL, REQUESTER, unstated
from kg.engine.verdict import Verdict
from kg.engine.view import View
from kg.rulebook.model import Condition, Norm, RuleBook
from kg.rulebook.values import Value

STATUS = {True: "met", False: "unmet", None: "undetermined"}


def reasons(book: RuleBook, norms: Iterable[Norm]) -> tuple[Reason, ...]:
    """Return norms with their citations and quotes, in the order given."""
    return tuple(_reason(book, norm) for norm in norms)


def _reason(book: RuleBook, norm: Norm) -> Reason:
    """Return a norm with its citation and the text in force."""
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


def findings(weighing: Weighing, view: View, condition: Condition) -> list[Finding]:
    """Return the value of a condition on each thing that it looks at, with the fact used."""
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


def rejection(weighing: Weighing, norm: Norm) -> Rejection:
    """Return a permission that does not hold, with what keeps it from holding."""
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


def ordered(book: RuleBook, sources: set[str]) -> tuple[str, ...]:
    """Return citations in the order of the law."""
    order = plan_of(book).order
    return tuple(book.label(source) for source in sorted(sources, key=lambda s: (order[s], s)))


def missing(weighing: Weighing, found: tuple[Finding, ...], told: Verdict) -> tuple[Finding, ...]:
    """Return the facts to ask for: those that tell what class of act it is, then the others."""
    facets = [finding for norm in told.near for finding in unstated(weighing, norm)]
    asked = [f for f in found if f.status == "undetermined" and f.shape in told.asked]
    return tuple({(f.message, f.focus): f for f in [*facets, *asked]}.values())

"""The smallest sets of facts that would turn an answer into permitted (semantics.md, cure)."""

from collections.abc import Iterator, Sequence

from kg.engine.decision import Finding
from kg.engine.evidence import waits
from kg.engine.norms import Weighing
from kg.engine.truth import any_of
from kg.rdf.namespaces import CLR, local_name
from kg.rulebook.model import Norm, RuleBook
from kg.rulebook.values import Lit

NOBODY, OFFICIAL, REQUESTER = map(local_name, (CLR.nobody, CLR.official, CLR.requester))


def cures(
    weighing: Weighing, findings: tuple[Finding, ...], permissions: Sequence[Norm]
) -> tuple[tuple[Finding, ...], ...]:
    """Return the smallest sets of conditions to mend, none containing another.

    One set for each permission whose class the act may fall under: what it requires and is not
    met, and what keeps up a prohibition that it does not lift. A permission that needs a change
    nobody can make gives no set.
    """
    sets: list[dict[tuple[str, str], Finding]] = []
    for norm in permissions:
        if weighing.coverage(norm) is False:
            continue
        wanted, curable = {iri for iri in norm.requires if not _met(weighing, iri)}, True
        for ban in _bans(weighing, norm):
            open_shapes = {iri for iri in ban.enforced_by if not _met(weighing, iri)}
            # where not even the class is sure, stating what it is can put the ban out of reach
            curable = curable and (bool(open_shapes) or weighing.coverage(ban) is None)
            wanted |= open_shapes
        facts = {(f.message, f.focus): f for f in unstated(weighing, norm)}
        facts |= _facts(weighing, findings, wanted)
        if curable and facts and not any(f.curer == NOBODY for f in facts.values()):
            sets.append(facts)
    return _smallest(sets)


def _met(weighing: Weighing, iri: str) -> bool:
    return weighing.condition(iri) is True


def _bans(weighing: Weighing, norm: Norm) -> Iterator[Norm]:
    """Yield the prohibitions that may reach the act and that neither norm nor another one lifts."""
    for ban in weighing.plan.prohibitions:
        lifters = weighing.lifters(ban)
        if weighing.reach(ban) is False or norm in lifters:
            continue
        if any_of(map(weighing.permission, lifters)) is not True:
            yield ban


def _smallest(sets: Sequence[dict[tuple[str, str], Finding]]) -> tuple[tuple[Finding, ...], ...]:
    """Return the sets that contain no other one, each once, those of the fewest facts first."""
    smallest = [s for s in sets if not any(other.keys() < s.keys() for other in sets)]
    unique = {tuple(sorted(s)): tuple(s.values()) for s in sorted(smallest, key=len)}
    return tuple(unique.values())


def unstated(weighing: Weighing, norm: Norm) -> list[Finding]:
    """Return what is not stated of an act and would tell whether a norm covers it."""
    book, evidence = weighing.book, weighing.evidence
    if weighing.coverage(norm) is not None:
        return []
    citation = book.label(norm.source)
    return [
        Finding(
            shape=cls,
            citation=citation,
            status="undetermined",
            message=f"Say what the {book.label(facet.prop)} is [{citation}].",
            focus=evidence.root,
            path=local_name(facet.prop),
            value="",
            norm=norm.iri,
            curer=REQUESTER,
            supplier=None,
        )
        for cls in norm.covers
        for facet in book.facets[cls]
        if evidence.facets[facet] is None
    ]


def _facts(
    weighing: Weighing, findings: tuple[Finding, ...], wanted: set[str]
) -> dict[tuple[str, str], Finding]:
    """Return the findings to change, by shape and thing; things that are absent come first."""
    book = weighing.book
    asked = set(wanted)
    for iri in wanted:
        asked.update(p for p in book.conditions[iri].presupposes if p in book.conditions)
    waiting = {(f.shape, f.focus): f for f in findings if f.shape in asked and f.status != "met"}
    # each shape once: many things may wait for one fact
    after: dict[str, list[str]] = {}
    for shape in dict.fromkeys(shape for shape, _ in waiting):
        for presupposed in book.conditions[shape].presupposes:
            after.setdefault(presupposed, []).append(shape)
    absent: dict[tuple[str, str], Finding] = {}
    others: dict[tuple[str, str], Finding] = {}
    for (shape, focus), finding in waiting.items():
        worded = finding._replace(message=asking(book, finding))
        if shape not in after:
            others[shape, focus] = worded
        elif _absent(weighing, shape, focus, after[shape]):
            absent[shape, focus] = worded
        # any other condition asks for the fact that it presupposes, too
    return absent | others


def _absent(weighing: Weighing, shape: str, focus: str, after: Sequence[str]) -> bool:
    """Return whether a shape asks for a thing without which ``after`` have nothing to look at.

    What is asked of a request says nothing of the request itself, where there is none.
    """
    evidence = weighing.evidence
    return (
        focus in evidence.places.get(shape, {})
        and not waits(evidence, weighing.book.conditions[shape], focus)
        and any(not evidence.places.get(other) for other in after)
    )


def asking(book: RuleBook, finding: Finding) -> str:
    """Return a finding's message in words for someone who is to supply the fact."""
    return finding.message if finding.status == "unmet" else ask(book, finding.shape)


def ask(book: RuleBook, iri: str) -> str:
    """Return a condition in words for someone who has not met it yet.

    A yes-or-no finding is asked for in the words of the shape that asks for it: the words of
    the condition itself suppose that it was found otherwise.
    """
    condition = book.conditions[iri]
    for name, wanted in condition.checks:
        if name == "in" and all(isinstance(v, Lit) and isinstance(v.value, bool) for v in wanted):
            for before in condition.presupposes:
                if before in book.conditions and book.conditions[before].path == condition.path:
                    return book.conditions[before].message
    return condition.message

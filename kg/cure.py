"""The smallest sets of facts that would turn an answer into permitted (semantics.md, cure)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.decision import Finding
from kg.logic import any_of
from kg.namespaces import CLR, local_name
from kg.rulebook import Norm

if TYPE_CHECKING:  # the weighing calls us; the type alone would close a circle
    from kg.decide import Weighing

NOBODY = local_name(CLR.nobody)


def cures(
    weighing: Weighing, findings: tuple[Finding, ...], permissions: Sequence[Norm]
) -> tuple[tuple[Finding, ...], ...]:
    """Give the smallest sets of conditions to mend, none containing another.

    One set for each permission whose class the act may fall under: what it requires and is not
    met, and what keeps up a prohibition that it does not lift. A permission that needs a change
    nobody can make gives no set.
    """
    sets: list[dict[tuple[str, str], Finding]] = []
    for norm in permissions:
        if weighing.coverage(norm) is False:
            continue
        wanted = {iri for iri in norm.requires if weighing.condition(iri) is not True}
        curable = True
        for ban in weighing.plan.prohibitions:
            if weighing.reach(ban) is False or norm in weighing.lifters(ban):
                continue
            if any_of(map(weighing.permission, weighing.lifters(ban))) is True:
                continue
            open_shapes = {iri for iri in ban.enforced_by if weighing.condition(iri) is not True}
            curable = curable and bool(open_shapes)
            wanted |= open_shapes
        facts = _facts(weighing, findings, wanted)
        if curable and facts and not any(f.curer == NOBODY and f.status == "unmet" for f in facts.values()):
            sets.append(facts)
    smallest = [s for s in sets if not any(other.keys() < s.keys() for other in sets)]
    unique = {tuple(sorted(s)): tuple(s.values()) for s in sorted(smallest, key=len)}
    return tuple(unique.values())


def _facts(
    weighing: Weighing, findings: tuple[Finding, ...], wanted: set[str]
) -> dict[tuple[str, str], Finding]:
    """Give the findings to mend: a condition that waits for stated facts is asked through them."""
    book = weighing.book
    asked = set(wanted)
    for iri in wanted:
        asked.update(before for before in book.conditions[iri].presupposes if before in book.conditions)
    chosen: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        if finding.shape in asked and finding.status != "met":
            chosen[(finding.shape, finding.focus)] = finding
    return chosen

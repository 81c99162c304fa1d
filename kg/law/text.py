"""The answer of :mod:`kg.law.provision` as lines of text."""

from collections.abc import Iterator
from typing import Any

from kg.rdf.namespaces import CLR
from kg.rulebook.periods import span

#: What the reader is told of words that the source leaves out.
FRAGMENTS = {
    CLR.beginningMissing: "[the source begins here, mid-sentence]",
    CLR.endMissing: "[the source ends here]",
    CLR.textMissing: "[text not in the source]",
}


def said(unit: dict[str, str]) -> str:
    """Return a unit as it is printed, with a remark in brackets on what the source leaves out."""
    text = unit.get("text", "")
    remark = FRAGMENTS.get(unit.get("fragment", ""), "")
    ordered = (remark, text) if unit.get("fragment") == CLR.beginningMissing else (text, remark)
    return " ".join(part for part in (unit.get("number"), unit.get("heading"), *ordered) if part)


def lines(told: dict[str, Any]) -> Iterator[str]:
    """Return the answer as lines of text."""
    version = told["version"]
    start, end = version["inForce"]
    yield f"{told['citation']}  ({told['identifier']})"
    yield (
        f"In force from {start}{f' to {end}' if end else ''}: "
        f"{version['instrument'] or version['title']}"
    )
    file = f", printed in {version['file']}" if version["file"] else ""
    yield f"Words from {version['provenance']}{file}; {version['confidence']} in the dates"
    yield f"  {version['note']}"
    yield f"Last checked on {told['lastChecked']}. {told['lastCheckedNote']}"
    yield from (f"  {remark['text']}" for remark in told["remarks"])
    yield ""
    for unit in told["text"]:
        bare = not (unit.keys() & {"number", "heading", "text"})
        yield f"{unit['citation']} {said(unit)}".strip() if bare else said(unit)
        if "footnote" in unit:
            yield f"  Footnote after “{unit['after']}”: {unit['footnote']}"
    for missing in told["notPrinted"]:
        yield f"{missing['citation']} {FRAGMENTS[CLR.textMissing]} {missing['note']}"
    if version["history"]:
        yield version["history"]
    yield from _norm_lines(told["norms"])
    for entry in told["coverage"]:
        yield f"No norm of its own: {entry['reason']}"
    yield ""
    yield "Versions:"
    for each in told["versions"]:
        shown = ", shown here" if each["version"] == version["version"] else ""
        absent = "" if each["stands"] else ", without this provision"
        yield f"  {span(each['inForce'])}: {each['title']} ({each['provenance']}{shown}{absent})"


def _norm_lines(norms: list[dict[str, Any]]) -> Iterator[str]:
    if norms:
        yield ""
        yield "Norms:"
    for norm in norms:
        yield f"  {norm['kind']}: {norm['label']} [{norm['citation']}]"
        if norm["note"]:
            yield f"      {norm['note']}"
        if norm["overrides"]:
            yield f"      overrides: {'; '.join(norm['overrides'])}. {norm['overridingReason']}"
        for condition in norm["conditions"]:
            yield f"    - {condition['message']}"

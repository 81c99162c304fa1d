"""What changed in the words between two versions of a provision, unit by unit."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from kg.law.text import FRAGMENTS, said

#: From this likeness on, a text is taken to be another one that was changed or moved.
_ALIKE = 0.5
#: A warning where the source leaves words out: they may well have been there.
_CUT = "The source leaves words out here: what seems put in or left out may have stood there too."
Unit = Mapping[str, str]
Parts = list[tuple[str, str]]


def changes(before: Sequence[Unit], after: Sequence[Unit]) -> list[dict[str, Any]]:
    """Return the headings and texts that were added, removed, changed or moved, in their order.

    A text that left its unit and is much like one that came into another unit was moved.
    """
    old, new = ({unit["provision"]: unit for unit in units} for units in (before, after))
    was, now = ({iri: _body(unit) for iri, unit in units.items()} for units in (old, new))
    gone = {iri: text for iri, text in was.items() if text and text != now.get(iri)}
    come = {iri: text for iri, text in now.items() if text and text != was.get(iri)}
    former = _former(gone, come)
    cited = {iri: unit["citation"] for iri, unit in (old | new).items()}
    found = []
    for iri in sorted(old.keys() | new.keys(), key=lambda iri: int((old | new)[iri]["order"])):
        heads = [units[iri].get("heading", "") if iri in units else "" for units in (old, new)]
        if heads[0] != heads[1]:
            found.append(_row(cited, iri, iri, "heading", *heads))
        if iri in come:
            source = former.get(iri)
            was_there = gone.get(source or "", "")
            found.append(_row(cited, iri, source or iri, "text", was_there, come[iri]))
        if iri in gone and iri not in former.values():
            found.append(_row(cited, iri, iri, "text", gone[iri], ""))
    return found


def _body(unit: Unit) -> str:
    """Return the text of a unit without number and heading, but with remarks on what is missing."""
    return said({key: unit[key] for key in ("text", "fragment") if key in unit})


def _former(gone: Mapping[str, str], come: Mapping[str, str]) -> dict[str, str]:
    """Return for each unit with a new text the unit whose old text is most like it, if any is."""
    likeness = sorted(
        ((_likeness(gone[source], text), source == iri, iri, source) for iri, text in come.items()
        for source in gone),
        reverse=True,
    )  # fmt: skip
    found: dict[str, str] = {}
    for alike, _, iri, source in likeness:
        if alike >= _ALIKE and iri not in found and source not in found.values():
            found[iri] = source
    return found


def _likeness(was: str, now: str) -> float:
    return SequenceMatcher(a=was.split(), b=now.split(), autojunk=False).ratio()


def _row(
    cited: Mapping[str, str], iri: str, source: str, part: str, was: str, now: str
) -> dict[str, Any]:
    change = "added" if not was else "removed" if not now else "changed"
    return {
        "change": change if source == iri else "moved",
        "part": part,
        "provision": iri,
        "citation": cited[iri],
        "formerly": cited[source] if source != iri else None,
        "before": was or None,
        "after": now or None,
        "parts": parts(was, now),
        "warning": _CUT if any(cut in was + now for cut in FRAGMENTS.values()) else None,
    }


def parts(was: str, now: str) -> Parts:
    """Return two texts as one: runs of words that are kept (=), left out (-) or put in (+)."""
    old, new = was.split(), now.split()
    found: Parts = []
    for tag, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(("=", " ".join(old[i:j])))
            continue
        found += [("-", " ".join(old[i:j]))] if j > i else []
        found += [("+", " ".join(new[k:m]))] if m > k else []
    return found


def shown(row: Mapping[str, Any]) -> Iterator[str]:
    """Return a change as lines: one text with marks, or both texts where too little is kept."""
    origin = f" from {row['formerly']}" if row["formerly"] else ""
    yield f"  {row['citation']} {row['part']} {row['change']}{origin}"
    if row["warning"]:
        yield f"    {row['warning']}"
    alike = _likeness(row["before"] or "", row["after"] or "")
    if alike < _ALIKE:
        for sign, key in (("-", "before"), ("+", "after")):
            if row[key] is not None:
                yield f"    {sign} {row[key]}"
        return
    marks = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
    yield "    " + " ".join(marks[sign].format(text) for sign, text in row["parts"])

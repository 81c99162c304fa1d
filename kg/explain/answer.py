"""A decision as text that can be read aloud, as Markdown, and as JSON (answers.md)."""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from kg.engine.decision import UNLAWFUL, Decision, Finding, Reason
from kg.explain.markdown import escaped, one_line
from kg.rdf.namespaces import local_name
from kg.rulebook import days, remarks
from kg.rulebook.model import RuleBook

_HEADLINES = {
    "permitted": "PERMITTED",
    "prohibited": "PROHIBITED",
    "not-authorized": "NOT AUTHORIZED",
    "undetermined": "UNDETERMINED",
    "conforms": "CONFORMS",
    "violates": "VIOLATES",
}
_CURES = {
    "requester": "requester can cure",
    "official": "official must find",
    "nobody": "cannot be cured",
}


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "norm": reason.norm,
        "kind": reason.kind,
        "label": reason.label,
        "citation": reason.citation,
        "provision": reason.provision,
        "quote": reason.quote,
        "inForce": list(reason.in_force),
        "overrides": list(reason.overrides),
        "overridingReason": reason.overriding_reason,
    }


def _finding(book: RuleBook, finding: Finding) -> dict[str, Any]:
    return {
        "shape": finding.shape,
        "citation": finding.citation,
        "status": finding.status,
        "message": finding.message,
        "focus": finding.focus,
        "path": finding.path,
        "value": finding.value,
        "curableBy": finding.curer,
        "suppliedBy": book.label(finding.supplier) if finding.supplier else None,
    }


def as_json(book: RuleBook, decision: Decision, acted: date | None = None) -> dict[str, Any]:
    """Return a decision as JSON values; names and shapes are public API.

    ``acted`` is the day of the act itself, where the law of another day may be applied.
    """
    return {
        "outcome": decision.outcome,
        "record": decision.record,
        "kind": decision.kind,
        "asOf": decision.as_of,
        "ruleBook": decision.rule_book,
        **remarks.currency(book, days.read(decision.as_of), acted),
        "citations": list(decision.citations),
        "because": [_reason(reason) for reason in decision.because],
        "conditions": [_finding(book, finding) for finding in decision.conditions],
        "missing": [_finding(book, finding) for finding in decision.missing],
        "cure": [
            [_finding(book, f) | {"cure": _CURES[f.curer]} for f in facts]
            for facts in decision.cure
        ],
        "rejected": [
            {
                "norm": r.norm,
                "label": r.label,
                "citation": r.citation,
                "covers": r.covers,
                "because": list(r.because),
            }
            for r in decision.rejected
        ],
        "duties": [_reason(reason) for reason in decision.duties],
        "interpretation": [dict(told) for told in decision.interpretation],
        "earlier": [as_json(book, hop) for hop in decision.earlier],
    }


def _by_whom(told: Mapping[str, Any]) -> str:
    if told["curableBy"] != "official":
        return ""
    return (
        f" (to be found by {told['suppliedBy']})"
        if told["suppliedBy"]
        else " (an official finding)"
    )


def in_force(days: Sequence[str | None]) -> str:
    """Return in words when a norm is in force, from its first and last day."""
    start, end = days
    return f"in force from {start}" + (f" to {end}" if end else "")


def _lines(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return the parts of an answer as (kind, text): head, title, quote, item, text or foot."""
    outcome = _HEADLINES.get(told["outcome"], told["outcome"])
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", told["kind"]).lower()
    yield "head", f"{outcome}: {kind} {local_name(told['record'])}, at the law of {told['asOf']}"
    for remark in told.get("remarks", ()):
        yield "text", remark["text"]
    yield from _earlier(told)
    yield from _because(told)
    broken = any(hop["outcome"] in UNLAWFUL for hop in told.get("earlier", ()))
    if told["outcome"] in {"prohibited", "not-authorized", "violates"} and not broken:
        unmet = [f for f in told["conditions"] if f["status"] == "unmet"]
        if unmet:
            yield "title", "Not satisfied"
        for finding in unmet:
            value = f" Stated: {finding['value']}." if finding["value"] else ""
            yield "item", f"{finding['message']}{value}"
    if told["missing"] and told["outcome"] == "undetermined":
        yield "title", "Missing; ask for the first one first"
        for finding in told["missing"]:
            yield "item", finding["message"] + _by_whom(finding)
    yield from _cure(told)
    yield from _considered(told)
    if told["duties"]:
        yield "title", "Duties that begin"
        for duty in told["duties"]:
            yield "item", f"{duty['citation']}: {duty['label']}"
    for question in told["interpretation"]:
        yield (
            "title",
            f"The outcome depends on a reading ({question['question']}). {question['asks']}",
        )
        yield "text", f"{question['issue']} [{question['citation']}]."
        for reading in question["readings"]:
            taken = " (taken here)" if reading.get("taken", reading["default"]) else ""
            yield "item", f"{reading['reading']}: {reading['says']}: {reading['outcome']}{taken}"
    met = sum(f["status"] == "met" for f in told["conditions"])
    yield (
        "foot",
        f"{met} of {len(told['conditions'])} conditions met. Rule book {told['ruleBook'][:19]}.",
    )


def _earlier(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return the acts on which this one rests; the first unlawful one decides."""
    hops = told.get("earlier", ())
    if hops:
        yield "title", "It rests on"
    for hop in hops:
        outcome = _HEADLINES.get(hop["outcome"], hop["outcome"])
        yield (
            "item",
            f"{local_name(hop['record'])}, at the law of {hop['asOf']}: {outcome} "
            f"[{'; '.join(hop['citations'])}]",
        )
    bad = [hop for hop in hops if hop["outcome"] in UNLAWFUL]
    if bad:
        yield (
            "text",
            f"What {local_name(bad[0]['record'])} gave was not given as the law provides, so no "
            "later act may rest on it.",
        )


def hop_line(hop: Mapping[str, Any]) -> str:
    """Return one act on which another rests in a line: its day, its name and its outcome."""
    return f"{hop['asOf']} {local_name(hop['record'])}: {hop['outcome']}"


def _because(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "title", "Because"
    quoted = ""
    for reason in told["because"]:
        yield "item", f"{reason['citation']}: {reason['label']} ({in_force(reason['inForce'])})"
        if reason["quote"] and reason["quote"] != quoted:
            yield "quote", f"“{reason['quote']}”"
            quoted = reason["quote"]
        if reason["overridingReason"] and told["outcome"] != "undetermined":
            yield "quote", f"It beats what stands against it: {reason['overridingReason']}"


def _cure(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if told["cure"]:
        yield "title", "What would make it permitted"
    elif told["outcome"] in {"prohibited", "not-authorized"}:
        yield "title", "What would make it permitted"
        yield "text", "No added fact: it would have to be another act."
    for number, facts in enumerate(told["cure"], 1):
        if len(told["cure"]) > 1:
            yield "text", f"Way {number}:"
        for fact in facts:
            yield "item", f"{fact['message']} ({fact['cure']})"


def _considered(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return the permissions that come near: those whose class of acts is not ruled out."""
    near = [r for r in told["rejected"] if r["covers"]]
    if told["rejected"]:
        yield "title", "Permissions considered"
    for rejected in near:
        why = rejected["because"]
        more = f" (and {len(why) - 1} more)" if len(why) > 1 else ""
        yield (
            "item",
            f"{rejected['citation']}: {rejected['label']}. "
            f"{why[0] if why else 'A prohibition stands.'}{more}",
        )
    others = len(told["rejected"]) - len(near)
    if others:
        yield (
            "text",
            f"{others} others are for other acts; the JSON form of this answer "
            "says why each falls.",
        )


def as_text(told: Mapping[str, Any], width: int = 96) -> str:
    """Return an answer as lines of plain text."""
    indents = {"item": ("  - ", "    "), "quote": ("    ", "    "), "text": ("  ", "  ")}
    out = []
    for kind, text in _lines(told):
        line = one_line(text)
        if kind == "head":
            out.append(line)
        elif kind == "foot":
            out += ["", line]
        elif kind == "title":
            out += ["", line if line.endswith("?") else line + ":"]
        else:
            first, rest = indents[kind]
            out += textwrap.wrap(line, width, initial_indent=first, subsequent_indent=rest)
    return "\n".join(out)


def as_markdown(told: Mapping[str, Any]) -> str:
    """Return an answer as Markdown; only what stands here is markup, all else is text."""
    marks = {
        "head": "# ",
        "title": "\n## ",
        "item": "- ",
        "foot": "\n",
        "quote": "  > ",
        "text": "\n",  # else it would go on the item before it (CommonMark 0.31, 5.2)
    }
    return "\n".join(marks[kind] + escaped(text) for kind, text in _lines(told)) + "\n"

"""Decisions that come back as JSON (answers.md, Decision as JSON): one description of all parts.

What is printed from a stored decision may have been written by anybody. So each part has to be of
the form that ``clearance check`` writes, and no other part may stand beside them.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from kg.errors import InputError
from kg.rdf.namespaces import BASE, LAW, NORM
from kg.record.characters import check_text
from kg.record.draft import check_iri
from kg.record.from_json import loads
from kg.rulebook import days, remarks

#: Bytes of a stored decision. An answer over HTTP has 10 MB at most; the blanks come on top.
MAX_BYTES = 20_000_000
#: Characters of one text: the values of a whole record, joined.
_MAX_TEXT = 1_000_000
#: Checks a JSON value; ``where`` is its JSON pointer (RFC 6901) for the InputError.
Check = Callable[[Any, str], None]
#: Names of keys and what they were called in decisions of earlier versions.
_OLDER = {"curableBy": "from"}


def read(data: bytes, name: str) -> dict[str, Any]:
    """Return the decision in the bytes of a file or of stdin, called ``name`` in messages.

    InputError with the place: ``too_large``, ``too_deep``, ``invalid_json``, ``bad_date``,
    ``future_day``, and ``bad_decision`` for all else that no decision has.
    """
    try:
        if len(data) > MAX_BYTES:
            raise InputError(
                f"Not a decision: it is larger than {MAX_BYTES:,} bytes.", code="too_large"
            )
        told: dict[str, Any] = _loaded(data)
        _DECISION(told, "")
        return told
    except InputError as error:
        where = f"{name} {error.where}".strip()
        raise InputError(error.text, where=where, code=error.code) from None


def _loaded(data: bytes) -> Any:
    try:
        return loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(
            f"Not a decision: byte {error.start} is not UTF-8.", code="bad_encoding"
        ) from None
    except InputError as error:
        text = f"Not a decision. {error.text}"
        raise InputError(text, where=error.where, code=error.code) from None


def _wrong(what: str, where: str) -> InputError:
    return InputError(
        f"Not a decision: {what}. Give the output of “clearance check --format json” on one file.",
        where=where,
        code="bad_decision",
    )


def _missing(name: str, where: str) -> InputError:
    return _wrong(f"“{name}” is missing here", where)


def _outdated(where: str) -> InputError:
    return InputError(
        "This decision was written by an earlier version, whose JSON had other names. Run "
        "“clearance check --format json” on the record again.",
        where=where,
        code="bad_decision",
    )


def _text(value: Any, where: str) -> None:
    """Check a text by the rules for texts of records: nothing in it steers a terminal."""
    if not isinstance(value, str):
        raise _wrong("a text is expected here", where)
    check_text(value, where, _MAX_TEXT)


def _like(pattern: str, what: str) -> Check:
    form = re.compile(pattern)

    def check(value: Any, where: str) -> None:
        if not (isinstance(value, str) and form.fullmatch(value)):
            raise _wrong(f"{what} is expected here", where)

    return check


def _one_of(*words: str) -> Check:
    return _like("|".join(map(re.escape, words)), " or ".join(f"“{word}”" for word in words))


def _iri(base: str = "") -> Check:
    """Check an IRI of the kind that records may use, under a namespace."""

    def check(value: Any, where: str) -> None:
        what = f"an IRI under {base}" if base else "an IRI"
        if not isinstance(value, str) or not value.startswith(base):
            raise _wrong(f"{what} is expected here", where)
        try:
            check_iri(value, where)
        except InputError:  # its text is about records
            raise _wrong(f"{what} is expected here", where) from None

    return check


def _flag(value: Any, where: str) -> None:
    if not isinstance(value, bool):
        raise _wrong("true or false is expected here", where)


def _day(value: Any, where: str) -> None:
    days.read(value if isinstance(value, str) else "", where)


def _or_null(check: Check) -> Check:
    return lambda value, where: None if value is None else check(value, where)


def _each(check: Check) -> Check:
    def check_each(value: Any, where: str) -> None:
        if not isinstance(value, list):
            raise _wrong("a list is expected here", where)
        for number, entry in enumerate(value):
            check(entry, f"{where}/{number}")

    return check_each


def _span(value: Any, where: str) -> None:
    """Check the first and the last day of a norm, null where open."""
    _each(_or_null(_day))(value, where)
    if len(value) != 2:
        raise _wrong("a first and a last day are expected here", where)


def _object(needed: Mapping[str, Check], more: Mapping[str, Check] | None = None) -> Check:
    known = {**needed, **(more or {})}

    def check(value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise _wrong("an object in braces is expected here", where)
        for name in needed:
            if name not in value:
                raise _outdated(where) if _OLDER.get(name) in value else _missing(name, where)
        for name, inner in value.items():
            if name not in known:
                raise _wrong("no decision has this key", f"{where}/{name[:40]}")
            known[name](inner, f"{where}/{name}")

    return check


_OUTCOME = _one_of(
    "permitted", "prohibited", "not-authorized", "undetermined", "conforms", "violates"
)
_NAME = _like("[A-Z][A-Za-z]{0,99}", "the name of a class")
_REASON = _object(
    {
        "norm": _iri(NORM.base),
        "kind": _NAME,
        "label": _text,
        "citation": _text,
        "provision": _iri(LAW.base),
        "quote": _text,
        "inForce": _span,
        "overrides": _each(_iri(NORM.base)),
        "overridingReason": _or_null(_text),
    }
)
_FINDING: Mapping[str, Check] = {
    "shape": _iri(BASE),  # a condition, or the class of which nothing tells whether it applies
    "citation": _text,
    "status": _one_of("met", "unmet", "undetermined"),
    "message": _text,
    "focus": _iri(),
    "path": _text,
    "value": _text,
    "curableBy": _one_of("requester", "official", "nobody"),
    "suppliedBy": _or_null(_text),
}
_REJECTION = _object(
    {
        "norm": _iri(NORM.base),
        "label": _text,
        "citation": _text,
        "covers": _flag,
        "because": _each(_text),
    }
)
_READING = _object(
    {"reading": _text, "says": _text, "outcome": _OUTCOME, "default": _flag}, {"taken": _flag}
)
_QUESTION = _object(
    {
        "question": _text,
        "asks": _text,
        "issue": _text,
        "citation": _text,
        "readings": _each(_READING),
    }
)
_SECTION = _object({"citation": _text, "lastChecked": _day})
_REMARK = _object(
    {"code": _like("[a-z_]{1,40}", "a code"), "text": _text}, {"sections": _each(_SECTION)}
)
_CURE = _one_of("requester can cure", "official must find", "cannot be cured")
_NEEDED: Mapping[str, Check] = {
    "outcome": _OUTCOME,
    "record": _iri(),
    "kind": _NAME,
    "asOf": _day,
    "ruleBook": _like("sha256:[0-9a-f]{64}", "“sha256:” and a hash"),
    "citations": _each(_text),
    "because": _each(_REASON),
    "conditions": _each(_object(_FINDING)),
    "missing": _each(_object(_FINDING)),
    "cure": _each(_each(_object({**_FINDING, "cure": _CURE}))),
    "rejected": _each(_REJECTION),
    "duties": _each(_REASON),
    "interpretation": _each(_QUESTION),
}
#: Decisions of earlier versions have no remarks.
_MORE: Mapping[str, Check] = {
    "file": _text,
    "lastChecked": _or_null(_day),
    "remarks": _each(_REMARK),
}


def _none(value: Any, where: str) -> None:
    if value != []:
        raise _wrong("an earlier act has no earlier acts of its own", where)


def _decision(earlier: Check) -> Check:
    parts = _object(_NEEDED, {**_MORE, "earlier": earlier})

    def check(value: Any, where: str) -> None:
        parts(value, where)
        noted = (remark["code"] for remark in value.get("remarks", ()))
        assumed = remarks.ASSUMED_UNCHANGED in noted
        days.require_past(days.read(value["asOf"]), f"{where}/asOf", assume_unchanged=assumed)

    return check


_DECISION = _decision(_each(_decision(_none)))

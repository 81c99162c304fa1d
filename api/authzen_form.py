"""Read a question about access in the form of AuthZEN: what is missing is an error (10.1.1).

An error names the place, and never repeats what was sent.
"""

from typing import Any

from kg.errors import InputError
from kg.questions.access_terms import STATED, Entity, Question

Value = dict[str, Any]


def malformed(where: str, form: str) -> InputError:
    """Return the error for a value of another form than the specification gives it."""
    return InputError(f"Give {form} here.", where=where, code="bad_request")


def _text(value: Value, key: str, where: str) -> str:
    """Return a required text."""
    found = value.get(key)
    if not isinstance(found, str) or not found:
        raise malformed(f"{where}/{key}", "a text")
    return found


def optional(value: Value, key: str, kind: type, form: str, where: str) -> Any:
    """Return a value of a kind, or None where it is left out or null."""
    found = value.get(key)
    if found is not None and (not isinstance(found, kind) or isinstance(found, bool)):
        raise malformed(f"{where}/{key}".lstrip("/"), form)
    return found


def _flag(value: Value, key: str, where: str) -> bool:
    """Return a truth value, false where it is left out or null."""
    found = value.get(key)
    if found is not None and not isinstance(found, bool):
        raise malformed(f"{where}/{key}", "true or false")
    return bool(found)


def _object(value: Value, key: str) -> Value:
    found = value.get(key)
    if not isinstance(found, dict):
        raise malformed(key, "an object")
    return found


def _entity(value: Value, key: str, searched: bool) -> Entity:
    """Return a subject or resource; the id of what is searched for is ignored (8.4.1, 8.5.1)."""
    found = _object(value, key)
    properties = optional(found, "properties", dict, "an object", key) or {}
    kind = _text(found, "type", key)
    stated = None
    if kind in STATED:
        stated = optional(properties, STATED[kind][0], str, "a text", f"{key}/properties")
    return Entity(kind, "" if searched else _text(found, "id", key), stated)


def _action(value: Value, context: Value) -> str:
    """Return the name of the action; its purpose goes into the context, where it belongs.

    InputError where the two name different purposes: which one is meant cannot be told.
    """
    found = _object(value, "action")
    properties = optional(found, "properties", dict, "an object", "action") or {}
    purpose = optional(properties, "purpose", str, "a text", "action/properties")
    if purpose and (context.get("purpose") or purpose) != purpose:
        raise InputError(
            "The context names a different one. Give one of them.",
            where="action/properties/purpose",
            code="bad_request",
        )
    if purpose:
        context["purpose"] = purpose
    return _text(found, "name", "action")


def read_question(value: Value, wanted: str = "") -> Question:
    """Return the question of a request (6.1, 8.4 to 8.6); InputError where its form is wrong."""
    subject = _entity(value, "subject", wanted == "subject")
    resource = _entity(value, "resource", wanted == "resource")
    told = dict(optional(value, "context", dict, "an object", "") or {})
    action = "" if wanted == "action" else _action(value, told)
    reading = told.get("reading")
    readings = [reading] if isinstance(reading, str) else reading or []
    if not isinstance(readings, list) or not all(isinstance(word, str) for word in readings):
        raise malformed("context/reading", "a text or a list of texts")

    def text(key: str) -> str | None:
        found: str | None = optional(told, key, str, "a text", "context")
        return found or None

    return Question(
        subject=subject,
        resource=resource,
        action=action,
        purpose=text("purpose"),
        holder=text("from"),
        as_of=text("asOf"),
        readings=readings,
        assume_unchanged=_flag(told, "assumeUnchanged", "context"),
        record=optional(told, "record", dict, "a record as a JSON object", "context"),
    )

"""The schemas of answers and requests in ``/openapi.json`` (OpenAPI 3.1, JSON Schema 2020-12).

Objects are open: an answer may get more keys (docs: names are public API, added to freely). What
is listed as required is always there.
"""

from collections.abc import Sequence
from typing import Any

from kg.record.schema import schema as record_schema
from kg.rulebook.model import RuleBook

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
DAY: Schema = {"type": "string", "format": "date"}
TRUTH: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
_ANY: Schema = {"type": "object"}
_PLACE = "#/components/schemas/"
#: Where the parts of the record's own schema stand among ours.
_RECORD = "record."


def ref(name: str) -> Schema:
    """Return a reference to a schema of the document."""
    return {"$ref": _PLACE + name}


def listed(items: Schema, **more: Any) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": items, **more}


def thing(may: Schema | None = None, /, **properties: Schema) -> Schema:
    """Return the schema of an open object: these properties always, those of ``may`` perhaps."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties | (may or {}),
    }


def _or_null(told: Schema) -> Schema:
    return {"anyOf": [told, {"type": "null"}]}


_TERM = thing(iri=TEXT, label=TEXT)
_SPAN = listed(_or_null(DAY), minItems=2, maxItems=2)
_WORDS = thing(norm=TEXT, citation=TEXT, quote=TEXT)
_CONDITION = thing(shape=TEXT, citation=TEXT, message=TEXT)
_LAW = {
    "asOf": DAY,
    "ruleBook": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
    "readings": listed(TEXT),
    "notHeld": listed(thing(section=TEXT, citation=TEXT, held=listed(_SPAN))),
}
_AXES = dict.fromkeys(("from", "to", "information", "purpose"), _TERM)
_ROW = thing(
    **_AXES,
    because=listed(_WORDS),
    conditions=listed(_CONDITION),
    interpretation=listed(_ANY),
)
_HOP = {"from": _TERM, "to": _TERM}
_WAY = thing(
    purposes=listed(_TERM),
    because=listed(_WORDS),
    conditions=listed(_CONDITION),
    restrictions=listed(_WORDS),
    interpretation=listed(_ANY),
)
_CUT = thing(**_HOP, outcome=TEXT, purposes=listed(_TERM), closedBy=listed(_WORDS))
_REASON = thing(
    norm=TEXT, kind=TEXT, label=TEXT, citation=TEXT, provision=TEXT, quote=TEXT, inForce=_SPAN
)
_FINDING = thing(
    {"path": TEXT, "value": TEXT, "suppliedBy": _or_null(TEXT)},
    shape=TEXT,
    citation=TEXT,
    status={"enum": ["met", "unmet", "undetermined"]},
    message=TEXT,
    focus=TEXT,
    curableBy={"enum": ["requester", "official", "nobody"]},
)
_OUTCOMES = ("permitted", "prohibited", "not-authorized", "undetermined", "conforms", "violates")
_DECISION = thing(
    outcome={"enum": [*_OUTCOMES]},
    record=TEXT,
    kind=TEXT,
    asOf=DAY,
    ruleBook=_LAW["ruleBook"],
    citations=listed(TEXT),
    because=listed(_REASON),
    conditions=listed(_FINDING),
    missing=listed(_FINDING),
    cure=listed(listed(_FINDING)),
    rejected=listed(thing(norm=TEXT, label=TEXT, citation=TEXT)),
    duties=listed(_REASON),
    interpretation=listed(_ANY),
)
_CHANGE = thing(
    firstDay=DAY,
    secondDay=DAY,
    outcomes=listed(TEXT, minItems=2, maxItems=2),
    changed=TRUTH,
    flippedBy=listed(thing(citation=TEXT, label=TEXT, change=TEXT)),
)
_ENTITY = thing({"properties": _ANY}, type=TEXT, id=TEXT)
_SEARCHED = thing({"id": {}, "properties": _ANY}, type=TEXT)
_ACTION = thing({"properties": _ANY}, name=TEXT)
_SUBJECTS = {"subject": ref("Subject"), "resource": ref("Resource")}
_PARTS = {"subject": ref("Subject"), "action": ref("Action"), "resource": ref("Resource")}
_PAGE = {"page": ref("PageRequest"), "context": ref("Context")}
_TYPE = thing(id=TEXT, name=TEXT)
_CANDIDATE = thing(
    id=TEXT,
    name=TEXT,
    description=TEXT,
    type=listed(_TYPE),
    score={"type": "number", "minimum": 0, "maximum": 100},
    match=TRUTH,
)


def schemas(book: RuleBook, semantics: Sequence[str], most: int) -> dict[str, Schema]:
    """Return every schema by its name.

    ``semantics`` are the ways to run a batch of evaluations, ``most`` how many it may hold.
    """
    context = {
        **dict.fromkeys(("purpose", "from", "asOf"), TEXT),
        "assumeUnchanged": TRUTH,
        "reading": {"anyOf": [TEXT, listed(TEXT)]},
        "record": _ANY,
    }
    batch = {
        **_PARTS,
        "context": ref("Context"),
        "options": thing({"evaluations_semantic": {"enum": [*semantics]}}),
        "evaluations": listed(_ANY, maxItems=most),
    }
    error = thing(status={"type": "integer"}, code=TEXT, message=TEXT)
    told = {"outcome": TEXT, "reason": TEXT, "citations": listed(TEXT), "error": error, **_LAW}
    return {
        "Problem": thing(
            type=TEXT,
            title=TEXT,
            status={"type": "integer", "minimum": 400, "maximum": 599},
            code={"type": "string", "pattern": "^[a-z_]+$"},
            detail={"type": "string", "minLength": 1},
            requestId={"type": "string", "minLength": 1},
        ),
        "Rows": thing(
            **_LAW,
            permalink=TEXT,
            total=COUNT,
            offset=COUNT,
            next=_or_null(TEXT),
            rows=listed(_ROW),
        ),
        "Paths": thing(
            **_LAW,
            permalink=TEXT,
            **{**_AXES, "purpose": _or_null(_TERM)},
            paths=listed(listed(thing(**_HOP, ways=listed(_WAY)), minItems=1)),
            cut=listed(_CUT),
        ),
        "Decision": _DECISION,
        "Decisions": thing(decisions=listed(ref("Decision"), minItems=2), changes=listed(_CHANGE)),
        "Subject": _ENTITY,
        "Resource": _ENTITY,
        "Action": _ACTION,
        "Context": {"type": "object", "properties": context},
        "EvaluationRequest": thing({"context": ref("Context")}, **_PARTS),
        "EvaluationsRequest": {"type": "object", "properties": batch},
        "PageRequest": {
            "type": "object",
            "properties": {"limit": {"type": "integer", "minimum": 1}, "token": TEXT},
        },
        "SubjectSearch": thing(_PAGE, **{**_PARTS, "subject": _SEARCHED}),
        "ResourceSearch": thing(_PAGE, **{**_PARTS, "resource": _SEARCHED}),
        "ActionSearch": thing(_PAGE, **_SUBJECTS),
        "Evaluation": thing({"context": {"type": "object", "properties": told}}, decision=TRUTH),
        "Evaluations": {
            "anyOf": [thing(evaluations=listed(ref("Evaluation"), minItems=1)), ref("Evaluation")]
        },
        "SearchResult": thing(
            {"context": _ANY},
            page=thing(next_token=TEXT, count=COUNT, total=COUNT),
            results=listed({"anyOf": [_ENTITY, _ACTION]}),
        ),
        "Metadata": {
            **thing(policy_decision_point=TEXT, access_evaluation_endpoint=TEXT),
            "additionalProperties": TEXT,
        },
        "ReconcileManifest": thing(
            versions=listed(TEXT),
            name=TEXT,
            identifierSpace=TEXT,
            schemaSpace=TEXT,
            defaultTypes=listed(_TYPE),
            view=thing(url=TEXT),
            suggest=_ANY,
            batchSize=COUNT,
        ),
        "ReconcileResult": {
            "type": "object",
            "additionalProperties": thing(result=listed(_CANDIDATE)),
        },
        "SuggestedEntities": thing(
            result=listed(thing(id=TEXT, name=TEXT, description=TEXT, notable=listed(_TYPE)))
        ),
        "SuggestedTypes": thing(result=listed(_TYPE)),
        "Health": thing(status={"const": "ok"}, ruleBook=_LAW["ruleBook"], graphs=COUNT),
        "Document": _ANY,
        **_record(book),
    }


def _record(book: RuleBook) -> dict[str, Schema]:
    """Return the schema of a record and of its classes, with references to this document."""
    whole = record_schema(book)
    parts = {_RECORD + name: _moved(told) for name, told in whole["$defs"].items()}
    return {"Record": {"title": whole["title"], "anyOf": _moved(whole["anyOf"])}, **parts}


def _moved(value: Any) -> Any:
    if isinstance(value, dict):
        found = {key: _moved(inner) for key, inner in value.items()}
        if isinstance(found.get("$ref"), str):
            found["$ref"] = found["$ref"].replace("#/$defs/", _PLACE + _RECORD)
        return found
    return [_moved(inner) for inner in value] if isinstance(value, list) else value


def names_of(book: RuleBook, cls: str) -> list[str]:
    """Return the short names of the things of a class, in their order."""
    kinds = book.background_types
    return sorted(name for name, iri in book.notations.items() if cls in kinds.get(iri, ()))

"""The parts of ``/openapi.json``: operations, parameters and errors in the form of OpenAPI 3.1."""

from collections.abc import Iterable, Mapping
from typing import Any

from api import params, problems
from api.openapi_schemas import TEXT, ref

JSON = "application/json"
_PROBLEM = "application/problem+json"
#: Errors that any request may meet, and those of one with a body.
_ALWAYS = (400, 406, 429, 500, 502, 503, 504)
_WITH_BODY = (411, 413, 415, 422)
_ABOUT = {
    "from": "role of the discloser",
    "to": "role of the recipient",
    "recipient": "the same as “to”",
    "information": "category of the information",
    "purpose": "purpose of the disclosure",
    "asOf": "the law of this day, year-month-day; today if left out",
    "assumeUnchanged": "“true” takes the law as unchanged after the last check of its text",
    "reading": "a reading of an open question: its number, “=” and a letter; several are taken",
    "limit": "rows of a page; all rows if left out",
    "offset": "the first row of a page",
}
Value = dict[str, Any]


def statuses() -> list[int]:
    """Return the status of every error that there is."""
    told = {*problems.STATUS.values(), *problems.UNAVAILABLE.values()}
    return sorted(told | {*_ALWAYS, *_WITH_BODY, 404, 405})


def problem(status: int) -> Value:
    """Return the answer to an error, with the codes that come with its status."""
    every = {**problems.STATUS, **problems.UNAVAILABLE}
    codes = sorted(code for code, of in every.items() if of == status)
    shown = f": {', '.join(codes)}" if codes else ""
    return {
        "description": f"an error told as RFC 9457 has it{shown}",
        # a browser, which prefers pages, gets a page
        "content": {_PROBLEM: {"schema": ref("Problem")}, "text/html": {"schema": TEXT}},
    }


def operation(
    name: str,
    says: str,
    answer: Value | None,
    *,
    parameters: Iterable[Value] = (),
    body: Mapping[str, Value] | None = None,
    media: str = JSON,
    more: Iterable[int] = (),
) -> Value:
    """Return one operation; ``answer`` is the schema of its answer, None for a redirect."""
    found: Value = {"operationId": name, "summary": says}
    if told := list(parameters):
        found["parameters"] = told
    if body:
        content = {kind: {"schema": schema} for kind, schema in body.items()}
        found["requestBody"] = {"required": True, "content": content}
    responses: Value = {}
    if answer is None:
        page = {"text/html": {"schema": TEXT}}
        responses["303"] = {"description": "the page of the entity", "content": page}
    else:
        responses["200"] = {"description": "the answer", "content": {media: {"schema": answer}}}
        if not body:
            responses["304"] = {"description": "the client has this answer"}
    for status in sorted({*_ALWAYS, *(_WITH_BODY if body else ()), *more}):
        responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    return found | {"responses": responses}


def parameter(name: str, says: str = "", *, required: bool = False, **schema: Any) -> Value:
    """Return a parameter of the query; ``schema`` is what its value has to be besides a text."""
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": says or _ABOUT.get(name, name),
        "schema": {"type": "string", "maxLength": params.MAX_LENGTH, **schema},
    }

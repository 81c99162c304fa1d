"""OpenID AuthZEN Authorization API 1.0: evaluation, evaluations, the three searches, metadata.

What subject, resource, action and context mean here is told in :mod:`kg.access` and, with
examples, in ``docs/authzen.md``. Unknown keys are ignored (10.1.1). A request that breaks the
form of the specification gets 400 (10.1.2); in a batch, what is wrong with one evaluation makes
that one false, with the error in its context (7.2.1).
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Flask, Response, g, request

from api import exchange, problems
from api.page_token import cut
from api.questions import JSON, as_json
from kg.access_terms import Entity, Question, packed
from kg.errors import InputError
from kg.json_input import loads

#: Evaluations in one request; each may be a decision on a record, some 20 ms of work.
MAX_EVALUATIONS = 50
#: Status codes other than 400, for what the specification has none (10.1.2).
_STATUS = {
    "bad_format": 415,
    "not_acceptable": 406,
    "busy": 503,
    "too_much_work": 413,
    "result_too_large": 413,
    "too_large": 413,
}
_SEMANTICS: Mapping[str, bool | None] = {
    "execute_all": None,
    "deny_on_first_deny": False,
    "permit_on_first_permit": True,
}
_ID = re.compile(r"[\x21-\x7e]{1,200}")
_ENDPOINTS = {
    "access_evaluation_endpoint": "/access/v1/evaluation",
    "access_evaluations_endpoint": "/access/v1/evaluations",
    "search_subject_endpoint": "/access/v1/search/subject",
    "search_resource_endpoint": "/access/v1/search/resource",
    "search_action_endpoint": "/access/v1/search/action",
}
Value = dict[str, Any]


def register(app: Flask) -> None:
    """Add the routes of the Authorization API."""
    routes = Blueprint("authzen", __name__)
    routes.before_request(_take_request_id)
    routes.after_request(_finish)
    routes.add_url_rule("/access/v1/evaluation", view_func=evaluation, methods=["POST"])
    routes.add_url_rule("/access/v1/evaluations", view_func=evaluations, methods=["POST"])
    routes.add_url_rule("/access/v1/search/<wanted>", view_func=search, methods=["POST"])
    routes.add_url_rule("/.well-known/authzen-configuration", view_func=metadata, methods=["GET"])
    routes.register_error_handler(InputError, _bad_request)
    app.register_blueprint(routes)


def _take_request_id() -> None:
    """Take the identifier of the request for its own, so that it comes back (10.1.3)."""
    sent = request.headers.get("X-Request-ID")
    if sent is not None:
        if not _ID.fullmatch(sent):
            raise InputError(
                "Give up to 200 visible ASCII characters.",
                where="X-Request-ID",
                code="bad_request_id",
            )
        g.request_id = sent


def _finish(response: Response) -> Response:
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    return response


def _bad_request(error: InputError) -> Response:
    answer = problems.problem(_STATUS.get(error.code, 400), error.code, str(error))
    if error.code == "busy":
        answer.headers["Retry-After"] = str(problems.RETRY)
    return answer


def _body() -> Value:
    exchange.chosen(JSON)
    if request.mimetype != "application/json":
        raise InputError("Send application/json.", code="bad_format")
    try:
        text = request.get_data(cache=False).decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("The body is not UTF-8.", code="bad_encoding") from None
    value = loads(text)
    if not isinstance(value, dict):
        raise _malformed("", "a JSON object")
    return value


def _malformed(where: str, form: str) -> InputError:
    return InputError(f"Give {form} here.", where=where, code="bad_request")


def _text(value: Value, key: str, where: str) -> str:
    """Give a required text."""
    found = value.get(key)
    if not isinstance(found, str) or not found:
        raise _malformed(f"{where}/{key}", "a text")
    return found


def _optional(value: Value, key: str, kind: type, form: str, where: str) -> Any:
    """Give a value of a kind, or None where it is left out or null."""
    found = value.get(key)
    if found is not None and (not isinstance(found, kind) or isinstance(found, bool)):
        raise _malformed(f"{where}/{key}".lstrip("/"), form)
    return found


def _flag(value: Value, key: str, where: str) -> bool:
    """Give a truth value, false where it is left out or null."""
    found = value.get(key)
    if found is not None and not isinstance(found, bool):
        raise _malformed(f"{where}/{key}", "true or false")
    return bool(found)


def _object(value: Value, key: str) -> Value:
    found = value.get(key)
    if not isinstance(found, dict):
        raise _malformed(key, "an object")
    return found


def _entity(value: Value, key: str, searched: bool) -> Entity:
    """Give a subject or resource; the id of what is searched for is ignored (8.4.1, 8.5.1)."""
    found = _object(value, key)
    _optional(found, "properties", dict, "an object", key)
    kind = _text(found, "type", key)
    return Entity(kind, "" if searched else _text(found, "id", key))


def _question(value: Value, wanted: str = "") -> Question:
    """Give the question of a request (6.1, 8.4 to 8.6); InputError where its form is wrong."""
    subject = _entity(value, "subject", wanted == "subject")
    resource = _entity(value, "resource", wanted == "resource")
    action = "" if wanted == "action" else _text(_object(value, "action"), "name", "action")
    told = _optional(value, "context", dict, "an object", "") or {}
    reading = told.get("reading")
    readings = [reading] if isinstance(reading, str) else reading or []
    if not isinstance(readings, list) or not all(isinstance(word, str) for word in readings):
        raise _malformed("context/reading", "a text or a list of texts")

    def text(key: str) -> str | None:
        found: str | None = _optional(told, key, str, "a text", "context")
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
        record=_optional(told, "record", dict, "a record as a JSON object", "context"),
    )


def evaluation() -> Response:
    """Decide one request (6)."""
    return as_json(_single(_question(_body())))


def _single(question: Question) -> Value:
    """Give the decision; what no vocabulary knows is never permitted, and is told as not found."""
    (found,) = _evaluate([question], None)
    if not isinstance(found, InputError):
        return found
    if found.code != "unknown_term":
        raise found
    return _refused(found)


def _decided(asked: Sequence[Question | InputError], until: bool | None) -> list[Value]:
    """Return the decisions up to the first that is ``until``; false for what cannot be evaluated.

    All are made in one go, so that a record that several are about is decided once.
    """
    answers = iter(_evaluate([one for one in asked if isinstance(one, Question)], until))
    found: list[Value] = []
    for one in asked:
        told = next(answers) if isinstance(one, Question) else one
        found.append(_refused(told) if isinstance(told, InputError) else told)
        if found[-1]["decision"] is until:
            break
    return found


def _evaluate(questions: Sequence[Question], until: bool | None) -> list[Value | InputError]:
    answers, client = exchange.site().answers, exchange.client()
    found: list[Value] = json.loads(answers.access(questions, client, until=until))
    return [
        InputError(error["text"], where=error["where"], code=error["code"])
        if (error := one.get("error"))
        else one
        for one in found
    ]


def _refused(error: InputError) -> Value:
    status = {"unknown_term": 404, "busy": 503}.get(error.code, 400)
    told = {"status": status, "code": error.code, "message": str(error)}
    return {"decision": False, "context": {"error": told}}


def evaluations() -> Response:
    """Decide several requests (7), each with the values of the whole request as its defaults."""
    body = _body()
    each = _optional(body, "evaluations", list, "a list", "")
    options = _optional(body, "options", dict, "an object", "") or {}
    semantic = options.get("evaluations_semantic", "execute_all")
    if not isinstance(semantic, str) or semantic not in _SEMANTICS:
        where = "options/evaluations_semantic"
        raise InputError(f"Use one of: {', '.join(_SEMANTICS)}.", where=where, code="bad_request")
    if not each:
        return as_json(_single(_question(body)))
    if len(each) > MAX_EVALUATIONS:
        raise InputError(
            f"Send at most {MAX_EVALUATIONS}.", where="evaluations", code="too_many_evaluations"
        )
    questions = [_merged(body, one, f"evaluations/{n}") for n, one in enumerate(each)]
    if len({(asked.as_of, tuple(asked.readings)) for asked in questions if asked.readings}) > 1:
        raise InputError(  # each may have to be worked out for seconds
            "Take the same day and readings in every evaluation that takes readings.",
            where="evaluations",
            code="too_many_readings",
        )
    return as_json({"evaluations": _decided(questions, _SEMANTICS[semantic])})


def _merged(body: Value, one: object, where: str) -> Question:
    """Give one question of several: its own keys, and the request's for those left out (7.1.1)."""
    if not isinstance(one, dict):
        raise _malformed(where, "an object")
    keys = ("subject", "action", "resource", "context")
    try:
        return _question({key: one.get(key, body.get(key)) for key in keys})
    except InputError as error:
        raise InputError(error.text, where=f"{where}/{error.where}", code=error.code) from None


def search(wanted: str) -> Response:
    """Find the subjects, resources or actions that would be permitted (8), page by page."""
    if wanted not in {"subject", "resource", "action"}:
        return problems.problem(404, "not_found", "There is no such search.")
    body = _body()
    question = _question(body, wanted)
    page = _optional(body, "page", dict, "an object", "") or {}
    try:
        found, context = _found(question, wanted)
    except InputError as error:
        if error.code != "unknown_term":
            raise
        found, context = [], _refused(error)["context"]
    asked_for = {key: body.get(key) for key in ("subject", "action", "resource", "context")}
    told, results = cut(found, page, [wanted, asked_for, context])
    return as_json({"page": told, "context": context, "results": results})


def _found(question: Question, wanted: str) -> tuple[list[Value], Value]:
    head = {"do": "search", "wanted": wanted}
    body = exchange.site().answers.ask(head, packed([question]), exchange.client())
    told = json.loads(body)
    return told["found"], told["context"]


def metadata() -> Response:
    """Give the metadata of the policy decision point (9)."""
    base = exchange.base_url()
    told = {name: base + path for name, path in _ENDPOINTS.items()}
    return as_json({"policy_decision_point": base} | told)

"""OpenID AuthZEN Authorization API 1.0: evaluation, evaluations, the three searches, metadata.

What subject, resource, action and context mean here is told in :mod:`kg.questions.access` and, with
examples, in ``docs/howto/authzen.md``. Unknown keys are ignored (10.1.1). A request that breaks the
form of the specification gets 400 (10.1.2); in a batch, what is wrong with one evaluation makes
that one false, with the error in its context (7.2.1; certification scenario, “Evaluation-level
errors”).
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, g, request

from api import negotiation, problems
from api.authzen_form import Value, malformed, optional, read_question
from api.json_body import json_object
from api.page_token import cut
from api.questions import JSON, as_json
from kg.errors import InputError
from kg.questions.access_terms import Question, packed

#: Evaluations in one request; each may be a decision on a record, some 20 ms of work.
MAX_EVALUATIONS = 50
#: Status codes other than 400, for what the specification has none (10.1.2).
_STATUS = {
    "not_acceptable": 406,
    "busy": 503,
    "too_much_work": 413,
    "result_too_large": 413,
    "too_large": 413,
}
SEMANTICS: Mapping[str, bool | None] = {
    "execute_all": None,
    "deny_on_first_deny": False,
    "permit_on_first_permit": True,
}
#: Identifiers of requests that become the name of the request in our log, too.
_PLAIN_ID = re.compile(r"[\x21-\x7e]{1,200}")
_ENTITIES = ("subject", "action", "resource", "context")
PATH = "/access/v1/"
WELL_KNOWN = "/.well-known/authzen-configuration"
_ENDPOINTS = {
    "access_evaluation_endpoint": f"{PATH}evaluation",
    "access_evaluations_endpoint": f"{PATH}evaluations",
    "search_subject_endpoint": f"{PATH}search/subject",
    "search_resource_endpoint": f"{PATH}search/resource",
    "search_action_endpoint": f"{PATH}search/action",
}


def register(app: Flask) -> None:
    """Add the routes of the Authorization API."""
    routes = Blueprint("authzen", __name__)
    routes.before_request(_take_request_id)
    routes.after_request(_finish)
    routes.add_url_rule(f"{PATH}evaluation", view_func=evaluation, methods=["POST"])
    routes.add_url_rule(f"{PATH}evaluations", view_func=evaluations, methods=["POST"])
    routes.add_url_rule(f"{PATH}search/<wanted>", view_func=search, methods=["POST"])
    routes.add_url_rule(WELL_KNOWN, view_func=metadata, methods=["GET"])
    routes.add_url_rule(f"{WELL_KNOWN}/<path:tenant>", view_func=metadata, methods=["GET"])
    routes.register_error_handler(InputError, _bad_request)
    app.register_blueprint(routes)
    # of the whole application: a request that never reached a route gets its identifier back, too
    app.after_request(_return_request_id)


def _take_request_id() -> None:
    """Take the identifier of the request as its name in the log, where it is a plain one."""
    sent = request.headers.get("X-Request-ID", "")
    if _PLAIN_ID.fullmatch(sent):
        g.request_id = sent


def _return_request_id(response: Response) -> Response:
    """Return the identifier that the client gave, which is an arbitrary text (10.1.3)."""
    sent = request.headers.get("X-Request-ID")
    if sent and request.path.startswith(PATH):
        response.headers["X-Request-ID"] = sent
    return response


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
    negotiation.chosen(JSON)
    if request.mimetype != "application/json":
        raise InputError("Send application/json.", code="bad_format")
    return json_object()


def evaluation() -> Response:
    """Decide one request (6)."""
    return as_json(_single(read_question(_body())))


def _single(question: Question) -> Value:
    """Return the decision; what no vocabulary knows is not found, and never permitted."""
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
    answers, client = negotiation.site().answers, negotiation.client()
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
    each = optional(body, "evaluations", list, "a list", "")
    options = optional(body, "options", dict, "an object", "") or {}
    semantic = options.get("evaluations_semantic", "execute_all")
    if not isinstance(semantic, str) or semantic not in SEMANTICS:
        where = "options/evaluations_semantic"
        raise InputError(f"Use one of: {', '.join(SEMANTICS)}.", where=where, code="bad_request")
    if not each:
        return as_json(_single(read_question(body)))
    if len(each) > MAX_EVALUATIONS:
        raise InputError(
            f"Send at most {MAX_EVALUATIONS}.", where="evaluations", code="too_many_evaluations"
        )
    for key in _ENTITIES:
        optional(body, key, dict, "an object", "")
    asked = [_merged(body, one, f"evaluations/{n}") for n, one in enumerate(each)]
    _check_readings(one for one in asked if isinstance(one, Question))
    return as_json({"evaluations": _decided(asked, SEMANTICS[semantic])})


def _check_readings(questions: Iterable[Question]) -> None:
    """Refuse different readings in one request: each set may have to be worked out for seconds."""
    if len({(one.as_of, tuple(one.readings)) for one in questions if one.readings}) > 1:
        raise InputError(
            "Take the same day and readings in every evaluation that takes readings.",
            where="evaluations",
            code="too_many_readings",
        )


def _merged(body: Value, one: object, where: str) -> Question | InputError:
    """Return one question of several, or what is wrong with it.

    An evaluation has its own values, whole, and those of the request for the keys that it leaves
    out (7.1.1). The parts of a value are never mixed: a subject of which the id alone is given
    does not take its type from the subject of the request (certification scenario, “Batch with
    top-level default inheritance”).
    """
    if not isinstance(one, dict):
        return malformed(where, "an object")
    try:
        return read_question({key: one.get(key, body.get(key)) for key in _ENTITIES})
    except InputError as error:
        return InputError(error.text, where=f"{where}/{error.where}", code=error.code)


def search(wanted: str) -> Response:
    """Find the subjects, resources or actions that would be permitted (8), page by page."""
    if wanted not in {"subject", "resource", "action"}:
        return problems.problem(404, "not_found", "There is no such search.")
    body = _body()
    question = read_question(body, wanted)
    page = optional(body, "page", dict, "an object", "") or {}
    try:
        found, context = _found(question, wanted)
    except InputError as error:
        if error.code != "unknown_term":
            raise
        found, context = [], _refused(error)["context"]
    asked_for = {key: body.get(key) for key in _ENTITIES}
    told, results = cut(found, page, [wanted, asked_for, context])
    return as_json({"page": told, "context": context, "results": results})


def _found(question: Question, wanted: str) -> tuple[list[Value], Value]:
    head = {"do": "search", "wanted": wanted}
    body = negotiation.site().answers.ask(head, packed([question]), negotiation.client())
    told = json.loads(body)
    return told["found"], told["context"]


def metadata(tenant: str = "") -> Response:
    """Return the metadata of the policy decision point (9).

    Where ``--public-url`` has a path, the address has it behind the well-known part (9.2).
    """
    base = negotiation.base_url()
    if tenant and urlsplit(base).path.strip("/") != tenant:
        return problems.problem(404, "not_found", "There is no such policy decision point here.")
    told = {name: base + path for name, path in _ENDPOINTS.items()}
    return as_json({"policy_decision_point": base} | told)

"""``/openapi.json``: every route that answers in JSON, as OpenAPI 3.1 describes it.

Made from what the routes themselves use: their parameters, bounds, media types and the status of
each code. RDF and tables of SPARQL have descriptions of their own (``/sparql``, VoID).
"""

from collections.abc import Iterable

from flask import Flask, Response

from api import authzen, negotiation, questions, reconcile
from api.openapi_parts import JSON, Value, operation, parameter, problem, statuses
from api.openapi_schemas import TEXT, names_of, ref, schemas
from kg.epochs import books
from kg.questions import asking, bounds
from kg.rulebook.model import RuleBook


def register(app: Flask) -> None:
    """Add the route."""
    app.add_url_rule("/openapi.json", view_func=openapi)


def openapi() -> Response:
    """Return the document."""
    library, base = negotiation.site().library, negotiation.base_url()
    book = books.latest(library)
    tag = negotiation.etag(books.folder(library).name, base, "openapi")
    return negotiation.known(tag) or negotiation.answer(
        questions.written(document(book, base)), JSON, tag
    )


def document(book: RuleBook, base: str) -> Value:
    """Return the document of a server at an address, with the vocabularies of a rule book."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Clearance",
            "version": book.version,
            "description": "Who may receive which information from whom, for which purpose, on "
            "what conditions, on which date, with the words of the law.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": base}],
        "paths": _asked(book) | _records() | _access() | _reconciliation() | _documents(),
        "components": {
            "schemas": schemas(book, [*authzen.SEMANTICS], authzen.MAX_EVALUATIONS),
            "responses": {f"Problem{status}": problem(status) for status in statuses()},
        },
    }


def _of_question(book: RuleBook, names: Iterable[str], needed: Iterable[str]) -> list[Value]:
    """Return the parameters of a question, with the names that a vocabulary has as examples."""
    found = []
    for name in names:
        if name in questions.PAGE:
            kind: Value = {"type": "integer", "minimum": 0, "maximum": questions.MOST}
            found.append({**parameter(name), "schema": kind})
            continue
        axis = "to" if name == "recipient" else name
        told: Value = {}
        if axis in asking.AXES:
            told["examples"] = names_of(book, asking.AXES[axis])
        # “to” may be given as “recipient”, so neither is needed by itself
        one = parameter(name, required=name in needed and axis != "to", **told)
        if name == "reading":
            one["schema"] = {"type": "array", "items": one["schema"]}
        found.append(one)
    return found


def _asked(book: RuleBook) -> Value:
    found: Value = {}
    for path, says, names, answer in (
        ("who", "Who may receive it?", (*questions.ASKED, *questions.PAGE), "Rows"),
        ("chain", "How far may it travel?", questions.ASKED, "Paths"),
    ):
        needed = asking.PATH if path == "chain" else ()
        told = _of_question(book, names, needed)
        form = {"type": "object", "properties": {one["name"]: one["schema"] for one in told}}
        posted = [{**one, "required": False} for one in told]
        found[f"/{path}"] = {
            "get": operation(f"{path}Get", says, ref(answer), parameters=told),
            "post": operation(
                f"{path}Post", says, ref(answer), parameters=posted, body={negotiation.FORM: form}
            ),
        }
    return found


def _records() -> Value:
    body = dict.fromkeys(questions.RECORDS, TEXT)
    body |= {JSON: ref("Record"), "application/ld+json": {"type": "object"}}
    most = {"asOf": bounds.MAX_DAYS, "reading": negotiation.MAX_FIELDS}
    given = [
        {**one, "schema": {"type": "array", "items": one["schema"], "maxItems": most[one["name"]]}}
        if one["name"] in most
        else one
        for one in map(parameter, questions.OF_RECORD)
    ]
    answer = {"anyOf": [ref("Decision"), ref("Decisions")]}
    says = "Is this act lawful, or this document sufficient?"
    return {"/check": {"post": operation("check", says, answer, parameters=given, body=body)}}


def _access() -> Value:
    found: Value = {}
    for path, schema, answer, says in (
        ("evaluation", "EvaluationRequest", "Evaluation", "AuthZEN: may this be received?"),
        ("evaluations", "EvaluationsRequest", "Evaluations", "AuthZEN: the same, many at once"),
        ("search/subject", "SubjectSearch", "SearchResult", "AuthZEN: who may receive it?"),
        ("search/resource", "ResourceSearch", "SearchResult", "AuthZEN: what may be received?"),
        ("search/action", "ActionSearch", "SearchResult", "AuthZEN: which action is open?"),
    ):
        name = "".join(part.title() for part in path.split("/"))
        told = operation(f"access{name}", says, ref(answer), body={JSON: ref(schema)})
        found[f"{authzen.PATH}{path}"] = {"post": told}
    tenant = {
        "name": "tenant",
        "in": "path",
        "required": True,
        "description": "path of the public address, where it has one",
        "schema": TEXT,
    }
    says = "AuthZEN: where are the endpoints?"
    for path, name, parameters in (("", "metadata", []), ("/{tenant}", "metadataOf", [tenant])):
        found[authzen.WELL_KNOWN + path] = {
            "get": operation(name, says, ref("Metadata"), parameters=parameters, more=[404])
        }
    return found


def _reconciliation() -> Value:
    batch = parameter("queries", "a batch of queries as JSON", maxLength=reconcile.MAX_BATCH)
    prefix = parameter(
        "prefix", "the beginning of a name", required=True, maxLength=reconcile.MAX_LENGTH
    )
    number = {"type": "integer", "minimum": 0, "maximum": 9_999_999}
    cursor = {**parameter("cursor", "how many to leave out"), "schema": number}
    answer = {"anyOf": [ref("ReconcileManifest"), ref("ReconcileResult")]}
    form = {"type": "object", "required": ["queries"], "properties": {"queries": batch["schema"]}}
    says = "OpenRefine: which of ours has this name?"
    found: Value = {
        "/reconcile": {
            "get": operation("reconcile", says, answer, parameters=[batch], more=[413]),
            "post": operation(
                "reconcilePost", says, ref("ReconcileResult"), body={negotiation.FORM: form}
            ),
        },
        "/reconcile/view": {
            "get": operation(
                "reconcileView",
                "OpenRefine: the page of an entity",
                None,
                parameters=[parameter("id", "IRI of the entity", required=True)],
                more=[404],
            )
        },
    }
    for kind, schema in (("entity", "SuggestedEntities"), ("type", "SuggestedTypes")):
        found[f"/reconcile/suggest/{kind}"] = {
            "get": operation(
                f"suggest{kind.title()}",
                "OpenRefine: what begins so?",
                ref(schema),
                parameters=[prefix, cursor],
            )
        }
    return found


def _documents() -> Value:
    found: Value = {}
    for path, says, schema, media in (
        ("/record.schema.json", "JSON Schema of records", "Document", "application/schema+json"),
        ("/context.jsonld", "JSON-LD context of records", "Document", "application/ld+json"),
        ("/openapi.json", "this document", "Document", JSON),
        ("/healthz", "Is the server up?", "Health", JSON),
    ):
        name = path.strip("/").split(".")[0]
        found[path] = {"get": operation(name, says, ref(schema), media=media)}
    return found

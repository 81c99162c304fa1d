"""The reconciliation service: Reconciliation Service API 0.2 (W3C Entity Reconciliation CG).

OpenRefine and others match their cells with agencies, roles, categories, purposes and provisions.
Cross-origin access is for all (3.3), as everywhere on this server; JSONP, which runs as a script
in the client, is not offered.
"""

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, Response, redirect, request

from api import negotiation, problems
from api.questions import as_json
from kg.errors import InputError
from kg.publish import reconcile
from kg.rdf.namespaces import BASE, SKOS
from kg.record.from_json import loads

#: Queries in one batch (``batchSize`` of the manifest); more get 413, as the specification has it.
MAX_QUERIES = 100
MAX_BATCH = 200_000
MAX_LENGTH = 500
#: Candidates for one query, if it does not say how many, and at most.
USUAL, MOST = 10, 100
#: Suggestions at once; ``cursor`` skips those that a client has.
SUGGESTED = 20
Value = Mapping[str, Any]


def register(app: Flask) -> None:
    """Add the routes of the service."""
    routes = Blueprint("reconcile", __name__, url_prefix="/reconcile")
    routes.add_url_rule("", view_func=service, methods=["GET", "POST"], strict_slashes=False)
    routes.add_url_rule("/suggest/entity", view_func=suggest_entity, methods=["GET"])
    routes.add_url_rule("/suggest/type", view_func=suggest_type, methods=["GET"])
    routes.add_url_rule("/view", view_func=view, methods=["GET"])
    app.register_blueprint(routes)


def service() -> Response:
    """Return the manifest (3.1), or the candidates for a batch of queries (4.3)."""
    if request.method == "POST" and request.mimetype != negotiation.FORM:
        raise InputError(f"Post the queries as {negotiation.FORM}.", code="bad_format")
    posted = request.method == "POST"
    sent = negotiation.fields(request.get_data(cache=False)) if posted else negotiation.parameters()
    batches = sent.getlist("queries")
    if not batches and not posted:
        return as_json(_manifest())
    if len(batches) != 1:
        code = "duplicate_parameter" if batches else "parameter_missing"
        raise InputError("Give one batch of queries.", where="queries", code=code)
    # as escapes: the names of the queries, which come back, may hold half a character
    return Response(json.dumps(_answers(batches[0])), mimetype="application/json")


def _manifest() -> Value:
    base = negotiation.base_url()
    suggest = {
        kind: {"service_url": base, "service_path": f"/reconcile/suggest/{kind}"}
        for kind in ("entity", "type")
    }
    return {
        "versions": ["0.2"],
        "name": "Clearance: agencies, roles, categories, purposes and provisions",
        "identifierSpace": BASE,
        "schemaSpace": SKOS.Concept,
        "defaultTypes": [_type(kind) for kind in reconcile.types(negotiation.site().library)],
        "view": {"url": f"{base}/reconcile/view?id={{{{id}}}}"},
        "suggest": suggest,
        "batchSize": MAX_QUERIES,
    }


def _type(kind: reconcile.Type) -> Value:
    return {"id": kind.id, "name": kind.name}


def _answers(text: str) -> Value:
    """Return the results of a batch by the names of its queries."""
    if len(text) > MAX_BATCH:
        where = "queries"
        raise InputError(f"Send at most {MAX_BATCH:,} characters.", where=where, code="too_large")
    batch = loads(text)
    if not isinstance(batch, dict):
        raise _wrong("", "a JSON object with a query under each of its names")
    if len(batch) > MAX_QUERIES:
        raise InputError(
            f"Send at most {MAX_QUERIES} queries at once.", where="queries", code="too_large"
        )
    asked = [_asked(one, f"{number}") for number, one in enumerate(batch.values())]
    body = json.dumps([one[:3] for one in asked]).encode()
    found = json.loads(
        negotiation.site().answers.ask({"do": "reconcile"}, body, negotiation.client())
    )
    return {
        name: {"result": [_candidate(told, certain=certain) for told in each]}
        for name, (*_, certain), each in zip(batch, asked, found, strict=True)
    }


def _wrong(where: str, form: str) -> InputError:
    place = f"queries/{where}".rstrip("/")
    return InputError(f"Give {form} here.", where=place, code="bad_query")


def _asked(asked: object, where: str) -> tuple[str, list[str], int, bool]:
    """Return the name, types and limit of one query (4.1), and whether a match can be certain."""
    if not isinstance(asked, dict):
        raise _wrong(where, "an object")
    text, properties = asked.get("query"), asked.get("properties")
    if text is None and properties is None:
        raise _wrong(where, "“query” or “properties”")
    if text is not None and (not isinstance(text, str) or len(text) > MAX_LENGTH):
        raise _wrong(f"{where}/query", f"a text of at most {MAX_LENGTH} characters")
    if properties is not None and not isinstance(properties, list):
        raise _wrong(f"{where}/properties", "a list")
    kinds = asked.get("type") or []
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise _wrong(f"{where}/type", "the identifier of a type or a list of them")
    limit = asked.get("limit", USUAL)
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise _wrong(f"{where}/limit", "a whole number from 1 on")
    # what properties ask for is not looked at, so nothing that comes with them is certain
    return text or "", kinds, min(limit, MOST), not properties


def _candidate(found: Value, *, certain: bool) -> Value:
    """Return a candidate as the specification has it (4.2)."""
    entity = found["entity"]
    return {
        "id": entity["id"],
        "name": entity["names"][0],
        "description": entity["description"],
        "type": [entity["type"]],
        "score": found["score"],
        "match": found["match"] and certain,
    }


def suggest_entity() -> Response:
    """Return the entities that a text may be the beginning of (6.2, 6.3)."""
    prefix, cursor = _prefix()
    found = reconcile.beginning(negotiation.site().library, prefix)[cursor : cursor + SUGGESTED]
    told = [
        {
            "id": entity.id,
            "name": entity.names[0],
            "description": entity.description,
            "notable": [_type(entity.type)],
        }
        for entity in found
    ]
    return as_json({"result": told})


def suggest_type() -> Response:
    """Return the types that a text may be the beginning of (6.2, 6.3)."""
    prefix, cursor = _prefix()
    found = reconcile.types_beginning(negotiation.site().library, prefix)[
        cursor : cursor + SUGGESTED
    ]
    return as_json({"result": [_type(kind) for kind in found]})


def _prefix() -> tuple[str, int]:
    sent = negotiation.parameters()
    prefix, cursor = sent.get("prefix"), sent.get("cursor", "0")
    if prefix is None or len(prefix) > MAX_LENGTH:
        raise InputError(
            f"Give a text of at most {MAX_LENGTH} characters.", where="prefix", code="bad_parameter"
        )
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 8):
        raise InputError("Give a whole number from 0 on.", where="cursor", code="bad_parameter")
    return prefix, int(cursor)


def view() -> Any:
    """Send a reader on to the page of an entity; only to our own pages, whatever is asked for."""
    entity = reconcile.find(negotiation.site().library, negotiation.parameters().get("id", ""))
    if entity is None:
        return problems.problem(404, "not_found", "No entity has this identifier.")
    path = entity.id.removeprefix(BASE)
    return redirect(f"{request.script_root}/{path}", 303)

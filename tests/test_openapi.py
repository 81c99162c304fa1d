"""``/openapi.json``: a valid document of every JSON route, and answers are as it says."""

import json
import re
from typing import Any

import pytest
from described import Document, faults, operations
from enforce import AUDIT, BOB, EVALUATION, EVALUATIONS, PERMIT, RECEIVE, SEARCHES, TRANSACTIONS
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from support import EXAMPLES, LIBRARY
from talk import Answer, ask, get, post

from api.app import create_app
from api.openapi import document as made
from kg.epochs import books

#: Routes whose JSON is RDF or a table of SPARQL: other standards and descriptions cover them.
RDF = (
    *("/sparql", "/graphs", "/.well-known/void", "/.well-known/sparql-examples"),
    *("/condition/", "/def/", "/id/", "/law/", "/norm/", "/rule/", "/shape/"),
    *("/module/", "/graph/"),
    *("/ontology", "/shapes"),
)
#: Routes that have no JSON: pages, a style sheet, and metrics.
OTHER = ("/", "/static/site.css", "/metrics")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def document(port: int) -> Document:
    got = get(port, "/openapi.json")
    assert (got.status, got.headers["content-type"]) == (200, "application/json")
    told: Document = got.json
    return told


def test_the_document_is_openapi_3_1(document: Document) -> None:
    assert document["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(document).validate()  # type: ignore[arg-type]  # says dict, reads only
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    names = [told["operationId"] for told in operations(document).values()]
    assert len(names) == len(set(names))


def test_a_fault_in_the_document_would_be_noticed(document: Document) -> None:
    broken = json.loads(json.dumps(document))
    del broken["paths"]["/who"]["get"]["responses"]
    broken["paths"]["/who"]["get"]["parameters"] = {}
    assert list(OpenAPIV31SpecValidator(broken).iter_errors())


def routes() -> set[tuple[str, str]]:
    """Return every method and path of the application, in the form of the document."""
    found = set()
    app = create_app(library=LIBRARY)
    app.extensions["clearance"].close()
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        found |= {(method, path) for method in (rule.methods or ()) - {"HEAD", "OPTIONS"}}
    return found


def test_every_route_with_json_is_described_and_no_other(document: Document) -> None:
    known = {told for told in routes() if told[1] not in OTHER and not told[1].startswith(RDF)}
    searches = {("POST", path) for path in SEARCHES.values()}
    told = set(operations(document))
    assert searches <= told
    assert told - searches | {("POST", "/access/v1/search/{wanted}")} == known


def test_no_other_route_answers_in_plain_json(port: int) -> None:
    for path in OTHER:
        got = ask(port, "GET", path, None, {"Accept": "application/json, */*;q=0.1"})
        assert got.headers["content-type"] != "application/json" or path == "/", path


PATH = {"information": "irs-adjustment", "asOf": "2020-06-01"}
CLOSED = {"from": "customs-officer", "recipient": "customs-contractor", **PATH}
BATCH = {"a": {"query": "customs", "limit": 3}, "b": {"query": "?"}}
ASKED = [
    ("/who", {"asOf": "2020-06-01", "limit": 40}),
    ("/who", {"from": "irs-officer", "purpose": "ascertain-entry-correctness", "offset": 3}),
    ("/who", {"limit": "x"}),
    ("/who", {"form": "x"}),
    ("/who", {"asOf": "1900-01-01"}),
    ("/chain", {"from": "irs-officer", "to": "special-expert", **PATH}),
    ("/chain", {**CLOSED, "purpose": AUDIT["purpose"]}),
    ("/chain", {}),
    ("/healthz", {}),
    ("/openapi.json", {}),
    ("/record.schema.json", {}),
    ("/context.jsonld", {}),
    ("/.well-known/authzen-configuration", {}),
    ("/reconcile", {}),
    ("/reconcile", {"queries": json.dumps(BATCH)}),
    ("/reconcile", {"queries": "{"}),
    ("/reconcile", {"queries": [1, 2]}),
    ("/reconcile/suggest/entity", {"prefix": "cu"}),
    ("/reconcile/suggest/entity", {}),
    ("/reconcile/suggest/type", {"prefix": ""}),
    ("/reconcile/view", {"id": "https://w3id.org/clearance/id/role/irs-officer"}),
    ("/reconcile/view", {"id": "x"}),
]


@pytest.mark.parametrize(("path", "parameters"), ASKED)
def test_an_answer_is_as_the_document_says(
    port: int, document: Document, path: str, parameters: dict[str, Any]
) -> None:
    got = get(port, path, **parameters)
    assert faults(document, "GET", path, got) == []


def test_an_answer_that_is_not_so_would_be_noticed(port: int, document: Document) -> None:
    got = get(port, "/who", asOf="2020-06-01", limit=1)
    assert faults(document, "GET", "/who", got) == []
    told = got.json
    told["rows"][0]["to"] = "customs-officer"
    changed = Answer(200, got.headers, json.dumps(told).encode())
    assert faults(document, "GET", "/who", changed)
    assert faults(document, "GET", "/who", Answer(418, got.headers, b""))
    other = {**got.headers, "content-type": "text/csv"}
    assert faults(document, "GET", "/who", Answer(200, other, b""))


def test_every_kind_of_decision_is_as_the_document_says(port: int, document: Document) -> None:
    seen = set()
    media = {".json": "application/json", ".ttl": "text/turtle", ".jsonld": "application/ld+json"}
    for file in sorted(EXAMPLES.iterdir())[::7]:
        if file.suffix in media:
            headers = {"Content-Type": media[file.suffix]}
            got = ask(port, "POST", "/check", file.read_bytes(), headers)
            assert faults(document, "POST", "/check", got) == [], file.name
            seen.add(got.json.get("outcome"))
    assert {"permitted", "prohibited", "undetermined", "conforms", "violates"} <= seen
    record = (EXAMPLES / "irs-complete-2019.json").read_bytes()
    headers = {"Content-Type": "application/json"}
    got = ask(port, "POST", "/check?asOf=1995-06-01&asOf=2019-06-01", record, headers)
    assert got.json["changes"]
    assert faults(document, "POST", "/check", got) == []


def test_access_decisions_are_as_the_document_says(port: int, document: Document) -> None:
    context = {"context": AUDIT}
    record = json.loads((EXAMPLES / "justice-to-expert.json").read_text(encoding="utf-8"))
    act = {
        "subject": BOB,
        "resource": TRANSACTIONS,
        "action": RECEIVE,
        "context": {"record": record},
    }
    asked: list[tuple[str, Any]] = [
        (EVALUATION, {**PERMIT, **context}),
        (EVALUATION, PERMIT),
        (EVALUATION, act),
        (EVALUATION, {**PERMIT, "subject": {"type": "user", "id": "eve"}}),
        (EVALUATION, {}),
        (EVALUATIONS, {**PERMIT, **context, "evaluations": [{}, {"subject": BOB}, {"action": {}}]}),
        (EVALUATIONS, {**PERMIT, **context}),
        (EVALUATIONS, {"evaluations": 7}),
        *((path, {**PERMIT, **context, "page": {"limit": 2}}) for path in SEARCHES.values()),
        *((path, {**PERMIT, "page": {"limit": 0}}) for path in SEARCHES.values()),
    ]
    for path, value in asked:
        assert faults(document, "POST", path, post(port, path, value)) == [], (path, value)


def test_what_the_document_calls_a_request_is_one(document: Document) -> None:
    components = {"components": document["components"]}
    for name, value, fits in (
        ("EvaluationRequest", {**PERMIT, "context": AUDIT}, True),
        ("EvaluationRequest", {"subject": BOB}, False),
        ("EvaluationsRequest", {**PERMIT, "evaluations": [{}]}, True),
        ("EvaluationsRequest", {"evaluations": [{}] * 51}, False),
        ("SubjectSearch", {**PERMIT, "subject": {"type": "role", "id": 7}}, True),
        ("SubjectSearch", {**PERMIT, "page": {"limit": 0}}, False),
        ("Record", {"type": "Spell"}, False),
    ):
        schema = {"$ref": f"#/components/schemas/{name}", **components}
        assert Draft202012Validator(schema).is_valid(value) is fits, (name, value)


def test_the_document_has_the_schema_of_records(document: Document) -> None:
    components = {"components": document["components"]}
    record = Draft202012Validator({"$ref": "#/components/schemas/Record", **components})
    for file in sorted(EXAMPLES.glob("*.json"))[::20]:
        assert record.is_valid(json.loads(file.read_text(encoding="utf-8"))), file.name


def test_parameters_are_those_that_the_routes_take(port: int, document: Document) -> None:
    for path in ("/who", "/chain"):
        told = operations(document)["GET", path]["parameters"]
        refusal = get(port, path, nonsense=1).json["detail"]
        listed = refusal.rsplit("There are: ", 1)[1].rstrip(".").split(", ")
        assert [one["name"] for one in told] == listed
        for one in told:
            for name in one["schema"].get("examples", [])[:3]:
                got = get(port, path, **{one["name"]: name, "asOf": "2020-06-01"})
                assert got.status == 200 or got.code == "parameter_missing", (path, name)


def test_the_document_names_its_server_and_is_kept_by_clients(port: int) -> None:
    book = books.latest(LIBRARY)
    assert made(book, "https://x.example")["servers"] == [{"url": "https://x.example"}]
    got = get(port, "/openapi.json")
    headers = {"If-None-Match": got.headers["etag"]}
    assert ask(port, "GET", "/openapi.json", None, headers).status == 304

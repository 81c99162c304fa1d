"""The server as clients meet it: a real process, real sockets, SPARQLWrapper."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from serving import FORM, ask
from shell import clearance
from SPARQLWrapper import CSV, JSON, POST, TURTLE, SPARQLWrapper
from support import EXAMPLES

ROOT = Path(__file__).parent.parent
BANS = "SELECT ?norm WHERE { ?norm a clr:Prohibition } ORDER BY ?norm"


def wrapper(port: int, query: str, fmt: str, method: str = "GET") -> Any:
    client = SPARQLWrapper(f"http://127.0.0.1:{port}/sparql")
    client.setQuery(query)
    client.setReturnFormat(fmt)
    client.setMethod(method)
    return client.query().convert()


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_reads_rows_triples_and_csv(port: int, method: str) -> None:
    rows = wrapper(port, BANS, JSON, method)["results"]["bindings"]
    stated = [path.read_text(encoding="utf-8") for path in (ROOT / "data/norms").glob("*.ttl")]
    assert len(rows) == sum(text.count("a clr:Prohibition ;") for text in stated) > 0
    assert all(row["norm"]["value"].startswith("https://w3id.org/clearance/norm/") for row in rows)
    assert wrapper(port, BANS, CSV, method).decode().splitlines()[0] == "norm"
    made = "CONSTRUCT { ?n a clr:Norm } WHERE { ?n a clr:Prohibition }"
    assert b"norm:l14-e-informant" in wrapper(port, made, TURTLE, method)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("text/csv", "text/csv; charset=utf-8"),
        (
            "text/csv;q=0.4, application/sparql-results+json;q=0.9",
            "application/sparql-results+json",
        ),
        ("*/*", "application/sparql-results+json"),
        (None, "application/sparql-results+json"),
    ],
)
def test_the_answer_comes_in_the_form_that_the_client_accepts(
    port: int, accept: str | None, kind: str
) -> None:
    headers = {"Accept": accept} if accept else {}
    status, told, _ = ask(port, "GET", f"/sparql?query={quote(BANS)}", headers=headers)
    assert (status, told["content-type"]) == (200, kind)


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "code"),
    [
        ("GET", "/sparql?query=", None, {}, 400, "query_missing"),
        ("GET", "/sparql?query=SELECT", None, {}, 400, "syntax_error"),
        ("GET", "/sparql?query=a&query=b", None, {}, 400, "duplicate_parameter"),
        ("GET", f"/sparql?query={quote(BANS)}", None, {"Accept": "image/png"}, 406,
         "not_acceptable"),
        ("POST", "/sparql", "update=CLEAR+ALL", FORM, 400, "update_not_allowed"),
        ("POST", "/sparql", BANS, {"Content-Type": "text/plain"}, 415, "bad_format"),
        ("PUT", "/sparql", "", {}, 405, "method_not_allowed"),
        ("GET", "/nowhere", None, {}, 404, "not_found"),
        ("GET", "/who?purpose=espionage", None, {}, 400, "unknown_term"),
        ("GET", "/who?asOf=1980-01-01", None, {}, 400, "outside_coverage"),
        ("POST", "/check", "{}", {"Content-Type": "application/xml"}, 415, "bad_format"),
        ("POST", "/check", "{", {"Content-Type": "application/json"}, 400, "invalid_json"),
        ("POST", "/check", '{"type":"Spell"}', {"Content-Type": "application/json"}, 422,
         "unknown_class"),
        ("POST", "/check", "x", {"Content-Type": "application/json", "Content-Encoding": "gzip"},
         415, "encoding_not_supported"),
        ("POST", "/check", "x" * 1_000_001, {"Content-Type": "application/json"}, 413, "too_large"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_gets_a_problem_that_says_why(
    port: int,
    method: str,
    path: str,
    body: str | None,
    headers: dict[str, str],
    status: int,
    code: str,
) -> None:
    got, told, data = ask(port, method, path, body, headers)
    problem = json.loads(data)
    assert (got, problem["code"], problem["status"]) == (status, code, status)
    assert told["content-type"] == "application/problem+json"
    assert problem["detail"]
    assert len(data) < 2000


@pytest.mark.parametrize(
    "media",
    [
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    ],
)
def test_a_table_is_answered_up_to_the_bound_of_rows_and_refused_beyond(
    port: int, media: str
) -> None:
    for rows, expected in ((10_000, 200), (10_001, 413)):
        # a line break in a cell is no row
        asked = f'SELECT ?s ("a\\n\\"b" AS ?x) {{ ?s ?p ?o }} LIMIT {rows}'
        path = f"/sparql?query={quote(asked)}"
        status, _, data = ask(port, "GET", path, headers={"Accept": media})
        assert status == expected, data[:300]
    assert json.loads(data)["code"] == "result_too_large"


def test_a_body_of_unknown_length_is_refused(port: int) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"{}"

    status, _, data = ask(port, "POST", "/check", pieces(), {"Content-Type": "application/json"})
    assert (status, json.loads(data)["code"]) == (411, "length_required")


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("customs-to-expert.json", "application/json"),
        ("customs-use-other-audit.jsonld", "application/ld+json"),
        ("customs-to-contractor.ttl", "text/turtle"),
        ("irs-relationship-ownership.nt", "application/n-triples"),
    ],
)
def test_check_decides_as_the_command_line_does(port: int, name: str, media: str) -> None:
    body = (EXAMPLES / name).read_bytes()
    status, told, data = ask(port, "POST", "/check", body, {"Content-Type": media})
    assert status == 200
    assert told["cache-control"] == "no-store"
    expected = json.loads(clearance("check", "--format", "json", str(EXAMPLES / name)).stdout)
    del expected["file"]
    assert json.loads(data) == expected


def test_an_error_does_not_repeat_what_was_submitted(port: int) -> None:
    body = json.dumps({"type": "Disclosure", "actor": {"name": "Zebulon Quirk", "zodiac": "Aries"}})
    _, _, data = ask(port, "POST", "/check", body, {"Content-Type": "application/json"})
    assert b"zodiac" in data  # the name of the field that is wrong
    assert b"Quirk" not in data
    assert b"Aries" not in data


def test_who_answers_by_get(port: int) -> None:
    asked = urlencode({"from": "irs-officer", "purpose": "ascertain-entry-correctness"})
    status, _, data = ask(port, "GET", f"/who?{asked}")
    rows = json.loads(data)["rows"]
    assert status == 200
    assert {row["to"]["label"] for row in rows} == {"officer or employee of Customs"}


def test_health_context_and_schema_are_served(port: int) -> None:
    assert json.loads(ask(port, "GET", "/healthz")[2])["status"] == "ok"
    assert "purpose" in json.loads(ask(port, "GET", "/context.jsonld")[2])["@context"]
    assert "$defs" in json.loads(ask(port, "GET", "/record.schema.json")[2])


def test_a_query_cannot_read_files_or_reach_other_servers(port: int) -> None:
    for query in (
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/hostname> { ?s ?p ?o }",
    ):
        status, _, data = ask(port, "POST", "/sparql", urlencode({"query": query}), FORM)
        assert status == 400, query
        assert json.loads(data)["code"] in {"service_not_allowed", "dataset_not_allowed"}

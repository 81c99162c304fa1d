"""The reconciliation service as OpenRefine uses it: manifest, queries, suggestions, page."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7
from talk import Answer, ask, get

SCHEMAS = Path(__file__).parent / "schemas" / "reconciliation-0.2"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
AGENCY = "https://w3id.org/clearance/def/Agency"
ROLE = "https://w3id.org/clearance/def/Role"
IRS = "https://w3id.org/clearance/id/agency/internal-revenue-service"


def valid(name: str, value: Any) -> None:
    """Hold a value against a schema of the specification."""
    loaded = {path.name: json.loads(path.read_text()) for path in SCHEMAS.glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        (schema["$id"], DRAFT7.create_resource(schema)) for schema in loaded.values()
    )
    Draft7Validator(loaded[f"{name}.json"], registry=registry).validate(value)


def reconcile(port: int, queries: Any) -> Answer:
    text = queries if isinstance(queries, str) else json.dumps(queries)
    return ask(port, "POST", "/reconcile", urlencode({"queries": text}), FORM)


def result(port: int, text: str, **more: Any) -> list[dict[str, Any]]:
    batch = {"q0": {"query": text, **more}}
    valid("reconciliation-query-batch", batch)
    got = reconcile(port, batch)
    assert got.status == 200, got.body
    valid("reconciliation-result-batch", got.json)
    found: list[dict[str, Any]] = got.json["q0"]["result"]
    return found


def names(found: list[dict[str, Any]]) -> list[str]:
    return [candidate["name"] for candidate in found]


def test_a_table_of_agencies_is_reconciled_from_the_manifest_to_their_pages(port: int) -> None:
    manifest = ask(port, "GET", "/reconcile").json
    valid("manifest", manifest)
    assert manifest["versions"] == ["0.2"]
    kind = next(kind for kind in manifest["defaultTypes"] if kind["name"] == "agency")
    cells = ["IRS", "U.S. Customs & Border Protection", "Dept. of Justice", "Ministry of Magic"]
    batch = {f"q{n}": {"query": cell, "type": kind["id"]} for n, cell in enumerate(cells)}
    valid("reconciliation-query-batch", batch)
    told = reconcile(port, batch).json
    valid("reconciliation-result-batch", told)
    best = [told[name]["result"][0]["name"] if told[name]["result"] else None for name in batch]
    assert best == [
        "Internal Revenue Service",
        "U.S. Customs and Border Protection",
        "Department of Justice",
        None,
    ]
    certain = [[c["match"] for c in told[name]["result"]].count(True) for name in batch]
    assert certain == [1, 0, 0, 0]
    entity = told["q0"]["result"][0]["id"]
    page = urlsplit(manifest["view"]["url"].replace("{{id}}", quote(entity, safe="")))
    sent_on = ask(port, "GET", f"{page.path}?{page.query}")
    assert sent_on.status == 303
    assert urlsplit(sent_on.headers["location"]).path == urlsplit(entity).path.removeprefix(
        "/clearance"
    )
    for kind_of in ("entity", "type"):
        service = manifest["suggest"][kind_of]
        address = urlsplit(service["service_url"] + service["service_path"])
        assert address.port == port
        assert get(port, address.path, prefix="age").json["result"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Internal Revenue Service", "Internal Revenue Service"),
        ("internal  revenue-service", "Internal Revenue Service"),
        ("CBP", "U.S. Customs and Border Protection"),
        ("irs-adjustment", "adjustment by the IRS"),
        ("ascertain the correctness of an entry", "ascertain the correctness of an entry"),
        ("special-expert", "person with special knowledge or skills"),
        ("19 CFR 163.13(c)", "19 CFR 163.13(c)"),
        ("26 C.F.R. § 301.6103(l)(14)-1(e)", "26 CFR 301.6103(l)(14)-1(e)"),
        ("/us/usc/t19/s1628/a/1", "19 USC 1628(a)(1)"),
        (IRS, "Internal Revenue Service"),
    ],
)
def test_a_name_notation_citation_or_iri_is_a_certain_match(
    port: int, text: str, name: str
) -> None:
    found = result(port, text)
    assert (found[0]["name"], found[0]["score"], found[0]["match"]) == (name, 100, True)
    assert [candidate["match"] for candidate in found].count(True) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Internal Revenu Service", "Internal Revenue Service"),
        ("Service, Internal Revenue", "Internal Revenue Service"),
        ("Department of Justice (DOJ)", "Department of Justice"),
        ("19 CFR 163.13 (c", "19 CFR 163.13(c)"),
    ],
)
def test_a_name_spelt_otherwise_leads_and_the_same_name_alone_is_certain(
    port: int, text: str, name: str
) -> None:
    best = result(port, text)[0]
    assert best["name"] == name
    assert best["match"] is (best["score"] == 100)
    assert 60 <= best["score"] <= 100


def test_candidates_come_by_falling_score_and_no_more_than_asked_for(port: int) -> None:
    found = result(port, "customs", limit=100)
    scores = [candidate["score"] for candidate in found]
    assert scores == sorted(scores, reverse=True)
    assert len(found) > 3
    assert result(port, "customs", limit=3) == found[:3]
    assert len(result(port, "customs")) <= 10


def test_a_type_keeps_out_all_others(port: int) -> None:
    for kinds in (ROLE, [ROLE]):
        found = result(port, "customs", type=kinds)
        assert found
        assert {kind["id"] for candidate in found for kind in candidate["type"]} == {ROLE}
    both = {c["type"][0]["id"] for c in result(port, "customs", type=[ROLE, AGENCY], limit=50)}
    assert both == {ROLE, AGENCY}
    assert result(port, "customs", type="https://example.org/Nothing") == []


def test_a_match_is_not_certain_where_properties_were_not_looked_at(port: int) -> None:
    found = result(port, "CBP", properties=[{"pid": "founded", "v": 2003}])
    assert found[0]["score"] == 100
    assert not found[0]["match"]
    batch = {"q0": {"properties": [{"pid": "founded", "v": 2003}]}}
    valid("reconciliation-query-batch", batch)
    assert reconcile(port, batch).json == {"q0": {"result": []}}


def test_queries_may_come_by_get_and_any_site_may_ask(port: int) -> None:
    batch = json.dumps({"a": {"query": "IRS"}})
    got = get(port, "/reconcile", queries=batch)
    assert got.json == reconcile(port, batch).json
    asked = [
        ask(port, "OPTIONS", "/reconcile", headers={"Origin": "https://example.org"}),
        ask(port, "GET", "/reconcile"),
        get(port, "/reconcile/suggest/entity", prefix="irs"),
        get(port, "/reconcile/view", id="nobody"),
        reconcile(port, "no JSON"),
        got,
    ]
    for answer in asked:
        assert answer.headers["access-control-allow-origin"] == "*"


def test_no_script_is_made_for_a_callback(port: int) -> None:
    got = get(port, "/reconcile", callback="alert", queries='{"a": {"query": "IRS"}}')
    assert got.headers["content-type"] == "application/json"
    assert got.json["a"]["result"][0]["id"] == IRS


@pytest.mark.parametrize(
    "text",
    [
        '")) } UNION { GRAPH ?g {?s ?p ?t} } #',
        "☃" * 500,
        "'; DROP ALL",
        "\x00",
        " ",
        "((((((",
        "the",
    ],
)
def test_a_text_that_names_nothing_finds_nothing(port: int, text: str) -> None:
    assert result(port, text) == []


@pytest.mark.parametrize(
    ("queries", "status", "code"),
    [
        ("{", 400, "invalid_json"),
        ("[]", 400, "bad_query"),
        ({"q": "IRS"}, 400, "bad_query"),
        ({"q": {}}, 400, "bad_query"),
        ({"q": {"query": 7}}, 400, "bad_query"),
        ({"q": {"query": "x" * 501}}, 400, "bad_query"),
        ({"q": {"query": "IRS", "limit": 0}}, 400, "bad_query"),
        ({"q": {"query": "IRS", "limit": "3"}}, 400, "bad_query"),
        ({"q": {"query": "IRS", "type": {"id": AGENCY}}}, 400, "bad_query"),
        ({"q": {"query": "IRS", "properties": "all"}}, 400, "bad_query"),
        ({f"q{n}": {"query": "IRS"} for n in range(101)}, 413, "too_large"),
        ("[" * 50 + "]" * 50, 400, "too_deep"),
        ('{"q": {"query": "IRS"}, "q": {"query": "CBP"}}', 400, "invalid_json"),
    ],
)
def test_a_batch_that_cannot_be_taken_is_told_why(
    port: int, queries: Any, status: int, code: str
) -> None:
    got = reconcile(port, queries)
    assert (got.status, got.code) == (status, code)


def test_a_name_of_half_a_character_comes_back_as_it_was(port: int) -> None:
    got = reconcile(port, '{"\\ud800": {"query": "\\ud800"}}')
    assert got.status == 200
    assert got.json == {"\ud800": {"result": []}}


def test_other_forms_of_request_are_refused(port: int) -> None:
    as_json = ask(port, "POST", "/reconcile", "{}", {"Content-Type": "application/json"})
    assert (as_json.status, as_json.code) == (415, "bad_format")
    assert ask(port, "POST", "/reconcile", "extend={}", FORM).code == "parameter_missing"
    twice = ask(port, "GET", "/reconcile?queries={}&queries={}")
    assert twice.code == "duplicate_parameter"


@pytest.mark.parametrize(
    ("prefix", "first"),
    [
        ("internal rev", "Internal Revenue Service"),
        ("IRS", "Internal Revenue Service"),
        ("19 USC 1628(b", "19 USC 1628(b)"),
        (IRS, "Internal Revenue Service"),
    ],
)
def test_entities_are_suggested_by_how_they_begin(port: int, prefix: str, first: str) -> None:
    told = get(port, "/reconcile/suggest/entity", prefix=prefix).json
    valid("suggest-entities-response", told)
    assert told["result"][0]["name"] == first


def test_further_suggestions_come_by_cursor(port: int) -> None:
    def told(cursor: int) -> list[dict[str, Any]]:
        found = get(port, "/reconcile/suggest/entity", prefix="26 CFR", cursor=cursor).json
        valid("suggest-entities-response", found)
        result: list[dict[str, Any]] = found["result"]
        return result

    first, second = told(0), told(len(told(0)))
    assert len(first) > 5
    assert second
    assert not {entity["id"] for entity in first} & {entity["id"] for entity in second}
    assert told(10_000) == []


def test_types_are_suggested_with_their_labels(port: int) -> None:
    told = get(port, "/reconcile/suggest/type", prefix="pro").json
    valid("suggest-types-response", told)
    assert [kind["name"] for kind in told["result"]] == ["provision"]
    every = get(port, "/reconcile/suggest/type", prefix="").json["result"]
    assert len(every) == 5
    assert get(port, "/reconcile/suggest/type").code == "bad_parameter"


@pytest.mark.parametrize("name", ["", "https://example.org/", "//example.org", f"{IRS}x"])
def test_nobody_is_sent_on_to_another_site(port: int, name: str) -> None:
    got = get(port, "/reconcile/view", id=name)
    assert (got.status, got.code) == (404, "not_found")
    assert "location" not in got.headers

"""Strangers' queries against a running public server (the corpus is in hostile.py).

After each of them: the answer came in time and says what the documents say, the web process is
the same one, nobody was called, nothing submitted was repeated, and the next query is answered.
"""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from hostile import (
    DATASETS,
    ESCAPED,
    MARK,
    PUBLIC,
    SERVICE,
    SERVICES,
    SYNTAX,
    TIMEOUT,
    UPDATE,
    UPDATES,
    Bad,
    Good,
)
from hostile_costs import COSTLY, EDGES, GOOD, ODD, SIZES
from processes import known, memory
from rdflib import Graph, URIRef
from serving import FORM, ask
from siege import BOUND, DIRECT, Site, besieged, hold_out, post, refused
from sizes import size

from kg.rdf.namespaces import SD

#: What is stopped by its time, unless its memory ends first.
STOPPED = [one for one in COSTLY if one.answers[:1] == TIMEOUT]
#: What the documents let an endpoint answer.
DOCUMENTED = {200, 400, 403, 406, 411, 413, 414, 415, 503, 504}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with besieged() as running:
        yield running


@pytest.fixture(scope="module")
def brief() -> Iterator[Site]:
    """Run a server that stops a query sooner, for the queries that end when they are stopped."""
    with besieged("--seconds", str(size(4, 10))) as running:
        yield running


@pytest.fixture(autouse=True)
def unharmed(site: Site) -> Iterator[None]:
    yield
    hold_out(site)


def named(one: Bad | Good) -> str:
    return one.id


@pytest.mark.parametrize(
    ("method", "path", "body", "headers"),
    [
        ("GET", "/sparql?query=", None, {}),
        ("GET", "/sparql?query=%20%0A", None, {}),
        ("POST", "/sparql", "query=", FORM),
        ("POST", "/sparql", "", FORM),
        ("POST", "/sparql", "other=1", FORM),
        ("POST", "/sparql", "", DIRECT),
    ],
)
def test_b01_no_query_is_told(
    site: Site, method: str, path: str, body: str | None, headers: dict[str, str]
) -> None:
    problem = refused(ask(site.port, method, path, body, headers), ((400, "query_missing"),))
    assert "query" in str(problem["detail"])


@pytest.mark.parametrize(
    "query", ["SELECT", f"SELECT * {{ ?s ?p '{MARK}' ", f"ASK {{\n?s ?p '{MARK}' ?x }}", "x"]
)
def test_b02_a_syntax_error_is_told_by_line_and_column_only(site: Site, query: str) -> None:
    problem = refused(post(site, query), SYNTAX)
    assert re.search(r"line \d+, column \d+", str(problem))


@pytest.mark.parametrize(
    ("method", "path", "body", "headers"),
    [
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, {}),
        ("POST", "/sparql", "query=ASK%7B%7D&query=ASK%7B%7D", FORM),
        ("POST", "/sparql?query=ASK%7B%7D", "query=ASK%7B%7D", FORM),
        ("POST", "/sparql?query=ASK%7B%7D", "ASK {}", DIRECT),
    ],
)
def test_b03_two_queries_are_refused(
    site: Site, method: str, path: str, body: str | None, headers: dict[str, str]
) -> None:
    refused(ask(site.port, method, path, body, headers), ((400, "duplicate_parameter"),))


@pytest.mark.parametrize("text", UPDATES.values(), ids=UPDATES.keys())
def test_b04_b05_an_update_is_refused_however_it_is_sent(site: Site, text: str) -> None:
    refused(post(site, text), UPDATE)
    sent = text.replace("@@", site.canary)
    for body, headers in (
        (urlencode({"query": sent}), FORM),
        (urlencode({"update": sent}), FORM),
        (sent, {"Content-Type": "application/sparql-update"}),
    ):
        refused(ask(site.port, "POST", "/sparql", body, headers), UPDATE)
    refused(ask(site.port, "GET", f"/sparql?{urlencode({'update': sent})}"), UPDATE)


@pytest.mark.parametrize("text", ["ASK {} ; DROP ALL", "ASK {} DROP ALL", "DROP ALL ; ASK {}"])
def test_b04_an_update_beside_a_query_is_refused(site: Site, text: str) -> None:
    refused(post(site, text), UPDATE + SYNTAX)


@pytest.mark.parametrize("text", SERVICES.values(), ids=SERVICES.keys())
def test_b06_b07_no_query_calls_another_server(site: Site, text: str) -> None:
    refused(post(site, text), SERVICE)


@pytest.mark.parametrize("text", ESCAPED.values(), ids=ESCAPED.keys())
def test_b08_no_escape_hides_a_call(site: Site, text: str) -> None:
    answer = post(site, text)
    if answer[0] != 200:
        refused(answer, SERVICE + SYNTAX)


@pytest.mark.parametrize("one", GOOD, ids=named)
def test_b09_b24_what_only_looks_bad_is_answered(site: Site, one: Good) -> None:
    status, _, body = post(site, one.query, "application/sparql-results+json")
    assert status == 200, body
    rows = json.loads(body)["results"]["bindings"]
    assert one.rows is None or len(rows) == one.rows


@pytest.mark.parametrize("one", DATASETS, ids=named)
def test_b10_b11_only_public_graphs_can_be_named_in_from(site: Site, one: Bad) -> None:
    problem = refused(post(site, one.query), one.answers)
    assert "passwd" not in str(problem)
    assert "root:" not in str(problem)


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_b10_b11_nor_can_they_in_parameters(site: Site, name: str) -> None:
    for iri, right in (
        ("file:///etc/passwd", ((400, "dataset_not_allowed"),)),
        ("ftp://localhost/x", ((400, "dataset_not_allowed"),)),
        (site.canary, ((403, "graph_not_allowed"),)),
        (f"{PUBLIC}graph/requests", ((403, "graph_not_allowed"),)),
        ("urn:requests:1", ((403, "graph_not_allowed"),)),
    ):
        sent = urlencode({"query": "ASK { ?s ?p ?o }", name: iri})
        refused(ask(site.port, "GET", f"/sparql?{sent}"), right)
        refused(ask(site.port, "POST", "/sparql", sent, FORM), right)
        direct = ask(site.port, "POST", f"/sparql?{urlencode({name: iri})}", "ASK {}", DIRECT)
        refused(direct, right)


def test_b11_a_refused_graph_is_told_in_the_same_words_whatever_it_is(site: Site) -> None:
    told = set()
    for iri in (f"{PUBLIC}graph/requests", f"{PUBLIC}id/record/1", "http://a.example/", "urn:a:b"):
        problem = refused(post(site, f"ASK FROM <{iri}> {{}}"), ((403, "graph_not_allowed"),))
        del problem["requestId"]
        told.add(json.dumps(problem, sort_keys=True))
    assert len(told) == 1


def test_b12_a_query_meets_the_public_graphs_and_no_other(site: Site) -> None:
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    _, _, body = post(site, query, "application/sparql-results+json")
    found = {row["g"]["value"] for row in json.loads(body)["results"]["bindings"]}
    described = Graph().parse(data=ask(site.port, "GET", "/sparql")[2], format="turtle")
    assert found == {str(name) for name in described.objects(None, URIRef(SD.name))}
    assert f"{PUBLIC}graph/data/vocabulary/purposes" in found
    assert all(name.startswith(PUBLIC) for name in found)


@pytest.mark.parametrize(
    "query",
    [
        f"ASK {{ ?s ?p ?o FILTER(CONTAINS(STR(?o), '{MARK}')) }}",
        f"ASK {{ GRAPH ?g {{ ?s ?p ?o FILTER(CONTAINS(STR(?o), '{MARK}')) }} }}",
        f"ASK {{ FILTER EXISTS {{ ?s ?p ?o FILTER(CONTAINS(STR(?o), '{MARK}')) }} }}",
        f"ASK {{ VALUES ?o {{ '{MARK}' }} MINUS {{ VALUES ?o {{ '{MARK}' }} ?s ?p ?o }} }}",
    ],
)
def test_b13_nothing_submitted_reaches_the_public_graph(site: Site, query: str) -> None:
    before = post(site, query)[2]
    record = json.dumps({"type": "Disclosure", "taxpayer": {"name": MARK}})
    status, _, body = ask(site.port, "POST", "/check", record, {"Content-Type": "application/json"})
    assert status in {200, 422}
    assert MARK.encode() not in body
    assert post(site, query)[2] == before


@pytest.mark.parametrize("iri", [f"{PUBLIC}id/record/1", f"{PUBLIC}id/request/2026-1", "x:a"])
def test_b14_what_is_not_public_is_described_by_nothing(site: Site, iri: str) -> None:
    status, _, body = post(site, f"DESCRIBE <{iri}>")
    assert status == 200
    assert len(Graph().parse(data=body, format="turtle")) == 0


@pytest.mark.parametrize("one", SIZES, ids=named)
def test_b15_b18_what_is_too_deep_or_long_is_refused_unread(site: Site, one: Bad) -> None:
    refused(post(site, one.query), one.answers)


@pytest.mark.slow
@pytest.mark.parametrize("one", STOPPED, ids=named)
def test_b19_b20_what_takes_too_long_is_stopped(brief: Site, one: Bad) -> None:
    refused(post(brief, one.query), one.answers)
    hold_out(brief)


@pytest.mark.slow
@pytest.mark.parametrize("one", [one for one in COSTLY if one not in STOPPED], ids=named)
def test_b21_b25_what_costs_too_much_is_stopped_and_never_cut(site: Site, one: Bad) -> None:
    refused(post(site, one.query), one.answers)


@pytest.mark.parametrize("expression", EDGES)
def test_arithmetic_at_the_edges_is_answered_or_refused(site: Site, expression: str) -> None:
    query = f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT ({expression} AS ?x) {{}}"
    answer = post(site, query)
    if answer[0] != 200:
        refused(answer, ((400, "syntax_error"), (400, "query_failed"), (503, "query_crashed")))


@pytest.mark.slow
@pytest.mark.parametrize("query", ODD, ids=[text[:24] for text in ODD])
def test_an_odd_query_is_answered_or_refused(site: Site, query: str) -> None:
    answer = post(site, query)
    if answer[0] != 200:
        assert answer[0] in DOCUMENTED
        code = json.loads(answer[2])["code"]
        refused(answer, ((answer[0], code),))
        assert code != "internal_error"


@pytest.mark.skipif(not known(), reason="memory is read from /proc, which this system lacks")
def test_the_memory_of_all_processes_stays_within_the_bound(site: Site) -> None:
    assert memory(site.server.process.pid) < BOUND

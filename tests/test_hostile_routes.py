"""Bad input to the routes that take no query: forms of answers, search texts, graphs, records."""

import json
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from hostile import PUBLIC
from serving import FORM, ask
from siege import Site, besieged, hold_out, refused


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with besieged() as running:
        yield running


@pytest.fixture(autouse=True)
def unharmed(site: Site) -> Iterator[None]:
    yield
    hold_out(site)


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/sparql?query=ASK%7B%7D", "text/html;q=1"),
        ("/sparql?query=ASK%7B%7D", "image/png"),
        ("/sparql?query=ASK%7B%7D", "text/turtle"),
        ("/sparql?query=ASK%7B%7D", "*/*;q=0"),
        ("/sparql?query=ASK%7B%7D", "application/sparql-results+json;q=0"),
        ("/sparql?query=SELECT*%7B%7D", "text/turtle"),
        ("/sparql?query=DESCRIBE%3Cx:a%3E", "text/csv"),
        ("/sparql", "image/png"),
        ("/graphs?default", "image/png"),
    ],
)
def test_b32_a_form_that_is_not_offered_is_refused(site: Site, path: str, accept: str) -> None:
    answer = ask(site.port, "GET", path, headers={"Accept": accept})
    problem = refused(answer, ((406, "not_acceptable"),))
    assert "/" in str(problem["detail"]), "the offered forms are named"


INJECTED = (
    '")) } UNION { GRAPH ?g {?s ?p ?t} } #',
    "') } UNION { SERVICE <@@> { ?s ?p ?o } } #",
    "\\u0022) } UNION { ?s ?p ?o } #",
    "x> } UNION { ?s ?p ?o } #",
    "\x00\u202e\ufeff",
    "*",
    "%",
    "(a+)+$",
)


@pytest.mark.parametrize("text", INJECTED)
def test_b43_a_search_text_is_a_text_and_no_query(site: Site, text: str) -> None:
    text = text.replace("@@", site.canary)
    batch = json.dumps({"q0": {"query": text}, "q1": {"query": text, "type": text}})
    for status, _, body in (
        ask(site.port, "GET", f"/reconcile?{urlencode({'queries': batch})}"),
        ask(site.port, "POST", "/reconcile", urlencode({"queries": batch}), FORM),
    ):
        assert status in {200, 400}, body
        if status == 200:
            assert [len(one["result"]) for one in json.loads(body).values()] == [0, 0]
    for name in ("information", "purpose", "recipient", "from"):
        answer = ask(site.port, "GET", f"/who?{urlencode({name: text})}")
        problem = refused(answer, ((400, "unknown_term"), (400, "bad_encoding")))
        assert text not in str(problem["detail"])


def test_the_graph_store_fetches_nothing_and_reads_no_file(site: Site) -> None:
    for iri in (site.canary, f"{PUBLIC}graph/requests", "file:///etc/passwd", "x:a"):
        status, _, body = ask(site.port, "GET", f"/graphs?graph={quote(iri, safe='')}")
        assert status in {400, 403, 404}
        assert b"root:" not in body
    for path in ("/graphs?graph=", "/graphs?graph=x:a&graph=x:b", "/graphs?default&graph=x:a"):
        assert ask(site.port, "GET", path)[0] in {400, 404, 422}


def test_a_remote_context_is_not_fetched(site: Site) -> None:
    for body in (
        {"@context": site.canary, "type": "Disclosure"},
        {"@context": {"@import": site.canary}, "type": "Disclosure"},
    ):
        for media in ("application/json", "application/ld+json"):
            sent = json.dumps(body)
            status, _, _ = ask(site.port, "POST", "/check", sent, {"Content-Type": media})
            assert status in {400, 422}

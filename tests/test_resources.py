"""Linked data as programs meet it: every IRI answers on its path, in each format."""

import re

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from linked_data import BROWSER, KINDS, ask, ours, path_of
from rdflib import Graph
from rdflib.compare import isomorphic

from kg.publish.resources import MOST
from kg.rdf.namespaces import BASE, CLR, DCTERMS, RDFS, SH, SKOS
from kg.sparql import query

NAMING = {SKOS.prefLabel, CLR.citation, DCTERMS.title, RDFS.label, SH.message, SH.prefix}
#: Media types as the server tells them, and what rdflib calls them.
PARSERS = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld", "rdf": "xml"}
HOSTILE = {
    "/def/%3Cscript%3Ealert(1)%3C/script%3E": 404,
    "/def/%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E": 404,
    "/law/../../etc/passwd": 404,
    "/law/%2e%2e/%2e%2e/etc/passwd": 404,
    "/id/%00": 404,
    "/id/%ff%fe": 404,
    "/id/%0d%0aSet-Cookie:x=1": 404,
    "/norm/%3E%20%7D%20UNION%20%7B%3Fs%20%3Fp%20%3Fo%7D": 404,
    "/def/%E2%80%AEact": 404,
    "/def/Act%2F": 404,
    "/def//Act": 404,
    "//evil.example/def/Act": 404,
    "/graph/file:///etc/passwd": 404,
    "/def/" + "a" * 3000: 404,
    "/def/Act?format=exe": 406,
    "/def/Act?format=ttl&format=nt": 400,
    "/def/Act?format=%3Cscript%3E": 406,
}


def things() -> list[str]:
    """Give the IRIs whose description is made for them alone."""
    kinds = ("law/", "norm/", "condition/", "shape/", "def/", "id/", "rule/")
    spaces = tuple(BASE + space for space in kinds)
    return sorted(iri for iri in ours() if iri.startswith(spaces) and iri != BASE + "def/")


def triples(text: bytes) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)}


def test_every_iri_in_the_graph_answers_on_its_path_and_is_spoken_of(
    every_answer: dict[str, bytes],
) -> None:
    assert len(every_answer) > 2500
    whole = {BASE, f"{BASE}sparql", f"{BASE}ontology", f"{BASE}shapes", CLR.base}
    for iri in ours() - whole:
        # a graph need not speak of itself, nor need a module or its version by that name
        if not iri.startswith((f"{BASE}graph", f"{BASE}module", f"{BASE}.well-known/sparql")):
            assert f"<{iri}>".encode() in every_answer[path_of(iri)], iri


def test_a_description_holds_all_that_is_said_of_the_thing(every_answer: dict[str, bytes]) -> None:
    for iri in things():
        told = triples(every_answer[path_of(iri)])
        for quad in query.store().quads_for_pattern(ox.NamedNode(iri), None, None, None):
            if isinstance(quad.object, ox.BlankNode):
                kept = [
                    t for t in told if t.subject == quad.subject and t.predicate == quad.predicate
                ]
                assert kept, (iri, quad.predicate)
            else:
                assert quad.triple in told, (iri, quad)


def test_no_nameless_node_is_left_without_what_is_said_of_it(
    every_answer: dict[str, bytes],
) -> None:
    met = 0
    for iri in things():
        told = triples(every_answer[path_of(iri)])
        subjects = {triple.subject for triple in told}
        nameless = {t.object for t in told if isinstance(t.object, ox.BlankNode)}
        assert nameless <= subjects, iri
        assert {s for s in subjects if isinstance(s, ox.BlankNode)} <= nameless, iri
        met += len(nameless)
    assert met > 1000


def test_a_description_names_all_that_it_points_to(every_answer: dict[str, bytes]) -> None:
    named = {q.subject for q in query.store() if q.predicate.value in NAMING}
    checked = 0
    for iri in things():
        told = triples(every_answer[path_of(iri)])
        of_it = {t.object for t in told if t.subject == ox.NamedNode(iri)}
        nested = {t.object for t in told if isinstance(t.subject, ox.BlankNode)}
        pointing = {t.subject for t in told if t.object == ox.NamedNode(iri)}
        names = {t.subject for t in told if t.predicate.value in NAMING}
        assert ((of_it | nested | pointing) & named) <= names, iri
        checked += len(of_it & named)
    assert checked > 4000


def test_of_many_things_that_point_to_one_a_bounded_number_is_told_and_the_page_says_so(
    client: FlaskClient, every_answer: dict[str, bytes]
) -> None:
    rule = ox.NamedNode(BASE + "rule/R-1")
    every = {quad.subject for quad in query.store().quads_for_pattern(None, None, rule, None)}
    assert len(every) > MOST
    assert sum(triple.object == rule for triple in triples(every_answer["/rule/R-1"])) == MOST
    assert b"More things point to it" in client.get("/rule/R-1?format=html").data
    assert b"More things point to it" not in client.get("/def/Norm?format=html").data


@pytest.mark.parametrize(("path", "document"), KINDS.items())
@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        ("", "ttl"),
        ("*/*", "ttl"),
        (BROWSER, "html"),
        ("application/ld+json", "jsonld"),
        ("application/json", "jsonld"),
        ("application/n-triples;q=0.9, text/turtle;q=0.3", "nt"),
        ("application/rdf+xml;charset=utf-8", "rdf"),
    ],
)
def test_a_thing_answers_303_and_a_document_itself_in_the_format_asked_for(
    port: int, path: str, document: bool, accept: str, ending: str
) -> None:
    status, headers, body = ask(port, path, accept)
    assert headers["vary"] == "Accept"
    assert f'<{BASE}{path[1:]}>; rel="canonical"' in headers["link"]
    place = f"{path}?format={ending}"
    if document:
        assert status == 200
        assert headers["content-location"] == place
        assert body
        return
    assert (status, headers["location"], body) == (303, place, b"")
    status, headers, body = ask(port, place, accept)
    assert status == 200
    assert headers["content-location"] == place
    assert body


@pytest.mark.parametrize("path", [*KINDS, "/", "/ontology", "/def/", "/shapes"])
def test_every_format_that_is_linked_tells_the_same_triples(port: int, path: str) -> None:
    links = re.findall(r'<([^>]+)>; rel="alternate"; type="([^"]+)"', ask(port, path)[1]["link"])
    read = {}
    for place, media in links:
        if media == "text/html":
            continue
        status, headers, body = ask(port, place)
        assert status == 200
        assert headers["content-type"].split(";")[0] == media
        ending = place.rpartition("=")[2]
        read[ending] = Graph().parse(data=body, format=PARSERS[ending])
    assert read.keys() == PARSERS.keys()
    assert len(read["nt"]) > 3
    for ending, graph in read.items():
        # whole documents have thousands of nameless nodes, too many to match one by one
        if path in {"/ontology", "/def/", "/shapes"}:
            assert len(graph) == len(read["nt"]), ending
        else:
            assert isomorphic(graph, read["nt"]), ending


@pytest.mark.parametrize("path", ["/law/19-cfr/163.12/a", "/def/Act?format=html", "/", "/shapes"])
def test_what_the_client_has_is_not_sent_again_and_head_tells_what_get_does(
    port: int, path: str
) -> None:
    status, headers, body = ask(port, path)
    assert (status, headers["cache-control"]) == (200, "public, no-cache")
    status, again, nothing = ask(port, path, If_None_Match=headers["etag"])
    assert (status, nothing) == (304, b"")
    assert {n: again[n] for n in ("etag", "content-location", "vary")} == {
        n: headers[n] for n in ("etag", "content-location", "vary")
    }
    status, head, nothing = ask(port, path, method="HEAD")
    assert (status, nothing) == (200, b"")
    assert head["content-length"] == str(len(body))
    assert head["etag"] == headers["etag"]
    assert ask(port, path, "application/n-triples, */*;q=0.1")[1]["etag"] != headers["etag"] or (
        "format=" in path
    )


@pytest.mark.parametrize(("path", "status"), HOSTILE.items())
def test_a_hostile_path_is_refused_and_not_echoed(port: int, path: str, status: int) -> None:
    for accept in ("", BROWSER):
        got, headers, body = ask(port, path, accept)
        assert got == status, (path, accept)
        assert "location" not in headers
        assert "set-cookie" not in headers
        text = body.lower()
        assert b"<script" not in text
        assert b"onerror" not in text
        assert b"root:" not in text
        assert b"evil" not in text
    assert ask(port, "/healthz")[0] == 200


def test_an_unknown_path_is_a_page_for_a_browser_and_a_problem_for_a_program(port: int) -> None:
    for path in ("/def/Nothing", "/law/19-cfr/999", "/nowhere", "/graph/nothing", "/module/none"):
        status, headers, body = ask(port, path, BROWSER)
        assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert b"<h1>not found" in body.lower()
        status, headers, body = ask(port, path, "text/turtle")
        assert (status, headers["content-type"]) == (404, "application/problem+json")
    status, headers, body = ask(port, "/def/Act", "image/png")
    assert (status, headers["content-type"]) == (406, "application/problem+json")
    assert b"text/turtle" in body
    status, headers, body = ask(port, "/def/Act?format=exe")
    assert b"ttl" in body
    assert ask(port, "/def/Act", method="DELETE")[0] == 405

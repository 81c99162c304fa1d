"""Linked data as people and programs meet it: every IRI answers, in each format, as a page too."""

import http.client
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import html5rdf
import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import Graph
from rdflib.compare import isomorphic

from api import pages
from api.app import create_app
from api.settings import Settings
from kg import query
from kg.namespaces import BASE, CLR, DCTERMS, RDF, RDFS, SH, SKOS
from kg.resource_page import page
from kg.resources import MOST, Description

ROOT = Path(__file__).parent.parent
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
NAMING = {SKOS.prefLabel, CLR.citation, DCTERMS.title, RDFS.label, SH.message, SH.prefix}
#: Media types as the server tells them, and what rdflib calls them.
PARSERS = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld", "rdf": "xml"}
#: One path of each kind of thing, with whether it is a document.
KINDS = {
    "/law/26-cfr/301.6103-l-14-1/b": True,
    "/law/26-cfr/301.6103-l-14-1/a/1@1996-12-17": True,
    "/law/26-cfr/301.6103-n-1/version/2007-06-05": True,
    "/module/act": True,
    "/module/act/0.1.0": True,
    "/graph/data/norms/19-cfr-163.11": True,
    "/norm/l14-a-disclose": False,
    "/shape/c13-a-appeal-appellant": False,
    "/def/IRSDisclosureToCustoms": False,
    "/def/actorAgency": False,
    "/id/agency/fpf-office": False,
    "/id/dataset": False,
    "/rule/R-1": False,
}
PAGES = ["/", "/def/", "/shapes", "/sparql", "/sparql?example=agencies", "/nope", *KINDS]
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


@pytest.fixture(scope="module")
def app() -> Iterator[Flask]:
    """Give the application with its real query processes."""
    made = create_app(Settings(rate=0))
    yield made
    made.extensions["clearance"].backend.close()


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Start a server on a free port; stop it at the end."""
    line = [sys.executable, "-m", "kg", "serve", "--port", "0", "--quiet", "--rate", "0"]
    log = tmp_path_factory.mktemp("server") / "log"
    # a file, not a pipe: nobody reads along, and a full pipe would stop the server
    with log.open("w") as out:
        process = subprocess.Popen(line, cwd=ROOT, stderr=out)
    while not (found := re.search(r":(\d+)/", log.read_text())):
        assert process.poll() is None, "the server did not say where it listens"
        time.sleep(0.1)
    yield int(found[1])
    process.terminate()
    assert process.wait(25) == 0
    assert "Traceback" not in log.read_text()


def ask(
    port: int, path: str, accept: str = "", method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Send one request, the path as it is, and give status, headers and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers={**sent, **({"Accept": accept} if accept else {})})
    answer = connection.getresponse()
    got = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    connection.close()
    return got


def ours() -> set[str]:
    """Give every IRI under our base that the public graph holds, in whatever place."""
    found = set()
    for quad in query.store():
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            if isinstance(term, ox.NamedNode) and term.value.startswith(BASE):
                found.add(term.value)
    return found


def path_of(iri: str) -> str:
    return "/" + urldefrag(iri).url.removeprefix(BASE)


@pytest.fixture(scope="module")
def answers(client: FlaskClient) -> dict[str, bytes]:
    """Give what the path of every IRI answers in N-Triples; each a 200, redirects followed."""
    found = {}
    for path in sorted({path_of(iri) for iri in ours()} - {"/sparql"}):
        told = client.get(path, headers={"Accept": "application/n-triples"}, follow_redirects=True)
        assert told.status_code == 200, (path, told.status)
        assert told.mimetype == "application/n-triples", path
        found[path] = told.data
    return found


def things() -> list[str]:
    """Give the IRIs whose description is made for them alone."""
    spaces = tuple(BASE + space for space in ("law/", "norm/", "shape/", "def/", "id/", "rule/"))
    return sorted(iri for iri in ours() if iri.startswith(spaces) and iri != BASE + "def/")


def triples(text: bytes) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)}


def test_every_iri_in_the_graph_answers_on_its_path_and_is_spoken_of(
    answers: dict[str, bytes],
) -> None:
    assert len(answers) > 2500
    whole = {BASE, f"{BASE}sparql", f"{BASE}ontology", f"{BASE}shapes", CLR.base}
    for iri in ours() - whole:
        # a graph need not speak of itself, nor need a module or its version by that name
        if not iri.startswith((f"{BASE}graph", f"{BASE}module", f"{BASE}.well-known/sparql")):
            assert f"<{iri}>".encode() in answers[path_of(iri)], iri


def test_a_description_holds_all_that_is_said_of_the_thing(answers: dict[str, bytes]) -> None:
    for iri in things():
        told = triples(answers[path_of(iri)])
        for quad in query.store().quads_for_pattern(ox.NamedNode(iri), None, None, None):
            if isinstance(quad.object, ox.BlankNode):
                kept = [
                    t for t in told if t.subject == quad.subject and t.predicate == quad.predicate
                ]
                assert kept, (iri, quad.predicate)
            else:
                assert quad.triple in told, (iri, quad)


def test_no_nameless_node_is_left_without_what_is_said_of_it(answers: dict[str, bytes]) -> None:
    met = 0
    for iri in things():
        told = triples(answers[path_of(iri)])
        subjects = {triple.subject for triple in told}
        nameless = {t.object for t in told if isinstance(t.object, ox.BlankNode)}
        assert nameless <= subjects, iri
        assert {s for s in subjects if isinstance(s, ox.BlankNode)} <= nameless, iri
        met += len(nameless)
    assert met > 1000


def test_a_description_names_all_that_it_points_to(answers: dict[str, bytes]) -> None:
    named = {q.subject for q in query.store() if q.predicate.value in NAMING}
    checked = 0
    for iri in things():
        told = triples(answers[path_of(iri)])
        of_it = {t.object for t in told if t.subject == ox.NamedNode(iri)}
        nested = {t.object for t in told if isinstance(t.subject, ox.BlankNode)}
        pointing = {t.subject for t in told if t.object == ox.NamedNode(iri)}
        names = {t.subject for t in told if t.predicate.value in NAMING}
        assert ((of_it | nested | pointing) & named) <= names, iri
        checked += len(of_it & named)
    assert checked > 4000


def test_of_many_things_that_point_to_one_a_bounded_number_is_told_and_the_page_says_so(
    client: FlaskClient, answers: dict[str, bytes]
) -> None:
    rule = ox.NamedNode(BASE + "rule/R-1")
    every = {quad.subject for quad in query.store().quads_for_pattern(None, None, rule, None)}
    assert len(every) > MOST
    assert sum(triple.object == rule for triple in triples(answers["/rule/R-1"])) == MOST
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


def page_paths(answers: dict[str, bytes]) -> list[str]:
    """Give every twelfth of the paths besides one of each kind: some hundred and fifty pages."""
    spaces = ("/law", "/norm", "/shape", "/def", "/id", "/graph/", "/module")
    return [*PAGES, *[path for path in answers if path.startswith(spaces)][::12]]


def elements(body: bytes) -> list[tuple[str, dict[str, str]]]:
    """Give the elements of a page that is well formed as HTML wants it; else an error."""
    parser = html5rdf.HTMLParser(strict=True, namespaceHTMLElements=False)
    return [(node.tag, dict(node.attrib)) for node in parser.parse(body).iter() if node.tag]


def test_every_page_is_valid_and_takes_nothing_from_elsewhere(
    client: FlaskClient, answers: dict[str, bytes]
) -> None:
    paths = page_paths(answers)
    assert len(paths) > 150
    for path in paths:
        told = client.get(path, headers={"Accept": BROWSER}, follow_redirects=True)
        assert told.mimetype == "text/html", path
        policy = told.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self';"), path
        assert "script" not in policy
        found = elements(told.data)
        assert not {tag for tag, _ in found} & {"script", "iframe", "style", "object", "base"}
        for tag, attributes in found:
            assert not [name for name in attributes if name.startswith("on") or name == "style"]
            assert "src" not in attributes, path
            place = attributes.get("href", "")
            if tag == "link" and attributes["rel"] in {"stylesheet", "icon"}:
                assert place.startswith(("/static/", "data:")), path
            assert urlsplit(place).scheme in {"", "http", "https", "data"}, (path, place)
        ids = [attributes["id"] for _, attributes in found if "id" in attributes]
        assert len(ids) == len(set(ids)), path
        tags = [tag for tag, _ in found]
        assert (tags.count("h1"), tags.count("main"), tags.count("title")) == (1, 1, 1), path
        assert found[0] == ("html", {"lang": "en"})


def test_every_link_of_a_page_to_this_server_leads_somewhere(
    client: FlaskClient, answers: dict[str, bytes]
) -> None:
    places = set()
    for path in page_paths(answers):
        told = client.get(path, headers={"Accept": BROWSER}, follow_redirects=True)
        for tag, attributes in elements(told.data):
            if tag in {"a", "link"} and attributes.get("href", "").startswith("/"):
                places.add(urldefrag(attributes["href"]).url)
    assert len(places) > 500
    for place in places:
        told = client.get(place, headers={"Accept": "*/*"})
        assert told.status_code in {200, 303}, place


def test_a_page_quotes_the_words_of_the_law_with_citation_version_and_norms(
    client: FlaskClient,
) -> None:
    told = client.get("/law/26-cfr/301.6103-n-1/a/2/ii", headers={"Accept": BROWSER}).text
    flat = " ".join(re.sub(r"<[^>]+>", " ", told).split())
    assert "when authorized in writing by the Internal Revenue Service (IRS)" in flat
    assert "26 CFR 301.6103(n)-1(a)(2)(ii) , in force from 2007-06-05 on" in flat
    norm = client.get("/norm/l14-j-others?format=html").text
    assert "<blockquote>" in norm
    assert 'href="/law/26-cfr/301.6103-l-14-1/j' in norm


def test_the_page_of_the_ontology_has_a_place_for_every_term(client: FlaskClient) -> None:
    told = client.get("/def/", headers={"Accept": BROWSER})
    places = {attributes["id"] for _, attributes in elements(told.data) if "id" in attributes}
    links = {
        attributes["href"]
        for tag, attributes in elements(told.data)
        if tag == "a" and "href" in attributes
    }
    defined = ox.NamedNode(RDFS.isDefinedBy)
    terms = [q.subject.value for q in query.store().quads_for_pattern(None, defined, None, None)]
    assert len(terms) > 400
    for term in terms:
        assert term.removeprefix(CLR.base) in places, term
        assert path_of(term) in links, term


def test_the_whole_ontology_and_all_shapes_can_be_downloaded(port: int) -> None:
    for part in ("ontology", "shapes"):
        graphs = [
            name for name in query.store().named_graphs() if f"{BASE}graph/{part}/" in str(name)
        ]
        size = sum(
            len(list(query.store().quads_for_pattern(None, None, None, name))) for name in graphs
        )
        status, headers, body = ask(port, f"/{part}", "text/turtle")
        assert status == 200
        assert headers["content-disposition"] == f"inline; filename=clearance-{part}.ttl"
        assert len(Graph().parse(data=body, format="turtle")) == size > 1000
    assert ask(port, "/def/", "text/turtle")[2].count(b"owl:Class") > 100


def test_a_browser_finds_a_page_to_ask_on_with_the_saved_questions(port: int) -> None:
    status, headers, body = ask(port, "/sparql", BROWSER)
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    links = re.findall(rb'href="(/sparql\?example=[^"]+)"', body)
    assert len(links) > 30
    form = ask(port, links[0].decode(), BROWSER)[2].decode()
    assert re.search(r"<textarea[^>]*>[^<]*SELECT", form)
    assert ask(port, "/sparql?example=%3Cscript%3E", BROWSER)[0] == 404
    text = "/sparql?query=SELECT%20?n%20%7B%20?n%20a%20clr:Prohibition%20%7D&format=csv"
    assert ask(port, text, BROWSER)[1]["content-type"] == "text/csv; charset=utf-8"
    # programs say by Accept what they take: their other parameters mean nothing here
    json = "application/sparql-results+json"
    assert ask(port, text, json)[1]["content-type"] == json
    made = "/sparql?query=CONSTRUCT%20WHERE%20%7B%20?n%20a%20clr:Prohibition%20%7D&format=html"
    assert ask(port, made, BROWSER)[0] == 200
    broken = ask(port, "/sparql?query=SELECT", BROWSER)
    assert (broken[0], broken[1]["content-type"]) == (400, "text/html; charset=utf-8")
    assert ask(port, "/sparql")[1]["content-type"].startswith("text/turtle")


def shown(*told: ox.Triple) -> str:
    """Give the page about a thing of which these triples are told."""
    description = Description(CLR.Thing, told, more=False)
    return pages.page("resource.html", page=page(description), words=(), formats=[])


def said(prop: str, value: ox.NamedNode | ox.BlankNode | ox.Literal) -> ox.Triple:
    return ox.Triple(ox.NamedNode(CLR.Thing), ox.NamedNode(prop), value)


def test_nothing_in_the_graph_can_become_markup_or_a_link_that_runs() -> None:
    bad = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    told = shown(
        said(SKOS.prefLabel, ox.Literal(bad)),
        said(SKOS.definition, ox.Literal(bad, language="en")),
        said(RDFS.comment, ox.Literal(bad, datatype=ox.NamedNode("javascript:alert(1)"))),
        said(RDFS.seeAlso, ox.NamedNode("javascript:alert(1)")),
        said("data:text/html,x", ox.Literal("x")),
    )
    found = elements(told.encode())
    assert not {tag for tag, _ in found} & {"script", "img"}
    links = [attributes["href"] for _, attributes in found if "href" in attributes]
    assert not [link for link in links if "javascript" in link or link.startswith("data:text")]
    assert "javascript:alert(1)" in told


def test_a_list_that_runs_in_a_circle_ends() -> None:
    first, second = ox.BlankNode("a"), ox.BlankNode("b")
    told = [said(SH.path, first)]
    for node, following in ((first, second), (second, first)):
        told.append(ox.Triple(node, ox.NamedNode(RDF.first), ox.Literal("x")))
        told.append(ox.Triple(node, ox.NamedNode(RDF.rest), following))
    deep = [ox.BlankNode(f"n{number}") for number in range(60)]
    told.append(said(SH["not"], deep[0]))
    told += [ox.Triple(above, ox.NamedNode(SH["not"]), below) for above, below in pairwise(deep)]
    assert shown(*told).count("<bdi>x</bdi>") == 2
    assert "…" in shown(*told)

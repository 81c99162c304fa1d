"""Linked data as people meet it: pages that are valid, safe, and lead on."""

import re
from itertools import pairwise
from urllib.parse import urldefrag, urlsplit

import html5rdf
import pyoxigraph as ox
from flask.testing import FlaskClient
from linked_data import BROWSER, KINDS, ask, path_of
from rdflib import Graph

from api import pages
from kg.publish.resource_page import page
from kg.publish.resources import Description
from kg.rdf.namespaces import BASE, CLR, RDF, RDFS, SH, SKOS
from kg.sparql import query

PAGES = ["/", "/def/", "/shapes", "/sparql", "/sparql?example=agencies", "/nope", *KINDS]


def page_paths(every_answer: dict[str, bytes]) -> list[str]:
    """Give every twelfth of the paths besides one of each kind: some hundred and fifty pages."""
    spaces = ("/law", "/norm", "/shape", "/def", "/id", "/graph/", "/module")
    return [*PAGES, *[path for path in every_answer if path.startswith(spaces)][::12]]


def elements(body: bytes) -> list[tuple[str, dict[str, str]]]:
    """Give the elements of a page that is well formed as HTML wants it; else an error."""
    parser = html5rdf.HTMLParser(strict=True, namespaceHTMLElements=False)
    return [(node.tag, dict(node.attrib)) for node in parser.parse(body).iter() if node.tag]


def test_every_page_is_valid_and_takes_nothing_from_elsewhere(
    client: FlaskClient, every_answer: dict[str, bytes]
) -> None:
    paths = page_paths(every_answer)
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
    client: FlaskClient, every_answer: dict[str, bytes]
) -> None:
    places = set()
    for path in page_paths(every_answer):
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

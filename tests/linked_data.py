"""What the tests of linked data share: the application, a real server, and every IRI's answer."""

from collections.abc import Iterator
from urllib.parse import urldefrag

import pyoxigraph as ox
import serving
from flask import Flask
from flask.testing import FlaskClient

from api.app import create_app
from api.settings import Settings
from kg.rdf.namespaces import BASE
from kg.sparql import query

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
#: One path of each kind of thing, with whether it is a document.
KINDS = {
    "/law/26-cfr/301.6103-l-14-1/b": True,
    "/law/26-cfr/301.6103-l-14-1/a/1@1996-12-17": True,
    "/law/26-cfr/301.6103-n-1/version/2007-06-05": True,
    "/module/act": True,
    "/module/act/0.1.0": True,
    "/graph/data/norms/19-cfr-163.11": True,
    "/norm/l14-a-disclose": False,
    "/condition/c13-a-appeal-appellant": False,
    "/shape/c13-a-appeal-appellant": False,
    "/def/IRSDisclosureToCustoms": False,
    "/def/actorAgency": False,
    "/id/agency/fpf-office": False,
    "/id/dataset": False,
    "/rule/R-1": False,
}


def app() -> Iterator[Flask]:
    """Give the application with its real query processes."""
    made = create_app(Settings(rate=0))
    yield made
    made.extensions["clearance"].close()


def ask(
    port: int, path: str, accept: str = "", method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Send one request, the path as it is, and give status, headers and body."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return serving.ask(port, method, path, headers=sent | ({"Accept": accept} if accept else {}))


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


def answers(client: FlaskClient) -> dict[str, bytes]:
    """Give what the path of every IRI answers in N-Triples; each a 200, redirects followed."""
    found = {}
    for path in sorted({path_of(iri) for iri in ours()} - {"/sparql"}):
        told = client.get(path, headers={"Accept": "application/n-triples"}, follow_redirects=True)
        assert told.status_code == 200, (path, told.status)
        assert told.mimetype == "application/n-triples", path
        found[path] = told.data
    return found

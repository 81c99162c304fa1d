"""The W3C suites of SPARQL 1.1 Protocol and Graph Store Protocol, run over real sockets.

A manifest describes each request to the byte and what its answer must be. Nothing is added to a
request but Host and Content-Length. The reading is strict: what has no Accept and gives triples
must be answered with triples, not quads.
"""

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, RDFS
from rdflib.query import Result

SUITES = Path(__file__).parent / "data" / "w3c-sparql11"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
#: Where the suites expect the endpoints, and where ours are.
PATHS = {"/sparql/": "/sparql", "/gsp": "/graphs"}
_STATUS = {"OK": "200", "Created": "201", "NoContent": "204", "NotFound": "404"}
_BOOLEANS = {"application/sparql-results+json": "json", "application/sparql-results+xml": "xml"}
_TABLES = _BOOLEANS | {"text/csv": "csv", "text/tab-separated-values": "tsv"}
_TRIPLES = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
}


@dataclass(frozen=True)
class Request:
    """One request of a test, and what its answer must be."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    statuses: tuple[str, ...]
    boolean: bool | None
    form: str | None
    kind: str | None
    graph: str | None
    location: str | None


@dataclass(frozen=True)
class Case:
    """One entry of a manifest: the graphs it needs by name, and its requests in order."""

    name: str
    data: tuple[tuple[str, Path], ...]
    requests: tuple[Request, ...]

    @property
    def updates(self) -> bool:
        """Say whether the test can only pass where the store can be changed."""
        return self.name.startswith("update_")

    @property
    def writes(self) -> tuple[Request, ...]:
        """Give the requests that do more than read."""
        return tuple(one for one in self.requests if one.method not in {"GET", "HEAD"})


def manifest(path: str) -> tuple[Case, ...]:
    """Give the entries of a manifest of the suites, in order."""
    graph, base = _read(path)
    entries = graph.value(base, MF.entries)
    return tuple(_case(graph, entry) for entry in Collection(graph, entries))


def defined(path: str) -> tuple[Case, ...]:
    """Give every test that a manifest defines, listed among its entries or not, by name."""
    graph, _ = _read(path)
    cases = (_case(graph, one) for one in graph.subjects(MF.action, None, unique=True))
    return tuple(sorted(cases, key=lambda case: case.name))


def _read(path: str) -> tuple[Graph, URIRef]:
    base = URIRef((SUITES / path).as_uri())
    return Graph().parse(SUITES / path, format="turtle", publicID=base), base


def _case(graph: Graph, entry: URIRef) -> Case:
    data = sorted(
        (
            str(graph.value(node, RDFS.label)),
            Path(url2pathname(urlsplit(str(graph.value(node, UT.graph))).path)),
        )
        for node in graph.objects(entry, UT.graphData)
    )
    action = graph.value(entry, MF.action)
    asked = Collection(graph, graph.value(action, HT.requests)) if action else ()
    name = str(entry).rpartition("#")[2]
    return Case(name, tuple(data), tuple(_request(graph, node) for node in asked))


def _request(graph: Graph, node: BNode) -> Request:
    answer = graph.value(node, HT.resp)
    boolean = graph.value(answer, MF.expectedBoolean)
    location = graph.value(answer, MF.expectedLocation)
    form = graph.value(answer, MF.expectedFormat)
    told = dict(_headers(graph, answer))
    text, _ = _body(graph, answer)
    chars, encoding = _body(graph, node)
    return Request(
        method=str(graph.value(node, HT.methodName)),
        path=str(graph.value(node, HT.absolutePath)),
        headers=tuple(_headers(graph, node)),
        body=None if chars is None else chars.encode(encoding),
        statuses=tuple(
            sorted(
                str(status).rpartition("#")[2]
                for status in graph.objects(answer, MF.expectedStatus)
            )
        ),
        boolean=None if boolean is None else bool(boolean.toPython()),
        form=None if form is None else str(form),
        kind=told.get("content-type"),
        graph=text,
        location=None if location is None else str(location),
    )


def _headers(graph: Graph, node: object) -> Iterator[tuple[str, str]]:
    listed = graph.value(node, HT.headers)
    for header in Collection(graph, listed) if listed is not None else ():
        yield str(graph.value(header, HT.fieldName)), str(graph.value(header, HT.fieldValue))


def _body(graph: Graph, node: object) -> tuple[str | None, str]:
    body = graph.value(node, HT.body)
    chars = None if body is None else graph.value(body, CNT.chars)
    if not isinstance(chars, Literal):
        return None, "UTF-8"
    return str(chars), str(graph.value(body, CNT.characterEncoding))


def send(
    port: int, method: str, path: str, headers: tuple[tuple[str, str], ...], body: bytes | None
) -> tuple[int, dict[str, str], bytes]:
    """Send a request with no header of our own but Host and Content-Length."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers:
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def ours(path: str) -> str:
    """Give the path on our server for a path of the suites."""
    for theirs, here in PATHS.items():
        if path.startswith(theirs):
            return here + path.removeprefix(theirs)
    raise ValueError(f"unknown endpoint of the suite: {path}")


def prepare(port: int, case: Case) -> None:
    """Empty a writable store and load the graphs of a test."""
    updates = ["DROP ALL"]
    for name, path in case.data:
        updates.append(f"INSERT DATA {{ GRAPH <{name}> {{ {path.read_text(encoding='utf-8')} }} }}")
    for update in updates:
        kind = (("Content-Type", "application/sparql-update"),)
        status, _, body = send(port, "POST", "/sparql", kind, update.encode())
        assert 200 <= status < 300, (status, body[:500])


def check(port: int, case: Case) -> None:
    """Send the requests of a test in order; AssertionError where an answer is not as expected."""
    variables: dict[str, str] = {}
    assert case.requests, "a test without requests shows nothing"
    for number, request in enumerate(case.requests, 1):
        path, body = ours(request.path), request.body
        for name, value in variables.items():
            path = path.replace(name, value)
            body = body and body.replace(name.encode(), value.encode())
        answer = send(port, request.method, path, request.headers, body)
        where = f"request {number}: {request.method} {path}: {answer[0]} {answer[2][:300]!r}"
        compare(request, answer, where)
        if request.location:
            variables[request.location] = answer[1]["location"]


def compare(request: Request, answer: tuple[int, dict[str, str], bytes], where: str) -> None:
    """Hold an answer against what the suite expects."""
    status, headers, body = answer
    assert any(_fits(status, wanted) for wanted in request.statuses), (request.statuses, where)
    kind = headers.get("content-type", "")
    media = kind.split(";")[0].strip().lower()
    if request.form == "boolean":
        assert _boolean(media, body) in {True, False}, where
    if request.boolean is not None:
        assert _boolean(media, body) is request.boolean, where
    if request.form == "tabular":
        assert media in _TABLES, (media, where)
        assert Result.parse(BytesIO(body), format=_TABLES[media]).type == "SELECT", where
    if request.form == "RDF":
        assert media in _TRIPLES, (media, where)
        Graph().parse(data=body, format=_TRIPLES[media])
    if request.kind:
        assert _parts(kind) == _parts(request.kind), (kind, where)
    if request.graph is not None:
        given = Graph().parse(data=body, format=_TRIPLES[media])
        assert isomorphic(given, Graph().parse(data=request.graph, format="turtle")), where
    if request.method == "HEAD":
        assert body == b"", where
    if request.location:
        assert headers.get("location"), where


def _fits(status: int, wanted: str) -> bool:
    return (wanted.endswith("xx") and str(status)[0] == wanted[-3]) or _STATUS.get(wanted) == str(
        status
    )


def _boolean(media: str, body: bytes) -> bool | None:
    assert media in _BOOLEANS, media
    if media.endswith("json"):
        return json.loads(body).get("boolean")
    return Result.parse(BytesIO(body), format="xml").askAnswer


def _parts(kind: str) -> list[str]:
    return [part.strip().lower() for part in kind.split(";")]


def quads() -> str:
    """Give the graphs that the protocol tests need as N-Quads, for a server that only reads.

    The tests also name a graph data0.rdf without saying what it holds, and ask nothing of it.
    """
    lines = []
    for name, path in sorted(
        {one for case in manifest("protocol/manifest.ttl") for one in case.data}
    ):
        for line in path.read_text(encoding="utf-8").splitlines():
            lines.append(f"{line.rstrip().removesuffix('.')}<{name}> .")
    empty = "http://kasei.us/2009/09/sparql/data/data0.rdf"
    lines.append(f"<{empty}> <{RDF.type}> <http://xmlns.com/foaf/0.1/Document> <{empty}> .")
    return "\n".join(lines) + "\n"

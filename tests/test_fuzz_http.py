"""Random requests to every route: no 500, no trace, and every answer as /openapi.json has it.

``make fuzz`` sends many more, from another seed each time.
"""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import odd
import pytest
from described import Document, faults, operations
from enforce import ALICE, AUDIT, BOB, PERMIT, RECEIVE, TRANSACTIONS
from hypothesis import given, seed
from hypothesis import strategies as st
from serving import Server
from talk import Answer, ask, get

MEDIA = {
    "json": "application/json",
    "jsonld": "application/ld+json",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
}
FORM = "application/x-www-form-urlencoded"
RECORD = json.loads((odd.EXAMPLES / "justice-to-expert.json").read_text(encoding="utf-8"))
ACCESS = [
    {**PERMIT, "context": AUDIT},
    {**PERMIT, "context": AUDIT, "page": {"limit": 2, "token": "W10="}},
    {"subject": BOB, "resource": TRANSACTIONS, "action": RECEIVE, "context": {"record": RECORD}},
    {
        **PERMIT,
        "options": {"evaluations_semantic": "execute_all"},
        "context": AUDIT,
        "evaluations": [{}, {"subject": BOB}, {"subject": ALICE}],
    },
]
BATCH = {"q0": {"query": "customs", "type": "x", "limit": 3, "properties": [{"pid": "p", "v": 1}]}}
#: Paths of things that answer in RDF or as pages, with what is named in them.
SPACES = (
    *("condition", "def", "id", "law", "norm", "rule", "shape"),
    *("module", "graph", "graphs", "static", ""),
)
Sent = tuple[str, str, bytes | None, dict[str, str]]


@pytest.fixture(scope="module")
def document(server: Server) -> Document:
    told: Document = get(server.port, "/openapi.json").json
    return told


def query(pairs: list[tuple[str, str]]) -> str:
    """Return pairs as a query string; half characters go as a careless program writes them."""
    return urlencode([tuple(p.encode("utf-8", "surrogatepass") for p in pair) for pair in pairs])


def some(names: list[str], values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return query strings with known and unknown names, odd and known values."""
    name = st.sampled_from(names) if names else odd.texts
    return st.lists(st.tuples(name | name | name | odd.texts, values), max_size=5).map(query)


def heads() -> st.SearchStrategy[dict[str, str]]:
    """Return headers, usual and odd."""
    media = st.sampled_from(["*/*", "application/json", "text/html", "", ";q=x", "a/b;q=0", "*"])
    return st.fixed_dictionaries(
        {},
        optional={
            "Accept": media | odd.headers,
            "If-None-Match": st.sampled_from(["*", 'W/"x"', '"']) | odd.headers,
            "X-Request-ID": odd.headers,
            "Authorization": odd.headers,
            "Origin": odd.headers,
            "Accept-Language": odd.headers,
            "Range": st.sampled_from(["bytes=0-1", "bytes=9-1"]) | odd.headers,
        },
    )


@st.composite
def requests(draw: st.DrawFn, document: Document) -> tuple[str, Sent]:
    """Return a request for an operation of the document, and the path as the document has it."""
    (method, path), told = draw(st.sampled_from(sorted(operations(document).items(), key=str)))
    parameters = [one for one in told.get("parameters", []) if one["in"] == "query"]
    names = [one["name"] for one in parameters]
    known = [name for one in parameters for name in one["schema"].get("examples", [])[:2]]
    values = odd.texts | st.sampled_from(known) if known else odd.texts
    headers = draw(heads())
    address = path.replace("{tenant}", quote(draw(odd.texts).encode("utf-8", "replace"), safe=""))
    address += "?" + draw(some(names, values))
    body = None
    if method == "POST":
        body, kind = draw(bodies(path, names, values))
        headers["Content-Type"] = draw(
            st.just(kind) | st.just(kind) | st.sampled_from([*MEDIA.values(), FORM]) | odd.headers
        )
    return path, (method, address, body, headers)


@st.composite
def bodies(
    draw: st.DrawFn, path: str, names: list[str], values: st.SearchStrategy[str]
) -> tuple[bytes, str]:
    """Return a body for a route, with its media type."""
    if path == "/check":
        data, form = draw(odd.records())
        return data, MEDIA[form]
    if path.startswith("/access/"):
        data = odd.written(draw(odd.changed(draw(st.sampled_from(ACCESS)))))
        return draw(st.just(data) | st.just(data) | odd.spoilt(data)), MEDIA["json"]
    if path == "/reconcile":
        batch = odd.written(draw(odd.changed(BATCH))).decode("utf-8", "replace")
        return query([("queries", batch)]).encode(), FORM
    return draw(some(names, values)).encode(), FORM


def sent(port: int, request: Sent) -> Answer:
    method, address, body, headers = request
    return ask(port, method, address, body, headers)


@pytest.fixture(autouse=True)
def _told(record_property: Callable[[str, object], None]) -> None:
    record_property("generated", f"{odd.COUNT} inputs for a door, seed {odd.SEED}")


@seed(odd.SEED)
@odd.PROFILE
@given(data=st.data())
def test_every_answer_to_an_odd_request_is_as_the_document_says(
    server: Server, document: Document, data: st.DataObject
) -> None:
    path, request = data.draw(requests(document))
    got = sent(server.port, request)
    assert got.status != 500, got.body
    assert faults(document, request[0], path, got) == []
    assert b"Traceback" not in got.body


def odd_path(space: str, name: str, more: str) -> Sent:
    place = quote(f"{space}/{name}".encode("utf-8", "surrogatepass"), safe="/")
    return "GET", f"/{place}?{more}", None, {}


places = st.builds(
    odd_path,
    st.sampled_from(SPACES),
    odd.texts | st.sampled_from(["Act", "l14-e-informant", "role/irs-officer", "data/law", "core"]),
    some(["format", "graph", "default", "query", "example", "version"], odd.texts),
)


@seed(odd.SEED)
@odd.PROFILE
@given(place=places, headers=heads())
def test_no_odd_path_or_name_of_a_format_brings_the_server_down(
    server: Server, place: Sent, headers: dict[str, str]
) -> None:
    got = sent(server.port, (*place[:3], headers))
    assert got.status < 500, got.body
    assert b"Traceback" not in got.body
    if got.status >= 400 and "json" in got.headers["content-type"]:
        assert got.code


SPARQL = (
    "SELECT * { ?s ?p ?o } LIMIT 3",
    "ASK { ?s a clr:Prohibition }",
    "DESCRIBE clr:Act",
    "CONSTRUCT WHERE { ?s rdfs:label ?o } LIMIT 2",
)


@seed(odd.SEED)
@odd.PROFILE
@given(
    text=st.sampled_from(SPARQL).flatmap(lambda text: odd.spoilt(text.encode())),
    more=some(["default-graph-uri", "named-graph-uri", "version", "query", "update"], odd.texts),
    headers=heads(),
)
def test_no_odd_query_brings_the_server_down(
    server: Server, text: bytes, more: str, headers: dict[str, str]
) -> None:
    kind = {"Content-Type": "application/sparql-query"}
    for request in (
        ("POST", f"/sparql?{more}", text, headers | kind),
        ("GET", f"/sparql?query={quote(text)}&{more}", None, headers),
    ):
        got = sent(server.port, request)
        assert got.status < 500, got.body
        if got.status >= 400 and "json" in got.headers["content-type"]:
            assert got.code


def test_the_log_has_no_trace_and_no_internal_error(server: Server) -> None:
    assert get(server.port, "/healthz").status == 200
    lines = server.log.read_text(encoding="utf-8", errors="replace").splitlines()
    told: list[dict[str, Any]] = [json.loads(line) for line in lines if line.startswith("{")]
    assert any(line["message"] == "request" for line in told)
    assert [line for line in told if line["level"] == "error"] == []
    assert not any("Traceback" in line for line in lines)

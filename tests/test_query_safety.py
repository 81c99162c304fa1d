"""No query reaches another server, whatever is done to hide the word: a canary listens."""

import http.server
import threading
from collections.abc import Iterator

import pytest
from support import LIBRARY

from kg.errors import InputError
from kg.sparql import query


class Canary(http.server.BaseHTTPRequestHandler):
    hits = 0

    def do_POST(self) -> None:
        type(self).hits += 1
        self.send_response(500)
        self.end_headers()

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = http.server.HTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


CALL = "SERVICE <@> { ?s ?p ?o }"
HIDDEN = {
    "plainly": f"SELECT * {{ {CALL} }}",
    "in lower case": "SELECT * { service<@> { ?s ?p ?o } }",
    "silently": "SELECT * { SERVICE SILENT <@> { ?s ?p ?o } }",
    "as an escape": "SELECT * { \\u0053ERVICE <@> { ?s ?p ?o } }",
    "between escaped quotation marks": (
        f'SELECT * {{ BIND("\\u0022" AS ?x) {CALL} BIND("\\u0022" AS ?y) }}'
    ),
    "between escaped apostrophes": (
        f"SELECT * {{ BIND('\\u0027' AS ?x) {CALL} BIND('\\u0027' AS ?y) }}"
    ),
    "after an escaped number sign": f'SELECT * {{ BIND("\\u0023" AS ?x) {CALL} }}',
    "after a carriage return that ends a comment": f"SELECT * {{ # c\r{CALL} }}",
    "after a string": f'SELECT * {{ BIND("\\"" AS ?x) {CALL} }}',
    "in an EXISTS": f"SELECT * {{ ?a ?b ?c FILTER EXISTS {{ {CALL} }} }}",
}


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN.keys())
def test_a_query_cannot_call_another_server(address: str, text: str) -> None:
    with pytest.raises(InputError):
        list(query.run(LIBRARY, text.replace("@", address)))
    assert Canary.hits == 0


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ?x { BIND("SERVICE and FROM and LOAD" AS ?x) }',
        "SELECT ?x { BIND('it is \"SERVICE\"' AS ?x) } # SERVICE",
        'SELECT ?x { BIND("""a "SERVICE" here""" AS ?x) }',
        "SELECT ?x { BIND(<urn:x:SERVICE> AS ?x) }",
    ],
)
def test_a_word_in_a_string_iri_or_comment_gives_no_false_alarm(text: str) -> None:
    assert len(list(query.run(LIBRARY, text))) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SELECT * " + "{" * 40 + "}" * 40, "query_too_deep"),
        ("SELECT * { " + "BIND(1 AS ?x) " * 600 + "}", "query_too_complex"),
        ("SELECT * { " + "?a ?b ?c . " * 600 + "}", "query_too_complex"),
        ("SELECT * { FILTER(1" + "+1" * 600 + ") }", "query_too_complex"),
        ("SELECT * { ?s ?p ?o } # " + "x" * 20_000, "query_too_large"),
    ],
)
def test_a_query_that_could_bring_the_engine_down_is_refused(text: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        query.look_over(text)
    assert refused.value.code == code

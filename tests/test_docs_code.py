"""The code in the documents runs: shell lines, requests, Python, Turtle, SPARQL in R."""

import contextlib
import io
import re
import shlex
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from rdflib import BNode, Graph
from serving import Server, ask, served
from support import LIBRARY

from docs.generator import regions, shown
from kg.cli.main import parser
from kg.rdf import load
from kg.rdf.namespaces import CLR
from tests.packs import PACKS

ROOT = Path(__file__).parent.parent
DOCUMENTS = regions.documents(ROOT)
HOST = "http://127.0.0.1:8000"
BLOCK = re.compile(r"^ *```([\w{}-]*)\n(.*?)^ *```$", re.M | re.S)
#: Languages of blocks: those that other tests run, those that this file runs, and those that are
#: not run: configuration of other programs, and what Sphinx reads.
ELSEWHERE = {"json", "pycon", "{toctree}"}
NOT_RUN = {"nginx", "caddy", "text"}
#: Commands of the machine that a document may show.
MACHINE = (". .venv/bin/activate", "podman ", "sed -i ")
ANSWERED = {0, 1, 3}
#: The Turtle that documents show as something to be added.
INVENTED = {
    content
    for path in DOCUMENTS
    for content in re.findall(
        r"^ *<!-- an example that is not in the repository -->\n *```turtle\n(.*?)^ *```$",
        path.read_text(encoding="utf-8"),
        re.M | re.S,
    )
}


def blocks(*languages: str) -> list[tuple[str, str]]:
    """Return document and content of the blocks in these languages, generated pages left out."""
    return [
        (path.relative_to(ROOT).as_posix(), content)
        for path in DOCUMENTS
        for language, content in BLOCK.findall(path.read_text(encoding="utf-8"))
        if language in languages
    ]


def shell_lines() -> list[tuple[str, str]]:
    """Return the lines of the blocks without a language that are commands, without comments."""
    return [
        (name, line.split("  #")[0].strip())
        for name, content in blocks("")
        if not content.startswith(("$ ", "POST ", HOST)) and "─►" not in content
        for line in content.splitlines()
        if line.strip()
    ]


def lines(start: str) -> list[tuple[str, str]]:
    return [(name, line) for name, line in shell_lines() if line.startswith(start)]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served() as running:
        yield running


def test_every_block_of_the_documents_is_of_a_kind_that_is_looked_after() -> None:
    known = {"", "python", "turtle", "r"} | ELSEWHERE | NOT_RUN
    found = {
        language
        for path in DOCUMENTS
        for language, _ in BLOCK.findall(path.read_text(encoding="utf-8"))
    }
    assert found <= known
    kinds = ("clearance ", "make ", "curl ", *MACHINE)
    assert [line for line in shell_lines() if not line[1].startswith(kinds)] == []


@pytest.mark.parametrize(("name", "line"), lines("clearance "))
def test_a_command_that_is_shown_without_output_works(name: str, line: str) -> None:
    """What serves, builds or creates files is only parsed: a test of its own runs it."""
    words = shlex.split(line)
    if words[1] in ("serve", "build", "new-section"):
        parser().parse_args(words[1:])
        return
    code, said = shown.run(line)
    assert code in ANSWERED, said


@pytest.mark.parametrize(("name", "line"), lines("make "))
def test_a_target_of_make_that_is_shown_exists(name: str, line: str) -> None:
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert line.split()[1] in targets


@pytest.mark.parametrize(("name", "line"), lines("curl "))
def test_a_request_that_is_shown_is_answered(server: Server, name: str, line: str) -> None:
    """Curl itself need not be there: the request that the line describes is sent."""
    words = shlex.split(line.split(" | ")[0])[1:]
    url, headers, body = "", {}, b""
    while words:
        word = words.pop(0)
        if word == "-H":
            key, _, value = words.pop(0).partition(": ")
            headers[key] = value
        elif word == "--data-binary":
            body = (ROOT / words.pop(0).removeprefix("@")).read_bytes()
        elif word == "--data-urlencode":
            key, _, value = words.pop(0).partition("=")
            body = f"{key}={quote(value)}".encode()
            headers["content-type"] = "application/x-www-form-urlencoded"
        elif word == "-o":
            words.pop(0)
        elif word not in ("-s", "-L"):
            assert not word.startswith("-"), f"the test does not know {word}"
            url = word
    request = urllib.request.Request(
        url.replace(HOST, server.url("")), data=body or None, headers=headers
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200
        assert answer.read()


def addresses() -> list[str]:
    return sorted(
        {
            found
            for path in DOCUMENTS
            for found in re.findall(rf"^{HOST}/\S+$", path.read_text(encoding="utf-8"), re.M)
        }
    )


@pytest.mark.parametrize("address", addresses())
def test_an_address_that_is_shown_is_answered(server: Server, address: str) -> None:
    parts = urlsplit(address)
    status, _, body = ask(server.port, "GET", f"{parts.path}?{parts.query}")
    assert status == 200, body
    assert body


@pytest.mark.parametrize(("name", "code"), blocks("python"))
def test_python_that_is_shown_runs_and_prints(
    server: Server, name: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(code.replace(HOST, server.url("")), name, "exec"), {"__name__": name})
    assert said.getvalue().strip()


def queries() -> list[tuple[str, str]]:
    """Return the queries that documents have other programs send to get a table."""
    return [
        (name, query)
        for name, code in blocks("r", "text")
        for query in re.findall(r'query (?:<-|=) "(SELECT .+?)"', code)
    ]


def test_there_are_queries_for_other_programs() -> None:
    assert len(queries()) == 2


@pytest.mark.parametrize(("name", "query"), queries())
def test_the_query_of_another_program_is_answered_as_a_table(
    server: Server, name: str, query: str
) -> None:
    path = f"/sparql?query={quote(query)}"
    status, headers, body = ask(server.port, "GET", path, headers={"Accept": "text/csv"})
    assert status == 200
    assert headers["content-type"].startswith("text/csv")
    assert len(body.splitlines()) > 10


def triples(text: str) -> Graph:
    """Return the triples of a block, with the prefixes of the project and of its files."""
    spaces = {
        prefix: iri
        for folder in ("data", "ontology")
        for path in (ROOT / folder).rglob("*.ttl")
        for prefix, iri in re.findall(
            r"^@prefix ([\w-]+): <(.+)> \.$", path.read_text("utf-8"), re.M
        )
    }
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in spaces.items())
    return Graph().parse(data=prefixes + text, format="turtle")


@pytest.mark.parametrize(("name", "text"), blocks("turtle"))
def test_turtle_that_is_shown_is_in_the_repository(name: str, text: str) -> None:
    whole = Graph() + load.union(LIBRARY)
    for path in PACKS.rglob("*.ttl"):
        whole.parse(path)
    if text in INVENTED:  # the terms exist, if not the thing
        terms = {
            term for triple in triples(text) for term in triple if f"{term}".startswith(CLR.base)
        }
        assert len(terms) > 3
        assert [term for term in terms if (term, None, None) not in whole] == []
        return
    stated = [one for one in triples(text) if not any(isinstance(term, BNode) for term in one)]
    assert len(stated) > 3
    assert [one for one in stated if one not in whole] == []

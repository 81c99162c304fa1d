"""What code cites in the documents stands there, and what the documents name in code exists."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Server, ask
from support import example

from kg.cli.main import parser
from kg.epochs import books
from kg.explain.answer import as_json

ROOT = Path(__file__).parent.parent
#: The documents that the code cites by name, wherever they are in docs.
DOCS = ("semantics.md", "security.md", "answers.md", "commands.md", "http.md")
#: A citation: the document, and behind a comma the numbers or the heading, behind a colon words.
CITED = re.compile(
    r"\b(semantics|security|answers|commands|http)\.md(?:([,:])\s+([^()]+?))?(?=[).]|$)"
)
NUMBERS = re.compile(r"\b([AB])(\d{1,2})\b(?:\s*(?:-|to)\s*[AB](\d{1,2})\b)?")


def document(name: str) -> str:
    (path,) = (ROOT / "docs").rglob(name)
    return path.read_text(encoding="utf-8")


def rows(letter: str) -> list[str]:
    """Return the numbers of the threats in security.md, in the order of the rows."""
    return re.findall(rf"^\| ({letter}\d+) \|", document("security.md"), re.M)


def headings(name: str) -> list[str]:
    return [line.lower() for line in re.findall(r"^#+ (.+)$", document(name), re.M)]


def expanded(text: str) -> Iterator[str]:
    """Return each number that a citation names: “A6 to A20” names fifteen."""
    for letter, first, last in NUMBERS.findall(text):
        for number in range(int(first), int(last or first) + 1):
            yield f"{letter}{number:02}" if letter == "B" else f"{letter}{number}"


def citations() -> list[tuple[str, str, str, str]]:
    """Return file, document, sign and words of each citation in the code and the tests."""
    found = []
    for folder in ("kg", "api", "tests"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path == Path(__file__):
                continue
            text = re.sub(r"\s+(?:#:? )?", " ", path.read_text(encoding="utf-8"))
            found += [
                (path.relative_to(ROOT).as_posix(), f"{name}.md", sign, words)
                for name, sign, words in CITED.findall(text)
            ]
    return found


def missing(name: str, sign: str, words: str) -> list[str]:
    """Return what a citation names and the document has not."""
    if name == "security.md" and NUMBERS.search(words):
        return sorted(set(expanded(words)) - {*rows("A"), *rows("B")})
    if sign == ",":
        found = any(re.search(rf"\b{re.escape(words.lower())}\b", h) for h in headings(name))
        return [] if found else [words]
    return [] if words in document(name) else [words]


def test_every_citation_of_a_document_resolves() -> None:
    told = citations()
    assert len(told) >= 17
    assert {name for _, name, _, _ in told} == set(DOCS)
    wrong = [(path, name, lost) for path, name, *rest in told if (lost := missing(name, *rest))]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "sign", "words"),
    [
        ("security.md", ",", "A99"),
        ("security.md", ",", "A40 to A99"),
        ("security.md", ",", "B51"),
        ("semantics.md", ",", "Outcome of a dream"),
        ("semantics.md", ":", "words that stand nowhere"),
    ],
)
def test_a_citation_that_leads_nowhere_would_be_noticed(name: str, sign: str, words: str) -> None:
    assert missing(name, sign, words)


def test_the_citations_are_found_with_their_numbers() -> None:
    told = {(path, words) for path, name, _, words in citations() if name == "security.md"}
    assert ("kg/workers/sandbox.py", "A1, A20-A25") in told
    assert list(expanded("A6 to A8, B50")) == ["A6", "A7", "A8", "B50"]


def test_the_threats_are_numbered_without_a_gap() -> None:
    assert rows("A") == [f"A{n}" for n in range(1, len(rows("A")) + 1)]
    assert rows("B") == [f"B{n:02}" for n in range(1, len(rows("B")) + 1)]
    assert (len(rows("A")), len(rows("B"))) >= (41, 50)


def test_every_id_of_the_bad_input_stands_in_the_document() -> None:
    known = {*rows("A"), *rows("B")}
    for path in (ROOT / "tests").glob("*hostile*.py"):
        text = path.read_text(encoding="utf-8")
        used = {*re.findall(r"\b([AB]\d\d)\b", text), *re.findall(r"_(b\d\d)(?=_)", text)}
        assert {number.upper() for number in used} <= known, path.name


@pytest.mark.parametrize("name", ["security.md", "semantics.md"])
def test_every_test_that_a_document_names_exists(name: str) -> None:
    named = re.findall(r"`(test_\w+\.py)(?:::(test_\w+))?`", document(name))
    assert len(named) > 5
    for file, function in named:
        tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
        functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert not function or function in functions, (file, function)


def test_every_module_that_a_document_names_exists() -> None:
    whole = "".join(map(document, DOCS))
    named = set(re.findall(r"`((?:kg|api)/\w+\.py)`", whole))
    assert len(named) > 10
    assert [path for path in sorted(named) if not (ROOT / path).is_file()] == []


def test_every_error_code_is_documented_and_no_other() -> None:
    """Codes that HTTP itself gives (404, 405) and those of gunicorn are not raised by name."""
    raised = {
        code
        for folder in ("kg", "api")
        for path in (ROOT / folder).rglob("*.py")
        for code in re.findall(r'code="([a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    part = document("errors.md").partition("\n## By topic")[2].partition("\n## ")[0]
    listed = set(re.findall(r"`([a-z_]+)`", part))
    operate = document("operate.md").partition("## Errors that clients receive")[2]
    table = operate.partition("\n## ")[0]
    elsewhere = set(re.findall(r"`([a-z_]+)`", table))
    assert raised - listed - elsewhere == set()
    assert listed - raised == set()


def test_every_key_of_a_decision_is_documented_and_no_other() -> None:
    part = document("answers.md").partition("## Decision as JSON")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`.+?`) \|", part, re.M)
    listed = set(re.findall(r"`(\w+)`", " ".join(cells)))
    found = example("irs-request-no-explanation.json")
    told = as_json(found.book, found.decide())
    assert listed == {"file", *told}
    for key in ("because", "conditions", "rejected"):
        line = next(line for line in part.splitlines() if line.startswith(f"An entry of `{key}`"))
        assert set(told[key][0]) <= set(re.findall(r"`(\w+)`", line)), key


def test_every_command_is_documented_and_no_other() -> None:
    listed = set(re.findall(r"^## `clearance (\w+)`", document("commands.md"), re.M))
    shown = parser().format_help().partition("examples:")[0]
    assert listed == set(re.findall(r"^    (\w+)  +\w", shown, re.M))


def routes() -> list[str]:
    part = document("http.md").partition("## Routes")[2].partition("\n## ")[0]
    first = re.findall(r"^\| (`/.+?`) \|", part, re.M)
    return [path for cell in first for path in re.findall(r"`(/[^`…]*)`", cell)]


@pytest.mark.parametrize("path", routes())
def test_every_route_is_there(server: Server, path: str) -> None:
    status, _, body = ask(server.port, "GET", path)
    assert status != 404, body
    assert status < 500, body


def test_a_decision_over_http_has_the_documented_form(server: Server) -> None:
    record = (ROOT / "data/examples/irs-request-absent.json").read_bytes()
    kind = {"Content-Type": "application/json"}
    status, _, body = ask(server.port, "POST", "/check", record, kind)
    assert status == 200
    assert b'"outcome": "undetermined"' in body
    assert f'"ruleBook": "{books.latest().version}"'.encode() in body

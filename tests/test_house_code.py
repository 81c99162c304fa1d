"""No fact of law, no IRI and no query in Python (P-2, P-4): Turtle and kg/queries have them."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from rdflib import URIRef
from support import LIBRARY

from kg.rdf import load
from kg.rdf.namespaces import CLR, RDF, SKOS

ROOT = Path(__file__).parent.parent
#: The one module that may have IRIs.
NAMESPACES = "kg/rdf/namespaces.py"
#: Examples of form that messages and schemas show to a user; taken out before the search.
EXAMPLES = {
    "2019-04-02": "shows how a date is written",
}
#: A command line as the help of the command-line modules shows it; taken out there only.
COMMAND = re.compile(r"^(?:example:| )? *clearance [a-z-]+ .*$", re.M)
COMMAND_LINE = ("kg/cli/", "api/command.py")
#: Words that are a label in the vocabulary and mean something else in a module.
COINCIDENCES = {("kg/reference/engine.py", "classification"): "code of an error about classes"}
#: Parts of strings that speak of IRIs in general; taken out before the search.
IRI_SYNTAX = {
    ("api/serve.py", "http://"): "tells on which address the server listens",
    (
        "kg/record/draft.py",
        r"(?:https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?/|urn:[a-z0-9][a-z0-9-]+:)",
    ): "allowed IRIs",
    (
        "kg/record/draft.py",
        "item-2, or an IRI that begins with https:, http: or urn:, of plain characters, ",
    ): "says which IRIs are allowed",
    ("kg/record/json_reader.py", "urn:"): "tells an IRI from a short name",
    (
        "kg/record/schema.py",
        "https://json-schema.org/draft/2020-12/schema",
    ): "dialect, set by JSON Schema",
}
IRI = re.compile(r"https?:/|\burn:")
DATE = re.compile(r"\b[12]\d{3}-\d{2}-\d{2}\b")
SPARQL = re.compile(r"\b(?:SELECT|CONSTRUCT|DESCRIBE|ASK|INSERT|DELETE|WHERE)\b[^{]*\{")
#: Words in the names of agencies that are common words too.
COMMON = {
    "Department",
    "Service",
    "United",
    "States",
    "Internal",
    "Security",
    "Border",
    "Protection",
}


def code_files() -> list[str]:
    found = [path for folder in ("kg", "api") for path in (ROOT / folder).rglob("*.py")]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def docstrings(tree: ast.Module) -> set[int]:
    """Give the identities of the nodes that are docstrings."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(id(first.value))
    return found


def strings(code: str, path: str = "") -> Iterator[str]:
    """Give strings and numbers of a module as text; no docstrings, comments, commands shown."""
    tree = ast.parse(code)
    left_out = docstrings(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in left_out:
            continue
        if isinstance(node.value, str | int) and not isinstance(node.value, bool):
            text = str(node.value)
            yield COMMAND.sub("", text) if path.startswith(COMMAND_LINE) else text


def identifiers(code: str) -> Iterator[str]:
    """Give every name that a module reads or sets."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


@cache
def names() -> tuple[frozenset[str], frozenset[str]]:
    """Give notations and labels of the vocabularies, and the proper words in agencies' names."""
    graph = load.union(LIBRARY, "data/vocabulary")
    schemes = set(graph.subjects(URIRef(RDF.type), URIRef(SKOS.ConceptScheme)))
    told = {
        str(value)
        for prop in (SKOS.notation, SKOS.prefLabel, SKOS.altLabel)
        for named, value in graph.subject_objects(URIRef(prop))
        if named not in schemes  # a heading such as "purposes" is no fact of law
    }
    proper = {
        word
        for agency in graph.subjects(URIRef(RDF.type), URIRef(CLR.Agency))
        for label in graph.objects(agency, URIRef(SKOS.prefLabel))
        for word in re.findall(r"\b[A-Z][a-z]{3,}\b", str(label))
    }
    return frozenset(told), frozenset(proper - COMMON)


@cache
def section_numbers() -> re.Pattern[str]:
    """Give a pattern of the numbers of all sections that the data speak of, and 163.1x."""
    cited = load.union(LIBRARY, "data/law").objects(None, URIRef(CLR.citation))
    numbers = {
        re.split(r"[(\s]", str(text).split(" ", 2)[2])[0] for text in cited if text.count(" ") > 1
    }
    longest = sorted((number for number in numbers if len(number) > 3), reverse=True)
    return re.compile(r"(?<![\d.])(?:" + "|".join(map(re.escape, longest)) + r"|163\.1\d)(?!\d)")


def without(text: str, parts: list[str]) -> str:
    for part in parts:
        text = text.replace(part, "")
    return text


def law_in(code: str, path: str = "") -> set[str]:
    """Give what a module says about the law: names, section numbers, dates."""
    told, proper = names()
    many_words = {name for name in told if re.search(r"[\s-]", name)}
    found = {name for name in identifiers(code) if name in proper}
    for raw in strings(code, path):
        text = without(raw, list(EXAMPLES))
        found |= {text} & told if re.fullmatch(r"[\w-]{3,}", text) else set()
        found |= {name for name in many_words if name.lower() in text.lower()}
        found |= {word for word in re.findall(r"\w+", text) if word in proper}
        found |= set(section_numbers().findall(text)) | set(DATE.findall(text))
    return {name for name in found if (path, name) not in COINCIDENCES}


def iris_in(path: str, code: str) -> list[str]:
    parts = [part for file, part in IRI_SYNTAX if file == path]
    return [text for text in strings(code, path) if IRI.search(without(text, parts))]


def queries_in(code: str) -> list[str]:
    return [text for text in strings(code) if SPARQL.search(text)]


def source(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", code_files())
def test_a_module_has_no_law_in_it(path: str) -> None:
    assert law_in(source(path), path) == set()


@pytest.mark.parametrize("path", [path for path in code_files() if path != NAMESPACES])
def test_only_the_namespaces_module_has_iris(path: str) -> None:
    assert iris_in(path, source(path)) == []


@pytest.mark.parametrize("path", code_files())
def test_a_module_has_no_sparql_in_it(path: str) -> None:
    assert queries_in(source(path)) == []


@pytest.mark.parametrize(
    "code",
    [
        'AGENCY = "internal-revenue-service"',
        'if name == "importer": pass',
        'print("Ask Customs first.")',
        'print(f"see {x} of the Department of Justice")',
        "Customs = 1",
        "section = 6103",
        'act = "26-usc/6103/i"',
        'act = "19 CFR 163.12"',
        'since = "1996-12-17"',
        'purpose = "ascertain-entry-correctness"',
    ],
)
def test_law_in_a_module_is_noticed(code: str) -> None:
    assert law_in(code)


@pytest.mark.parametrize(
    "code",
    [
        '"""Sections such as 6103 and Customs may be told in a docstring, 1996-12-17."""',
        "x = 1  # Customs, 1996-12-17",
        'print("Write it like 2019-04-02.")',
        "count = 16103",
    ],
)
def test_docstrings_comments_and_listed_examples_are_let_pass(code: str) -> None:
    assert law_in(code) == set()


def test_only_the_command_line_may_show_commands_with_law_in_them() -> None:
    code = 'x = "example: clearance law 6103"'
    assert law_in(code, "kg/cli/ask.py") == set()
    assert law_in(code, "kg/engine/index.py") == {"6103"}
    assert law_in('x = "6103"', "kg/cli/ask.py") == {"6103"}


def test_an_iri_in_a_module_is_noticed() -> None:
    assert iris_in("kg/engine/index.py", 'x = "https://example.org/"')
    assert iris_in("kg/engine/index.py", 'x = "urn:x:y"')
    assert iris_in(
        "kg/record/schema.py", 'x = "https://json-schema.org/draft/2020-12/schema2 http://x"'
    )
    assert iris_in("kg/engine/index.py", '"""See https://example.org/."""') == []


def test_a_query_in_a_module_is_noticed() -> None:
    assert queries_in('q = """PREFIX a: <b> SELECT ?x\nWHERE { ?x a ?y }"""')
    assert queries_in('q = "ASK { ?x a ?y }"')
    assert queries_in('q = "SELECT name FROM decisions WHERE day = ?"') == []


def test_every_listed_exception_is_needed() -> None:
    everything = [text for path in code_files() for text in strings(source(path))]
    assert [part for part in EXAMPLES if not any(part in text for text in everything)] == []
    for path, part in IRI_SYNTAX:
        assert any(part in text for text in strings(source(path))), (path, part)
    for path, word in COINCIDENCES:
        assert word in strings(source(path)), (path, word)


def test_a_citation_that_a_module_shows_as_an_example_is_noticed() -> None:
    # the wrong title that was once shown: section 163.11 is in title 19
    assert law_in('x = "26 CFR 163.11(d) sentence 2"') == {"163.11"}


def test_the_vocabularies_give_names_to_look_for() -> None:
    told, proper = names()
    assert len(told) > 100
    assert {"Customs", "Justice", "Revenue"} <= proper
    assert section_numbers().search("see 6103")
    assert section_numbers().search("163.13")


#: The one module that reads dates and the clock.
CALENDAR = "kg/rulebook/days.py"
#: Ways of Python and pandas to read a date or the clock in their own manner.
READS_DAYS = {
    "fromisoformat",
    "fromisocalendar",
    "strptime",
    "today",
    "fromtimestamp",
    "fromordinal",
}


def reads_days(code: str) -> set[str]:
    """Give the ways of reading a day that a module uses, but for those of kg.rulebook.days."""
    calls = {
        node.attr
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Attribute)
        and not (isinstance(node.value, ast.Name) and node.value.id == "days")
    }
    return calls & READS_DAYS


@pytest.mark.parametrize("path", [path for path in code_files() if path != CALENDAR])
def test_only_one_module_reads_dates_and_the_clock(path: str) -> None:
    assert reads_days(source(path)) == set()


def test_a_module_that_reads_a_date_in_its_own_way_would_be_noticed() -> None:
    assert reads_days(source(CALENDAR)) == {"today"}
    assert reads_days("from datetime import date\nday = date.fromisoformat('x')") == {
        "fromisoformat"
    }
    assert reads_days("from kg import days\ndays.today()") == set()

"""The saved questions are published so that tools find them, can run them and get an answer."""

import re
from itertools import chain
from pathlib import Path

import pyoxigraph as ox
import pytest
from public_graph import ROOT, asked, graph_of
from rdflib import URIRef
from rdflib.plugins.sparql import prepareQuery
from support import LIBRARY

from kg.describe.examples import examples, question
from kg.queries import saved
from kg.rdf.namespaces import (
    BASE,
    CLR,
    DESCRIPTION_PREFIXES,
    ENDPOINT,
    PREFIXES,
    RDF,
    SCHEMA,
    SH,
    SPEX,
)
from kg.sparql import query
from kg.sparql.guard import look_over

A = URIRef(RDF.type)
#: What the SIB's sparql-editor asks an endpoint, without any settings, when it is opened.
FIND_PREFIXES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix }
"""
FIND_EXAMPLES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?question ?comment ?query WHERE {
  ?question a sh:SPARQLExecutable ; rdfs:comment ?comment ;
    sh:select|sh:ask|sh:construct|sh:describe ?query .
}
"""


def example_texts() -> list[tuple[str, str]]:
    """Give name and text of each example, as it stands in the data."""
    found = graph_of(list(examples()))
    texts = chain.from_iterable(
        found.subject_objects(URIRef(each))
        for each in (SH.select, SH.ask, SH.construct, SH.describe)
    )
    return sorted((str(subject).rsplit("/", 1)[1], str(text)) for subject, text in texts)


@pytest.mark.parametrize(("name", "text"), example_texts(), ids=lambda text: text[:30])
def test_a_saved_question_runs_as_published_and_has_an_answer(name: str, text: str) -> None:
    prepareQuery(text)
    look_over(text)
    answer = query.store(LIBRARY).query(text, use_default_graph_as_union=True)
    assert bool(answer) if isinstance(answer, ox.QueryBoolean) else next(iter(answer), None), name


def test_an_editor_finds_every_question_that_needs_nothing_bound() -> None:
    found = {row[0]: row[1:] for row in asked(FIND_EXAMPLES)}
    texts = {name: query.saved(name) for name in query.names()}
    free = {name for name, text in texts.items() if "Bind ?" not in text}
    assert len(free) > 40
    assert set(found) == {f"{BASE}id/question/{name}" for name in free}
    for name in free:
        comment, text = found[f"{BASE}id/question/{name}"]
        first = texts[name].splitlines()[0].removeprefix("# ")
        assert str(comment).startswith(first)
        assert str(text).endswith(texts[name].splitlines()[-1] + "\n")


def test_an_editor_finds_the_prefixes_of_queries_and_descriptions() -> None:
    found = asked(FIND_PREFIXES)
    assert found == set((PREFIXES | DESCRIPTION_PREFIXES).items())


def test_a_question_names_its_endpoint_and_its_prefixes() -> None:
    found = graph_of(list(examples()))
    asks = set(found.subjects(A, URIRef(SH.SPARQLExecutable)))
    assert asks
    for each in asks:
        assert list(found.objects(each, URIRef(SCHEMA.target))) == [URIRef(ENDPOINT)]
        (prefixes,) = found.objects(each, URIRef(SH.prefixes))
        assert len(list(found.objects(prefixes, URIRef(SH.declare)))) > 10
        assert str(found.value(each, URIRef(SCHEMA.keywords)))


def test_a_query_to_which_the_code_gives_a_value_says_what_to_bind() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "kg").rglob("*.py"))
    bound = set(re.findall(r'query\.saved\("([\w-]+)"\),\s*(?:\{|bound)', code))
    assert len(bound) > 5
    for name in bound:
        found = question(name)
        assert found.bind, f"end the comment of {name}.rq with: Bind ?name."
        assert all(f"?{each}" in found.text for each in found.bind)


@pytest.mark.parametrize(
    ("text", "kind", "properties"),
    [
        ("SELECT * { ?s a clr:Norm }", SH.SPARQLSelectExecutable, [SH.select]),
        ("ASK { ?s a clr:Norm }", SH.SPARQLAskExecutable, [SH.ask]),
        ("CONSTRUCT WHERE { ?s a clr:Norm }", SH.SPARQLConstructExecutable, [SH.construct]),
        ("DESCRIBE clr:Norm", SPEX.SPARQLDescribeExecutable, [SH.describe, SPEX.describe]),
    ],
)
def test_a_question_of_each_form_is_published_where_tools_look(
    text: str,
    kind: str,
    properties: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "one.rq").write_text(f"# Is there a norm?\n{text}\n", encoding="utf-8")
    (tmp_path / "two.rq").write_text(f"# Is it this? Bind ?s.\n{text}\n", encoding="utf-8")
    monkeypatch.setattr(saved, "QUERIES", tmp_path)
    found = graph_of(list(examples()))
    (one,) = found.subjects(A, URIRef(SH.SPARQLExecutable))
    assert (one, A, URIRef(kind)) in found
    full = f"PREFIX clr: <{CLR.base}>\n{text}\n"
    assert [str(found.value(one, URIRef(each))) for each in properties] == [full] * len(properties)


def test_a_query_without_a_question_is_no_saved_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.rq").write_text("SELECT * { ?s ?p ?o }\n", encoding="utf-8")
    monkeypatch.setattr(saved, "QUERIES", tmp_path)
    with pytest.raises(ValueError, match=r"one\.rq"):
        list(examples())

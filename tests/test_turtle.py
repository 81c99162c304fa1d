"""The layout of Turtle: what fits on one line is on one line, and nothing else changes."""

from pathlib import Path

import pyprttl
import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

from kg.rdf import turtle

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("ontology", "shapes", "data")
    for path in (ROOT / folder).rglob("*.ttl")
)
HEAD = "@prefix a: <http://example.org/> .\n\n"


def graph(text: str) -> Dataset:
    """Return what a text says, with the same names for the same blank nodes."""
    said = Dataset(parse(text, RdfFormat.TURTLE))
    said.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return said


def written(statement: str) -> str:
    """Return what the house form makes of one statement, without the prefix."""
    return turtle.canonical(HEAD + statement).removeprefix(HEAD)


@pytest.mark.parametrize("path", FILES)
def test_the_house_form_says_what_the_spread_form_says_and_stays_as_it_is(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    spread = pyprttl.format_turtle(text, force=True, single_leafed_new_lines=True)
    formed = turtle.canonical(spread)
    assert turtle.canonical(formed) == formed
    assert graph(formed) == graph(spread)


def test_a_list_that_fits_is_on_the_line_of_its_predicate() -> None:
    assert written("a:s a:p ( a:x a:y ) .") == "a:s\n    a:p ( a:x a:y ) ;\n    .\n"


def test_paths_and_lists_in_a_list_stay_on_its_line() -> None:
    statement = 'a:p ( a:x [ a:inverse ( a:y "b"@en "1"^^a:t ) ] () [] 1.5 ) ;'
    assert statement in written(f"a:s {statement} .")


def test_each_of_several_lists_has_a_line() -> None:
    assert written("a:s a:p ( a:x a:y ), ( a:z ) .") == (
        "a:s\n    a:p\n        ( a:x a:y ) ,\n        ( a:z ) ;\n    .\n"
    )


def test_a_line_is_filled_up_to_its_hundredth_column_and_no_further() -> None:
    full = f"    a:p ( a:y a:{'x' * 80} ) ;"
    assert len(full) == 100
    assert full in written(f"a:s {full} .").splitlines()
    longer = full.replace("xx", "xxx", 1)
    assert max(map(len, written(f"a:s {longer} .").splitlines())) <= 100


def test_a_list_that_does_not_fit_is_spread_and_the_lists_in_it_are_not() -> None:
    long = "x" * 60
    assert written(f"a:s a:p ( ( a:x a:y ) a:{long} a:{long} ) .") == (
        "a:s\n    a:p\n        (\n            ( a:x a:y )\n"
        f"            a:{long}\n            a:{long}\n        ) ;\n    .\n"
    )


def test_a_blank_node_with_two_statements_stays_spread() -> None:
    assert "[\n" in written("a:s a:p ( [ a:q a:x ; a:r a:y ] ) .")
    assert "[\n" in written("a:s a:p [ a:q a:x, a:y ] .")


@pytest.mark.parametrize(
    "value",
    ['"( [ ; , ] )"', '"a \\" ( b"', "<http://example.org/(;,)>", "a:b\\(c", '"""one\n( two"""'],
)
def test_brackets_in_strings_iris_and_names_are_no_brackets(value: str) -> None:
    statement = HEAD + f"a:s a:p ( {value} a:x ) ; a:q ( a:y ) ."
    formed = turtle.canonical(statement)
    assert graph(formed) == graph(statement)
    assert "    a:q ( a:y ) ;\n" in formed


def test_a_list_with_a_line_break_in_a_string_stays_spread() -> None:
    assert "(\n" in written('a:s a:p ( """one\ntwo""" a:x ) .')


def test_a_comment_is_refused_and_not_lost() -> None:
    with pytest.raises(pyprttl.PrttlError, match="comment"):
        written("a:s a:p ( a:x # one\n a:y ) .")


def test_a_prefix_that_only_a_string_or_an_iri_seems_to_use_is_left_out() -> None:
    text = "@prefix b: <http://b.example/> .\n" + HEAD + 'a:s a:p "b:x", <b:y>, "1"^^a:t .'
    assert "@prefix b:" not in turtle.canonical(text)


def test_a_prefix_that_only_a_datatype_uses_is_kept() -> None:
    text = "@prefix b: <http://b.example/> .\n" + HEAD + 'a:s a:p "1"^^b:t .'
    assert "@prefix b:" in turtle.canonical(text)

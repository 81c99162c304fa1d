"""Decisions that come back, and texts of others in Markdown: data, whatever is in them.

What has to come out is from the CommonMark specification (2.4 Backslash escapes: an escaped
character is literal), and from answers.md, Decision as JSON.
"""

import copy
import json
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rdflib import Graph
from shell import clearance
from stored_decision import KINDS, decided, whole
from support import EXAMPLES, LIBRARY, data_of

from kg.errors import InputError
from kg.explain import stored
from kg.explain.answer import as_markdown, as_text
from kg.explain.rdf import turtle
from kg.questions import check
from kg.record import sources
from kg.rulebook import days

ROOT = Path(__file__).parent.parent
WORD = "placeholder"
ODD: tuple[Any, ...] = (
    None, True, 5, -0.5, [], {}, [[]], [["x"]], [None], {"x": 1}, "a\nb", "a\r\n# Heading",
    "\x1b[2J", "\x00", "\x7f", "\x9b31m", "\u202etxt", "\u2028x", "\u2029", "\ufeff", "\ud800",
    "<script>alert(1)</script>", "> <x> .", "https://x.example/> . <urn:a-b:c",
    "", " ", "javascript:alert(1)", "2019-W27-2",
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Return every place in a JSON value, one of each kind: only the first entry of a list."""
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list) and value:
        yield from places(value[0], (*path, 0))


def put(told: dict[str, Any], path: tuple[Any, ...], odd: Any) -> Any:
    """Return a copy of a decision with another value at a place."""
    if not path:
        return odd
    made = copy.deepcopy(told)
    at: Any = made
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = odd
    return made


def steers(text: str) -> bool:
    """Say whether a text has characters that steer a terminal or turn the direction of text."""
    return any(
        char != "\n" and (unicodedata.category(char) in {"Cc", "Cs"} or char in "\u202e\ufeff")
        for char in text
    )


#: An earlier act has the parts of the act itself: a few of its places stand for all.
PLACES = [path for path in places(whole()) if path[0:1] != ("earlier",) or len(path) < 4]


def test_every_decision_on_an_example_is_read_back_as_it_was_written() -> None:
    for name in [*KINDS, "customs-to-contractor.ttl", "letter-complete.json"]:
        told = decided(name)
        for indent in (None, 2):
            text = json.dumps(told, ensure_ascii=False, indent=indent)
            assert stored.read(text.encode(), name) == told
    assert stored.read(json.dumps(whole()).encode(), "-") == whole()


@pytest.mark.slow
def test_explain_takes_every_decision_on_the_listed_examples() -> None:
    jobs = []
    for line in sources.manifest(EXAMPLES / "manifest.csv"):
        data, fmt = data_of(line.file)
        jobs.append(check.job(LIBRARY, line.file, data, fmt, days.read(line.as_of)))
    for told in check.run(jobs, "fast"):
        assert stored.read(json.dumps(told).encode(), "-") == told


@pytest.mark.parametrize("path", PLACES, ids=lambda path: "/".join(map(str, path)))
def test_an_odd_value_in_any_place_is_refused_or_written_as_text(path: tuple[Any, ...]) -> None:
    for odd in ODD:
        told, error = read_back(put(whole(), path, odd))
        if error:
            assert error.code in {"bad_decision", "bad_date", "forbidden_character"}
            assert not steers(str(error))
            assert "alert(1)" not in str(error)
            continue
        assert not steers(as_text(told))
        assert not steers(as_markdown(told))
        assert "<script" not in MarkdownIt("commonmark").render(as_markdown(told))
        if isinstance(odd, str) and "<" in odd:  # RDF takes long to read: the worst for Turtle only
            assert Graph().parse(data=turtle(told), format="turtle")


def read_back(told: Any) -> tuple[dict[str, Any], InputError | None]:
    """Return a decision read from its JSON, or the error that refuses it."""
    try:
        return stored.read(json.dumps(told).encode(), "-"), None
    except InputError as error:
        return {}, error


def test_a_text_of_a_million_characters_is_refused_and_one_just_below_is_written() -> None:
    (long, refused) = read_back(put(whole(), ("because", 0, "label"), "x" * 1_000_001))
    assert refused
    assert (long, refused.code) == ({}, "too_long")
    long, refused = read_back(put(whole(), ("because", 0, "label"), "x" * 1_000_000))
    assert refused is None
    assert as_text(long).count("x") >= 1_000_000


@pytest.mark.parametrize("path", PLACES[1:], ids=lambda path: "/".join(map(str, path)))
def test_a_value_of_another_type_is_refused_in_every_place(path: tuple[Any, ...]) -> None:
    for odd in (5, 1.5, {"x": 1}, [["x"]]):
        with pytest.raises(InputError) as refused:
            stored.read(json.dumps(put(whole(), path, odd)).encode(), "name")
        assert str(refused.value).startswith("name /" + str(path[0]))


@pytest.mark.parametrize(
    "path",
    [path for path in PLACES if path and isinstance(path[-1], str)],
    ids=lambda path: "/".join(map(str, path)),
)
def test_only_optional_parts_can_be_left_out(path: tuple[Any, ...]) -> None:
    made = copy.deepcopy(whole())
    at: Any = made
    for step in path[:-1]:
        at = at[step]
    del at[path[-1]]
    data = json.dumps(made).encode()
    optional = {"file", "earlier", "lastChecked", "remarks", "sections", "taken"}
    if path[-1] in optional and "sections" not in path[:-1]:
        assert stored.read(data, "-") == made
        assert as_text(made)
        assert as_markdown(made)
        assert turtle(made)
    else:
        with pytest.raises(InputError, match=f"“{path[-1]}” is missing"):
            stored.read(data, "-")
    at[path[-1] + "2"] = "x"
    with pytest.raises(InputError):
        stored.read(json.dumps(made).encode(), "-")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"[" * 100_000, "nested 100,000 levels deep"),
        (b'{"earlier":' * 50_000, "nested 50,000 levels deep"),
        (b" " * 50_000_000, "larger than 20,000,000 bytes"),
        (b'{"record": "' + b"x" * 50_000_000, "larger than 20,000,000 bytes"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"", "not JSON"),
        (b"null", "an object in braces"),
        (b"NaN", "not a JSON value"),
        (b"[{}]", "an object in braces"),
        (b'{"outcome": ' + b"9" * 5_000 + b"}", "digits"),
        (b'{"outcome": "permitted", "outcome": "permitted"}', "twice"),
    ],
)
def test_what_is_no_decision_ends_in_one_line_and_exit_code_2(data: bytes, says: str) -> None:
    for fmt in ("text", "json"):
        code, out, err = clearance("explain", "--format", fmt, "-", stdin=data)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "Not a decision" in err
        assert says in err


def test_a_line_break_in_the_name_of_a_record_is_refused_with_its_place(tmp_path: Path) -> None:
    told = whole() | {"record": "https://w3id.org/clearance/id/record/a\n# Heading\n\nPERMITTED"}
    file = tmp_path / "decision.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    for fmt in ("text", "json", "md", "ttl"):
        code, out, err = clearance("explain", "--format", fmt, str(file))
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "/record: Not a decision: an IRI is expected here" in err
        assert "Heading" not in err


def test_a_decision_of_an_earlier_version_is_refused_with_what_to_do(tmp_path: Path) -> None:
    old = whole()
    finding = old["conditions"][0]
    finding["from"] = finding.pop("curableBy")
    file = tmp_path / "decision.json"
    file.write_text(json.dumps(old), encoding="utf-8")
    code, out, err = clearance("explain", str(file))
    assert (code, out) == (2, "")
    assert "/conditions/0: This decision was written by an earlier version" in err
    assert "again. [bad_decision]" in err


HOSTILE = (
    "<script>alert(1)</script>", "<b>x</b>", "<!-- x", "<https://x.example/>", "&lt;b&gt; &amp;",
    "&#60;script&#62;", "[x](https://x.example/)", "![x](x.png)", "[x]: https://x.example/",
    "[^1]", "# x", "x #", "## x ##", "- x", "+ x", "* x", "1. x", "12) x", "> x", "```", "~~~ x",
    "`x`", "*x*", "**x**", "_x_", "__x__", "~~x~~", "| a | b |", "---", "===", "***", "\\", "\\*x*",
    "x\\", "a\n# x", "a\n\n- x", "a\n---", "a\n===", "    x", "\tx", "x  \ny", "a\n    code", ": x",
    "$x$", "{#id}", "https://x.example/", "www.x.example", "a@x.example", "a\u2028# x",
)  # fmt: skip
#: Places whose text each kind of line shows: a heading, an item, a quotation, a paragraph.
SHOWN = (
    ("because", 0, "label"), ("because", 0, "quote"), ("duties", 0, "citation"),
    ("conditions", "unmet", "value"), ("conditions", "unmet", "message"),
    ("rejected", 0, "label"), ("interpretation", 0, "asks"), ("interpretation", 0, "issue"),
    ("interpretation", 0, "readings", 0, "says"), ("remarks", 0, "text"),
    ("earlier", 0, "citations", 0),
)  # fmt: skip


def rendered(markdown: str) -> list[tuple[str, str]]:
    """Return the blocks of Markdown with their text, as a CommonMark reader with tables sees it."""
    found = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown):
        kinds = {child.type for child in token.children or ()} - {"text", "softbreak"}
        assert not kinds, kinds
        text = "".join(c.content if c.type == "text" else " " for c in token.children or ())
        found.append((token.type, " ".join(text.split()) or token.content))
    return found


def shown(place: tuple[Any, ...]) -> Callable[[str], dict[str, Any]]:
    """Return a function that puts a text at a place of a decision that is not permitted."""
    told = whole() | {"outcome": "not-authorized"}
    told["earlier"] = [told["earlier"][0] | {"outcome": "permitted"}]
    told["rejected"] = [entry | {"covers": True} for entry in told["rejected"]]
    unmet = next(n for n, entry in enumerate(told["conditions"]) if entry["status"] == "unmet")
    return lambda text: put(told, tuple(unmet if step == "unmet" else step for step in place), text)


def same_as_a_word(place: tuple[Any, ...], text: str) -> None:
    """Check that Markdown with a text is that with a plain word, but for the text itself."""
    made = shown(place)
    plain, other = rendered(as_markdown(made(WORD))), rendered(as_markdown(made(text)))
    assert any(WORD in content for _, content in plain)
    wanted = [(kind, " ".join(c.replace(WORD, text).split())) for kind, c in plain]
    assert [(kind, " ".join(c.split())) for kind, c in other] == wanted


@pytest.mark.parametrize("place", SHOWN, ids=lambda place: "/".join(map(str, place)))
def test_text_of_others_is_shown_by_markdown_as_it_is(place: tuple[Any, ...]) -> None:
    for text in HOSTILE:
        same_as_a_word(place, text)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(SHOWN),
    st.text("#*_-+=`~<>[]()!&;:|\\/.@$^{}\"'?,%019ax \n\t", min_size=1).filter(str.strip),
)
def test_no_mix_of_marks_makes_markup(place: tuple[Any, ...], text: str) -> None:
    same_as_a_word(place, text)


def test_the_name_of_a_submitted_record_is_no_markup(tmp_path: Path) -> None:
    record = (EXAMPLES / "irs-complete-2019.json").read_text(encoding="utf-8")
    name = "__strong__(x)~~y~~#z_=+"
    file = tmp_path / "record.json"
    given_ = json.loads(record)
    given_["id"] = f"https://agency.example/{name.replace('#', '')}"
    file.write_text(json.dumps(given_), encoding="utf-8")
    code, out, _ = clearance("check", "--format", "md", str(file))
    assert code == 0
    heading = rendered(out)[1]
    assert "__strong__(x)~~y~~z_=+" in heading[1]

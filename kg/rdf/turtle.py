"""The house style of Turtle (CONTRIBUTING.md, T-1): one canonical form, written by pyprttl.

pyprttl has no option for the width of a line and spreads every list. Here a list, or a blank node
with one statement such as an inverse path, is put on one line where it fits into 100 columns.

``python -m kg.rdf.turtle FILE…`` rewrites files; with ``--check`` it only names those that differ.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pyprttl

from kg.rdf.namespaces import DCTERMS, RDF, RDFS, SH, SKOS
from kg.rdf.norm_order import CONDITION_PROPERTIES, in_order_of_law

_ORDER = [
    RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, SKOS.prefLabel, SKOS.altLabel, SKOS.definition,
    SKOS.scopeNote, SKOS.example, SH.targetClass, SH.path, SH.severity, SH.message, DCTERMS.source,
    *CONDITION_PROPERTIES,
]  # fmt: skip
_INDENTATION = 4
_WIDTH = 100
# The terminals of RDF 1.1 Turtle, section 6.5, as far as layout needs them: in a string, an IRI or
# a comment a bracket is no bracket. Language tags and datatypes are tokens that follow a string.
_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
    | (?P<comment>\#[^\n]*)
    | (?P<string>"{3}(?:[^\\]|\\.)*?"{3} | '{3}(?:[^\\]|\\.)*?'{3}
        | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*')
    | (?P<iri><[^>]*>)
    | (?P<mark>[()\[\];,])
    | (?P<word>(?:\\.|[^\s()\[\];,"'<\#\\])+)
    """,
    re.VERBOSE | re.DOTALL,
)


def canonical(text: str) -> str:
    """Return Turtle in the house style, without prefixes that it does not use."""
    lines = text.splitlines()
    body = "\n".join(line for line in lines if not line.startswith("@prefix"))
    names = (found["word"] for found in _TOKEN.finditer(body) if found["word"])
    used = {name.removeprefix("^^").partition(":")[0] for name in names if ":" in name}
    kept = [
        line
        for line in lines
        if not line.startswith("@prefix") or line.split()[1].removesuffix(":") in used
    ]
    written = pyprttl.format_turtle(
        "\n".join(kept), indentation=_INDENTATION, predicate_order=_ORDER
    )
    return one_line_lists(in_order_of_law(written))


def one_line_lists(text: str) -> str:
    """Return Turtle as pyprttl writes it, with lists and paths on one line where they fit."""
    pieces = []
    done = 0
    for start, end in sorted(_groups(text)):
        if start < done or "\n" not in text[start:end]:
            continue
        flat = _flat(text[start:end])
        line = text.rfind("\n", 0, start) + 1
        above = text[text.rfind("\n", 0, line - 1) + 1 : line - 1]
        rest = text[end : text.find("\n", end)]
        if flat is None:
            continue
        if _is_predicate(above, start - line, rest) and _fits(f"{above} {flat}{rest}"):
            pieces += [text[done : line - 1], " ", flat]
            done = end
        elif _fits(text[line:start] + flat + rest):
            pieces += [text[done:start], flat]
            done = end
    return "".join([*pieces, text[done:]])


def _groups(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each list and each blank node in brackets starts and ends."""
    opened = []
    for found in _TOKEN.finditer(text):
        if found["mark"] in ("(", "["):
            opened.append(found.start())
        elif found["mark"] in (")", "]"):
            yield opened.pop(), found.end()


def _flat(group: str) -> str | None:
    """Return a group on one line, or None if it holds more than lists and single statements."""
    kept: list[str] = []
    for found in _TOKEN.finditer(group):
        if found["comment"] or found["mark"] == "," or (found["string"] and "\n" in found[0]):
            return None
        if found["mark"] == "]" and kept[-2:] == [";", " "]:
            del kept[-2:]
        kept.append(" " if found["space"] else found[0])
    return None if ";" in kept else "".join(kept)


def _is_predicate(above: str, indentation: int, rest: str) -> bool:
    """Return whether the line above holds the predicate of a group that is its only object."""
    less_indented = len(above) - len(above.lstrip()) < indentation
    return less_indented and above.strip() not in ("(", "[") and not rest.startswith(" ,")


def _fits(line: str) -> bool:
    return len(line) <= _WIDTH


def main(arguments: list[str] | None = None) -> int:
    """Format or check files; give 0 if none differs or all were written, else 1."""
    parser = argparse.ArgumentParser(prog="python -m kg.rdf.turtle", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, name what differs")
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    differing = 0
    for path in options.files:
        text = path.read_text(encoding="utf-8")
        formed = canonical(text)
        if formed != text:
            differing += 1
            print(path)
            if not options.check:
                path.write_text(formed, encoding="utf-8")
    return 1 if options.check and differing else 0


if __name__ == "__main__":
    sys.exit(main())

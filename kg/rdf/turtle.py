"""The house style of Turtle (CONTRIBUTING.md, T-1): one canonical form, written by pyprttl.

``python -m kg.rdf.turtle FILE…`` rewrites files; with ``--check`` it only names those that differ.
"""

import argparse
import re
import sys
from pathlib import Path

import pyprttl

from kg.rdf.namespaces import DCTERMS, RDF, RDFS, SH, SKOS

_ORDER = [
    RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, SKOS.prefLabel, SKOS.altLabel, SKOS.definition,
    SKOS.scopeNote, SKOS.example, SH.targetClass, SH.path, SH.severity, SH.message, DCTERMS.source,
]  # fmt: skip
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|<[^>]*>')


def canonical(text: str) -> str:
    """Give Turtle in the house style, without prefixes that it does not use."""
    lines = text.splitlines()
    body = _QUOTED.sub("", "\n".join(line for line in lines if not line.startswith("@prefix")))
    used = set(re.findall(r"(?<![\w-])([\w-]*):", body))
    kept = [
        line
        for line in lines
        if not line.startswith("@prefix") or line.split()[1].removesuffix(":") in used
    ]
    return pyprttl.format_turtle("\n".join(kept), indentation=4, predicate_order=_ORDER)


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

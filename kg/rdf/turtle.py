"""The house style of Turtle (CONTRIBUTING.md, T-1): one canonical form, written by pyprttl.

``python -m kg.rdf.turtle FILE…`` rewrites files; with ``--check`` it only names those that differ.
"""

import argparse
import re
import sys
from pathlib import Path

import pyprttl

from kg.rdf.namespaces import CLR, DCTERMS, RDF, RDFS, SH, SKOS

_ORDER = [
    RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, SKOS.prefLabel, SKOS.altLabel, SKOS.definition,
    SKOS.scopeNote, SKOS.example, SH.targetClass, SH.path, SH.severity, SH.message, DCTERMS.source,
    *(CLR[name] for name in (
        "conditionOf", "pinpoint", "fact", "finding", "maker", "mustBe", "mustBeOneOf",
        "mustInclude", "mustBeA", "mustNotBe", "mustNotBeOneOf", "notAfter", "atLeast", "atMost",
        "whenNotStated", "statedAt", "whenUnmet", "foundBy", "day",
    )),
]  # fmt: skip
_NORM = re.compile(r"^    clr:conditionOf (\S+) ;$", re.M)
_SOURCE = re.compile(r"^    (?:dcterms:source|clr:pinpoint) (\S+) ;$", re.M)
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
    return _in_order_of_law(
        pyprttl.format_turtle("\n".join(kept), indentation=4, predicate_order=_ORDER)
    )


def _in_order_of_law(text: str) -> str:
    """Return a file of norms in the order of the section, with its conditions under each norm.

    Lists of values follow the norms of their provision. Any other text is returned as it is.
    """
    if not _NORM.search(text):
        return text
    head, *blocks = text.rstrip("\n").split("\n\n")
    ordered = sorted(blocks, key=_name)
    provisions = {_name(block): _provision(block) for block in ordered}

    def place(block: str) -> tuple[list[tuple[bool, int, str]], bool, str, bool, str]:
        found = _NORM.search(block)
        above = found[1] if found else _name(block)
        apart = not found and "clr:values" in block
        return provisions.get(above, []), apart, above, bool(found), _name(block)

    return "\n\n".join([head, *sorted(ordered, key=place)]) + "\n"


def _name(block: str) -> str:
    return block.partition("\n")[0]


def _provision(block: str) -> list[tuple[bool, int, str]]:
    """Return the provision of a block as a key: its numbers count as numbers."""
    found = _SOURCE.search(block)
    parts = re.findall(r"[0-9]+|[^0-9]+", found[1]) if found else []
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts]


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

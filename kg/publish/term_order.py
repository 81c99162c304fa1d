"""How people read terms: in which order, and under which words (``data/display.ttl``)."""

from dataclasses import dataclass

import pyoxigraph as ox

from kg.memo import kept
from kg.rdf import files
from kg.rdf.library import Library
from kg.rdf.namespaces import OWL, RDFS, SH


@dataclass(frozen=True)
class Wording:
    """The words for a term; ``inverse`` are those for what points by it; empty where unsaid."""

    label: str = ""
    order: int = 1000
    inverse: str = ""


@kept()
def wordings(library: Library) -> dict[str, Wording]:
    """Return the wording of each term that the file names."""
    text = (library.share / files.DISPLAY).read_bytes()
    found: dict[str, dict[str, str]] = {}
    for quad in ox.parse(text, format=ox.RdfFormat.TURTLE, without_named_graphs=True):
        value = quad.object.value if isinstance(quad.object, ox.Literal) else str(quad.object)
        found.setdefault(str(quad.subject), {})[quad.predicate.value] = value
    return {
        node.strip("<>"): Wording(
            told.get(RDFS.label, ""),
            int(told.get(SH.order, 1000)),
            found.get(told.get(OWL.inverseOf, ""), {}).get(RDFS.label, ""),
        )
        for node, told in found.items()
        if node.startswith("<")
    }


def wording(library: Library, iri: str) -> Wording:
    """Return the wording of a term, an empty one where the file does not name it."""
    return wordings(library).get(iri, Wording())

"""What all generated Turtle has in common: how shapes are named, and the mark of its source."""

import re
from collections.abc import Iterable
from typing import Final

from rdflib import Graph, Literal, URIRef

from kg.rdf import turtle
from kg.rdf.namespaces import DCTERMS, PROV, SH, graph_name

_MARK: Final = "Written out of {} by python -m kg.authoring: change that file, and not this one."
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z])(?=[0-9]{2})")


def hyphened(name: str) -> str:
    """Return a name in camel case as lower-case words with hyphens."""
    return _HUMP.sub("-", name).lower()


def marked(made: Graph, prefixes: Iterable[tuple[str, str]], source: str, path: str) -> str:
    """Return shapes in the house form, marked as written out of a source, both named by path.

    Of the prefixes, as (name, IRI), those that the shapes use are declared.
    """
    me = URIRef(graph_name(path))
    made.add((me, URIRef(DCTERMS.description), Literal(_MARK.format(source), lang="en")))
    made.add((me, URIRef(PROV.wasDerivedFrom), URIRef(graph_name(source))))
    for prefix, iri in prefixes:
        made.bind(prefix, iri)
    made.bind("prov", PROV.base)
    made.bind("sh", SH.base)
    return turtle.canonical(made.serialize(format="turtle"))

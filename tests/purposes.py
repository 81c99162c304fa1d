"""The vocabulary of purposes as its file states it: small, and asked for in every form."""

from rdflib import RDF, SKOS, Graph, URIRef
from support import LIBRARY

from kg.rdf.namespaces import CLR, graph_name

PURPOSES = graph_name("data/vocabulary/purposes.ttl")
#: Written out, as a client writes it that knows nothing of us.
PREFIX = f"PREFIX clr: <{CLR.base}> PREFIX skos: <{SKOS}> "
ROWS = PREFIX + "SELECT ?purpose ?label { ?purpose a clr:Purpose ; skos:prefLabel ?label }"
TRIPLES = (
    PREFIX
    + "CONSTRUCT { ?p a clr:Purpose ; skos:prefLabel ?l } { ?p a clr:Purpose ; skos:prefLabel ?l }"
)

#: Media types of graphs, and what rdflib calls them.
GRAPHS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}


def stated() -> Graph:
    """Give the file, read by another library than the server's."""
    return Graph().parse(LIBRARY.share / "data/vocabulary/purposes.ttl")


def labelled() -> set[tuple[str, str]]:
    """Give each purpose with its label."""
    law = stated()
    found = {
        (str(purpose), str(label))
        for purpose in law.subjects(RDF.type, URIRef(CLR.Purpose))
        for label in law.objects(purpose, SKOS.prefLabel)
    }
    assert len(found) > 3
    return found

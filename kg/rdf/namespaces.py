"""Define every namespace and fixed IRI that the code uses, as plain strings.

Plain strings, so that fast decisions need no RDF library at start-up; adapters turn them into
terms. A test checks that every term used in the code is defined.
"""

from typing import Final


class Namespace:
    """IRIs under one base: ``CLR.Act`` and ``CLR["Act"]`` are the same string."""

    __slots__ = ("base",)

    def __init__(self, base: str) -> None:
        """Take the base IRI, including its final ``/`` or ``#``."""
        self.base = base

    def __getattr__(self, name: str) -> str:
        """Return the IRI of a term."""
        return self.base + name

    def __getitem__(self, name: str) -> str:
        """Return the IRI of a term whose name is not a Python identifier."""
        return self.base + name


BASE: Final = "https://w3id.org/clearance/"
CLR: Final = Namespace(BASE + "def/")
LAW: Final = Namespace(BASE + "law/")
NORM: Final = Namespace(BASE + "norm/")
SHAPE: Final = Namespace(BASE + "shape/")
CONDITION: Final = Namespace(BASE + "condition/")
ID: Final = Namespace(BASE + "id/")
RECORD: Final = Namespace(BASE + "id/record/")
TITLE: Final = Namespace(BASE + "id/title/")
CELL: Final = Namespace(BASE + "id/cell/")
DECISION: Final = Namespace(BASE + "id/decision/")
GRAPH: Final = Namespace(BASE + "graph/")
CONTEXT: Final = BASE + "context.jsonld"
RULE: Final = Namespace(BASE + "rule/")
QUESTION: Final = Namespace(BASE + "id/question/")
PREFIX: Final = Namespace(BASE + "id/prefix/")
#: The public dataset, its endpoint, and the graphs that describe it, at well-known addresses.
DATASET: Final = BASE + "id/dataset"
ENDPOINT: Final = BASE + "sparql"
VOID_GRAPH: Final = BASE + ".well-known/void"
EXAMPLES_GRAPH: Final = BASE + ".well-known/sparql-examples"

DCAT: Final = Namespace("http://www.w3.org/ns/dcat#")
DCTERMS: Final = Namespace("http://purl.org/dc/terms/")
FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/")
FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")
OWL: Final = Namespace("http://www.w3.org/2002/07/owl#")
OWLRL_ERROR: Final = Namespace("http://www.daml.org/2002/03/agents/agent-ont#")
PROV: Final = Namespace("http://www.w3.org/ns/prov#")
RDF: Final = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS: Final = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SCHEMA: Final = Namespace("https://schema.org/")
SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
SH: Final = Namespace("http://www.w3.org/ns/shacl#")
SKOS: Final = Namespace("http://www.w3.org/2004/02/skos/core#")
SPEX: Final = Namespace("https://purl.expasy.org/sparql-examples/ontology#")
VOID: Final = Namespace("http://rdfs.org/ns/void#")
VOID_EXT: Final = Namespace("http://ldf.fi/void-ext#")
XSD: Final = Namespace("http://www.w3.org/2001/XMLSchema#")

PREFIXES: Final = {
    "clr": CLR.base,
    "dcterms": DCTERMS.base,
    "law": LAW.base,
    "norm": NORM.base,
    "owl": OWL.base,
    "prov": PROV.base,
    "rdf": RDF.base,
    "rdfs": RDFS.base,
    "sh": SH.base,
    "shape": SHAPE.base,
    "skos": SKOS.base,
    "xsd": XSD.base,
}
#: More prefixes for the descriptions of the graph; the saved queries need none of them.
DESCRIPTION_PREFIXES: Final = {
    "dcat": DCAT.base,
    "foaf": FOAF.base,
    "schema": SCHEMA.base,
    "sd": SD.base,
    "spex": SPEX.base,
    "void": VOID.base,
    "void-ext": VOID_EXT.base,
}


#: Beginnings of web addresses; in queries, other text is not an IRI.
WEB: Final = ("http://", "https://")


def local_name(iri: str) -> str:
    """Return the part of an IRI after its last ``#`` and ``/``."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def graph_name(relative: str) -> str:
    """Return the IRI of the graph that holds a file, given its path in the project."""
    return GRAPH[relative.rsplit(".", 1)[0]]

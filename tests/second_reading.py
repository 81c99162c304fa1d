"""A second reading of submitted records, which shares no code with the intake of ``kg``.

Turtle, N-Triples and JSON-LD as other tools write it are read by rdflib, which the intake does not
use. JSON, which has no other reader, is translated here from what the Turtle of the project says
of fields, short names and citations. Both give an rdflib graph, to be compared with the record.
"""

import json
from functools import cache
from typing import Any
from urllib.parse import quote

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.compare import to_isomorphic
from rdflib.namespace import SH, SKOS, XSD
from support import LIBRARY

from kg.rdf import load
from kg.rulebook.values import Lit, Record

DEF = "https://w3id.org/clearance/def/"
THING = "https://w3id.org/clearance/id/record/"
TITLE = "https://w3id.org/clearance/id/title/"
#: Names that the intake gives to things without one begin so; no example gives such a name.
MADE = tuple(THING + part for part in ("submitted", "thing.", "blank."))


@cache
def fields() -> dict[str, tuple[set[URIRef], set[URIRef]]]:
    """Give for each field by its short name the datatypes and the classes of its values."""
    graph, found = load.union(LIBRARY), {}
    for shape, path in graph.subject_objects(SH.path):
        if not str(shape).startswith("https://w3id.org/clearance/shape/record-"):
            continue
        kinds, classes = found.setdefault(str(path).removeprefix(DEF), (set(), set()))
        kinds |= set(graph.objects(shape, SH.datatype))
        classes |= set(graph.objects(shape, SH["class"]))
    return found


@cache
def names() -> dict[str, URIRef]:
    """Give the things that a word names: short names of concepts, citations of provisions."""
    graph = load.union(LIBRARY)
    told = {str(name): thing for thing, name in graph.subject_objects(SKOS.notation)}
    return told | {
        str(cited): thing for thing, cited in graph.subject_objects(URIRef(DEF + "citation"))
    }


def of_json(text: str) -> Graph:
    """Translate a JSON record, with or without a context, into triples."""
    value = json.loads(text)
    value.pop("@context", None)
    graph = Graph()
    _thing(graph, value, URIRef(DEF + value["type"]))
    return graph


def _thing(graph: Graph, value: dict[str, Any], cls: URIRef) -> URIRef | BNode:
    node = _name(value["id"]) if "id" in value else BNode()
    if value.keys() != {"id"}:  # else only a reference
        graph.add((node, RDF.type, URIRef(DEF + value["type"]) if "type" in value else cls))
    for key, inner in value.items():
        if key in {"id", "type"}:
            continue
        for one in inner if isinstance(inner, list) else [inner]:
            graph.add((node, URIRef(DEF + key), _value(graph, key, one)))
    return node


def _name(text: str) -> URIRef:
    return URIRef(text if ":" in text else THING + text)


def _value(graph: Graph, key: str, value: Any) -> URIRef | BNode | Literal:
    datatypes, classes = fields()[key]
    if isinstance(value, dict):
        (cls,) = classes
        return _thing(graph, value, cls)
    if datatypes:
        (datatype,) = datatypes
        form = json.dumps(value) if isinstance(value, bool | int) else value
        return Literal(form, datatype=datatype)
    if not classes:  # a title
        return URIRef(value if value.startswith(TITLE) else TITLE + quote(value.lower(), safe=""))
    if value.startswith("http"):
        return URIRef(value)
    return names()[value] if value in names() else _name(value)


def of_rdf(data: bytes, fmt: str) -> Graph:
    """Read Turtle or N-Triples with rdflib, without rewriting any literal."""
    return Graph().parse(
        data=data, format={"turtle": "turtle", "ntriples": "nt"}[fmt], publicID=THING
    )


def of_record(record: Record) -> Graph:
    """Write out a record that the intake took, with blank nodes for the names that it made."""
    graph = Graph()

    def term(value: str | Lit) -> URIRef | BNode | Literal:
        if isinstance(value, Lit):
            return Literal(str(value), datatype=URIRef(value.datatype))
        return BNode(value.removeprefix(THING)) if value.startswith(MADE) else URIRef(value)

    for node, cls in record.types.items():
        graph.add((term(node), RDF.type, URIRef(cls)))
    for node, stated in record.facts.items():
        for prop, values in stated.items():
            for value in values:
                graph.add((term(node), URIRef(prop), term(value)))
    return graph


def same(one: Graph, other: Graph) -> bool:
    """Say whether two graphs hold the same triples, whatever their blank nodes are called."""
    plain = [_with_datatypes(graph) for graph in (one, other)]
    return len(plain[0]) == len(plain[1]) and to_isomorphic(plain[0]) == to_isomorphic(plain[1])


def _with_datatypes(graph: Graph) -> Graph:
    """Write xsd:string out (RDF 1.1 Concepts, 3.3), so that both readings spell literals alike."""
    out = Graph()
    for s, p, o in graph:
        if isinstance(o, Literal) and o.datatype is None and o.language is None:
            o = Literal(str(o), datatype=XSD.string)
        out.add((s, p, o))
    return out

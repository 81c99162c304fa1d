"""A decision as RDF: an activity that used a record and rests on norms (PROV-O)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from rdflib import Graph, Literal, URIRef

from kg.rdf.namespaces import CLR, DCTERMS, DECISION, PREFIXES, PROV, RDF, SH, XSD

#: As the shapes have it: what is undetermined counts against conformance, too (SHACL 1.2 Core,
#: "Conformance Checking": Violation, Warning and Info do, unless the reader says otherwise).
_SEVERITY = {"unmet": SH.Violation, "undetermined": SH.Warning}


def iri_of(told: Mapping[str, Any]) -> str:
    """Return the IRI of a decision, made from its content."""
    text = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return DECISION[hashlib.sha256(text.encode()).hexdigest()[:32]]


def graph(told: Mapping[str, Any]) -> Graph:
    """Return a decision as triples: outcome, norms, and each condition as a SHACL result.

    Each act on which it rests has a decision of its own, which informed this one.
    """
    out = Graph()
    for prefix, iri in PREFIXES.items():
        out.bind(prefix, iri)
    me = _add(out, told)
    for hop in told.get("earlier", ()):
        out.add((URIRef(me), URIRef(PROV.wasInformedBy), URIRef(_add(out, hop))))
    return out


def _add(out: Graph, told: Mapping[str, Any]) -> str:
    """Add the decision on one act to a graph, and return its IRI."""
    me = iri_of(told)

    def say(subject: str, prop: str, value: Literal | URIRef) -> None:
        out.add((URIRef(subject), URIRef(prop), value))

    say(me, RDF.type, URIRef(CLR.Decision))
    say(me, RDF.type, URIRef(PROV.Activity))
    say(me, PROV.used, URIRef(told["record"]))
    say(me, CLR.asOf, Literal(told["asOf"], datatype=URIRef(XSD.date)))
    say(me, CLR.decidedOutcome, Literal(told["outcome"]))
    say(me, CLR.ruleBook, Literal(told["ruleBook"]))
    if told.get("lastChecked"):
        say(me, CLR.lastChecked, Literal(told["lastChecked"], datatype=URIRef(XSD.date)))
    for remark in told.get("remarks", ()):
        say(me, CLR.remark, Literal(remark["text"], lang="en"))
    for reason in told["because"]:
        say(me, CLR.because, URIRef(reason["norm"]))
        say(reason["norm"], DCTERMS.source, URIRef(reason["provision"]))
    for number, finding in enumerate(told["conditions"]):
        if finding["status"] == "met":
            say(me, CLR.metCondition, URIRef(finding["shape"]))
            continue
        result = f"{me}/result/{number}"
        say(me, SH.result, URIRef(result))
        say(result, RDF.type, URIRef(SH.ValidationResult))
        say(result, SH.sourceShape, URIRef(finding["shape"]))
        say(result, SH.focusNode, URIRef(finding["focus"]))
        say(result, SH.resultSeverity, URIRef(_SEVERITY[finding["status"]]))
        say(result, SH.resultMessage, Literal(finding["message"], lang="en"))
    return me


def turtle(told: Mapping[str, Any]) -> str:
    """Return a decision as Turtle."""
    return graph(told).serialize(format="turtle")

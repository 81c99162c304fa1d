"""The ontology is OWL 2 RL, and every term of it is defined and used."""

import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node
from support import LIBRARY

from kg.rdf import files, load
from kg.rdf.namespaces import CLR, DCTERMS, OWL, PREFIXES, RDF, RDFS, SCHEMA, SKOS

Triple = tuple[Node, Node, Node]
A, FIRST, REST = URIRef(RDF.type), URIRef(RDF.first), URIRef(RDF.rest)
CLASS, OBJECT, DATA = (
    URIRef(OWL[name]) for name in ("Class", "ObjectProperty", "DatatypeProperty")
)
DECLARATIONS = {
    URIRef(OWL[name])
    for name in ("Class", "ObjectProperty", "DatatypeProperty", "NamedIndividual", "Ontology")
}
#: Annotation properties (OWL 2 Structural Specification 10); they have no logical meaning.
ANNOTATIONS = {
    *map(URIRef, (SKOS.prefLabel, SKOS.altLabel, SKOS.definition, SKOS.scopeNote, SKOS.example)),
    *map(URIRef, (DCTERMS.source, DCTERMS.license, RDFS.isDefinedBy, RDFS.seeAlso)),
    URIRef(SCHEMA.rangeIncludes),
}
HEADERS = {URIRef(OWL.imports), URIRef(OWL.versionIRI)}
#: Object properties that others define: SKOS says so of the first two, DCMI of the third.
FOREIGN = {URIRef(SKOS.broader), URIRef(SKOS.broaderTransitive), URIRef(DCTERMS.isPartOf)}

#: Terms that nothing else uses, each with the reason why it stays.
KEPT = {
    "CommissionerOfCustoms": "defined class: the reasoner fills it, for those who query",
    "CustomsOfficerOrEmployee": "defined class: the reasoner fills it, for those who query",
    "IRSOfficerOrEmployee": "defined class: the reasoner fills it, for those who query",
    "JusticeOfficerOrEmployee": "defined class: the reasoner fills it, for those who query",
}


def ontology() -> Graph:
    return load.union(LIBRARY, "ontology")


def listed(graph: Graph, head: Node) -> tuple[list[Node], set[Triple]]:
    """Give the members of a list and the triples that it is made of."""
    cells: set[Triple] = set()
    for cell in filter(None, graph.transitive_objects(head, REST)):
        cells |= {(cell, p, o) for p in (FIRST, REST) for o in graph.objects(cell, p)}
    return list(Collection(graph, head)), cells


def is_property(graph: Graph, term: Node) -> bool:
    return (term, A, OBJECT) in graph or term in FOREIGN


def is_class(graph: Graph, term: Node) -> bool:
    return isinstance(term, URIRef) and (term, A, CLASS) in graph


def has_value(graph: Graph, node: Node) -> set[Triple]:
    """Give the triples of an ObjectHasValue, none if it is not one (OWL 2 Profiles 4.2.3)."""
    told = set(graph.triples((node, None, None)))
    prop = graph.value(node, URIRef(OWL.onProperty))
    value = graph.value(node, URIRef(OWL.hasValue))
    good = isinstance(node, BNode) and isinstance(value, URIRef) and prop is not None
    good = good and len(told) == 3 and (node, A, URIRef(OWL.Restriction)) in graph
    return told if good and prop is not None and is_property(graph, prop) else set()


def intersection(graph: Graph, node: Node) -> set[Triple]:
    """Give the triples of an ObjectIntersectionOf of named classes and ObjectHasValue."""
    told = set(graph.triples((node, None, None)))
    head = graph.value(node, URIRef(OWL.intersectionOf))
    if head is None or len(told) != 2 or (node, A, CLASS) not in told:
        return set()
    members, cells = listed(graph, head)
    for member in members:
        found = set() if is_class(graph, member) else has_value(graph, member)
        if not found and not is_class(graph, member):
            return set()
        cells |= found
    return told | cells


def chain(graph: Graph, head: Node) -> set[Triple]:
    """Give the triples of a property chain of at least two object properties."""
    members, cells = listed(graph, head)
    return cells if len(members) > 1 and all(is_property(graph, m) for m in members) else set()


def allowed(graph: Graph, s: Node, p: Node, o: Node) -> set[Triple]:
    """Give the triples of the axiom that a triple opens, none if no form of OWL 2 RL fits."""
    this: set[Triple] = {(s, p, o)}
    if not isinstance(s, URIRef):
        return set()  # part of an axiom that a named thing opens
    if p == A:
        transitive = o == URIRef(OWL.TransitiveProperty) and is_property(graph, s)
        return this if o in DECLARATIONS or transitive or is_class(graph, o) else set()
    if p == URIRef(RDFS.subClassOf):
        return this if is_class(graph, s) and is_class(graph, o) else set()
    if p == URIRef(RDFS.subPropertyOf):
        both = is_property(graph, s) and is_property(graph, o)
        return this if both else set()
    if p == URIRef(OWL.equivalentClass):
        inside = intersection(graph, o) if is_class(graph, s) else set()
        return this | inside if inside else set()
    if p == URIRef(OWL.propertyChainAxiom):
        inside = chain(graph, o) if is_property(graph, s) else set()
        return this | inside if inside else set()
    if p in HEADERS:
        return this if (s, A, URIRef(OWL.Ontology)) in graph else set()
    if (p, A, DATA) in graph:  # DataPropertyAssertion; the subject may be a punned term
        return this if isinstance(o, Literal) else set()
    return this if p in ANNOTATIONS else set()


def outside(graph: Graph) -> set[Triple]:
    """Give the triples that belong to no axiom of an allowed form."""
    left = set(graph)
    for triple in graph:
        left -= allowed(graph, *triple)
    return left


def test_every_axiom_is_of_a_form_that_owl_2_rl_allows() -> None:
    graph = ontology()
    assert len(graph) > 1000
    assert outside(graph) == set()


OTHER_FORMS = {
    "existential superclass": "clr:Act rdfs:subClassOf "
    "[ a owl:Restriction ; owl:onProperty clr:item ; owl:someValuesFrom clr:Act ] .",
    "union": "clr:Act owl:equivalentClass "
    "[ a owl:Class ; owl:unionOf ( clr:Use clr:Disclosure ) ] .",
    "enumeration": "clr:Curer owl:equivalentClass [ a owl:Class ; owl:oneOf ( clr:nobody ) ] .",
    "disjoint union": "clr:Act owl:disjointUnionOf ( clr:Use clr:Disclosure ) .",
    "cardinality inside": "clr:Act owl:equivalentClass [ a owl:Class ; owl:intersectionOf "
    "( clr:Use [ a owl:Restriction ; owl:onProperty clr:item ; owl:maxCardinality 2 ] ) ] .",
    "reflexive": "clr:isPartOf a owl:ReflexiveProperty .",
    "chain of one": "clr:item owl:propertyChainAxiom ( clr:request ) .",
    "chain over data": "clr:item owl:propertyChainAxiom ( clr:request clr:madeOn ) .",
    "unknown class": "clr:Act rdfs:subClassOf clr:Nothing .",
    "unknown individual's class": "clr:x a clr:Nothing .",
    "inverse": "clr:item owl:inverseOf clr:request .",
    "comment": 'clr:Act rdfs:comment "act" .',
}


@pytest.mark.parametrize("axiom", OTHER_FORMS.values(), ids=OTHER_FORMS)
def test_an_axiom_of_another_form_is_noticed(axiom: str) -> None:
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    assert outside(ontology() + Graph().parse(data=prefixes + axiom, format="turtle"))


def order_of_properties(graph: Graph) -> dict[Node, set[Node]]:
    """Give for each property those that must come before it (OWL 2 Specification 11.2)."""
    before: dict[Node, set[Node]] = {}
    for sub, above in graph.subject_objects(URIRef(RDFS.subPropertyOf)):
        before.setdefault(above, set()).add(sub)
    for prop, head in graph.subject_objects(URIRef(OWL.propertyChainAxiom)):
        before.setdefault(prop, set()).update(Collection(graph, head))
    return before


def test_chains_and_sub_properties_form_no_circle() -> None:
    assert list(TopologicalSorter(order_of_properties(ontology())).static_order())


def test_a_circle_of_properties_would_be_noticed() -> None:
    graph = Graph() + ontology()
    graph.add((URIRef(CLR.purposeWithin), URIRef(RDFS.subPropertyOf), URIRef(CLR.purpose)))
    with pytest.raises(CycleError):
        list(TopologicalSorter(order_of_properties(graph)).static_order())


def test_no_term_is_of_two_kinds() -> None:
    graph = ontology()
    kinds = [set(graph.subjects(A, kind)) for kind in (CLASS, OBJECT, DATA)]
    assert all(not (one & other) for one, other in [*pairwise(kinds), (kinds[0], kinds[2])])


def test_modules_import_only_modules_that_exist() -> None:
    graph = ontology()
    modules = set(graph.subjects(A, URIRef(OWL.Ontology)))
    assert set(graph.objects(None, URIRef(OWL.imports))) <= modules
    assert set(graph.objects(None, URIRef(RDFS.isDefinedBy))) <= modules


def terms() -> set[str]:
    """Give the names of our terms, individuals of the ontology included."""
    subjects = ontology().subjects(URIRef(RDFS.isDefinedBy))
    return {str(iri).removeprefix(CLR.base) for iri in subjects}


def owned(graph: Graph, term: Node) -> Iterator[Triple]:
    """Give the triples about a term, those of its blank nodes included."""
    for triple in graph.triples((term, None, None)):
        yield triple
        if isinstance(triple[2], BNode):
            yield from owned(graph, triple[2])


def named_in_code() -> set[str]:
    """Give the names of our terms that Python uses, as ``CLR.name`` or ``CLR["name"]``."""
    found: set[str] = set()
    for folder in ("kg", "api"):
        for path in sorted((Path(__file__).parent.parent / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            found |= set(re.findall(r"\bCLR\.([A-Za-z]\w*)", text))
            found |= set(re.findall(r"\bCLR\[\"([^\"{}]+)\"\]", text))
    return found - {"base"}


def used_terms(graph: Graph) -> set[str]:
    """Give the names of our terms that something other than their own definition uses."""
    found: set[Node] = set()
    for subject in {s for s in graph.subjects() if isinstance(s, URIRef)}:
        for _, predicate, value in owned(graph, subject):
            found |= {predicate, value} - {subject}
    return {str(iri).removeprefix(CLR.base) for iri in found if str(iri).startswith(CLR.base)}


def test_every_term_is_used_outside_its_own_definition() -> None:
    graph = load.union(LIBRARY, "ontology", "shapes/law", "shapes/record", "data/")
    assert terms() - used_terms(graph) - named_in_code() == set(KEPT)


def test_an_unused_term_would_be_noticed() -> None:
    graph = Graph() + load.union(LIBRARY, "ontology")
    graph.add((URIRef(CLR.Idle), A, CLASS))
    assert "Idle" not in used_terms(graph)


def test_every_term_that_is_used_is_defined() -> None:
    graph = load.union(LIBRARY, "ontology", "shapes/law", "shapes/record", "data/")
    graph = graph + Graph().parse(LIBRARY.share / "shapes" / "house" / "house.ttl")
    assert used_terms(graph) - terms() == set()


def test_every_term_that_python_names_is_defined() -> None:
    assert len(named_in_code()) > 20
    assert named_in_code() - terms() == set()


def alignments() -> list[Path]:
    return sorted((LIBRARY.share / "ontology" / "align").glob("*.ttl"))


@pytest.mark.parametrize("path", alignments(), ids=lambda path: path.stem)
def test_an_alignment_speaks_of_our_terms_and_has_a_header(path: Path) -> None:
    graph = Graph().parse(path)
    (module,) = graph.subjects(A, URIRef(OWL.Ontology))
    assert str(module).endswith(f"/module/align-{path.stem}")
    for prop in (SKOS.prefLabel, SKOS.definition, DCTERMS.license, OWL.versionIRI):
        assert len(list(graph.objects(module, URIRef(prop)))) == 1
    subjects = {str(each).removeprefix(CLR.base) for each in set(graph.subjects()) - {module}}
    assert subjects
    assert subjects <= terms()


def test_nothing_inside_reads_the_alignments() -> None:
    assert not any("align" in path.parts for path in files.turtle_files(LIBRARY, "ontology"))
    assert alignments()

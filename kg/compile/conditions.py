"""Compile property shapes into conditions and record fields (SHACL 2.1, 2.3.1, 4).

The part of SHACL Core that the project's shapes use, and no more: an unknown constraint is
an error of the build, so that the fast engine can never pass over one in silence.
"""

from collections.abc import Iterator

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from kg.compile.periods import ranks
from kg.compile.reasoning import members
from kg.errors import RuleBookError
from kg.rdf.namespaces import CLR, DCTERMS, OWL, RDF, SH, SKOS, XSD, local_name
from kg.rulebook.model import Condition, Context, Field, Path
from kg.rulebook.values import Value, parse_literal

_ABOUT = {
    SH.path, SH.severity, SH.message, DCTERMS.source, RDF.type, CLR.enforces, CLR.curedBy,
    CLR.suppliedBy, CLR.presupposes, CLR.asks,
}  # fmt: skip
_PATHS = {SH.inversePath: "^", SH.zeroOrOnePath: "?", SH.zeroOrMorePath: "*"}


def text(graph: Graph, node: Node, prop: str) -> str | None:
    """Return the lexical form of the only literal of a property, or None."""
    value = graph.value(node, URIRef(prop))
    return str(value) if value is not None else None


def one(graph: Graph, node: Node, prop: str) -> str:
    """Return the only value of a property as text; RuleBookError if there is not just one."""
    values = list(graph.objects(node, URIRef(prop)))
    if len(values) != 1:
        raise RuleBookError(f"Give one {local_name(prop)}, not {len(values)}.", where=str(node))
    return str(values[0])


def many(graph: Graph, node: Node, prop: str) -> list[str]:
    """Return all values of a property as text, sorted."""
    return sorted(str(value) for value in graph.objects(node, URIRef(prop)))


def path(graph: Graph, node: Node) -> Path:
    """Compile a property path (SHACL 2.3.1)."""
    if isinstance(node, URIRef):
        return ("p", str(node))
    if (node, URIRef(RDF.first), None) in graph:
        return ("/", tuple(path(graph, part) for part in members(graph, node)))
    for prop, kind in _PATHS.items():
        inner = graph.value(node, URIRef(prop))
        if inner is not None:
            return (kind, path(graph, inner))
    either = graph.value(node, URIRef(SH.alternativePath))
    if either is None:
        raise RuleBookError("This property path is of no kind that the fast engine knows.")
    return ("|", tuple(path(graph, part) for part in members(graph, either)))


def _term(node: Node) -> Value:
    if isinstance(node, URIRef):
        return str(node)
    literal = parse_literal(str(node), str(getattr(node, "datatype", None) or XSD.string))
    if literal is None:
        raise RuleBookError(f"“{node}” is a literal that records cannot hold.")
    return literal


def _checks(graph: Graph, shape: Node) -> Iterator[tuple[str, object]]:
    for prop, value in sorted(graph.predicate_objects(shape)):
        name = local_name(str(prop))
        if str(prop) in _ABOUT:
            continue
        if not str(prop).startswith(SH.base):
            raise RuleBookError(f"“{name}” is no property of a law shape.", where=str(shape))
        if name in {"minCount", "maxCount"}:
            yield name, int(str(value))
        elif name in {"class", "lessThanOrEquals"}:
            yield name, str(value)
        elif name == "hasValue":
            yield name, _term(value)
        elif name == "in":
            yield name, frozenset(map(_term, members(graph, value)))
        elif name == "not":  # only the negation of a list of values
            head = graph.value(value, URIRef(SH["in"]))
            if head is None:
                raise RuleBookError("Negate a list of values only.", where=str(shape))
            yield "notIn", frozenset(map(_term, members(graph, head)))
        else:
            raise RuleBookError(f"The fast engine does not know sh:{name}.", where=str(shape))


def _contexts(graph: Graph) -> Iterator[tuple[str, str, Path | None]]:
    """Return (property shape, target class, path from it) for every place of use."""
    for shape, target in graph.subject_objects(URIRef(SH.targetClass)):
        if (shape, URIRef(CLR.submittable), None) in graph:
            continue  # the structure of records: see fields()
        for used in graph.objects(shape, URIRef(SH.property)):
            if (used, URIRef(RDF.type), URIRef(CLR.Scope)) not in graph:
                yield str(used), str(target), None
                continue
            scope = graph.value(used, URIRef(SH.path))
            if scope is None:
                raise RuleBookError("A scope needs a path.", where=str(used))
            for inner in graph.objects(used, URIRef(SH.property)):
                yield str(inner), str(target), path(graph, scope)


def _decisive(graph: Graph, shape: URIRef) -> bool:
    """Return whether a failure of the shape is unmet; else it leaves the condition undetermined.

    Two patterns, no third: ``sh:Violation``, or ``sh:Warning`` with ``clr:asks true``. A severity
    of our own would not do: SHACL 1.2 (Core, "Conformance Checking") counts for ``sh:conforms``
    only ``sh:Violation``, ``sh:Warning`` and ``sh:Info`` unless ``sh:conformanceDisallows`` says
    otherwise, so a processor would find that a record with missing facts conforms.
    RuleBookError for any other pattern.
    """
    pattern = (one(graph, shape, SH.severity), *graph.objects(shape, URIRef(CLR.asks)))
    if pattern == (SH.Violation,):
        return True
    if pattern == (SH.Warning, Literal(True)):
        return False
    raise RuleBookError(
        "Use sh:Violation, or sh:Warning with clr:asks true, and nothing else.", where=str(shape)
    )


def conditions(
    graph: Graph, withdrawn: frozenset[str]
) -> tuple[dict[str, Condition], dict[str, list[str]]]:
    """Return the conditions by IRI in the order of the law, and the shapes that enforce a norm."""
    places: dict[str, list[tuple[str, Path | None]]] = {}
    for shape, target, scope in sorted(_contexts(graph), key=lambda place: (place[0], place[1])):
        places.setdefault(shape, []).append((target, scope))
    needed_by: dict[str, set[str]] = {}
    for permission, needed in graph.subject_objects(URIRef(CLR.requires)):
        needed_by.setdefault(str(needed), set()).update(many(graph, permission, CLR.covers))
    enforced: dict[str, list[str]] = {}
    found, ranks_of = [], ranks(graph)
    for iri in sorted(places.keys() - withdrawn):
        node = URIRef(iri)
        norm = one(graph, node, CLR.enforces)
        covered = needed_by.get(iri, set()) | set(many(graph, URIRef(norm), CLR.covers))
        for other in graph.subjects(URIRef(CLR.presupposes), node):
            covered |= needed_by.get(str(other), set())
            covered |= set(many(graph, URIRef(one(graph, other, CLR.enforces)), CLR.covers))
        source = one(graph, node, DCTERMS.source)
        shape_path = graph.value(node, URIRef(SH.path))
        if shape_path is None:
            raise RuleBookError("A condition needs a path.", where=iri)
        found.append(
            Condition(
                iri=iri,
                source=source,
                message=one(graph, node, SH.message),
                decisive=_decisive(graph, node),
                path=path(graph, shape_path),
                checks=tuple(_checks(graph, node)),
                norm=norm,
                curer=one(graph, node, CLR.curedBy),
                supplier=next(iter(many(graph, node, CLR.suppliedBy)), None),
                presupposes=tuple(many(graph, node, CLR.presupposes)),
                contexts=tuple(Context(t, scope, t in covered) for t, scope in places[iri]),
                order=(ranks_of[source], iri),
            )
        )
        enforced.setdefault(norm, []).append(iri)
    ordered = sorted(found, key=lambda condition: condition.order)
    return {condition.iri: condition for condition in ordered}, enforced


def notations(graph: Graph) -> dict[str, str]:
    """Return the short names of the vocabularies; RuleBookError where one is used twice."""
    names: dict[str, str] = {}
    for concept, name in sorted(graph.subject_objects(URIRef(SKOS.notation))):
        if (concept, URIRef(RDF.type), URIRef(SKOS.Concept)) not in graph:
            continue
        if str(name) in names:
            raise RuleBookError(f"The short name “{name}” is used twice.", where=str(concept))
        names[str(name)] = str(concept)
    return names


def _field(graph: Graph, shape: Node, recorded: set[str]) -> Field:
    prop = one(graph, shape, SH.path)
    datatype, cls = text(graph, shape, SH.datatype), text(graph, shape, SH["class"])
    pattern, length = text(graph, shape, SH.pattern), text(graph, shape, SH.maxLength)
    if datatype:
        kind = "literal"
    elif cls == CLR.Provision:
        kind = "provision"
    elif pattern:
        kind = "title"
    else:
        kind = "node" if cls in recorded else "concept"
    limit = int(one(graph, shape, SH.maxCount))
    return Field(
        prop=prop,
        kind=kind,
        range=datatype or cls or OWL.Thing,
        many=limit > 1,
        max_count=limit,
        required=text(graph, shape, SH.minCount) == "1",
        max_length=int(length) if length else None,
        pattern=pattern,
        shape=str(shape),
        message=one(graph, shape, SH.message),
    )


def single(graph: Graph) -> dict[str, str]:
    """Return the classes of which a record holds one thing, with the message where it has more."""
    return {str(cls): str(text) for cls, text in graph.subject_objects(URIRef(CLR.whenSeveral))}


def fields(graph: Graph) -> tuple[dict[str, dict[str, Field]], tuple[str, ...]]:
    """Return for each class of record its fields by local name, and the classes to be submitted."""
    shapes = list(graph.subject_objects(URIRef(CLR.submittable)))
    recorded = {one(graph, shape, SH.targetClass) for shape, _ in shapes}
    found: dict[str, dict[str, Field]] = {}
    roots = []
    for shape, alone in sorted(shapes):
        cls = one(graph, shape, SH.targetClass)
        told = [_field(graph, prop, recorded) for prop in graph.objects(shape, URIRef(SH.property))]
        found[cls] = {local_name(f.prop): f for f in sorted(told, key=lambda f: f.prop)}
        if str(alone) == "true":
            roots.append(cls)
    return found, tuple(sorted(roots))

"""Write ``shapes/record/<name>.ttl`` out of the fields in ``data/records/<name>.ttl``.

An author lists the fields of a class, once for each number of values; the ontology says what the
values of a property are (``schema:rangeIncludes``) and what both are called. All else follows:
one node shape for a class, one property shape for a field (docs/howto/add-a-field.md).

``schema:rangeIncludes`` and not ``rdfs:range``, because a range would let the reasoner conclude
from the use of a property that a thing is of a class, which only the record may state.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from kg.authoring.generated import hyphened, marked
from kg.errors import RuleBookError
from kg.rdf import files
from kg.rdf.library import Library
from kg.rdf.namespaces import (
    CLR,
    DCTERMS,
    OWL,
    PREFIXES,
    RDF,
    RULE,
    SCHEMA,
    SH,
    SHAPE,
    SKOS,
    XSD,
    local_name,
)

FIELDS: Final = "data/records"
SHAPES: Final = "shapes/record"
#: What a record may hold at most, so that a decision on it takes bounded time.
MAX_VALUES: Final = 200
MAX_LENGTH: Final = 10_000


@dataclass(frozen=True)
class _Number:
    """How many values a field takes, in SHACL and in words."""

    least: int | None
    most: int
    words: str


_NUMBERS: Final[Mapping[str, _Number]] = {
    CLR.requiredField: _Number(1, 1, "exactly one value for “{}”,"),
    CLR.optionalField: _Number(None, 1, "at most one value for “{}”,"),
    CLR.repeatableField: _Number(None, MAX_VALUES, f"at most {MAX_VALUES} values for “{{}}”, each"),
}
_LITERALS: Final[Mapping[str, str]] = {
    XSD.boolean: "true or false",
    XSD.date: "a date written as year-month-day",
    XSD.integer: "a whole number",
    XSD.string: f"text of 1 to {MAX_LENGTH:,} characters",
}
_TAKES: Final = {CLR.standsAlone, CLR.iriPattern, CLR.whenSeveral, *_NUMBERS}

_PREFIXES: Final = (*PREFIXES.items(), ("rule", RULE.base))

Triple: TypeAlias = tuple[Node, str, Node]


def record_shapes(listed: Graph, whole: Graph) -> Graph:
    """Return the shapes of the fields that one file lists.

    ``whole`` holds the ontology and the lists of every file. RuleBookError for the first thing
    that cannot be meant: an unknown property, class or field, or a number said twice.
    """
    made = Graph(bind_namespaces="none")
    for cls in sorted(set(listed.subjects()), key=str):
        for subject, prop, value in _class(listed, whole, cls):
            made.add((subject, URIRef(prop), value))
    return made


def _class(listed: Graph, whole: Graph, cls: Node) -> Iterator[Triple]:
    """Yield the shapes of one class of one file."""
    _check(listed, whole, cls)
    shape = URIRef(SHAPE["record-" + hyphened(local_name(str(cls)))])
    for alone in listed.objects(cls, URIRef(CLR.standsAlone)):
        yield from _head(
            shape, SH.NodeShape, f"Use only the fields listed for “{_label(whole, cls)}”"
        )
        yield shape, SH.targetClass, cls
        yield shape, CLR.submittable, alone
    for said, number in _NUMBERS.items():
        for prop in listed.objects(cls, URIRef(said)):
            field = URIRef(f"{shape}-{hyphened(local_name(str(prop)))}")
            yield shape, SH.property, field
            yield from _field(whole, field, prop, number)


def _field(whole: Graph, field: URIRef, prop: Node, number: _Number) -> Iterator[Triple]:
    """Yield the shape of one field."""
    kind = _only(whole, prop, SCHEMA.rangeIncludes, "what its values are")
    words = number.words.format(_label(whole, prop))
    yield from _head(field, SH.PropertyShape, f"Give {words} {_described(whole, kind)}")
    yield field, SH.path, prop
    yield field, SH.maxCount, Literal(number.most)
    if number.least is not None:
        yield field, SH.minCount, Literal(number.least)
    if str(kind) in _LITERALS:
        yield field, SH.datatype, kind
        if str(kind) == XSD.string:
            yield field, SH.minLength, Literal(1)
            yield field, SH.maxLength, Literal(MAX_LENGTH)
        return
    yield field, SH.nodeKind, URIRef(SH.IRI)
    pattern = whole.value(kind, URIRef(CLR.iriPattern))
    if pattern is None:
        yield field, SH["class"], kind
    else:  # named by its IRI and not described, so that nothing states its class
        yield field, SH.pattern, pattern


def _head(shape: Node, kind: str, message: str) -> Iterator[Triple]:
    yield shape, RDF.type, URIRef(kind)
    yield shape, SH.severity, URIRef(SH.Violation)
    yield shape, SH.message, Literal(f"{message} [R-1].", lang="en")
    yield shape, DCTERMS.source, URIRef(RULE["R-1"])


def _check(listed: Graph, whole: Graph, cls: Node) -> None:
    """Refuse what cannot be meant in the statements about one class."""
    if (cls, URIRef(RDF.type), URIRef(OWL.Class)) not in whole:
        raise _fault(cls, "Name a class of the ontology, or declare this one there.")
    for prop in listed.predicates(cls):
        if str(prop) not in _TAKES:
            names = ", ".join(sorted(_name(URIRef(known)) for known in _TAKES))
            raise _fault(cls, f"Remove {_name(prop)}, which says nothing here; use {names}.")
    fields = [prop for said in _NUMBERS for prop in listed.objects(cls, URIRef(said))]
    everywhere = [prop for said in _NUMBERS for prop in whole.objects(cls, URIRef(said))]
    for prop in fields:
        if everywhere.count(prop) > 1:
            raise _fault(cls, f"List {_name(prop)} once: it takes one number of values.")
    if fields:
        alone = _only(whole, cls, CLR.standsAlone, "true or false")
        if alone not in (Literal(True), Literal(False)):
            raise _fault(cls, "Write true or false after clr:standsAlone.")
    elif (cls, URIRef(CLR.standsAlone), None) in listed:
        raise _fault(cls, "List at least one field, or remove clr:standsAlone.")


def _described(whole: Graph, kind: Node) -> str:
    """Return in words what a value has to be: a kind of literal, or a thing of a class."""
    if str(kind) in _LITERALS:
        return _LITERALS[str(kind)]
    if (kind, URIRef(RDF.type), URIRef(OWL.Class)) not in whole:
        names = ", ".join(sorted(_name(URIRef(known)) for known in _LITERALS))
        raise _fault(
            kind, f"Let schema:rangeIncludes name a class of the ontology or one of {names}."
        )
    return f"of the class “{_label(whole, kind)}”"


def _label(whole: Graph, term: Node) -> str:
    return str(_only(whole, term, SKOS.prefLabel, "what it is called"))


def _only(whole: Graph, term: Node, prop: str, meaning: str) -> Node:
    """Return the one value of a property; RuleBookError if there is none or a second."""
    values = list(whole.objects(term, URIRef(prop)))
    if len(values) != 1:
        raise _fault(term, f"Say once with {_name(URIRef(prop))} {meaning}.")
    return values[0]


def _fault(term: Node, text: str) -> RuleBookError:
    return RuleBookError(text, where=_name(term), code="bad_field")


def _name(term: Node) -> str:
    """Return a term as it is written in Turtle."""
    for prefix, space in (("clr", CLR), ("schema", SCHEMA), ("skos", SKOS), ("xsd", XSD)):
        if str(term).startswith(space.base):
            return str(term).replace(space.base, f"{prefix}:", 1)
    return term.n3()


def texts(library: Library) -> Iterator[tuple[str, str]]:
    """Yield path and text of each file of shapes of records, in the house form."""
    whole = Graph()
    listed: dict[str, Graph] = {}
    for path in files.turtle_files(library, "ontology", FIELDS):
        part = Graph(bind_namespaces="none").parse(path)
        whole += part
        relative = path.relative_to(library.share).as_posix()
        if relative.startswith(FIELDS):
            listed[relative] = part
    for source, part in listed.items():
        written = source.replace(FIELDS, SHAPES, 1)
        yield written, marked(record_shapes(part, whole), _PREFIXES, source, written)


def targets(library: Library) -> Iterator[tuple[Path, str]]:
    """Yield each file to write, with its text."""
    for path, text in texts(library):
        yield library.share / path, text

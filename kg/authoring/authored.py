"""Read the conditions that authors write under the norms (docs/howto/read-a-norm.md).

What cannot be meant is an error that names the condition: an unknown property, one that its form
does not take, two values where one is meant, a reference to nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.errors import RuleBookError
from kg.rdf.namespaces import CLR, CONDITION, RDF, SH, SHAPE, SKOS, local_name

STATEMENT: Final = CLR.Statement
TEST: Final = CLR.Test
FINDING_TEST: Final = CLR.FindingTest
FINDER: Final = CLR.Finder
VALUE_LIST: Final = CLR.ValueList
FORMS: Final = (STATEMENT, TEST, FINDING_TEST)

#: What the law demands of a value, and the SHACL constraint that says it (SHACL 4).
CHECKS: Final[Mapping[str, str]] = {
    CLR.mustBe: SH["in"],
    CLR.mustBeOneOf: SH["in"],
    CLR.mustInclude: SH.hasValue,
    CLR.mustNotBe: SH["not"],
    CLR.mustNotBeOneOf: SH["not"],
    CLR.mustBeA: SH["class"],
    CLR.notAfter: SH.lessThanOrEquals,
    CLR.atLeast: SH.minCount,
    CLR.atMost: SH.maxCount,
}
_COMMON = {
    RDF.type, SKOS.scopeNote, CLR.conditionOf, CLR.pinpoint, CLR.waitsFor, CLR.curableBy,
    CLR.appliesTo, CLR.forEach,
}  # fmt: skip
_TAKES: Final[Mapping[str, set[str]]] = {
    STATEMENT: _COMMON | {CLR.fact, CLR.whenNotStated, CLR.supplier, CLR.holder, *CHECKS},
    TEST: _COMMON | {
        CLR.fact, CLR.whenNotStated, CLR.statedAt, CLR.whenUnmet, CLR.testWaitsFor, CLR.supplier,
        CLR.holder, CLR.day, *CHECKS,
    },
    FINDING_TEST: _COMMON | {
        CLR.finding, CLR.mustBe, CLR.whenNotStated, CLR.whenUnmet, CLR.day, CLR.foundBy,
        CLR.testWaitsFor, CLR.restingAct, CLR.restsThrough,
    },
    FINDER: {
        RDF.type, SKOS.prefLabel, SKOS.scopeNote, CLR.supplier, CLR.curableBy, CLR.maker,
        CLR.whenUnmet, CLR.whenNotDated, CLR.whenLate, CLR.whenMakerNotStated, *CHECKS,
    },
    VALUE_LIST: {RDF.type, SKOS.scopeNote, CLR.pinpoint, CLR.values},
}  # fmt: skip
_NEEDS: Final[Mapping[str, set[str]]] = {
    STATEMENT: {CLR.conditionOf, CLR.fact, CLR.whenNotStated},
    TEST: {CLR.conditionOf, CLR.fact, CLR.whenUnmet},
    FINDING_TEST: {
        CLR.conditionOf, CLR.finding, CLR.mustBe, CLR.whenNotStated, CLR.whenUnmet, CLR.day,
        CLR.foundBy,
    },
    FINDER: {SKOS.prefLabel, CLR.whenNotDated, CLR.whenLate},
    VALUE_LIST: {CLR.pinpoint, CLR.values},
}  # fmt: skip
_SEVERAL = {SKOS.scopeNote}
#: What departs from how the form is written out otherwise, and so needs a reason.
_SPECIAL = {
    CLR.pinpoint, CLR.statedAt, CLR.testWaitsFor, CLR.holder, CLR.restingAct,
}  # fmt: skip
_LISTS = {CLR.waitsFor, CLR.testWaitsFor, CLR.mustBeOneOf, CLR.values}
_DATE = (CLR.notAfter, URIRef(CLR.date))


@dataclass(frozen=True)
class Authored:
    """One authored thing: its IRI, its form and the value of each of its properties."""

    iri: str
    form: str
    values: Mapping[str, Node]

    @property
    def shape(self) -> str:
        """Return the IRI of the shape that is written out under the same name."""
        return SHAPE[self.iri.removeprefix(CONDITION.base)]

    def get(self, prop: str) -> Node | None:
        """Return the value of a property, or None."""
        return self.values.get(prop)

    def need(self, prop: str) -> Node:
        """Return the value of a property that the form requires."""
        return self.values[prop]

    def checks(self) -> list[tuple[str, Node]]:
        """Return what is demanded of the value, as (property, value), sorted."""
        return sorted((p, v) for p, v in self.values.items() if p in CHECKS)


def fault(iri: str, text: str) -> RuleBookError:
    """Return the error for an authored thing, named as it stands in the file."""
    name = iri.replace(CONDITION.base, "condition:")
    return RuleBookError(text, where=name, code="bad_condition")


def read(whole: Graph, part: Graph) -> list[Authored]:
    """Return everything in the namespace of conditions that one file writes, sorted by IRI.

    ``whole`` holds the norms and finders of every file. RuleBookError for the first condition
    that is not in one of the forms.
    """
    subjects = {s for s in part.subjects() if str(s).startswith(CONDITION.base)}
    return [read_one(whole, subject) for subject in sorted(subjects, key=str)]


def members(graph: Graph, head: Node | None) -> list[Node]:
    """Return the members of a list; none for no list."""
    return [] if head is None else list(Collection(graph, head))


def read_one(graph: Graph, subject: Node) -> Authored:
    """Return one authored thing; RuleBookError if it is not in one of the forms."""
    iri = str(subject)
    forms = [str(form) for form in graph.objects(subject, URIRef(RDF.type))]
    if len(forms) != 1 or forms[0] not in _TAKES:
        raise fault(iri, f"Write “a” with exactly one of {_names(_TAKES)}.")
    values: dict[str, Node] = {}
    for prop, value in graph.predicate_objects(subject):
        name = str(prop)
        if name not in _TAKES[forms[0]]:
            raise fault(
                iri,
                f"A {local_name(forms[0])} does not take {_name(name)}. "
                f"Remove it or use one of {_names(_TAKES[forms[0]])}.",
            )
        if name in values and name not in _SEVERAL:
            raise fault(iri, f"Write one value of {_name(name)}; put several into one list.")
        values[name] = value
    found = Authored(iri, forms[0], values)
    missing = _NEEDS[forms[0]] - values.keys()
    if missing:
        raise fault(iri, f"Add {_names(missing)}: a {local_name(forms[0])} needs it.")
    _check(graph, found)
    return found


def _check(graph: Graph, found: Authored) -> None:
    """Refuse properties that contradict each other or point to nothing."""
    for prop in sorted(_LISTS & found.values.keys()):
        if (found.need(prop), URIRef(RDF.first), None) not in graph:
            raise fault(found.iri, f"Write the value of {_name(prop)} as a list: ( … ).")
    values = found.get(CLR.mustNotBeOneOf)
    if values is not None and (values, URIRef(RDF.type), URIRef(VALUE_LIST)) not in graph:
        raise fault(found.iri, "Name with clr:mustNotBeOneOf a clr:ValueList, or use mustNotBe.")
    _check_test(found)
    _check_together(found)
    _check_words(found)
    norm, source = found.get(CLR.conditionOf), found.get(CLR.foundBy)
    if norm is not None and (norm, URIRef(RDF.type), None) not in graph:
        raise fault(found.iri, "Name with clr:conditionOf a norm of data/norms.")
    if source is not None and (source, URIRef(RDF.type), URIRef(FINDER)) not in graph:
        raise fault(found.iri, "Name with clr:foundBy a clr:Finder of data/norms/finders.ttl.")


def _check_test(found: Authored) -> None:
    """Refuse a test that says nothing, or two things, of the value; also that of a finder."""
    checks = found.checks()
    if found.form == TEST and not checks:
        raise fault(found.iri, f"Say what the value must be: add one of {_names(CHECKS)}.")
    if len([prop for prop, _ in checks if prop != CLR.atLeast]) > 1:
        raise fault(found.iri, f"Keep one of {_names(p for p, _ in checks)}: one duty, one test.")
    maker = found.form == FINDER and CLR.maker in found.values
    if found.form == FINDER and maker != bool(checks and CLR.whenUnmet in found.values):
        raise fault(
            found.iri, "Write all or none of clr:maker, clr:whenUnmet and what the maker must be."
        )
    if found.form == TEST and CLR.day in found.values and _DATE not in checks:
        raise fault(found.iri, "Remove clr:day, or test with clr:notAfter clr:date.")


def _check_together(found: Authored) -> None:
    """Refuse properties of which one needs, or excludes, another."""
    both = found.values.keys() & {CLR.supplier, CLR.holder}
    if len(both) > 1:
        raise fault(found.iri, "Keep clr:supplier or clr:holder: an official states it, or not.")
    if len(found.values.keys() & {CLR.restingAct, CLR.restsThrough}) == 1:
        raise fault(found.iri, "Write both clr:restingAct and clr:restsThrough, or neither.")
    if CLR.statedAt in found.values and CLR.whenNotStated not in found.values:
        raise fault(found.iri, "Add clr:whenNotStated, or remove clr:statedAt.")
    if CLR.holder in found.values and CLR.whenNotStated not in found.values:
        raise fault(found.iri, "Add clr:whenNotStated: clr:holder names who holds what it asks.")
    special = _SPECIAL & found.values.keys()
    if special and found.form in FORMS and SKOS.scopeNote not in found.values:
        raise fault(found.iri, f"Say in skos:scopeNote why it has {_names(special)}.")


def _check_words(found: Authored) -> None:
    """Refuse a text that would not read well in a message."""
    for prop in (CLR.whenNotStated, CLR.whenUnmet):
        text = found.get(prop)
        if text is not None and not _sentence(text):
            raise fault(
                found.iri,
                f"Write {_name(prop)} in English (@en), without a full stop and without brackets: "
                "the citation is added.",
            )


def _sentence(text: Node) -> bool:
    words = str(text)
    english = isinstance(text, Literal) and text.language == "en"
    return english and not words.endswith(".") and "[" not in words and "]" not in words


def _name(prop: str) -> str:
    return prop.replace(CLR.base, "clr:").replace(SKOS.base, "skos:").replace(RDF.base, "rdf:")


def _names(props: Iterable[str]) -> str:
    return ", ".join(sorted(map(_name, props)))

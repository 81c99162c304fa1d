"""The forms of citations, as the data describe them (module ``citation`` of the ontology).

A form has a template of the citation and one of the IRI; both name the same parts in braces. A
part says how its value is written in each, so that a citation and an IRI lead to each other.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from kg.errors import RuleBookError
from kg.rdf.namespaces import CLR, RDF, SKOS, local_name

#: A name in braces, which stands for a part.
NAMED = re.compile(r"\{([a-z0-9-]+)\}")
#: What stands for the value in the template of a part.
VALUE = "{}"
#: The case of letters does not matter in a citation; a letter like K of another alphabet does.
CITED = re.ASCII | re.IGNORECASE
_ABBREVIATION = re.compile(r"\b[A-Z]{2,}\b")
_STOP = r"\.? ?"  # between the letters of an abbreviation
_SECTION_SIGN = re.compile(r"\s*§\s*")
_CODE = "bad_citation_form"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of citations: its name, the pattern of a value and how a value is written."""

    name: str
    pattern: str
    cited: str
    also: tuple[str, ...]
    in_iri: str
    optional: bool
    repeatable: bool

    def writing(self, *, cited: bool) -> str:
        """Return the template of the part in a citation, or in an IRI."""
        return self.cited if cited else self.in_iri

    def one(self, template: str, group: str = "(") -> str:
        """Return the regular expression for one value as a template writes it."""
        before, _, after = template.partition(VALUE)
        return f"{re.escape(before)}{group}{self.pattern}){re.escape(after)}"

    def run(self, *, cited: bool) -> str:
        """Return the regular expression for as many values as the part may have."""
        times = {(False, False): "", (True, False): "?", (False, True): "+", (True, True): "*"}
        one = self.one(self.writing(cited=cited), "(?:")
        return f"(?:{one}){times[self.optional, self.repeatable]}"


@dataclass(frozen=True)
class Form:
    """A form of citations: its templates, an example that the data hold, and its parts."""

    iri: str
    example: str
    cited: str
    also: tuple[str, ...]
    in_iri: str
    parts: tuple[Part, ...]

    @property
    def groups(self) -> Mapping[str, Part]:
        """Return the parts by the name of their group in the patterns of the form."""
        return {f"part{number}": part for number, part in enumerate(self.parts)}

    @cached_property
    def citation_patterns(self) -> tuple[re.Pattern[str], ...]:
        """Return what matches a citation, for each way of writing it."""
        templates = [text.replace(" (", "(") for text in (self.cited, *self.also)]
        return tuple(re.compile(self._expression(text, cited=True), CITED) for text in templates)

    @cached_property
    def iri_pattern(self) -> re.Pattern[str]:
        """Return what matches an IRI, after the base of all provisions."""
        return re.compile(self._expression(self.in_iri, cited=False))

    @cached_property
    def spellings(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Return the spellings of words and parts that are understood, with the template used here.

        That of a part has ``{}`` for the first group of the pattern.
        """
        words = _ABBREVIATION.findall(NAMED.sub("", self.cited))
        found = [(rf"\b{_STOP.join(word)}\.?(?=[ §]|$)", word) for word in words]
        found += [(part.one(other), part.cited) for part in self.parts for other in part.also]
        return tuple((re.compile(pattern, CITED), template) for pattern, template in found)

    def _expression(self, template: str, *, cited: bool) -> str:
        parts = {
            part.name: f"(?P<{group}>{part.run(cited=cited)})"
            for group, part in self.groups.items()
        }
        pieces = NAMED.split(template)  # text and, at every second place, the name of a part
        return "".join(parts[p] if at % 2 else _literal(p) for at, p in enumerate(pieces))


def _literal(text: str) -> str:
    """Return the expression for text of a template; § may be doubled and stand without spaces."""
    return " ?§+ ?".join(map(re.escape, _SECTION_SIGN.split(text)))


def read(triples: Iterable[tuple[str, str, str]]) -> tuple[Form, ...]:
    """Return the forms that triples describe, sorted by IRI; other triples are skipped.

    RuleBookError ``bad_citation_form`` for a form or part that is not fully described.
    """
    told: dict[str, dict[str, list[str]]] = {}
    for thing, prop, value in triples:
        told.setdefault(thing, {}).setdefault(prop, []).append(value)
    kinds = {thing: set(values.get(RDF.type, ())) for thing, values in told.items()}
    parts = {
        local_name(thing): _part(thing, told[thing])
        for thing, kind in kinds.items()
        if CLR.CitationPart in kind
    }
    forms = [thing for thing, kind in kinds.items() if CLR.CitationForm in kind]
    return tuple(_form(thing, told[thing], parts) for thing in sorted(forms))


def _part(iri: str, told: Mapping[str, list[str]]) -> Part:
    part = Part(
        name=local_name(iri),
        pattern=_one(iri, told, CLR.valuePattern),
        cited=_one(iri, told, CLR.citedAs),
        also=tuple(sorted(told.get(CLR.alsoCitedAs, ()))),
        in_iri=_one(iri, told, CLR.inIri),
        optional="true" in told.get(CLR.optional, ()),
        repeatable="true" in told.get(CLR.repeatable, ()),
    )
    for template in (part.cited, *part.also, part.in_iri):
        if template.count(VALUE) != 1:
            raise RuleBookError(
                f"Write {VALUE} for the value exactly once in “{template}”.", where=iri, code=_CODE
            )
    try:
        re.compile(part.pattern)
    except re.error:
        raise RuleBookError(
            f"“{part.pattern}” is not a regular expression.", where=iri, code=_CODE
        ) from None
    return part


def _form(iri: str, told: Mapping[str, list[str]], parts: Mapping[str, Part]) -> Form:
    cited, in_iri = _one(iri, told, CLR.citedAs), _one(iri, told, CLR.inIri)
    also = tuple(sorted(told.get(CLR.alsoCitedAs, ())))
    used = NAMED.findall(cited)
    for template in (*also, in_iri):
        if sorted(NAMED.findall(template)) != sorted(used):
            raise RuleBookError(
                f"Name the same parts in “{template}” as in “{cited}”, so that citation and IRI "
                "lead to each other.",
                where=iri,
                code=_CODE,
            )
    unknown = [name for name in used if name not in parts]
    if unknown or len(set(used)) != len(used):
        raise RuleBookError(
            f"Name each part once in “{cited}”, and describe it as a CitationPart: "
            f"{', '.join(unknown or used)}.",
            where=iri,
            code=_CODE,
        )
    return Form(
        iri=iri,
        example=_one(iri, told, SKOS.example),
        cited=cited,
        also=also,
        in_iri=in_iri,
        parts=tuple(parts[name] for name in used),
    )


def _one(iri: str, told: Mapping[str, list[str]], prop: str) -> str:
    values = told.get(prop, [])
    if len(values) != 1:
        raise RuleBookError(
            f"Give one {local_name(prop)}, not {len(values)}.", where=iri, code=_CODE
        )
    return values[0]

"""Convert citations such as "26 CFR 301.6103(l)(14)-1(b)(4)" to the IRIs of provisions and back.

How each kind of law is cited is data (:mod:`kg.rulebook.citation_forms`); the forms are passed in.
"""

import re
from collections.abc import Mapping, Sequence

from kg.errors import InputError, RuleBookError
from kg.rdf.namespaces import LAW
from kg.rulebook.citation_forms import CITED, NAMED, VALUE, Form, Part

#: The longest citation of the rule book has some 40 characters.
MAX_CITATION = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # checked first: some count as white space
_DASHES = re.compile(r"[\u2010-\u2015]")  # of the printed editions


def normal(text: str, forms: Sequence[Form]) -> str:
    """Return a citation in normal form, as far as its parts can be recognized."""
    text = _DASHES.sub("-", " ".join(text.split()))
    for form in forms:
        for pattern, template in form.spellings:
            text = _respelt(text, pattern, template)
    return text.replace(" (", "(").strip()


def parse(text: str, forms: Sequence[Form]) -> str:
    """Return the IRI of the cited provision; InputError ``bad_citation`` if no form fits."""
    if len(text) <= MAX_CITATION and not _CONTROL.search(text):
        plain = normal(text, forms)
        for form in forms:
            for pattern in form.citation_patterns:
                if match := pattern.fullmatch(plain):
                    return LAW[_filled(form.in_iri, _values(form, match, cited=True), cited=False)]
    examples = " or ".join(f"“{form.example}”" for form in forms)
    raise InputError(f"Not a citation. Write it like {examples}.", code="bad_citation")


def cite(iri: str, forms: Sequence[Form]) -> str:
    """Return the citation of a provision's IRI, the inverse of :func:`parse`.

    RuleBookError ``bad_citation_form`` if no form fits.
    """
    path = iri.removeprefix(LAW.base)
    for form in forms:
        if match := form.iri_pattern.fullmatch(path):
            return _filled(form.cited, _values(form, match, cited=False), cited=True)
    raise RuleBookError(
        "No citation form fits this IRI of a provision. Correct the IRI, or describe the form as "
        "a CitationForm in data/vocabulary.",
        where=iri,
        code="bad_citation_form",
    )


def _filled(template: str, values: Mapping[Part, list[str]], *, cited: bool) -> str:
    written = {
        part.name: "".join(part.writing(cited=cited).replace(VALUE, value) for value in told)
        for part, told in values.items()
    }
    return NAMED.sub(lambda name: written[name[1]], template)


def _values(form: Form, match: re.Match[str], *, cited: bool) -> dict[Part, list[str]]:
    """Return the values of each part, in the order of the text."""
    flags = CITED if cited else re.RegexFlag(0)
    return {
        part: [
            value[1]
            for value in re.finditer(part.one(part.writing(cited=cited)), match[group], flags)
        ]
        for group, part in form.groups.items()
    }


def _respelt(text: str, pattern: re.Pattern[str], template: str) -> str:
    return pattern.sub(
        lambda match: template.replace(VALUE, match[1]) if pattern.groups else template, text
    )

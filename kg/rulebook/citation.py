"""Convert citations such as "26 CFR 301.6103(l)(14)-1(b)(4)" to the IRIs of provisions and back."""

import re

from kg.errors import InputError
from kg.rdf.namespaces import LAW

#: The longest citation of the rule book has some 40 characters.
MAX_CITATION = 200
_CITATION = re.compile(
    r"(?P<title>[0-9]+) (?P<code>CFR|USC)(?: (?P<number>[0-9]+(?:\.[0-9]+)?)"
    r"(?P<first>(?:\([A-Za-z0-9]+\))*)(?:(?P<suffix>-[0-9]+)(?P<rest>(?:\([A-Za-z0-9]+\))*))?"
    r"(?: sentence (?P<sentence>[0-9]+))?)?"
)
#: Applied after white space is collapsed to single spaces, so that each takes linear time.
_NORMAL = [
    (re.compile(r"[\u2010-\u2015]"), "-"),  # dashes of the printed editions
    (re.compile(r" ?§+ ?(?=[0-9])"), " "),
    (re.compile(r"(?ai)\bC\.? ?F\.? ?R\.?(?= |$)"), "CFR"),
    (re.compile(r"(?ai)\bU\.? ?S\.? ?C\.?(?= |$)"), "USC"),
    (re.compile(r"(?ai),? sent(?:ence|\.) "), " sentence "),
    (re.compile(r" +"), " "),
]
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # checked first: some count as white space
_SENTENCE = "sentence-"


def normal(text: str) -> str:
    """Return a citation in normal form, as far as its parts can be recognized."""
    text = " ".join(text.split())
    for pattern, form in _NORMAL:
        text = pattern.sub(form, text)
    return text.replace(" (", "(").strip()


def parse(text: str) -> str:
    """Return the IRI of the cited provision; raise InputError ``bad_citation`` otherwise."""
    readable = len(text) <= MAX_CITATION and not _CONTROL.search(text)
    match = _CITATION.fullmatch(normal(text)) if readable else None
    if not match:
        raise InputError(
            "Not a citation. Write it like “19 USC 1628(b)(1)”: title, CFR or USC, section, the "
            "paragraphs in parentheses, and “sentence” with its number where needed.",
            code="bad_citation",
        )
    title = f"{match['title']}-{match['code'].lower()}"
    if not match["number"]:
        return LAW[title]
    first = re.findall(r"\w+", match["first"])
    section, units = match["number"], first
    if match["suffix"]:  # Treasury style: the first letters belong to the section's number
        section = "-".join([section, *first, match["suffix"][1:]])
        units = re.findall(r"\w+", match["rest"])
    if match["sentence"]:
        units = [*units, _SENTENCE + match["sentence"]]
    return LAW["/".join([title, section, *units])]


def cite(iri: str) -> str:
    """Return the citation of a provision's IRI; the inverse of :func:`parse`."""
    code, *inside = iri.removeprefix(LAW.base).split("/")
    title, _, name = code.partition("-")
    if not inside:
        return f"{title} {name.upper()}"
    section, *units = inside
    number, *parts = section.split("-")
    if parts:
        number += "".join(f"({part})" for part in parts[:-1]) + "-" + parts[-1]
    text = f"{title} {name.upper()} {number}"
    for unit in units:
        is_sentence = unit.startswith(_SENTENCE)
        text += f" sentence {unit.removeprefix(_SENTENCE)}" if is_sentence else f"({unit})"
    return text


def sentence_of(iri: str) -> str | None:
    """Return the IRI of the provision that contains a sentence, None if it is not a sentence."""
    whole, _, unit = iri.rpartition("/")
    return whole if unit.startswith(_SENTENCE) else None

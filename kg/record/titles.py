"""Convert the title of a post, such as “import specialist”, to an IRI, and recognize such IRIs.

A request designates its recipients by title, so titles are compared as text: in Unicode
normalization form C, case folded, with single spaces (Unicode Standard, 3.13, D145). The IRI is
that text with percent encoding (RFC 3986, 2.1), so that no two texts share an IRI.
"""

import unicodedata
from urllib.parse import quote, unquote

from kg.errors import InputError
from kg.rdf.namespaces import TITLE
from kg.record.characters import check_text, is_shown

MAX_TITLE = 100


def normal(text: str) -> str:
    """Return the normalized text by which titles are compared."""
    folded = unicodedata.normalize("NFD", text).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


def iri_of(text: str, where: str) -> str:
    """Return the IRI of a title.

    Raise InputError ``too_long`` beyond ``MAX_TITLE`` characters, ``forbidden_character``, or
    ``bad_value`` for a text without letters and digits. ``where`` is its place in the record.
    """
    if len(text) > MAX_TITLE or len(normal(text)) > MAX_TITLE:
        raise InputError(
            f"A title may have at most {MAX_TITLE} characters. Shorten it.",
            where=where,
            code="too_long",
        )
    check_text(text, where)
    if not is_shown(text):
        raise InputError("Write the title of a post in words.", where=where, code="bad_value")
    return TITLE[quote(normal(text), safe="")]


def is_title(iri: str) -> bool:
    """Return whether an IRI is that of a title, in normalized form."""
    if not iri.startswith(TITLE.base):
        return False
    try:
        text = unquote(iri.removeprefix(TITLE.base), errors="strict")
        return iri_of(text, "") == iri
    except (UnicodeDecodeError, InputError):
        return False

"""Split a SPARQL query into tokens (SPARQL 1.1 Query, 19.8) to inspect it without parsing it.

The lexer is a safeguard, not a parser: text that it does not recognize becomes tokens of one
character, and it takes time linear in the length of any text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.errors import InputError

#: For each unmatched quotation mark the lexer scans the rest of the text in vain.
MAX_OPEN_QUOTES = 16
_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+|\#[^\r\n]*)
  | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*+\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*+'{3}
      | "(?:[^"\\\r\n]|\\.)*+" | '(?:[^'\\\r\n]|\\.)*+')
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*+>)
  | (?P<variable>[?$]\w+)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<name>(?:[^\W\d][\w.-]*+)?:(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)
      (?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*+)?)
  | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<mark><<|>>|\^\^|&&|\|\||[!<>]=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its kind (a named group of the pattern), its text and its offset."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> list[Token]:
    """Return the tokens of a query without white space and comments.

    Raise InputError ``syntax_error`` for more than ``MAX_OPEN_QUOTES`` unmatched quotation marks.
    """
    sequence = []
    unmatched = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        if kind == "mark" and match[0] in "\"'":
            unmatched += 1
            if unmatched > MAX_OPEN_QUOTES:
                raise InputError("Strings are not closed. Close them.", code="syntax_error")
        if kind != "space":
            sequence.append(Token(kind, match[0], match.start()))
    return sequence


def views(text: str) -> Iterator[list[Token]]:
    """Yield the tokens as written, and those with code point escapes expanded (19.2) if any.

    Engines differ in when they expand escapes, so both views must be inspected.
    """
    yield tokens(text)
    if "\\" in text:
        expanded = _ESCAPE.sub(lambda m: chr(min(int(m[1] or m[2], 16), 0x10FFFF)), text)
        yield tokens(expanded)

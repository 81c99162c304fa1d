"""Tokens of a SPARQL query (SPARQL 1.1, 19.8), for looking a query over without parsing it.

The lexer is a guard, not a parser: what it cannot name becomes a token of one character, and it
takes time in proportion to the text, whatever the text is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.errors import InputError

#: A quotation mark that opens nothing makes the lexer look at the rest of the text in vain.
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
    """A token: its kind (a group of the pattern above), its text and where it starts."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> list[Token]:
    """Give the tokens of a query, blanks and comments left out; InputError for open strings."""
    found = []
    in_vain = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        if kind == "mark" and match[0] in "\"'":
            in_vain += 1
            if in_vain > MAX_OPEN_QUOTES:
                raise InputError("Close every string.", code="syntax_error")
        if kind != "space":
            found.append(Token(kind, match[0], match.start()))
    return found


def views(text: str) -> Iterator[list[Token]]:
    """Give the tokens as written, and those with code point escapes expanded (19.2).

    Engines differ in when they expand: neither view may hide what the other shows.
    """
    yield tokens(text)
    if "\\" in text:
        expanded = _ESCAPE.sub(lambda m: chr(min(int(m[1] or m[2], 16), 0x10FFFF)), text)
        yield tokens(expanded)

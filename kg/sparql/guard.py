"""What a stranger's query may not do: reach out, change data, or be too large or deep to run.

A look at the text is the first wall, and gives the friendly answers; the second is the process
that runs the query (:mod:`kg.workers.sandbox`). Limits from security.md, A1-A6 and A20-A25.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from kg.errors import InputError
from kg.rdf.namespaces import ENDPOINT, PREFIXES
from kg.sparql.lexer import Token, views

MAX_QUERY = 16_384
MAX_DEPTH = 32
MAX_PARTS = 512
MAX_TOKENS = 2_048
_OPEN = {"{", "(", "[", "<<"}
_CLOSE = {"}", ")", "]", ">>"}
_PARTS = _OPEN | set("+*/|&!=<>.;,^-") | {"&&", "||", "!=", "<=", ">="}
_PART_WORDS = {"BIND", "UNION", "FILTER", "OPTIONAL", "MINUS"}
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
_FORMS = {"SELECT": "rows", "ASK": "boolean", "CONSTRUCT": "triples", "DESCRIBE": "triples"}
#: Functions that give another value each time (SPARQL 1.1, 17.4).
_UNSTABLE = {"NOW", "RAND", "UUID", "STRUUID", "BNODE"}
_NOTHING = Token("", "", 0)
_PLAIN = re.compile(r"[\w-]*:\w(?:[\w-]|\.(?=[\w-]))*", re.ASCII)


@dataclass(frozen=True)
class Look:
    """What the look at a query told: its form, the graphs it names in FROM, and its stability.

    ``form`` is rows, boolean or triples; ``default`` and ``named`` are the graphs of FROM and of
    FROM NAMED; ``repeatable`` says that the answer is the same as long as the graph is.
    """

    form: str
    default: tuple[str, ...]
    named: tuple[str, ...]
    repeatable: bool

    def dataset(self) -> tuple[str, ...]:
        """Give all graphs that the query names."""
        return (*self.default, *self.named)


def look_over(text: str, *, update: bool = False) -> Look:
    """Look a query (or, for the test mode, an update) over; InputError if it may not be run."""
    if not text.strip():
        raise InputError("No query was given.", code="query_missing")
    if "\0" in text:
        raise InputError("Leave out the character U+0000.", code="bad_encoding")
    if len(text.encode("utf-8", "surrogatepass")) > MAX_QUERY:
        raise InputError(f"The query is longer than {MAX_QUERY:,} bytes.", code="query_too_large")
    looks = [_look(found, update) for found in views(text)]
    return Look(
        looks[0].form,
        tuple(dict.fromkeys(name for look in looks for name in look.default)),
        tuple(dict.fromkeys(name for look in looks for name in look.named)),
        all(look.repeatable for look in looks),
    )


def _look(found: Sequence[Token], update: bool) -> Look:
    words = [token.text.upper() for token in found if token.kind == "word"]
    prefixes = [_glued(t.text).upper() for t in found if t.kind == "name"]
    # engines need no blank after a keyword: “trueSERVICE” and “SERVICEex:a” are a SERVICE, too
    if any("SERVICE" in word for word in (*words, *prefixes)):
        raise InputError(
            "SERVICE is not allowed: a query may use this graph only. (A prefix with this word in "
            "it needs another name.)",
            code="service_not_allowed",
        )
    if not update and _UPDATES & set(words):
        raise InputError(
            "Updates are not allowed: this graph can be queried only.", code="update_not_allowed"
        )
    if any("FROM" in word for word in (*(set(words) - {"FROM"}), *prefixes)):
        raise InputError(
            "Write FROM as a word of its own, and use no prefix with this word in it.",
            code="dataset_not_allowed",
        )
    _measure(found)
    form = next((_FORMS[word] for word in words if word in _FORMS), "rows")
    return Look(form, *_dataset(found), not _UNSTABLE & set(words))


def _glued(name: str) -> str:
    """Give the part of a prefixed name that an engine might read as a keyword.

    That is the prefix; and all of the name unless it is plain, for engines differ in where a
    name with other signs ends.
    """
    return name.split(":")[0] if _PLAIN.fullmatch(name) else name


def _measure(found: Sequence[Token]) -> None:
    depth = deepest = parts = 0
    for token in found:
        if token.kind == "mark":
            depth += (token.text in _OPEN) - (token.text in _CLOSE)
            deepest = max(deepest, depth)
            parts += token.text in _PARTS
        elif token.kind == "word":
            parts += token.text.upper() in _PART_WORDS
    if deepest > MAX_DEPTH:
        raise InputError(f"The query is nested deeper than {MAX_DEPTH}.", code="query_too_deep")
    if parts > MAX_PARTS or len(found) > MAX_TOKENS:
        raise InputError(
            f"The query has more than {MAX_PARTS} parts or {MAX_TOKENS:,} words and signs.",
            code="query_too_complex",
        )


def _dataset(found: Sequence[Token]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the IRIs of the graphs that FROM and those that FROM NAMED names (SPARQL 1.1, 13.2)."""
    base, declared = ENDPOINT, dict(PREFIXES)
    default: list[str] = []
    named: list[str] = []
    for at, token in enumerate(found):
        word = token.text.upper() if token.kind == "word" else ""
        after = [*found[at + 1 : at + 3], _NOTHING, _NOTHING]
        if word == "BASE" and after[0].kind == "iri":
            base = urljoin(base, after[0].text[1:-1])
        elif word == "PREFIX" and after[0].kind == "name" and after[1].kind == "iri":
            declared[after[0].text.rstrip(":")] = urljoin(base, after[1].text[1:-1])
        elif word == "FROM":
            if after[0].text.upper() == "NAMED":
                named.append(_iri(after[1], base, declared))
            else:
                default.append(_iri(after[0], base, declared))
    return tuple(default), tuple(named)


def _iri(token: Token, base: str, declared: dict[str, str]) -> str:
    """Give the IRI that a token stands for; empty if it cannot be told."""
    if token.kind == "iri":
        return urljoin(base, token.text[1:-1])
    if token.kind == "name":
        prefix, _, local = token.text.partition(":")
        return declared[prefix] + local if prefix in declared else ""
    return ""


def check_graphs(wanted: Collection[str], known: Collection[str]) -> None:
    """Refuse graphs that are not public: with the same words, whether they exist or not."""
    for name in wanted:
        if not re.match(r"(https?|urn):", name):
            raise InputError(
                "Name the graphs of a dataset by their whole http IRI.", code="dataset_not_allowed"
            )
    if not set(wanted) <= set(known):
        raise InputError(
            "A graph of the dataset is not among the public graphs. The service description "
            "at /sparql lists them.",
            code="graph_not_allowed",
        )

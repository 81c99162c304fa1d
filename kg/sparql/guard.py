"""Inspect untrusted queries: they may not reach out, change data, or be too large or too deep.

Inspection of the text is the first safeguard and gives helpful errors; the second is the confined
process that runs the query (:mod:`kg.workers.sandbox`). Limits: security.md, A1-A6 and A20-A25.
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
#: Functions whose value differs from call to call (SPARQL 1.1 Query, 17.4).
_UNSTABLE = {"NOW", "RAND", "UUID", "STRUUID", "BNODE"}
_NOTHING = Token("", "", 0)
_PLAIN = re.compile(r"[\w-]*:\w(?:[\w-]|\.(?=[\w-]))*", re.ASCII)


@dataclass(frozen=True)
class Look:
    """The properties of an inspected query: its form, its dataset and its stability.

    ``form`` is rows, boolean or triples; ``default`` and ``named`` are the graphs of FROM and of
    FROM NAMED; ``repeatable`` means that the answer only changes if the graph does.
    """

    form: str
    default: tuple[str, ...]
    named: tuple[str, ...]
    repeatable: bool

    def dataset(self) -> tuple[str, ...]:
        """Return all graphs that the query names in FROM and FROM NAMED."""
        return (*self.default, *self.named)


def look_over(text: str, *, update: bool = False) -> Look:
    """Inspect a query (or, in test mode, an update) and return its properties.

    Raise InputError if it may not be run: ``query_missing``, ``bad_encoding``,
    ``query_too_large``, ``query_too_deep``, ``query_too_complex``, ``service_not_allowed``,
    ``update_not_allowed``, ``dataset_not_allowed`` or ``syntax_error``.
    """
    if not text.strip():
        raise InputError("The query is empty. Enter one.", code="query_missing")
    if "\0" in text:
        raise InputError("The query contains the character U+0000. Remove it.", code="bad_encoding")
    if len(text.encode("utf-8", "surrogatepass")) > MAX_QUERY:
        raise InputError(
            f"The query is longer than {MAX_QUERY:,} bytes. Shorten it.", code="query_too_large"
        )
    looks = [_look(sequence, update) for sequence in views(text)]
    return Look(
        looks[0].form,
        tuple(dict.fromkeys(name for look in looks for name in look.default)),
        tuple(dict.fromkeys(name for look in looks for name in look.named)),
        all(look.repeatable for look in looks),
    )


def _look(sequence: Sequence[Token], update: bool) -> Look:
    words = [token.text.upper() for token in sequence if token.kind == "word"]
    prefixes = [_keyword_part(t.text).upper() for t in sequence if t.kind == "name"]
    # engines need no space after a keyword: “trueSERVICE” and “SERVICEex:a” are SERVICE too
    if any("SERVICE" in word for word in (*words, *prefixes)):
        raise InputError(
            "SERVICE is not allowed: a query may use this graph only. (Rename a prefix that "
            "contains this word.)",
            code="service_not_allowed",
        )
    if not update and _UPDATES & set(words):
        raise InputError(
            "Updates are not allowed: this graph is read-only. Use SELECT, ASK, CONSTRUCT or "
            "DESCRIBE.",
            code="update_not_allowed",
        )
    if any("FROM" in word for word in (*(set(words) - {"FROM"}), *prefixes)):
        raise InputError(
            "Write FROM as a separate word, and rename any prefix that contains it.",
            code="dataset_not_allowed",
        )
    _check_size(sequence)
    form = next((_FORMS[word] for word in words if word in _FORMS), "rows")
    return Look(form, *_dataset(sequence), not _UNSTABLE & set(words))


def _keyword_part(name: str) -> str:
    """Return the part of a prefixed name that an engine might read as a keyword.

    That is the prefix; or the whole name unless it is plain, because engines disagree on where a
    name with other characters ends.
    """
    return name.split(":")[0] if _PLAIN.fullmatch(name) else name


def _check_size(sequence: Sequence[Token]) -> None:
    depth = deepest = parts = 0
    for token in sequence:
        if token.kind == "mark":
            depth += (token.text in _OPEN) - (token.text in _CLOSE)
            deepest = max(deepest, depth)
            parts += token.text in _PARTS
        elif token.kind == "word":
            parts += token.text.upper() in _PART_WORDS
    if deepest > MAX_DEPTH:
        raise InputError(
            f"The query is nested more than {MAX_DEPTH} levels deep. Nest less.",
            code="query_too_deep",
        )
    if parts > MAX_PARTS or len(sequence) > MAX_TOKENS:
        raise InputError(
            f"The query has more than {MAX_PARTS} operators and patterns, or more than "
            f"{MAX_TOKENS:,} tokens. Split it.",
            code="query_too_complex",
        )


def _dataset(sequence: Sequence[Token]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the graphs of FROM and those of FROM NAMED (SPARQL 1.1 Query, 13.2) by their IRIs."""
    base, declared = ENDPOINT, dict(PREFIXES)
    default: list[str] = []
    named: list[str] = []
    for at, token in enumerate(sequence):
        word = token.text.upper() if token.kind == "word" else ""
        after = [*sequence[at + 1 : at + 3], _NOTHING, _NOTHING]
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
    """Return the IRI that a token denotes; empty if it denotes none or its prefix is unknown."""
    if token.kind == "iri":
        return urljoin(base, token.text[1:-1])
    if token.kind == "name":
        prefix, _, local = token.text.partition(":")
        return declared[prefix] + local if prefix in declared else ""
    return ""


def check_graphs(wanted: Collection[str], known: Collection[str]) -> None:
    """Raise InputError for graphs that are not public, identically whether they exist or not.

    The codes are ``dataset_not_allowed`` for a name that is not an absolute IRI, and
    ``graph_not_allowed``.
    """
    for name in wanted:
        if not re.match(r"(https?|urn):", name):
            raise InputError(
                "Name the graphs of a dataset by absolute http IRIs.", code="dataset_not_allowed"
            )
    if not set(wanted) <= set(known):
        raise InputError(
            "A graph of the dataset is not among the public graphs. The service description "
            "at /sparql lists them.",
            code="graph_not_allowed",
        )

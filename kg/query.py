"""SPARQL on the public graph: the law, the ontology, the norms and shapes; nothing submitted.

Strangers' queries are looked over before they reach the engine (security.md, A1, A4, A20): no
SERVICE, no update, no depth and no length that could bring the process down.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import files
from kg.errors import InputError
from kg.load_names import graph_name
from kg.namespaces import PREFIXES

QUERIES = Path(__file__).parent / "queries"
MAX_QUERY = 16_384
MAX_DEPTH = 32
MAX_PARTS = 512
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
#: What holds no keyword: strings, IRIs and comments (SPARQL 1.1, 19.8; 19.4 ends comments at
#: a carriage return, too).
_SILENT = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\r\n]|\\.)*"|\'(?:[^\'\\\r\n]|\\.)*\'|<[^<>"{}|^`\\\s]*>|#[^\r\n]*',
    re.DOTALL,
)
_PARTS = re.compile(r"[+*/|&!=<>.;,{(\[-]|\b(?:BIND|UNION|FILTER|OPTIONAL|MINUS)\b", re.IGNORECASE)
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
Answer = Any  # what pyoxigraph gives: QuerySolutions, QueryBoolean or QueryTriples


@cache
def store() -> ox.Store:
    """Give the public graph: one named graph for each file of the project's Turtle."""
    public = ox.Store()
    for path in files.turtle_files(*files.RULE_BOOK):
        if path.suffix == ".ttl":
            relative = path.relative_to(files.share()).as_posix()
            name = ox.NamedNode(graph_name(relative))
            public.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=name)
    return public


def names() -> list[str]:
    """Give the names of the saved queries."""
    return sorted(path.stem for path in QUERIES.glob("*.rq"))


def saved(name: str) -> str:
    """Give the text of a saved query."""
    if name not in names():
        raise InputError(
            f"There is no saved query “{name[:60]}”. Use one of: {', '.join(names())}.",
            code="unknown_query",
        )
    return (QUERIES / f"{name}.rq").read_text(encoding="utf-8")


def look_over(text: str) -> None:
    """Refuse a query that reaches out, changes data, or is too large or deep to be run safely."""
    if not text.strip():
        raise InputError("No query was given.", code="query_missing")
    if len(text.encode()) > MAX_QUERY:
        raise InputError(f"The query is longer than {MAX_QUERY:,} bytes.", code="query_too_large")
    # as written and with escapes expanded: engines differ in when they expand them, and an
    # expanded quotation mark must not hide from us what it does not hide from the engine
    expanded = _ESCAPE.sub(lambda m: chr(min(int(m[1] or m[2], 16), 0x10FFFF)), text)
    for bare in (_SILENT.sub(" ", text), _SILENT.sub(" ", expanded)):
        _look_over_words(bare)


def _look_over_words(bare: str) -> None:
    """Refuse forbidden keywords, depth and size in a query without strings, IRIs and comments."""
    words = {word.upper() for word in re.findall(r"(?<![\w:?$@-])[A-Za-z]+(?![\w:-])", bare)}
    if "SERVICE" in words:
        raise InputError(
            "SERVICE is not allowed: a query may use this graph only.", code="service_not_allowed"
        )
    if words & _UPDATES:
        raise InputError(
            "Updates are not allowed: this graph can be queried only.", code="update_not_allowed"
        )
    if "FROM" in words:
        raise InputError("FROM is not allowed: name graphs with GRAPH.", code="dataset_not_allowed")
    depth = deepest = 0
    for char in bare:
        depth += (char in "{([") - (char in "})]")
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        raise InputError(f"The query is nested deeper than {MAX_DEPTH}.", code="query_too_deep")
    if len(_PARTS.findall(bare)) > MAX_PARTS:
        raise InputError(f"The query has more than {MAX_PARTS} parts.", code="query_too_complex")


def run(text: str, bound: Mapping[str, str] | None = None) -> Answer:
    """Give the answer to a query; ``bound`` gives IRIs or words for its variables."""
    look_over(text)
    terms = {ox.Variable(name): _term(value) for name, value in (bound or {}).items()}
    public = store()
    try:
        return public.query(
            text,
            prefixes=PREFIXES,
            use_default_graph_as_union=True,
            substitutions=terms or None,
        )
    except SyntaxError as error:
        where = f"line {error.lineno}, column {error.offset}" if error.lineno else ""
        raise InputError(
            "This is not a SPARQL query: the syntax is wrong.", where=where, code="syntax_error"
        ) from None
    except (ValueError, RuntimeError, OSError):
        raise InputError(
            "The query cannot be run. Check its variables and functions.", code="query_failed"
        ) from None


def _term(value: str) -> Any:
    return ox.NamedNode(value) if value.startswith(("http://", "https://")) else ox.Literal(value)


def rows(text: str, bound: Mapping[str, str] | None = None) -> list[dict[str, str]]:
    """Give the rows of a SELECT query as words, unbound variables left out."""
    answer = run(text, bound)
    variables = [variable.value for variable in answer.variables]
    return [
        {name: row[name].value for name in variables if row[name] is not None} for row in answer
    ]

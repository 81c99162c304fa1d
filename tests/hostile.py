"""The bad-input corpus of public routes as data: each query with the answers that are documented.

The ids are those of docs/explanation/security.md (B01 to B50); what has another id was added.
``@@`` stands for the address of a server that nobody may call, MARK for words that no answer and
no log may repeat.
"""

from dataclasses import dataclass

MARK = "Zebulon Quirk"
PUBLIC = "https://w3id.org/clearance/"
Answers = tuple[tuple[int, str], ...]
SYNTAX: Answers = ((400, "syntax_error"),)
UPDATE: Answers = ((400, "update_not_allowed"),)
SERVICE: Answers = ((400, "service_not_allowed"),)
DATASET: Answers = ((400, "dataset_not_allowed"),)
GRAPH: Answers = ((403, "graph_not_allowed"),)
DEEP: Answers = ((400, "query_too_deep"),)
COMPLEX: Answers = ((400, "query_too_complex"),)
LARGE: Answers = ((413, "query_too_large"),)
TIMEOUT: Answers = ((504, "query_timeout"),)
MEMORY: Answers = ((503, "query_out_of_memory"),)
RESULT: Answers = ((413, "result_too_large"),)


@dataclass(frozen=True)
class Bad:
    """A query that is to be refused or stopped, and the (status, code) pairs that are right."""

    id: str
    query: str
    answers: Answers


@dataclass(frozen=True)
class Good:
    """A query that only looks bad: it must be answered, with this many rows if that is given."""

    id: str
    query: str
    rows: int | None = None


CALL = "SERVICE <@@> { ?s ?p ?o }"

UPDATES = {
    "insert data": f'INSERT DATA {{ <x:a> <x:b> "{MARK}" }}',
    "delete data": "DELETE DATA { <x:a> <x:b> <x:c> }",
    "delete where": "DELETE WHERE { ?s ?p ?o }",
    "with delete insert": "WITH <x:g> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "insert using": "INSERT { ?s ?p 1 } USING <x:g> WHERE { ?s ?p ?o }",
    "clear": "CLEAR ALL",
    "drop in small letters": "drop all",
    "create": "CREATE GRAPH <x:g>",
    "copy": "COPY <x:g> TO <x:h>",
    "move": "MOVE SILENT DEFAULT TO <x:h>",
    "add": "ADD <x:g> TO DEFAULT",
    "after a prologue": "BASE <x:> PREFIX a: <x:b> DROP ALL",
    "after a comment": "# SELECT * { ?s ?p ?o }\nDROP ALL",
    "after a comment ended by a carriage return": "# ASK {}\rDROP ALL",
    "load": "LOAD <@@>",
    "load silent into": "LOAD SILENT <@@> INTO GRAPH <x:g>",
    "load a file": "LOAD <file:///etc/passwd>",
    "load by a relative address": "BASE <@@> LOAD <x>",
}

SERVICES = {
    "B06 plain": f"SELECT * {{ {CALL} }}",
    "B07 lower case, no space": "SELECT * { service<@@>{ ?s ?p ?o } }",
    "mixed case": "SELECT * { SeRvIcE <@@> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <@@> { ?s ?p ?o } }",
    "by a variable": "SELECT * { VALUES ?u { <@@> } SERVICE ?u { ?s ?p ?o } }",
    "by a bound variable": 'SELECT * { BIND(IRI("@@") AS ?u) SERVICE ?u { ?s ?p ?o } }',
    "by a prefixed name": "PREFIX c: <@@> SELECT * { SERVICE c: { ?s ?p ?o } }",
    "by a prefix that is called SERVICE": (
        "PREFIX SERVICE: <@@> SELECT * { SERVICE SERVICE:x { ?s ?p ?o } }"
    ),
    "by a relative address": "BASE <@@> SELECT * { SERVICE <x> { ?s ?p ?o } }",
    "split by comments": "SELECT * { SERVICE# <x:a>\n#{\nSILENT#\n<@@>#}\n{ ?s ?p ?o } }",
    "after a comment ended by a carriage return": f"SELECT * {{ # c\r{CALL} }}",
    "after a comment that holds a quotation mark": f"SELECT * {{ # \"'\n{CALL} # '\"\n }}",
    "after a string with an escaped quotation mark": (
        f'SELECT * {{ BIND("\\"" AS ?x) {CALL} BIND("\\"" AS ?y) }}'
    ),
    "after a string with an escaped backslash": (
        f'SELECT * {{ BIND("a\\\\" AS ?x) {CALL} BIND("\\\\" AS ?y) }}'
    ),
    "between long strings": (
        f"SELECT * {{ BIND('''it''s''' AS ?x) {CALL} " + 'BIND("""a"b""" AS ?y) }'
    ),
    "between empty strings": f"SELECT * {{ BIND(\"\" AS ?x) {CALL} BIND('' AS ?y) }}",
    "between less than and greater than": (
        f"SELECT * {{ ?a ?b ?c FILTER(?c <?b) {CALL} FILTER(?c> ?b) }}"
    ),
    "after less than and a number sign": (
        f'SELECT * {{ ?a ?b ?c FILTER(1 < #"\n 2) {CALL} #"\n }}'
    ),
    "after an IRI with a number sign": f"SELECT * {{ ?a <x:b#c> ?d . {CALL} }}",
    "after a name with a number sign": f"PREFIX x: <x:> SELECT * {{ ?a x:b #c\n ?d . {CALL} }}",
    # a word may stand before a prefixed name without a blank, so such a prefix is refused
    "glued to a prefixed name": "PREFIX c: <@@> SELECT * { SERVICEc:x { ?s ?p ?o } }",
    "glued to a number": "SELECT * { ?a ?b 1SERVICE <@@> { ?s ?p ?o } }",
    "glued to a word": "SELECT * { ?a ?b trueSERVICE <@@> { ?s ?p ?o } }",
    "in a sub-select": f"SELECT * {{ {{ SELECT * {{ {CALL} }} }} }}",
    "in an EXISTS": f"SELECT * {{ ?a ?b ?c FILTER EXISTS {{ {CALL} }} }}",
    "in an EXISTS in a projection": f"SELECT (EXISTS {{ {CALL} }} AS ?x) {{}}",
    "in an EXISTS in an ORDER BY": (
        f"SELECT * {{ ?a ?b ?c }} ORDER BY (EXISTS {{ {CALL} }}) LIMIT 1"
    ),
    "in an EXISTS in a HAVING": (
        f"SELECT ?a {{ ?a ?b ?c }} GROUP BY ?a HAVING (EXISTS {{ {CALL} }})"
    ),
    "in a MINUS": f"SELECT * {{ ?a ?b ?c MINUS {{ {CALL} }} }}",
    "in an OPTIONAL": f"SELECT * {{ OPTIONAL {{ {CALL} }} }}",
    "in a UNION": f"SELECT * {{ {{}} UNION {{ {CALL} }} }}",
    "in a GRAPH": f"SELECT * {{ GRAPH ?g {{ {CALL} }} }}",
    "in a SERVICE": f"SELECT * {{ SERVICE <@@> {{ {CALL} }} }}",
    "in an ASK": f"ASK {{ {CALL} }}",
    "in a CONSTRUCT": f"CONSTRUCT {{ ?s ?p ?o }} {{ {CALL} }}",
    "in a DESCRIBE": f"DESCRIBE ?s {{ {CALL} }}",
}

#: Escapes that SPARQL 1.1 (19.2) expands before anything else; some engines refuse them instead,
#: and an escape in a comment may stay a comment: then nothing is called.
ESCAPED = {
    "B08 one letter": "SELECT * { \\u0053ERVICE <@@> { ?s ?p ?o } }",
    "B08 a long escape": "SELECT * { \\U00000053ERVICE <@@> { ?s ?p ?o } }",
    "B08 in the middle": "SELECT * { SERV\\u0049CE <@@> { ?s ?p ?o } }",
    "B08 every letter": (
        "SELECT * { \\u0073\\u0065\\u0072\\u0076\\u0069\\u0063\\u0065 <@@> { ?s ?p ?o } }"
    ),
    "B08 an escaped quotation mark": (
        f'SELECT * {{ BIND("\\u0022" AS ?x) {CALL} BIND("\\u0022" AS ?y) }}'
    ),
    "B08 an escaped apostrophe": (
        f"SELECT * {{ BIND('\\u0027' AS ?x) {CALL} BIND('\\u0027' AS ?y) }}"
    ),
    "B08 an escaped number sign": f"SELECT * {{ \\u0023 x\n {CALL} }}",
    "B08 an escaped end of a comment": f"SELECT * {{ # x\\u000A {CALL} \n }}",
    "B08 an escaped greater than": f"SELECT * {{ ?a <x:b\\u003E ?c . {CALL} }}",
    "B08 an escaped brace": "SELECT * \\u007B SERVICE <@@> { ?s ?p ?o } }",
    "glued to a language": 'SELECT * { ?a ?b "x"@enSERVICE <@@> { ?s ?p ?o } }',
    "after a byte order mark": f"\ufeffSELECT * {{ {CALL} }}",
    "a long s that is an S in capitals": "SELECT * { \u017fERVICE <@@> { ?s ?p ?o } }",
}

DATASETS = (
    Bad("B10 FROM a file", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", DATASET),
    Bad(
        "B10 FROM NAMED a file",
        "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
        DATASET,
    ),
    Bad("B10 in small letters", "select * from<file:///etc/passwd>{ ?s ?p ?o }", DATASET),
    Bad(
        "B10 by a prefixed name",
        "PREFIX f: <file:///etc/> SELECT * FROM f:passwd { ?s ?p ?o }",
        DATASET,
    ),
    Bad("B10 by a relative address", "BASE <file:///etc/> ASK FROM <passwd> { ?s ?p ?o }", DATASET),
    Bad("B10 in an escaped word", "SELECT * F\\u0052OM <file:///etc/passwd> {}", SYNTAX + DATASET),
    Bad("B10 in an escaped IRI", "ASK FROM <f\\u0069le:///etc/passwd> { ?s ?p ?o }", DATASET),
    Bad("B10 from FTP", "ASK FROM <ftp://localhost/x> { ?s ?p ?o }", DATASET),
    Bad("B10 from a data address", "ASK FROM <data:text/turtle,%3Ca:b%3E> { ?s ?p ?o }", DATASET),
    Bad("B10 as CONSTRUCT", "CONSTRUCT FROM <file:///etc/passwd> WHERE { ?s ?p ?o }", DATASET),
    Bad("B10 as DESCRIBE", "DESCRIBE <x:a> FROM <file:///etc/passwd>", DATASET),
    Bad("B11 FROM another server", "SELECT * FROM <@@> { ?s ?p ?o }", GRAPH),
    Bad(
        "B11 FROM NAMED another server", "SELECT * FROM NAMED <@@> { GRAPH ?g { ?s ?p ?o } }", GRAPH
    ),
    Bad("B11 by a relative address", "BASE <@@> ASK FROM <x> { ?s ?p ?o }", GRAPH + DATASET),
    Bad("B11 by a prefixed name", "PREFIX c: <@@> ASK FROM c:x { ?s ?p ?o }", GRAPH),
    Bad(
        "B11 beside a public graph",
        f"ASK FROM <{PUBLIC}graph/ontology/norm> FROM <{PUBLIC}graph/requests> {{ ?s ?p ?o }}",
        GRAPH,
    ),
    Bad("B11 by a URN", "ASK FROM <urn:requests:1> { ?s ?p ?o }", GRAPH),
)

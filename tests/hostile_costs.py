"""More of the corpus as data: what is too long, too dear, odd, or only looks bad.

The notation is that of hostile.py.
"""

from hostile import (
    COMPLEX,
    DEEP,
    LARGE,
    MEMORY,
    PUBLIC,
    RESULT,
    TIMEOUT,
    Bad,
    Good,
)

CROSS = "?a ?b ?c . ?d ?e ?f"


def _chain(count: int, form: str) -> str:
    """Give a chain of BINDs, each of which makes ?x(n+1) from ?x(n)."""
    return " ".join(
        f"BIND({form.replace('#', f'?x{number}')} AS ?x{number + 1})" for number in range(count)
    )


#: Too deep or too long to be given to an engine that recurses (A20).
SIZES = (
    Bad("B15 braces", "SELECT * " + "{" * 3000 + "}" * 3000, DEEP),
    Bad("B15 braces that never close", "SELECT * " + "{" * 3000, DEEP),
    Bad("B15 brackets", "SELECT * { ?s ?p " + "[ ?p " * 1500 + "]" * 1500 + " }", DEEP),
    Bad("B15 parentheses", "SELECT (" + "(" * 3000 + "1" + ")" * 3000 + " AS ?x) {}", DEEP),
    Bad("B15 sub-selects", "SELECT * " + "{SELECT * " * 1000 + "{}" + "}" * 1000, DEEP),
    Bad("B15 optionals", "SELECT * {" + "OPTIONAL{" * 1000 + "}" * 1000 + "}", DEEP),
    Bad("B15 paths", "SELECT * { ?s " + "(" * 3000 + "<x:a>" + ")" * 3000 + " ?o }", DEEP),
    Bad(
        "B15 triple terms",
        "SELECT * { ?s ?p " + "<<( ?s ?p " * 900 + "1" + " )>>" * 900 + " }",
        DEEP,
    ),
    Bad(
        "B15 braces of RDF 1.2",
        "SELECT * { ?s ?p ?o " + "{| ?p ?o " * 900 + "|}" * 900 + " }",
        DEEP,
    ),
    Bad("B16 filters", "SELECT * { ?s ?p ?o " + "FILTER EXISTS{" * 900 + "}" * 901, DEEP),
    Bad("B17 sum of 8,000", "SELECT (1" + "+1" * 8000 + " AS ?x) {}", COMPLEX + LARGE),
    Bad("B17 sum of 4,000", "SELECT (1" + "+1" * 4000 + " AS ?x) {}", COMPLEX),
    Bad("B17 signed numbers", "SELECT (1" + " -1" * 3000 + " AS ?x) {}", COMPLEX),
    Bad(
        "B17 3,000 BINDs",
        "SELECT * {" + "".join(f"BIND(1 AS ?x{number})" for number in range(3000)) + "}",
        COMPLEX + LARGE,
    ),
    Bad(
        "B17 900 BINDs",
        "SELECT * {" + "".join(f"BIND(1 AS ?x{number})" for number in range(900)) + "}",
        COMPLEX,
    ),
    Bad("B17 10,000 ors", "ASK { FILTER(1" + "||1" * 10_000 + ") }", COMPLEX + LARGE),
    Bad("B17 3,000 ors", "ASK { FILTER(1" + "||1" * 3000 + ") }", COMPLEX),
    Bad("B17 unions", "SELECT * { {}" + "UNION{}" * 2000 + " }", COMPLEX),
    Bad("B17 sequence path", "SELECT * { ?s a" + "/a" * 5000 + " ?o }", COMPLEX),
    Bad("B17 alternative path", "SELECT * { ?s a" + "|a" * 5000 + " ?o }", COMPLEX),
    Bad("B17 list of objects", "SELECT * { ?s ?p 1" + ",1" * 5000 + " }", COMPLEX),
    Bad("B17 list of properties", "SELECT * { ?s ?p 1" + ";a 1" * 3000 + " }", COMPLEX),
    # a collection of n members is 2n triple patterns without any sign between them
    Bad("B17 collection", "SELECT * { ?s ?p (" + "1 " * 7500 + ") }", COMPLEX),
    Bad("B17 collection of names", "SELECT * { ?s ?p (" + ":a " * 5000 + ") }", COMPLEX),
    Bad("B17 collection of strings", "SELECT * { ?s ?p (" + "''" * 7500 + ") }", COMPLEX),
    Bad("B17 collection of booleans", "SELECT * { ?s ?p (" + "true " * 3000 + ") }", COMPLEX),
    Bad("B17 collection of variables", "SELECT * { ?s ?p (" + "?a" * 7500 + ") }", COMPLEX),
    Bad("B17 collection of blanks", "SELECT * { ?s ?p (" + "[]" * 7500 + ") }", COMPLEX),
    Bad("B18 triple patterns", "SELECT * {" + "?s ?p ?o." * 8500 + "}", LARGE),
    Bad("B18 spaces", "ASK {" + " " * 20_000 + "}", LARGE),
    Bad("B18 comment", "ASK {} #" + "x" * 20_000, LARGE),
    Bad("B18 letters of several bytes", "ASK {} #" + "é" * 10_000, LARGE),
)

_ANY = "(!<x:a>|^!<x:a>)"
#: Cheap to send, dear to answer: stopped by time, memory or size.
COSTLY = (
    Bad(
        "B19 cartesian product",
        f"SELECT (COUNT(*) AS ?n) {{ {CROSS} . ?g ?h ?i . ?j ?k ?l }}",
        TIMEOUT,
    ),
    Bad("B19 as ASK", f"ASK {{ {CROSS} . ?g ?h ?i FILTER(?a = ?zz) }}", TIMEOUT),
    Bad(
        "B19 within an EXISTS",
        f"SELECT * {{ ?s ?p ?o FILTER EXISTS {{ {CROSS} . ?g ?h ?i FILTER(?c = 0.5) }} }} LIMIT 1",
        TIMEOUT + MEMORY,
    ),
    Bad("B20 path", f"SELECT (COUNT(*) AS ?n) {{ ?a {_ANY}* ?b }}", TIMEOUT + MEMORY),
    Bad("B20 paths", f"ASK {{ ?a {_ANY}* ?b . ?b {_ANY}* ?c FILTER(?a = ?zz) }}", TIMEOUT + MEMORY),
    Bad(
        "B21 doubling",
        f'SELECT (STRLEN(?x30) AS ?n) {{ BIND("abcdefgh" AS ?x0) {_chain(30, "CONCAT(#,#)")} }}',
        MEMORY,
    ),
    Bad(
        "B21 replacing",
        'SELECT (STRLEN(?x9) AS ?n) { BIND("aaaaaaaaaa" AS ?x0) '
        + _chain(9, "REPLACE(#,'a','aaaaaaaaaa')")
        + " }",
        MEMORY,
    ),
    Bad(
        "B22 long group",
        f'SELECT (GROUP_CONCAT(?t) AS ?x) {{ {CROSS} BIND("{"x" * 2000}" AS ?t) }}',
        MEMORY + TIMEOUT,
    ),
    Bad("B23 order", f"SELECT * {{ {CROSS} }} ORDER BY ?c ?f LIMIT 5", MEMORY + TIMEOUT),
    Bad("B23 distinct", f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?a ?c ?d ?f {{ {CROSS} }} }}",
        MEMORY + TIMEOUT),
    Bad("B23 groups", f"SELECT ?a ?f (COUNT(*) AS ?n) {{ {CROSS} }} GROUP BY ?a ?f LIMIT 1",
        MEMORY + TIMEOUT),
    Bad("B25 rows", f"SELECT * {{ {CROSS} }} LIMIT 50000", RESULT),
    Bad("B25 rows without end", f"SELECT * {{ {CROSS} }}", RESULT),
    Bad("B25 triples", f"CONSTRUCT {{ [] <x:p> ?c, ?f }} {{ {CROSS} }} LIMIT 50000", RESULT),
    Bad(
        "B25 bytes",
        f'SELECT ?x3 {{ ?a ?b ?c BIND("{"x" * 8000}" AS ?x0) {_chain(3, "CONCAT(#,#)")} }} '
        "LIMIT 9000",
        RESULT,
    ),
)  # fmt: skip

GOOD = (
    Good("B09 in a string", 'SELECT * { BIND("SERVICE <x:a> { }" AS ?x) }', 1),
    Good("B09 in a long string", "SELECT * { BIND('''a ' SERVICE <x:a> '''  AS ?x) }", 1),
    Good("B09 in a string after an escape", 'SELECT * { BIND("\\" SERVICE <x:a> { } " AS ?x) }', 1),
    Good("B09 in a comment", "SELECT * { # SERVICE <x:a> { }\n }", 1),
    Good("B09 in an IRI", "SELECT * { ?s <x:SERVICE> ?o }", 0),
    Good("B09 as a prefixed name", "PREFIX ex: <x:> SELECT * { ?s ex:SERVICE ?o }", 0),
    Good("B09 as the empty prefix's name", "PREFIX : <x:> SELECT * { ?s :SERVICE ?o }", 0),
    Good("B09 within a name", "PREFIX ex: <x:> SELECT * { ?s ex:a-SERVICE.b ?o }", 0),
    Good(
        "B09 as a prefix of a word of updates", "PREFIX load: <x:> SELECT * { ?s load:from ?o }", 0
    ),
    Good("B09 as a variable", "SELECT ?service $LOAD { BIND(1 AS ?service) BIND(2 AS $LOAD) }", 1),
    Good("B09 as a blank node", "SELECT * { _:SERVICE <x:a> _:insert }", 0),
    Good("B09 as a language", 'SELECT * { BIND("a"@service AS ?x) }', 1),
    Good("B09 words of updates in a string", "SELECT * { BIND('DROP ALL; INSERT' AS ?x) }", 1),
    Good("B09 FROM in a string", "SELECT * { BIND('FROM <file:///etc/passwd>' AS ?x) }", 1),
    Good("B09 braces in a string", f"SELECT * {{ BIND('{'{' * 500}' AS ?x) }}", 1),
    Good("B09 signs in a string", f"SELECT * {{ BIND('{'+' * 5000}' AS ?x) }}", 1),
    Good("B09 braces in a comment", f"SELECT * {{ }} # {'{' * 500}", 1),
    Good(
        "B24 regular expression", f"SELECT * {{ BIND(REGEX('{'a' * 60}!', '^(a+)+$') AS ?x) }}", 1
    ),
    Good(
        "B24 size of a regular expression",
        "SELECT * { BIND(REGEX('a', '(((a{100}){100}){100}){100}') AS ?x) }",
        1,
    ),
    Good("B24 back reference", "SELECT * { BIND(REGEX('aa', '(a)\\\\1') AS ?x) }", 1),
    Good("a made-up graph", f"SELECT * {{ GRAPH <{PUBLIC}graph/requests> {{ ?s ?p ?o }} }}", 0),
    Good("a graph on another server", "SELECT * { GRAPH <@@> { ?s ?p ?o } }", 0),
    Good(
        "a public graph", f"SELECT * FROM <{PUBLIC}graph/ontology/norm> {{ ?s ?p ?o }} LIMIT 1", 1
    ),
    Good("a collection of 20", "SELECT * { ?s ?p (" + "1 " * 20 + ") }", 0),
    Good("a list of 100 values", "SELECT * { VALUES ?x {" + " 1" * 100 + " } }", 100),
    Good("30 levels", "SELECT * " + "{" * 30 + "}" * 30, 1),
)

#: Odd, flat and long: answered, or refused in a documented way.
ODD = (
    "ASK { FILTER(" + "!" * 10_000 + "true) }",
    "SELECT * { ?s ?p ?o } ORDER BY" + " ?s" * 5000,
    "SELECT (1 AS ?x) { ?s ?p ?o } GROUP BY" + " ?s" * 5000,
    "SELECT" + " ?s" * 5000 + " { ?s ?p ?o } LIMIT 1",
    "PREFIX a:<a:>" * 1200 + " ASK {}",
    "SELECT * { VALUES ?x {" + " 1" * 7500 + " } }",
    "SELECT * { VALUES (" + "?x " * 2000 + ") { (" + "1 " * 2000 + ") } }",
    "DESCRIBE" + " <x:a>" * 2500,
    "DESCRIBE * { ?s ?p ?o }",
    "SELECT * { BIND(<x:f>(1) AS ?x) }",
    "SELECT * { BIND(<http://www.w3.org/2001/XMLSchema#" + "x" * 9000 + ">(1) AS ?x) }",
    "SELECT ?" + "x" * 16_000 + " {}",
    "ASK { ?s <" + "x:" + "y" * 16_000 + "> ?o }",
    "ASK { ?s ?p 1" + "0" * 16_000 + " }",
    "ASK { ?s ?p 1e" + "9" * 16_000 + " }",
    "ASK { ?s ?p '" + "\\\\" * 8000 + "' }",
    "ASK { ?s ?p '",
    'ASK { ?s ?p """""',
    "ASK { ?s <x",
    "ASK { ?s ?p ?o } #",
    "ASK { \\u",
    "ASK { \\U0011FFFF }",
    "ASK { \\uD83D }",
    "}" * 5000,
    "ASK " + "}{" * 5000,
    "\t\n\r",
    "#",
    "SELECT",
)

#: Arithmetic at the edges of what engines can count: answered, or refused in a documented way.
EDGES = (
    'SUBSTR("abc", -9223372036854775807, 9223372036854775807)',
    "ABS(-9223372036854775808)",
    "-(-9223372036854775808)",
    "9223372036854775807 + 1",
    "9223372036854775807 * 9223372036854775807",
    "1 / 0",
    "1e308 * 1e308",
    "ROUND(170141183460469231731.687303715884105727)",
    "CEIL(170141183460469231731.687303715884105727)",
    "170141183460469231731.687303715884105727 + 1.0",
    "-170141183460469231731.687303715884105728 / -1.0",
    "xsd:integer('" + "9" * 5000 + "')",
    "xsd:decimal('1e999999')",
    "YEAR('999999999999-01-01T00:00:00Z'^^xsd:dateTime)",
    "'9223372036854775807-12-31T23:59:59Z'^^xsd:dateTime - "
    "'-9223372036854775807-01-01T00:00:00Z'^^xsd:dateTime",
    "'9999-12-31T23:59:59Z'^^xsd:dateTime + 'P9223372036854775807M'^^xsd:yearMonthDuration",
    "TIMEZONE('2026-01-01T00:00:00+99:99'^^xsd:dateTime)",
    "STRDT('x', <x:t>)",
    "STRLANG('x', '" + "a" * 3000 + "')",
    "IRI('http://a b')",
    "ENCODE_FOR_URI('\\uD800')",
    "SHA512('" + "x" * 8000 + "')",
    "CONCAT('a'@en, 'b'@fr, 1)",
    "REPLACE('abc', '', '$9')",
    "STRAFTER('\\U0010FFFF', '')",
    "BNODE('x')",
    "IF(1/0, 1, 2)",
    "COALESCE()",
    "RAND()",
)

"""Input that must be refused: each case with its code, and the words that name the place."""

import json
from copy import deepcopy
from typing import Any

from support import EXAMPLES

from kg.rdf.namespaces import CLR, CONTEXT, OWL, RDF, RECORD, SH, XSD

#: Stands for the name of a taxpayer: no message may repeat it.
SECRET = "Ottoline Vantongeren"
BASE: dict[str, Any] = json.loads((EXAMPLES / "irs-complete-2019.json").read_text(encoding="utf-8"))
BASE["actor"]["name"] = BASE["request"]["forAudit"]["subject"]["name"] = SECRET
LINKED = {
    "@context": CONTEXT,
    "id": "d",
    "type": "Disclosure",
    "actor": {"id": "a", "type": "Person", "name": SECRET},
}
HEAD = f"""@prefix clr: <{CLR.base}> . @prefix r: <{RECORD.base}> .
@prefix xsd: <{XSD.base}> . @prefix owl: <{OWL.base}> . @prefix sh: <{SH.base}> .
r:d a clr:Disclosure ; clr:actor r:a . r:a a clr:Person ; clr:name "{SECRET}" .
"""


def changed(path: str, value: Any) -> bytes:
    """Give the base record as JSON with something else at a JSON pointer."""
    whole = deepcopy(BASE)
    *steps, last = path.strip("/").split("/")
    place: Any = whole
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[int(last) if isinstance(place, list) else last] = value
    return json.dumps(whole).encode()


def linked(**more: Any) -> bytes:
    return json.dumps(
        LINKED | {name.replace("at_", "@"): value for name, value in more.items()}
    ).encode()


def turtle(more: str) -> bytes:
    return (HEAD + more).encode()


def deep(start: str) -> bytes:
    return (start + '{"actor":' * 5_000 + f'"{SECRET}"' + "}" * 5_001).encode()


TERMS = "r:a clr:name " + "<<( r:a clr:name " * 20_000 + "1" + " )>>" * 20_000 + " ."
NOBODY = f"<{RECORD.a}> <{RDF.type}> <{CLR.Person}> .".encode()
REMOTE = "http://127.0.0.1:{port}/context.jsonld"
FLAT = {k: v for k, v in BASE.items() if k in {"id", "type", "date"}}
RDFXML = (
    b'<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
)
#: name, bytes, format, code, and words of the message that name the place or the part
BAD: tuple[tuple[str, bytes, str, str, str], ...] = (
    ("deep triple terms", turtle(TERMS), "turtle", "bad_syntax", "triples about triples"),
    ("empty file", b"", "json", "empty", "empty"),
    ("blank file", b" \n\t", "turtle", "empty", "empty"),
    ("comment only", b"# nothing\n", "turtle", "empty", "no record"),
    ("list of two records", json.dumps([BASE, BASE]).encode(), "json", "several_records",
     "list of 2"),
    ("string", json.dumps(SECRET).encode(), "json", "bad_value", "object in braces"),
    ("number", b"7", "json", "bad_value", "object in braces"),
    ("null", b"null", "json", "bad_value", "object in braces"),
    ("broken JSON", b'{"id": "d",\n  "type" }', "json", "invalid_json", "line 2, column"),
    ("untyped root", json.dumps({"id": "d", "actor": BASE["actor"]}).encode(), "json", "untyped",
     "/type"),
    ("untyped node", turtle('r:d clr:recipient r:b . r:b clr:name "x" .'), "turtle",
     "untyped", "thing 3"),
    ("two roots", turtle("r:e a clr:Disclosure ; clr:actor r:a ."), "turtle", "several_records",
     "2 records"),
    ("no root", NOBODY, "ntriples", "no_root", "Disclosure"),
    ("unknown class", changed("/type", "Spaceship"), "json", "unknown_class", "/type"),
    ("unknown class inside", changed("/actor/type", "Spaceship"), "json", "unknown_class",
     "/actor/type"),
    ("unknown class in Turtle", turtle("r:d clr:recipient r:b . r:b a clr:Spaceship ."), "turtle",
     "unknown_class", "Spaceship"),
    ("unknown field", changed("/favouriteColour", SECRET), "json", "unknown_field",
     "/favouriteColour"),
    ("unknown field inside", changed("/actor/colour", SECRET), "json", "unknown_field",
     "/actor/colour"),
    ("unknown field in JSON-LD", linked(colour=SECRET), "jsonld", "unknown_field", "colour"),
    ("no such day", changed("/date", "2026-02-30"), "json", "bad_value", "/date"),
    ("year of five digits", changed("/date", "99999-01-01"), "json", "bad_value", "/date"),
    ("word for a date", changed("/request/receivedOn", "yesterday"), "json", "bad_value",
     "/request/receivedOn"),
    ("no such day in Turtle", turtle('r:d clr:date "2026-02-30"^^xsd:date .'), "turtle",
     "bad_value", "date"),
    ("time for a date", turtle('r:d clr:date "2026-02-03T00:00:00"^^xsd:dateTime .'), "turtle",
     "bad_value", "date"),
    ("word for a boolean", changed("/informantFinding/outcome", "false"), "json", "bad_value",
     "/informantFinding/outcome"),
    ("number for a boolean", changed("/informantFinding/outcome", 0), "json", "bad_value",
     "/informantFinding/outcome"),
    ("fraction", changed("/request/requestedItem/0/taxChapter", 1.0), "json", "bad_value",
     "taxChapter"),
    ("unknown purpose", changed("/purpose/0", "curiosity"), "json", "bad_value", "/purpose/0"),
    ("value of another list", changed("/purpose/0", "officer-or-employee"), "json", "bad_value",
     "/purpose/0"),
    ("bad citation", changed("/request/forAudit/legalBasis", "somewhere"), "json", "bad_citation",
     "/request/forAudit/legalBasis"),
    ("list for one value", changed("/recipient", [BASE["recipient"], BASE["actor"]]), "json",
     "too_many", "/recipient"),
    ("two values in Turtle", turtle("r:d clr:actor r:b . r:b a clr:Person ."), "turtle",
     "too_many", "actor"),
    ("two types", turtle("r:a a clr:Audit ."), "turtle", "bad_value", "thing 2"),
    ("wrong class of thing", turtle("r:d clr:recipient r:u . r:u a clr:Audit ."), "turtle",
     "bad_value", "recipient"),
    ("language tag", turtle('r:a clr:name "x"@en .'), "turtle", "bad_value", "name"),
    ("deep JSON", deep(""), "json", "too_deep", "5,000 levels deep"),
    ("deep JSON-LD", deep(f'{{"@context": "{CONTEXT}", "actor":'), "jsonld", "too_deep",
     "5,001 levels deep"),
    ("deep list", b"[" * 5_000, "json", "too_deep", "5,000 levels deep"),
    ("20 MB literal", changed("/actor/name", "x" * 20_000_000), "json", "too_large", "1,000,000"),
    ("20 MB of Turtle", turtle("#" * 20_000_000), "turtle", "too_large", "1,000,000"),
    ("long name", changed("/actor/name", SECRET * 1_000), "json", "too_long", "/actor/name"),
    ("name given twice",
     json.dumps(BASE).replace('"date":', '"date": "2019-06-13", "date":', 1).encode(), "json",
     "invalid_json", "date"),
    ("not a number", json.dumps(FLAT | {"date": float("nan")}).encode(), "json",
     "invalid_json", "NaN"),
    ("infinity", json.dumps(FLAT | {"date": float("inf")}).encode(), "json", "invalid_json",
     "Infinity"),
    ("5,000 digits", b'{"type": "Use", "date": ' + b"9" * 5_000 + b"}", "json", "invalid_json",
     "10 digits"),
    ("5,000 digits in Turtle",
     turtle(f"r:i a clr:InformationItem ; clr:taxChapter {'9' * 5_000} ."), "turtle", "bad_value",
     "taxChapter"),
    ("invalid UTF-8", b'{"type": "Use", "date": "\xff"}', "json", "bad_encoding", "Byte 25"),
    ("UTF-16", json.dumps(FLAT).encode("utf-16"), "json", "bad_encoding", "Byte 0"),
    ("same as", turtle("r:a owl:sameAs r:d ."), "turtle", "unknown_field", "sameAs"),
    ("shape turned off", turtle("r:d sh:deactivated true ."), "turtle", "unknown_field",
     "deactivated"),
    ("shape brought along", turtle("r:s a sh:NodeShape ; sh:targetClass clr:Disclosure ."),
     "turtle", "unknown_class", "NodeShape"),
    ("RDF/XML as Turtle", RDFXML, "turtle", "bad_syntax", "line 1"),
    ("TriG as Turtle", turtle("r:g { r:a clr:title r:t . }"), "turtle", "bad_syntax", "line 4"),
    ("quads as N-Triples", b"<urn:ex:a> <urn:ex:b> <urn:ex:c> <urn:ex:g> .", "ntriples",
     "bad_syntax", "line 1"),
    ("graph in JSON-LD", linked(at_graph=[{"id": "a", "name": SECRET}]), "jsonld",
     "foreign_context", "/@graph"),
    ("list of JSON-LD", json.dumps([LINKED, LINKED]).encode(), "jsonld", "several_records",
     "one object"),
    ("no context", json.dumps(BASE).encode(), "jsonld", "foreign_context", "/@context"),
    ("remote context", linked(at_context=REMOTE), "jsonld", "foreign_context", "/@context"),
    ("remote context beside ours", linked(at_context=[CONTEXT, REMOTE]), "jsonld",
     "foreign_context", "/@context"),
    ("remote context inside", linked(recipient={"@context": REMOTE, "id": "b"}), "jsonld",
     "foreign_context", "/recipient/@context"),
    ("context that imports", linked(at_context={"@version": 1.1, "@import": REMOTE}), "jsonld",
     "foreign_context", "/@context"),
    ("import inside", linked(recipient={"@import": REMOTE}), "jsonld", "foreign_context",
     "/recipient/@import"),
    ("context of a file", linked(at_context="file:///etc/passwd"), "jsonld", "foreign_context",
     "/@context"),
    ("turned text", changed("/actor/name", f"{SECRET}\u202e"), "json", "forbidden_character",
     "/actor/name: The character U+202E"),
    ("turned text in Turtle",
     turtle('r:d clr:recipient r:b . r:b a clr:Person ; clr:name "x\\u202E" .'), "turtle",
     "forbidden_character", "U+202E"),
    ("NUL in a name", changed("/actor/name", "x\u0000"), "json", "forbidden_character",
     "/actor/name"),
    ("half a character", changed("/actor/name", "\ud800"), "json", "forbidden_character",
     "/actor/name"),
    ("blank name", changed("/actor/name", "  "), "json", "bad_value", "name"),
    ("script for a name", changed("/actor/id", "javascript:alert(1)"), "json", "invalid_iri",
     "/actor/id"),
    ("script in Turtle",
     turtle("r:d clr:recipient <javascript:alert(1)> . <javascript:alert(1)> a clr:Person ."),
     "turtle", "invalid_iri", "recipient"),
    ("dangling reference", changed("/item/0", "item-9"), "json", "dangling", "/item/0"),
    ("dangling in Turtle", turtle("r:d clr:recipient r:b ."), "turtle", "dangling", "recipient"),
    ("unconnected thing", turtle('r:b a clr:Person ; clr:name "x" .'), "turtle",
     "unconnected", "thing 3"),
    ("agency of another time", changed("/date", "2001-06-14"), "json", "not_in_existence",
     "2001-06-14"),
    ("unknown format", b"x", "rdfxml", "bad_format", "rdfxml"),
)  # fmt: skip

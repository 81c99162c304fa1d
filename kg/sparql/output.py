"""Write the answers to SPARQL queries as text, JSON, CSV or Turtle."""

import pyoxigraph as ox

from kg.errors import InputError
from kg.rdf.namespaces import PREFIXES
from kg.sparql.query import Answer

_RESULTS = {"json": ox.QueryResultsFormat.JSON, "csv": ox.QueryResultsFormat.CSV}


def write(answer: Answer, fmt: str) -> str:
    """Return an answer in a format (text, json, csv or ttl), with a line break at the end.

    Triples are written as Turtle in any format. Raise InputError ``bad_format`` where the form of
    the query has no such format.
    """
    if isinstance(answer, ox.QueryTriples):
        data = ox.serialize(answer, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
        return (data or b"").decode()
    if fmt == "ttl":
        raise InputError(
            "Only CONSTRUCT and DESCRIBE return Turtle. Use text, json or csv.", code="bad_format"
        )
    if isinstance(answer, ox.QueryBoolean):
        if fmt == "text":
            return "yes\n" if answer else "no\n"
        if fmt == "csv":
            raise InputError(
                "A yes-or-no answer has no CSV form. Use text or json.", code="bad_format"
            )
    if fmt in _RESULTS:
        data = answer.serialize(format=_RESULTS[fmt]) or b""
        return data.decode().replace("\r\n", "\n").rstrip("\n") + "\n"
    return table(answer)


def table(answer: Answer) -> str:
    """Return rows as a table of aligned columns, with IRIs shortened by the project's prefixes."""
    heads = [variable.value for variable in answer.variables]
    cells = [[_short(row[head]) for head in heads] for row in answer]
    widths = [max([len(head), *(len(line[n]) for line in cells)]) for n, head in enumerate(heads)]
    lines = [heads, ["-" * width for width in widths], *cells]
    text = "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
    return f"{text}\n{len(cells)} rows\n"


def _short(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        for prefix, base in PREFIXES.items():
            if term.value.startswith(base):
                return f"{prefix}:{term.value.removeprefix(base)}"
        return f"<{term.value}>"
    return str(getattr(term, "value", "") if term is not None else "")

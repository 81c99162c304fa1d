"""The saved questions, with the question that each file begins with."""

from docs.generator.markdown import code, escaped, table
from kg.describe.examples import question
from kg.queries.saved import names


def reference() -> str:
    """Return a table of the saved questions."""
    return table(
        ["name", "question", "give with `--set`"],
        (
            [code(found.name), escaped(found.asks), ", ".join(map(code, found.bind))]
            for found in map(question, names())
        ),
    )

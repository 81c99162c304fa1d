"""Read the saved queries: all SPARQL of the project, one question a file."""

from pathlib import Path

from kg.errors import InputError

QUERIES = Path(__file__).parent
#: Queries that the server runs for its own use, not published as questions.
SERVER = QUERIES / "server"


def names() -> list[str]:
    """Return the names of the saved questions, sorted."""
    return sorted(path.stem for path in QUERIES.glob("*.rq"))


def saved(name: str) -> str:
    """Return the text of a saved question; raise InputError ``unknown_query`` for another name."""
    if name not in names():
        raise InputError(
            f"Unknown saved query “{name[:60]}”. Use one of: {', '.join(names())}.",
            code="unknown_query",
        )
    return (QUERIES / f"{name}.rq").read_text(encoding="utf-8")


def own(name: str) -> str:
    """Return the text of one of the server's own queries."""
    return (SERVER / f"{name}.rq").read_text(encoding="utf-8")

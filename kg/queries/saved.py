"""The saved queries: every SPARQL text of the project, one question a file."""

from pathlib import Path

from kg.errors import InputError

QUERIES = Path(__file__).parent
#: Queries that the server asks for its own work; they are no questions of users.
SERVER = QUERIES / "server"


def names() -> list[str]:
    """Give the names of the saved questions."""
    return sorted(path.stem for path in QUERIES.glob("*.rq"))


def saved(name: str) -> str:
    """Give the text of a saved question."""
    if name not in names():
        raise InputError(
            f"There is no saved query “{name[:60]}”. Use one of: {', '.join(names())}.",
            code="unknown_query",
        )
    return (QUERIES / f"{name}.rq").read_text(encoding="utf-8")


def own(name: str) -> str:
    """Give the text of a query of the server's own."""
    return (SERVER / f"{name}.rq").read_text(encoding="utf-8")

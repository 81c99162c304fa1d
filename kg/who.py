"""Who may receive: placeholder until the table is made."""
from typing import Any
from kg.rulebook import RuleBook
def table(book: RuleBook) -> list[dict[str, Any]]:
    return []

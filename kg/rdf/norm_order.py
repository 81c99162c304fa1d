"""The order of a file of norms: that of the section, with its conditions under each norm."""

import re
from typing import Final

from kg.rdf.namespaces import CLR

#: The properties of a condition in the order in which a lawyer reads them.
CONDITION_PROPERTIES: Final = [
    CLR[name]
    for name in (
        *("conditionOf", "pinpoint", "fact", "finding", "maker", "mustBe", "mustBeOneOf"),
        *("mustInclude", "mustBeA", "mustNotBe", "mustNotBeOneOf", "notAfter", "atLeast", "atMost"),
        *("whenNotStated", "statedAt", "whenUnmet", "foundBy", "day"),
    )
]
_NORM: Final = re.compile(r"^    clr:conditionOf (\S+) ;$", re.M)
_SOURCE: Final = re.compile(r"^    (?:dcterms:source|clr:pinpoint) (\S+) ;$", re.M)
_END: Final = re.compile(r"(?<=\n    \.\n)\n")

Place = tuple[list[tuple[bool, int, str]], bool, str, bool, str]


def in_order_of_law(text: str) -> str:
    """Return Turtle as pyprttl writes it, in the order of the section if it holds conditions.

    Lists of values follow the norms of their provision. Any other text is returned as it is.
    """
    if not _NORM.search(text):
        return text
    prefixes, _, body = text.partition("\n\n")
    blocks = sorted(_END.split(body), key=_name)
    provisions = {_name(block): _provision(block) for block in blocks}

    def place(block: str) -> Place:
        found = _NORM.search(block)
        above = found[1] if found else _name(block)
        apart = not found and "    clr:values" in block
        return provisions.get(above, []), apart, above, bool(found), _name(block)

    return "\n".join([f"{prefixes}\n", *sorted(blocks, key=place)])


def _name(block: str) -> str:
    return block.partition("\n")[0]


def _provision(block: str) -> list[tuple[bool, int, str]]:
    """Return the provision of a block as a key: its numbers count as numbers."""
    found = _SOURCE.search(block)
    parts = re.findall(r"[0-9]+|[^0-9]+", found[1]) if found else []
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts]

"""Chains of acts of any length as records in Turtle, for tests of how work and answers grow."""

PREFIXES = """
@prefix clr: <https://w3id.org/clearance/def/> .
@prefix r: <https://w3id.org/clearance/id/record/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def chain(acts: int, items: int = 1) -> str:
    """Give a chain in which each act states little but its day: the last one is ``act-0``."""
    listed = ", ".join(f"r:item-{n}" for n in range(items))
    parts = [PREFIXES, "r:p a clr:Person ."]
    parts += [f"r:item-{n} a clr:InformationItem ." for n in range(items)]
    for n in range(acts):
        rests = f" ; clr:holding r:held-{n}" if n < acts - 1 else ""
        parts.append(
            f'r:act-{n} a clr:Disclosure ; clr:date "2019-06-14"^^xsd:date ; clr:actor r:p ; '
            f"clr:recipient r:p ; clr:item {listed}{rests} ."
        )
        if rests:
            parts.append(f"r:held-{n} a clr:Holding ; clr:obtainedThrough r:act-{n + 1} .")
    return "\n".join(parts)

"""The decision on a record under a rule book: facts, classes, conditions, norms, outcome.

Other packages use the modules named here and no others.
"""

__all__ = [
    "decide",
    "decision",
    "evidence",
    "fast",
    "index",
    "norms",
    "remedies",
    "sensitivity",
    "truth",
    "verdict",
    "view",
]

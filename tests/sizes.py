"""How much the long tests try: a part in ``make test``, all of it in ``make fuzz``.

What is thinned out is named here and printed at the end of a run with its seed, so that every
run can be repeated. A file that imports this module is run by ``make fuzz``, whole.
"""

import os

#: Whether this is the long run.
FUZZ = os.environ.get("CLEARANCE_FUZZ") == "1"


def size(test: int, fuzz: int) -> int:
    """Return how many to try in the run that this is."""
    return fuzz if FUZZ else test


def seed(usual: str) -> str:
    """Return the seed of random draws: the usual one unless CLEARANCE_SEED names another."""
    return os.environ.get("CLEARANCE_SEED", usual)

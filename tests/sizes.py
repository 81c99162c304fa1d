"""How much tests try: a part in ``make test``, all in ``make fuzz``, little in ``make quick``.

What is thinned out is named here and printed at the end of a run with its seed, so that every
run can be repeated. A file that imports this module is run by ``make fuzz``, whole.
"""

import os

#: Whether this is the long run.
FUZZ = os.environ.get("CLEARANCE_FUZZ") == "1"
#: Whether this is the look before a commit; and how many cases it takes of a test that has many.
QUICK, CASES = os.environ.get("CLEARANCE_QUICK") == "1", 8


def size(test: int, fuzz: int) -> int:
    """Return how many to try in the run that this is."""
    return fuzz if FUZZ else test


def seed(usual: str) -> str:
    """Return the seed of random draws: the usual one unless CLEARANCE_SEED names another."""
    return os.environ.get("CLEARANCE_SEED", usual)

"""A decision as JSON in which every part that a decision may have stands, for tests to change."""

import copy
from functools import cache
from typing import Any

from support import LIBRARY, data_of

from kg.questions import check

#: Decisions that together have every part: reasons, cures, duties, readings, earlier acts.
KINDS = (
    "irs-complete-2019.json",
    "customs-to-expert.json",
    "irs-receipt-not-stated.json",
    "letter-several-defects.json",
)


def decided(name: str) -> dict[str, Any]:
    """Decide an example and return its decision as JSON values."""
    job = check.job(LIBRARY, name, *data_of(name), None)
    (told,) = check.run([job], "fast")
    return told


@cache
def whole() -> dict[str, Any]:
    """Return a decision in which every part that a decision may have stands at least once."""
    told = decided("irs-complete-2019.json")
    others = [decided(name) for name in KINDS]
    for key, value in list(told.items()):
        if isinstance(value, list):
            told[key] = [entry for other in others for entry in other[key][:1]][:2]
    told["conditions"] = next(
        [entry] for other in others for entry in other["conditions"] if entry["status"] == "unmet"
    )
    told["duties"] += told["because"][:1]
    told["missing"] += told["conditions"][:1]
    reading = {"reading": "A", "says": "x", "outcome": "permitted", "default": True, "taken": True}
    told["interpretation"] = [
        {
            "question": "OQ-02",
            "asks": "Which?",
            "issue": "It is open",
            "citation": "26 CFR 1",
            "readings": [reading],
        }
    ]
    told["remarks"] = [
        {
            "code": "after_last_check",
            "text": "Words",
            "sections": [{"citation": "26 CFR 1", "lastChecked": "2026-11-21"}],
        }
    ]
    earlier = {key: value for key, value in told.items() if key not in {"file", "earlier"}}
    return told | {"outcome": "prohibited", "earlier": [copy.deepcopy(earlier) | {"earlier": []}]}

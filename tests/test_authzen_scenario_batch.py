"""AuthZEN certification: Batch.

Numbers in names are sections of the scenario (see enforce.py).
"""

from collections.abc import Mapping
from typing import Any

import pytest
from enforce import (
    ADJUSTMENT,
    ALICE,
    BOB,
    DAY,
    DENY,
    EVALUATIONS,
    MORE,
    OTHER,
    PERMIT,
    answered,
    but,
    item,
    person,
)
from talk import post


def decisions(port: int, request: Mapping[str, Any]) -> list[bool]:
    told = answered(port, EVALUATIONS, {**request, "context": request.get("context", DAY)})
    assert set(told) == {"evaluations"}, "3.3.4: no decision beside the decisions"
    assert all(isinstance(one["decision"], bool) for one in told["evaluations"])
    return [one["decision"] for one in told["evaluations"]]


BATCHES = {
    "3.2.1": (
        {
            **but(PERMIT, resource=None),
            "evaluations": [{"resource": ADJUSTMENT}, {"resource": OTHER}],
        },
        [True, False],
    ),
    "3.2.2": (
        {**but(PERMIT, subject=None), "evaluations": [{"subject": ALICE}, {"subject": BOB}]},
        [True, False],
    ),
    "3.2.3": (
        {
            **but(DENY, resource=None),
            "evaluations": [
                {"subject": ALICE, "resource": item("irs-adjustment")},
                {"resource": item("irs-adjustment")},
            ],
        },
        [True, False],
    ),
    "3.2.4": (
        {
            **PERMIT,
            "resource": item("irs-adjustment"),
            "evaluations": [
                {"subject": person("a", "customs-contractor")},
                {"subject": person("b", "customs-officer")},
            ],
        },
        [False, True],
    ),
    "3.2.5": ({"evaluations": [PERMIT | {"context": DAY}, DENY | {"context": DAY}]}, [True, False]),
    "3.2.6": (
        {
            **but(PERMIT, resource=None),
            "context": {**DAY, **MORE},
            "evaluations": [
                {"resource": ADJUSTMENT},
                {"resource": ADJUSTMENT, "context": {**DAY, "source": "override"}},
            ],
        },
        [True, True],
    ),
    "3.2.7 whole values": ({**PERMIT, "evaluations": [{}, {"subject": BOB}]}, [True, False]),
    "3.2.7 no mixture": (
        {
            **PERMIT,
            "resource": {"type": "information"},
            "evaluations": [{"resource": {"id": "irs-adjustment"}}, {"resource": ADJUSTMENT}],
        },
        [False, True],
    ),
    "3.2.7 properties are replaced": (
        {
            **PERMIT,
            "subject": person("a", "customs-officer"),
            "evaluations": [{}, {"subject": {"type": "person", "id": "a"}}],
        },
        [True, False],
    ),
    "3.4.1": (
        {
            **but(PERMIT, resource=None),
            "options": {"evaluations_semantic": "execute_all"},
            "evaluations": [{"resource": ADJUSTMENT}, {}],
        },
        [True, False],
    ),
    "3.4.1 nobody": ({**but(PERMIT, subject=None), "evaluations": [{}]}, [False]),
    "3.4.1 every kind": (
        {
            **PERMIT,
            "evaluations": [
                {"subject": "alice"},
                7,
                None,
                [],
                {"action": {}},
                {"resource": None},
                {"context": []},
                {"context": {"asOf": "soon"}},
                {},
            ],
        },
        [*[False] * 8, True],
    ),
    "a failure denies": (
        {
            **PERMIT,
            "options": {"evaluations_semantic": "deny_on_first_deny"},
            "evaluations": [{}, 7, {}],
        },
        [True, False],
    ),
    "a failure permits nothing": (
        {
            **PERMIT,
            "options": {"evaluations_semantic": "permit_on_first_permit"},
            "evaluations": [7, {}, {}],
        },
        [False, True],
    ),
}


@pytest.mark.parametrize("section", BATCHES)
def test_a_batch_is_decided_one_by_one_and_in_order(port: int, section: str) -> None:
    request, expected = BATCHES[section]
    assert decisions(port, request) == expected


def test_the_error_of_one_evaluation_is_told_with_it(port: int) -> None:
    told = answered(port, EVALUATIONS, {**PERMIT, "context": DAY, "evaluations": [{"subject": {}}]})
    error = told["evaluations"][0]["context"]["error"]
    assert (error["status"], error["code"]) == (400, "bad_request")
    assert error["message"].startswith("evaluations/0/subject/type:")


@pytest.mark.parametrize(
    "parts",
    [
        {"options": {"evaluations_semantic": "bogus_value"}},
        {"options": {"evaluations_semantic": ["execute_all"]}},
        {"options": 1},
        {"evaluations": {}},
        {"evaluations": "all"},
        {"subject": "alice"},
        {"action": []},
        {"context": 3},
    ],
)
def test_what_is_wrong_with_the_whole_batch_gets_400(port: int, parts: dict[str, Any]) -> None:
    got = post(port, EVALUATIONS, {**PERMIT, "evaluations": [PERMIT], **parts})
    assert (got.status, bool(got.code)) == (400, True)

"""AuthZEN certification: Search, with pages.

Numbers in names are sections of the scenario (see enforce.py).
"""

from collections.abc import Mapping
from typing import Any

import pytest
from enforce import AUDIT, BOB, DAY, MORE, OTHER, PERMIT, SEARCHES, answered, but, item, person
from talk import post


def found(port: int, wanted: str, request: Mapping[str, Any]) -> list[Any]:
    told = answered(
        port, SEARCHES[wanted], {**request, "context": {**DAY, **request.get("context", {})}}
    )
    assert next(iter(told)) == "page", "8.3: the page comes first"
    assert told["page"]["next_token"] == ""
    return [one.get("id") or one["name"] for one in told["results"]]


FOUND = {
    "4.2.1": ("subject", but(PERMIT, subject={"type": "role"}), ["customs-officer"]),
    "4.2.2": ("subject", but(PERMIT, subject={"type": "role"}, context=MORE), ["customs-officer"]),
    "4.2.3": ("subject", but(PERMIT, subject=BOB), ["customs-officer"]),
    "4.2.4": (
        "subject",
        but(PERMIT, subject={"type": "role"}, resource=item("irs-adjustment")),
        ["customs-officer"],
    ),
    "4.3.1": ("resource", but(PERMIT, resource={"type": "information"}), ["irs-adjustment"]),
    "4.3.2": (
        "resource",
        but(PERMIT, resource={"type": "information"}, context=MORE),
        ["irs-adjustment"],
    ),
    "4.3.3": ("resource", but(PERMIT, resource={**OTHER, "id": 7}), ["irs-adjustment"]),
    "4.3.4": (
        "resource",
        but(PERMIT, subject=person("bob", "customs-officer"), resource={"type": "information"}),
        ["irs-adjustment"],
    ),
    "4.4.1": (
        "action",
        but(PERMIT, action=None, context={"purpose": AUDIT["purpose"]}),
        ["may-receive"],
    ),
    "4.4.2": (
        "action",
        but(PERMIT, action=None, context={"purpose": AUDIT["purpose"], **MORE}),
        ["may-receive"],
    ),
    "4.4.3": (
        "action",
        but(
            PERMIT,
            action="ignored",
            subject=person("bob", "customs-officer"),
            resource=item("irs-adjustment"),
            context={"purpose": AUDIT["purpose"]},
        ),
        ["may-receive"],
    ),
    "4.6.1 subject": ("action", but(PERMIT, subject={"type": "role", "id": "nobody"}), None),
    "4.6.1 resource": ("subject", but(PERMIT, resource=OTHER), None),
    "4.6.2 subject": ("subject", but(PERMIT, subject={"type": "spaceship"}), None),
    "4.6.2 resource": ("resource", but(PERMIT, resource={"type": "spaceship"}), None),
    "4.6.2 input": ("resource", but(PERMIT, subject={"type": "spaceship", "id": "1"}), None),
    "4.6.2 action": ("action", but(PERMIT, resource={"type": "spaceship", "id": "1"}), None),
}


@pytest.mark.parametrize("section", FOUND)
def test_a_search_finds_what_is_permitted(port: int, section: str) -> None:
    wanted, request, expected = FOUND[section]
    names = found(port, wanted, request)
    assert set(expected or ()) <= set(names)
    assert bool(names) is bool(expected)


OUT_OF_SEARCH = {
    "4.7.1 subject": ("subject", but(PERMIT, action=None)),
    "4.7.1 resource": ("resource", but(PERMIT, subject=None)),
    "4.7.1 action": ("action", but(PERMIT, resource=None)),
    "4.7.2 subject": ("subject", but(PERMIT, resource={"type": "information"})),
    "4.7.2 resource": ("resource", but(PERMIT, subject={"type": "role"})),
    "4.7.2 action": ("action", but(PERMIT, subject={"type": "role"})),
    "no type": ("subject", but(PERMIT, subject={"id": "alice"})),
    "page": ("subject", but(PERMIT, page=[1])),
    **{
        f"limit {limit}": ("subject", but(PERMIT, page={"limit": limit}))
        for limit in (-1, 0, 1.5, True, "2", 10**30)
    },
    **{
        f"token {token}": ("subject", but(PERMIT, page={"token": token}))
        for token in (
            7,
            "é",
            "\ud800",
            "W0luZmluaXR5LDEsIngiXQ==",
            "WzFlOTk5LDEsIngiXQ==",
            "W05hTiwxLCJ4Il0=",
            "W3RydWUsMSwieCJd",
            "W1tdLHt9LG51bGxd",
            "W1tb" * 2000,
            "e30=",
            "MQ==",
        )
    },
}


@pytest.mark.parametrize("case", OUT_OF_SEARCH)
def test_a_search_out_of_form_gets_400(port: int, case: str) -> None:
    wanted, request = OUT_OF_SEARCH[case]
    got = post(port, SEARCHES[wanted], request)
    assert (got.status, bool(got.code)) == (400, True)


def test_a_field_of_the_page_that_is_not_known_is_ignored(port: int) -> None:
    request = but(PERMIT, subject={"type": "role"})
    assert found(port, "subject", {**request, "page": {"limit": 99, "customAttr": 1}})

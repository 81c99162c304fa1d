"""AuthZEN, Policy Decision Point Metadata (9) and the scenario's Discovery certification (6)."""

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from serving import HOST, Server, served
from talk import ask

WELL_KNOWN = "/.well-known/authzen-configuration"
REQUIRED = {"policy_decision_point", "access_evaluation_endpoint"}
OPTIONAL = {
    "access_evaluations_endpoint",
    "search_subject_endpoint",
    "search_resource_endpoint",
    "search_action_endpoint",
}


def told(port: int, host: str, path: str) -> tuple[int, str | None, Any]:
    """Return status, media type and JSON of a path, asked for under the name of a host."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type"), json.loads(answer.read())
    finally:
        connection.close()


@pytest.mark.parametrize("path", ["", "/tenant1", "/a/b"])
def test_the_metadata_name_the_public_address_by_https(path: str) -> None:
    base = f"https://pdp.example.com{path}"
    with served("--public-url", base) as server:
        status, media, found = told(server.port, "pdp.example.com", WELL_KNOWN + path)
        assert (status, media) == (200, "application/json")
        assert found["policy_decision_point"] == base
        assert found.keys() - OPTIONAL == REQUIRED
        for name in REQUIRED | OPTIONAL:
            place = urlsplit(found[name])
            assert (place.scheme, place.netloc) == ("https", "pdp.example.com")
            assert (place.query, place.fragment) == ("", "")
            assert "/v1/" in place.path or name == "policy_decision_point"
        status, media, _ = told(server.port, "pdp.example.com", f"{WELL_KNOWN}/another")
        assert (status, media) == (404, "application/problem+json")


def test_every_address_in_the_metadata_answers(server: Server) -> None:
    status, _, found = told(server.port, f"{HOST}:{server.port}", WELL_KNOWN)
    assert status == 200
    for name in found.keys() - {"policy_decision_point"}:
        path = urlsplit(found[name]).path
        got = ask(server.port, "POST", path, "{}", {"Content-Type": "application/json"})
        assert got.status == 400, name

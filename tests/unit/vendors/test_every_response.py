"""A response with a 2xx status that is not as documented, or denies what was asked for."""

import json

import pytest

from actions.human_handoff import errors
from tests.unit.vendors.calls import check
from tests.unit.vendors.parley.payloads import success


def as_json(*payloads):
    return [{"json": payload} for payload in payloads]


def as_kinds(bodies, *kinds):
    return [{"body": body, "content_type": kind} for body in bodies for kind in kinds]


ON = {"skillId": 2, "onShift": True}
NO_SKILLS = [
    *({}, {"skillId": 1}, {"skillId": 1, "onShift": "true"}, {"skillId": 1, "onShift": 1}),
    *({"onShift": True}, {"skillId": None, "onShift": True}),
    *({"skillId": 1.5, "onShift": True}, {"skillId": True, "onShift": True}),
]
NO_DOMAINS = [
    *({}, [], {"baseURIs": []}, {"service": "etool", "baseURI": "a.test"}, {"baseURI": None}),
    *({"baseURI": host} for host in ("", "a.test/path", "me@a.test", "http://a.test", "a.test\n")),
]
NO_LISTS = [None, [], "services", {}, {"services": None}, {"services": {}}]
NO_SERVICES = [
    *({"services": [None]}, {"services": [{}]}, {"services": [{"identification": 5}]}),
    {"services": [{"identification": "sales1"}, {"name": "Agent Service"}]},
]
NO_STATUS = [
    *({}, {"data": {}}, {"data": {"name": "Jane Doe"}}, {"status": None}, {"status": True}),
    *({"status": 200}, {"status": ["SUCCESS"]}, [], "SUCCESS", None),
]
PAGE = "<html>Sign in, Jane Doe</html>"
NOT_JSON = [
    *({"body": body} for body in ('{"status": "SUCC', "SUCCESS", "")),
    *as_kinds([PAGE], "text/html", "text/plain"),
]
# What each call may be answered that is not as documented, and what its error says.
NOT_UNDERSTOOD = [
    ("cm presence", "neither the word Online nor the word Offline", [{"body": PAGE}]),
    (
        "cm mutations",
        "answered by a web page",
        as_kinds([PAGE], "text/html", "TEXT/HTML; charset=utf-8", "text/plain", "text/xml", ""),
    ),
    ("context read", "CCS properties are not an object", as_json([], "text")),
    (
        "context read",
        "a skill in the CCS is not an object",
        as_json({"timestamp": "2026-11-20T12:00:00Z", "1": True}),
    ),
    (
        "context read",
        "CCS timestamp is not a time",
        as_json({"timestamp": "yesterday", "1": ON}, {"timestamp": None, "1": ON}),
    ),
    ("liveperson domains", "no domain for agentVep", as_json(*NO_DOMAINS)),
    (
        "liveperson domains",
        "the Domain API answered another shape",
        as_json("a.test", 5, {"baseURIs": "a.test"}, {"baseURIs": None}),
    ),
    (
        "liveperson login",
        "login answered without a bearer",
        as_json({}, [], "b", {"bearer": ""}, {"bearer": 5}),
    ),
    (
        "liveperson shifts",
        "shift status is not a list of skills",
        as_json({}, "on", [1], [{}, None]),
    ),
    # An account without skills does not exist.
    ("liveperson shifts", "shift status lists no skill at all", as_json([])),
    (
        "liveperson shifts",
        "a skill's shift status is not readable",
        as_json(*([ON, skill] for skill in NO_SKILLS)),
    ),
    (
        "liveperson transfer",
        "answered",
        [
            *as_kinds([PAGE], "text/html; charset=utf-8", "application/xhtml+xml"),
            *as_kinds([PAGE, " <error/>"], "text/plain", "application/octet-stream", "text/xml"),
            *as_kinds(["{"], "application/json"),
            *as_kinds(["OK"], "application/problem+json"),
        ],
    ),
    ("parley services", "the Services are not a list", as_json(*map(success, NO_LISTS))),
    ("parley services", "a Service has no identification", as_json(*map(success, NO_SERVICES))),
    ("parley transfer", "answered", [*as_json(*NO_STATUS), *NOT_JSON, {"body": "", "status": 204}]),
]


def responses_of(table):
    """Parametrize a test with the rows of a table, one response each."""
    return pytest.mark.parametrize(
        ("call", "problem", "response"),
        [
            pytest.param(name, problem, response, id=f"{name} answers {response}")
            for name, problem, responses in table
            for response in responses
        ],
        indirect=["call"],
    )


@responses_of(NOT_UNDERSTOOD)
def test_a_response_that_makes_no_sense_may_have_acted_and_the_next_call_is_answered(
    http, caplog, call, problem, response
):
    failed = check(http, caplog, call, response, errors.VendorResponseError)

    assert problem in str(failed)
    assert failed.may_have_acted


ERROR_IN_200 = [
    *({"error": "no such bot"}, {"errors": [{"code": 1}]}, {"success": False}),
    *({"status": "ERROR"}, {"status": "failed"}, {"status": "Failure"}, {"status": 403}),
    *({"success": "false"}, [{"error": "no such bot"}]),
]
NO_SUCCESS = "answered 200 with a status that is no success"
NO_OWNER = f"Parley: PUT the owner of a user {NO_SUCCESS}"
DENIED = [
    (
        "liveperson transfer",
        "LivePerson: the answer to the transfer is an error",
        as_kinds(
            map(json.dumps, ERROR_IN_200),
            *("application/json", "text/plain", "application/octet-stream"),
        ),
    ),
    (
        "parley services",
        f"Parley: GET /serviceApi/v2.5/services {NO_SUCCESS}",
        as_json(
            *(
                {"data": {}, "notifications": [], "status": status}
                for status in ("ERROR", "success", "Success", "SUCCESS ", "", "WARNING")
            )
        ),
    ),
    (
        "parley transfer",
        f"{NO_OWNER}: owner_gone",
        as_json({"status": "ERROR", "notifications": [{"message": "owner_gone"}]}),
    ),
    (
        "parley transfer",
        NO_OWNER,
        as_json({"status": "ERROR", "notifications": [{"message": "no Jane Doe"}]}),
    ),
    ("parley give back", NO_OWNER, as_json({"status": "ERROR"})),
]


@responses_of(DENIED)
def test_a_200_that_denies_it_is_a_refusal_and_the_next_call_is_answered(
    http, caplog, call, problem, response
):
    refused = check(http, caplog, call, response, errors.VendorRefusedError)

    assert str(refused) == problem
    assert refused.status == 200
    assert not refused.may_have_acted

"""Requests that the imitated Parley refuses."""

from typing import Any

from tests.sandbox.vendors.parley.driver import AGENTS, USER, VALID_UNTIL, signed
from tests.sandbox.vendors.refusals import Refusal, not_json, raw, refused

OWNER = f"users/{USER}/owner"
AUTHORIZATION = {"authorization": signed(valid_until=VALID_UNTIL)}
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
WRONG_PARTS = {"service": "unknown", "account": "unknown", "secret": "wrong", "valid_until": 1}


def request(status: int, request: str, complaint: str, **more: Any) -> Refusal:
    method, path = request.split()
    return refused(status, "request", complaint, method=method, path=path, **more)


def not_signed(call: str, **more: Any) -> Refusal:
    body = {"newOwner": AGENTS} if call.startswith("PUT") else None
    return request(401, call, "api_key_not_valid", body=body, **more)


REFUSALS = [
    request(404, "GET unknown", "not_found"),
    request(404, "GET services/", "not_found"),
    request(404, "GET services", "not_found", version="latest"),
    request(404, "GET users/a/b/owner", "not_found"),
    request(405, "PUT services", "method_not_allowed"),
    request(405, f"POST {OWNER}", "method_not_allowed"),
    request(400, "GET users//owner", "user_not_valid"),
    raw(404, "parley", "GET /", "not_found"),
    # Owners.
    *(
        refused(400, "change_owner", "request_not_valid", body=body)
        for body in [
            [],
            "text",
            {},
            {"newOwner": 7},
            {"newOwner": None},
            {"newOwner": AGENTS, "metaData": {}},
        ]
    ),
    *(
        refused(400, "change_owner", "new_owner_not_valid", body={"newOwner": name})
        for name in ("", "unknown", "Agent Service")
    ),
    *not_json(
        *("parley", f"PUT /serviceApi/v2.5/{OWNER}", AUTHORIZATION),
        [
            (b"newOwner=sandbox-agent-service", FORM),
            (b'{"newOwner"', JSON),
            (b'{"newOwner": "sandbox-agent-service", "metadata": {"a": NaN}}', JSON),
            (b"", JSON),
            (b"{}", "text/plain"),
        ],
        "request_not_valid",
    ),
    # Signatures: with a time that is not a number, and with one wrong part.
    *(
        not_signed("GET services", valid_until=until)
        for until in ("", "soon", "-1", "1e99", " 1893456000")
    ),
    *(
        not_signed(call, **{part: value})
        for part, value in WRONG_PARTS.items()
        for call in ("GET services", f"GET {OWNER}", f"PUT {OWNER}")
    ),
    raw(401, "parley", "GET /serviceApi/v2.5/services", "api_key_not_valid"),
    # Messages.
    refused(400, "says", "request_not_valid", text=1),
    refused(400, "says", "message_not_valid", text=""),
    refused(400, "says", "message_not_valid", text=" "),
    refused(401, "says", "api_key_not_valid", text="Hello.", secret="another"),
    refused(404, "says", "not_found", text="Hello.", user="a/b"),
    request(405, f"GET users/{USER}/messages", "method_not_allowed"),
]

"""The Authorization that a service of Parley's makes itself."""

import base64
import json
from typing import Any

import pytest

from sandbox import Control
from sandbox.client.control import is_event
from sandbox.vendors.parley.signature import SigningKey, signer

# Computed with Python and with Node's crypto from the recipe in Parley's documentation.
VECTOR = (
    "YXMyNzJkNmcyZHM3NjZmY2RmZ2h8MFc0cWNFNWFYb0txOU96dkh4ajJ8MTg5MzQ1NjAwMHw3YmUwN2Y4Y2VkOGEwOTIx"
    "NDgyNTYyNjQ0ZDRmZWNhODBiMjA0MDEzZDVhYTc4YzA3N2YxNTIzMTYyN2Q3MzljZjVjMGExMGU3MmZlYjcyYjQyMDI0"
    "OGQxM2EyMmJiMDczNmEwMmFiYjA3OWIxYzA2NjcyYmNhNWU4ZDA3MDcxMQ=="
)
SERVICE = "as272d6g2ds766fcdfgh"
ACCOUNT = SigningKey("0W4qcE5aXoKq9OzvHxj2", "top-secret")
VALID_UNTIL = 1893456000


def encoded(payload: str) -> str:
    return base64.b64encode(payload.encode()).decode()


def changed(before: str, after: str) -> str:
    payload = base64.b64decode(VECTOR).decode()
    assert before in payload
    return encoded(payload.replace(before, after))


def test_the_signature_of_the_test_vector_is_valid() -> None:
    assert signer(VECTOR, ACCOUNT, VALID_UNTIL - 300) == SERVICE


def test_a_signature_is_valid_until_the_second_it_names() -> None:
    assert signer(VECTOR, ACCOUNT, VALID_UNTIL) == SERVICE
    assert signer(VECTOR, ACCOUNT, VALID_UNTIL + 1) is None


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "not base64",
        "Bearer " + VECTOR,
        VECTOR.rstrip("="),
        VECTOR[:-4],
        "é" + VECTOR,
        base64.b64encode(b"\xff").decode(),
        encoded("as272d6g2ds766fcdfgh|0W4qcE5aXoKq9OzvHxj2|1893456000"),
        encoded(base64.b64decode(VECTOR).decode() + "|"),
        changed("|7be07f8c", "|7BE07F8C"),
        changed("1893456000", "1893456001"),
        changed(SERVICE, "another"),
        changed(SERVICE + "|", "|" + SERVICE),
    ],
)
def test_what_is_not_signed_as_documented_opens_nothing(authorization: str) -> None:
    assert signer(authorization, ACCOUNT, 0) is None


def test_another_secret_or_account_opens_nothing() -> None:
    assert signer(VECTOR, SigningKey(ACCOUNT.identification, "another"), 0) is None
    assert signer(VECTOR, SigningKey("another", ACCOUNT.secret), 0) is None


def test_an_account_does_not_show_its_secret() -> None:
    assert "top-secret" not in repr(ACCOUNT)


@pytest.mark.parametrize("until", ["", "soon", "-1", "1e99", " 1893456000"])
def test_a_time_that_is_no_number_opens_nothing_though_it_is_signed(
    parley: Any, until: str
) -> None:
    assert parley.call("GET", "services", valid_until=until).status_code == 401


@pytest.mark.parametrize(
    "signature",
    [
        {"service": "unknown"},
        {"account": "unknown"},
        {"secret": "wrong"},
        {"valid_until": 1},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "services"), ("GET", "users/20/owner"), ("PUT", "users/20/owner")]
)
def test_every_call_refuses_a_signature_that_is_wrong_in_one_word(
    parley: Any, control: Control, method: str, path: str, signature: dict[str, Any]
) -> None:
    body = {"newOwner": parley.agents} if method == "PUT" else None

    answer = parley.call(method, path, body, **signature)

    assert answer.status_code == 401
    assert answer.json() == {
        "notifications": [{"type": "error", "message": "api_key_not_valid"}],
        "status": "ERROR",
        "metadata": {"values": {"url": path}, "method": method.lower(), "duration": 0.014},
    }
    assert control.transfers() == []
    assert control.parley.users() == {}


def test_no_authorization_at_all_is_refused(parley: Any) -> None:
    answer = parley.http.get(f"{parley.url}/serviceApi/v2.5/services")

    assert answer.status_code == 401
    assert answer.json()["notifications"][0]["message"] == "api_key_not_valid"


@pytest.mark.parametrize("service", ["bot", "agents", "billing"])
def test_every_connected_service_may_call(parley: Any, service: str) -> None:
    answer = parley.call("GET", "services", service=getattr(parley, service))

    assert answer.json()["status"] == "SUCCESS"


def test_a_service_that_is_not_connected_may_not_call(parley: Any, control: Control) -> None:
    control.parley.set_service(parley.agents, connected=False)

    assert parley.call("GET", "services", service=parley.agents).status_code == 401
    assert parley.call("GET", "services").status_code == 200


def test_parleys_clock_can_be_put_ahead_so_that_a_signature_has_expired(
    parley: Any, control: Control
) -> None:
    control.parley.set_clock(3600)
    assert parley.call("GET", "services").status_code == 401

    control.parley.set_clock(0)
    assert parley.call("GET", "services").status_code == 200


def test_parleys_clock_can_be_put_behind(parley: Any, control: Control) -> None:
    control.parley.set_clock(-VALID_UNTIL)

    assert parley.call("GET", "services", valid_until=1_000_000_000).status_code == 200


def test_a_change_that_is_not_authorised_is_told(parley: Any, control: Control) -> None:
    parley.hand_over(secret="wrong")

    refused = control.wait_for(is_event("transfer_refused", vendor="Parley", conversation="20"))
    assert "Authorization" in refused["reason"]


def test_the_authorization_is_masked_in_the_record_and_absent_elsewhere(
    parley: Any, control: Control
) -> None:
    parley.hand_over(valid_until=VALID_UNTIL)
    parley.hand_over("unknown", valid_until=VALID_UNTIL)

    headers = [call["headers"]["authorization"] for call in control.calls("change_owner")]
    told = json.dumps([control.calls(), control.state(), list(control.events(seconds=0))])
    assert headers == ["***", "***"]
    assert parley.signed(valid_until=VALID_UNTIL) not in told
    assert "sandbox-parley-secret" not in told

"""The imitated Service API: services, owners, messages, and the envelope of every response."""

from typing import Any

import pytest

from sandbox.client.control import is_event
from tests.sandbox.driver import Driver
from tests.sandbox.vendors.parley.driver import AGENTS, BILLING, BOT, Parley

REFUSED = "'newOwner' must be the identification of a connected service"


def success(
    method: str, data: object, message: str = "", values: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The documented body of a success; a GET has no values."""
    return {
        "data": data,
        "notifications": [{"type": "success", "message": message}] if message else [],
        "status": "SUCCESS",
        "metadata": {
            **({"values": values} if values else {}),
            "method": method,
            "duration": 0.014,
        },
        **({"media": {}} if values else {}),
    }


def test_the_services_are_listed_as_documented_with_texts_for_true_and_false(
    parley: Parley,
) -> None:
    response = parley.request("GET", "services")

    services = [
        {"identification": BOT, "name": "Bot Service", "default": "true"},
        {"identification": AGENTS, "name": "Agent Service", "default": "false"},
        {"identification": BILLING, "name": "Billing Service", "default": "false"},
    ]
    assert response.status_code == 200
    assert response.json() == success("get", {"services": services})


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"metadata": {}},
        {"metadata": {"reason": "question_too_complex"}},
        {"metadata": {"name": "Jane Doe", "email": "jane@example.org"}},
        {"metadata": {"deep": [{"er": None}], "ümläut": 1.5}},
        {"metadata": "anything you like"},
        {"metadata": ["a", {"b": 1}]},
        {"metadata": None},
    ],
    ids=["left out", "empty", "a reason", "a customer", "deep", "a text", "a list", "null"],
)
def test_the_owner_changes_and_the_metadata_is_echoed_and_recorded_as_it_was_sent(
    parley: Parley, metadata: dict[str, Any]
) -> None:
    body = {"newOwner": AGENTS, **metadata}

    response = parley.change_owner(body)

    assert response.status_code == 200
    values = {"url": "users/20/owner", **body}
    assert response.json() == success("put", {}, "owner_updated_successfully", values)
    (transfer,) = parley.transfers()
    assert transfer["fields"] == body
    # The sandbox is for made-up customers: their data in a body is kept, as at LivePerson.
    assert parley.calls("change_owner")[0]["body"] == body


@pytest.mark.parametrize("version", ["v2.5", "v2.4", "v1.1", "v3.0", "v9"])
def test_a_version_that_does_not_live_is_served_by_the_oldest_that_does(
    parley: Parley, version: str
) -> None:
    listed = parley.request("GET", "services", version=version)
    changed = parley.give_to(AGENTS, version=version)

    for response in (listed, changed):
        assert response.json()["status"] == "SUCCESS"
        assert response.headers["x-parley-api-version"] == "20500"


def test_a_service_that_is_not_connected_is_not_listed_may_not_call_and_is_no_new_owner(
    parley: Parley,
) -> None:
    parley.admin.set_service(AGENTS, connected=False)

    assert parley.listed() == [BOT, BILLING]
    assert parley.request("GET", "services", service=AGENTS).status_code == 401
    assert parley.hand_over().status_code == 400
    assert parley.wait_for(is_event("transfer_refused"))["reason"] == REFUSED

    parley.admin.set_service(AGENTS, connected=True)
    assert parley.hand_over().status_code == 200


@pytest.mark.parametrize(
    ("shape", "data"),
    [
        (None, {"owner": {"identification": AGENTS, "name": "Agent Service"}}),
        ("object", {"owner": {"identification": AGENTS, "name": "Agent Service"}}),
        ("string", {"owner": AGENTS}),
        ("flat", {"identification": AGENTS}),
    ],
)
def test_the_owner_can_be_asked_for_in_each_shape_as_none_is_documented(
    parley: Parley, shape: str | None, data: dict[str, Any]
) -> None:
    if shape:
        parley.admin.set_owner_shape(shape)
    parley.hand_over()

    response = parley.request("GET", "users/20/owner")

    assert response.json() == success("get", data)


@pytest.mark.parametrize(
    ("path", "user"),
    [("20", "20"), ("a%2Fb", "a/b"), ("%C3%A9%20%3F%23%25", "é ?#%"), ("%2Fowner", "/owner")],
)
def test_a_user_id_may_be_any_text_when_it_is_encoded(parley: Parley, path: str, user: str) -> None:
    response = parley.hand_over(path)
    sent = parley.says("Hello.", path, service=AGENTS)

    assert response.json()["metadata"]["values"]["url"] == f"users/{path}/owner"
    assert sent.json()["metadata"]["values"]["url"] == f"users/{path}/messages"
    assert parley.admin.users() == {user: AGENTS}
    assert parley.transfers()[0]["conversation"] == user
    assert [chat["id"] for chat in parley.conversations()] == [user]


def test_services_are_shown_added_and_changed(control: Driver) -> None:
    added = control.parley.set_service("sales", name="Sales")
    changed = control.parley.set_service("sales", connected=False)

    assert added == {"name": "Sales", "default": False, "connected": True}
    assert changed == {"name": "Sales", "default": False, "connected": False}
    assert control.parley.services()["sales"] == changed


def test_new_users_belong_to_the_default_service_also_once_that_is_another(parley: Parley) -> None:
    assert parley.owner("old") == {"owner": {"identification": BOT, "name": "Bot Service"}}

    parley.admin.set_service(BILLING, default=True)

    services = parley.admin.services().items()
    assert [key for key, one in services if one["default"]] == [BILLING]
    parley.owner("new")
    assert parley.admin.users() == {"old": BOT, "new": BILLING}


def test_a_sent_message_is_answered_in_the_envelope(parley: Parley) -> None:
    response = parley.says("Hello.")

    values = {"url": "users/20/messages", "message": "Hello."}
    assert response.status_code == 200
    assert response.json() == success("post", {}, "message_sent_successfully", values)
    assert parley.messages("20") == [("bot", "customer", "Hello.")]

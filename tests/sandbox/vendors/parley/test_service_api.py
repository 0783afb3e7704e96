"""The imitated Service API: services, owners, and the envelope around every answer."""

from typing import Any

import pytest

from sandbox import Control
from sandbox.client.control import ControlError, is_event

METADATA = {"reason": "question_too_complex"}
CUSTOMER = {"name": "Jane Doe", "email": "jane@example.org"}
REFUSED = "'newOwner' must be the identification of a connected service"


def said(answer: Any) -> list[dict[str, str]]:
    notifications: list[dict[str, str]] = answer.json()["notifications"]
    return notifications


def test_the_services_are_listed_as_documented_with_texts_for_true_and_false(parley: Any) -> None:
    answer = parley.call("GET", "services")

    assert answer.status_code == 200
    assert answer.json() == {
        "data": {
            "services": [
                {"identification": parley.bot, "name": "Bot Service", "default": "true"},
                {"identification": parley.agents, "name": "Agent Service", "default": "false"},
                {"identification": parley.billing, "name": "Billing Service", "default": "false"},
            ]
        },
        "notifications": [],
        "status": "SUCCESS",
        "metadata": {"method": "get", "duration": 0.014},
    }


def test_the_owner_changes_with_the_documented_answer(parley: Any) -> None:
    body = {"newOwner": parley.agents, "metadata": METADATA}

    answer = parley.call("PUT", "users/20/owner", body)

    assert answer.status_code == 200
    assert answer.json() == {
        "data": {},
        "notifications": [{"type": "success", "message": "owner_updated_successfully"}],
        "status": "SUCCESS",
        "metadata": {
            "values": {"url": "users/20/owner", "newOwner": parley.agents, "metadata": METADATA},
            "method": "put",
            "duration": 0.014,
        },
        "media": {},
    }


@pytest.mark.parametrize("metadata", [{}, CUSTOMER, {"deep": [{"er": None}], "ümläut": 1.5}])
def test_whatever_is_in_the_metadata_is_echoed_and_recorded_as_it_was_sent(
    parley: Any, control: Control, metadata: dict[str, Any]
) -> None:
    body = {"newOwner": parley.agents, "metadata": metadata}

    answer = parley.call("PUT", "users/20/owner", body)

    assert answer.json()["metadata"]["values"]["metadata"] == metadata
    (transfer,) = control.transfers()
    assert transfer["fields"] == body
    # The sandbox is for made-up customers: what a body says of them is kept, as at LivePerson.
    assert control.calls("change_owner")[0]["body"] == body


def test_metadata_may_be_left_out_and_is_not_made_up(parley: Any, control: Control) -> None:
    answer = parley.hand_over()

    values = answer.json()["metadata"]["values"]
    assert values == {"url": "users/20/owner", "newOwner": parley.agents}
    assert control.transfers()[0]["fields"] == {"newOwner": parley.agents}


@pytest.mark.parametrize(
    ("version", "number"),
    [("v2.5", "20500"), ("v2.4", "20400"), ("v1.1", "20400"), ("v3.0", "20400"), ("v9", "20400")],
)
def test_a_version_that_does_not_live_is_served_by_the_oldest_that_does(
    parley: Any, version: str, number: str
) -> None:
    for answer in (
        parley.call("GET", "services", version=version),
        parley.hand_over(version=version),
    ):
        assert answer.json()["status"] == "SUCCESS"
        assert answer.headers["x-parley-api-version"] == number


@pytest.mark.parametrize(
    ("method", "path", "version", "status", "word"),
    [
        ("GET", "unknown", "v2.5", 404, "not_found"),
        ("GET", "services/", "v2.5", 404, "not_found"),
        ("GET", "services", "latest", 404, "not_found"),
        ("GET", "users/a/b/owner", "v2.5", 404, "not_found"),
        ("PUT", "services", "v2.5", 405, "method_not_allowed"),
        ("POST", "users/20/owner", "v2.5", 405, "method_not_allowed"),
        ("GET", "users//owner", "v2.5", 400, "user_not_valid"),
    ],
)
def test_what_is_not_there_is_refused_in_an_envelope_with_the_version(
    parley: Any, method: str, path: str, version: str, status: int, word: str
) -> None:
    answer = parley.call(method, path, version=version)

    assert answer.status_code == status
    assert answer.json()["status"] == "ERROR"
    assert said(answer) == [{"type": "error", "message": word}]
    assert answer.json()["metadata"]["values"] == {"url": path}
    assert answer.headers["x-parley-api-version"] == ("20500" if version == "v2.5" else "20400")


def test_a_path_outside_the_api_is_refused_too(parley: Any) -> None:
    answer = parley.http.get(parley.url)

    assert answer.status_code == 404
    assert answer.headers["x-parley-api-version"] == "20400"


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ([], "request_not_valid"),
        ("text", "request_not_valid"),
        ({}, "request_not_valid"),
        ({"newOwner": 7}, "request_not_valid"),
        ({"newOwner": None}, "request_not_valid"),
        ({"newOwner": "sandbox-agent-service", "metadata": "text"}, "request_not_valid"),
        ({"newOwner": "sandbox-agent-service", "metadata": None}, "request_not_valid"),
        ({"newOwner": "sandbox-agent-service", "metaData": {}}, "request_not_valid"),
        ({"newOwner": ""}, "new_owner_not_valid"),
        ({"newOwner": "unknown"}, "new_owner_not_valid"),
        ({"newOwner": "Agent Service"}, "new_owner_not_valid"),
    ],
)
def test_wrong_values_are_refused_and_change_nothing(
    parley: Any, control: Control, body: Any, word: str
) -> None:
    answer = parley.call("PUT", "users/20/owner", body)

    assert answer.status_code == 400
    assert answer.json()["status"] == "ERROR"
    assert said(answer) == [{"type": "error", "message": word}]
    assert control.transfers() == []
    assert control.parley.users() == {}
    control.wait_for(is_event("transfer_refused", vendor="Parley", conversation="20"))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"newOwner=sandbox-agent-service", "application/x-www-form-urlencoded"),
        (b'{"newOwner"', "application/json"),
        (b'{"newOwner": "sandbox-agent-service", "metadata": {"a": NaN}}', "application/json"),
        (b"", "application/json"),
        (b"{}", "text/plain"),
    ],
)
def test_a_body_that_is_not_json_is_refused(parley: Any, content: bytes, kind: str) -> None:
    headers = {"authorization": parley.signed(), "content-type": kind}
    url = f"{parley.url}/serviceApi/v2.5/users/20/owner"

    answer = parley.http.put(url, content=content, headers=headers)

    assert answer.status_code == 400
    assert said(answer) == [{"type": "error", "message": "request_not_valid"}]


def test_a_service_that_is_not_connected_is_neither_listed_nor_a_new_owner(
    parley: Any, control: Control
) -> None:
    control.parley.set_service(parley.agents, connected=False)

    listed = parley.call("GET", "services").json()["data"]["services"]
    assert [one["identification"] for one in listed] == [parley.bot, parley.billing]
    assert parley.hand_over().status_code == 400
    assert control.wait_for(is_event("transfer_refused"))["reason"] == REFUSED

    control.parley.set_service(parley.agents, connected=True)
    assert parley.hand_over().status_code == 200


@pytest.mark.parametrize(
    ("shape", "data"),
    [
        (
            "object",
            {"owner": {"identification": "sandbox-agent-service", "name": "Agent Service"}},
        ),
        ("string", {"owner": "sandbox-agent-service"}),
        ("flat", {"identification": "sandbox-agent-service"}),
    ],
)
def test_the_owner_can_be_asked_for_in_each_shape_as_none_is_documented(
    parley: Any, control: Control, shape: str, data: dict[str, Any]
) -> None:
    control.parley.set_owner_shape(shape)
    parley.hand_over()

    answer = parley.call("GET", "users/20/owner")

    assert answer.json() == {
        "data": data,
        "notifications": [],
        "status": "SUCCESS",
        "metadata": {"method": "get", "duration": 0.014},
    }


def test_the_owner_comes_as_an_object_unless_another_shape_was_chosen(parley: Any) -> None:
    assert parley.owner() == {"owner": {"identification": parley.bot, "name": "Bot Service"}}


def test_an_unknown_user_belongs_to_the_default_service(parley: Any, control: Control) -> None:
    assert parley.owner("new")["owner"]["identification"] == parley.bot
    assert control.parley.users() == {"new": parley.bot}


@pytest.mark.parametrize(
    ("path", "user"),
    [("20", "20"), ("a%2Fb", "a/b"), ("%C3%A9%20%3F%23%25", "é ?#%"), ("%2Fowner", "/owner")],
)
def test_a_user_id_may_be_any_text_when_it_is_encoded(
    parley: Any, control: Control, path: str, user: str
) -> None:
    answer = parley.hand_over(user=path)

    assert answer.json()["metadata"]["values"]["url"] == f"users/{path}/owner"
    assert control.parley.users() == {user: parley.agents}
    assert control.transfers()[0]["conversation"] == user


def test_an_error_in_a_200_has_a_body_without_parleys_status_unless_one_is_given(
    parley: Any, control: Control
) -> None:
    envelope = {
        "notifications": [{"type": "error", "message": "owner_not_updated"}],
        "status": "ERROR",
        "metadata": {"values": {"url": "users/20/owner"}, "method": "put", "duration": 0.01},
    }
    control.fault("change_owner", "error_in_200")
    control.fault("change_owner", "error_in_200", body=envelope)

    neutral, chosen = parley.hand_over(), parley.hand_over()

    assert (neutral.status_code, chosen.status_code) == (200, 200)
    assert "status" not in neutral.json()
    assert chosen.json() == envelope
    assert control.transfers() == []


@pytest.mark.parametrize(
    ("call", "method", "path"),
    [
        ("services", "GET", "services"),
        ("owner", "GET", "users/20/owner"),
        ("change_owner", "PUT", "users/20/owner"),
    ],
)
def test_every_call_can_fail_and_recovers(
    parley: Any, control: Control, call: str, method: str, path: str
) -> None:
    body = {"newOwner": parley.agents} if method == "PUT" else None
    control.fault(call, "status", status=503)

    answers = [parley.call(method, path, body) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [503, 200]
    assert [one["fault"] for one in control.calls(call)] == ["status", None]


def test_services_are_shown_added_and_changed(parley: Any, control: Control) -> None:
    added = control.parley.set_service("sales", name="Sales")
    changed = control.parley.set_service("sales", connected=False)

    assert added == {"name": "Sales", "default": False, "connected": True}
    assert changed == {"name": "Sales", "default": False, "connected": False}
    assert control.parley.services()["sales"] == changed


def test_new_users_belong_to_another_service_once_that_is_the_default(
    parley: Any, control: Control
) -> None:
    parley.owner("old")

    control.parley.set_service(parley.billing, default=True)

    assert [key for key, one in control.parley.services().items() if one["default"]] == [
        parley.billing
    ]
    parley.owner("new")
    assert control.parley.users() == {"old": parley.bot, "new": parley.billing}


@pytest.mark.parametrize(
    ("service", "changes", "complaint"),
    [
        ("sandbox-bot-service", {"default": False}, "must be the default"),
        ("sandbox-bot-service", {"connected": False}, "must be the default"),
        ("sales", {"default": True, "connected": False}, "must be the default"),
        ("sales", {"default": "true"}, "'default' must be true or false"),
        ("sales", {"nam": "Sales"}, "unknown key 'nam'"),
        ("sa|les", {}, "has no '|'"),
    ],
)
def test_services_that_make_no_sense_are_refused(
    control: Control, service: str, changes: dict[str, Any], complaint: str
) -> None:
    before = control.parley.services()

    with pytest.raises(ControlError, match=complaint.replace("|", "[|]")):
        control.parley.set_service(service, **changes)

    assert control.parley.services() == before


def test_settings_that_make_no_sense_are_refused(control: Control) -> None:
    with pytest.raises(ControlError, match="one of string, object, flat"):
        control.parley.set_owner_shape("tree")


def test_a_reset_brings_the_default_account_back(parley: Any, control: Control) -> None:
    before = control.state()
    parley.hand_over()
    control.parley.set_service(parley.billing, default=True, name="Bills")
    control.parley.set_service("sales")
    control.parley.set_owner_shape("flat")
    control.parley.set_clock(-5)
    changed = control.state()["parley"]

    control.reset()

    assert changed["owner"] == {"shape": "flat"}
    assert changed["clock"] == {"offset_seconds": -5}
    assert control.state() == before

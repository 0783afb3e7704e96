"""CM.com's TwoWay: what the bot says to the customer of a chat."""

from typing import Any

import pytest

from sandbox import Control, RunningSandbox

CLIENT = "client-c1"


@pytest.fixture(autouse=True)
def chat(control: Control) -> None:
    control.use_channel("c1", "cm")


def said(control: Control) -> list[tuple[str, str, str]]:
    messages = control.conversation("c1")["messages"]
    return [(each["from"], each["to"], each["text"]) for each in messages]


def test_an_accepted_message_answers_201_with_the_chats_own_id(cm: Any, control: Control) -> None:
    answer = cm.says("Hello.", "How can I help?", client=CLIENT)

    assert answer.status_code == 201
    assert answer.json() == {
        "chat": {
            "id": "c1",
            "accountId": cm.account,
            "channel": "CXWebConversations",
            "conversationClientId": CLIENT,
            "conversationHostId": "sandbox-web-conversations",
        },
        "message": "Message(s) accepted",
    }
    assert said(control) == [
        ("bot", "customer", "Hello."),
        ("bot", "customer", "How can I help?"),
    ]
    assert control.calls("twoway")[0]["headers"]["x-cm-producttoken"] == "***"


def test_id_and_time_may_come_with_a_message(cm: Any, control: Control) -> None:
    message = {
        "$type": "text",
        "id": "1",
        "direction": "ClientTerminated",
        "createdOn": "2026-11-20T10:00:00Z",
        "text": "Hello.",
    }

    answer = cm.says(client=CLIENT, sessionId="1", body={"conversationMessages": [message]})

    assert answer.status_code == 201
    assert said(control) == [("bot", "customer", "Hello.")]


@pytest.mark.parametrize("token", [None, "", "another"])
def test_a_wrong_token_is_a_bare_401(cm: Any, control: Control, token: str | None) -> None:
    answer = cm.says("Hello.", client=CLIENT, token=token)

    assert (answer.status_code, answer.content) == (401, b"")
    assert said(control) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"account": "another"},
        {"adapter": "another"},
        {"adapter": "sandbox-msc-adapter"},
        {"client": "client-c2"},
        {"channel": "WhatsApp"},
        {"conversationHostId": "another"},
    ],
)
def test_what_is_not_there_is_a_404(cm: Any, control: Control, wrong: dict[str, str]) -> None:
    answer = cm.says("Hello.", **{"client": CLIENT, **wrong})

    assert answer.status_code == 404
    assert said(control) == []
    assert cm.says("Hello.", client=CLIENT).status_code == 201


def _message(**changes: Any) -> dict[str, Any]:
    message = {"$type": "text", "direction": "ClientTerminated", "text": "Hi", **changes}
    return {key: value for key, value in message.items() if value is not None}


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        (_message(**{"$type": "Text"}), "could not instantiate MessageBase"),
        (_message(**{"$type": None}), "could not instantiate MessageBase"),
        (_message(**{"$type": "image"}), "could not instantiate MessageBase"),
        (_message(direction="ClientOriginated"), "'direction' must be one of"),
        (_message(direction=None), "missing key 'direction'"),
        (_message(text=None), "missing key 'text'"),
        (_message(text=1), "'text' must be a string"),
        (_message(Text="Hi"), "unknown key 'Text'"),
    ],
)
def test_a_message_of_another_shape_is_a_400_and_none_is_shown(
    cm: Any, control: Control, message: dict[str, Any], complaint: str
) -> None:
    body = {"conversationMessages": [_message(), message]}

    answer = cm.says(client=CLIENT, body=body)

    assert answer.status_code == 400
    assert complaint in answer.json()["message"]
    assert said(control) == []


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"id": None}, "missing key 'id'"),
        ({"conversationClientId": 7}, "'conversationClientId' must be a string"),
        ({"accountId": "another"}, "another account"),
        ({"body": {"conversationMessages": []}}, "is empty"),
        ({"body": {"chat": "c1"}}, "'chat' must be an object"),
        ({"body": {"targetAdaptersInfo": []}}, "unknown key"),
    ],
)
def test_a_body_of_another_shape_is_a_400(
    cm: Any, control: Control, wrong: dict[str, Any], complaint: str
) -> None:
    answer = cm.says("Hi", **{"client": CLIENT, **wrong})

    assert answer.status_code == 400
    assert complaint in answer.json()["message"]
    assert said(control) == []


def test_a_body_that_is_not_json_is_a_400(cm: Any, sandbox: RunningSandbox) -> None:
    path = f"/conversational/twoway/v2/accounts/{cm.account}/adapters/{cm.bot}"
    headers = {"x-cm-producttoken": cm.token, "content-type": "application/json"}

    answer = cm.http.post(f"{sandbox.urls['router']}{path}", content="{", headers=headers)

    assert answer.status_code == 400


def test_a_client_of_another_channel_has_no_chat(cm: Any, control: Control) -> None:
    control.use_channel("c1", "rest")

    assert cm.says("Hello.", client=CLIENT).status_code == 404
    assert cm.says("Hello.", client="c1").status_code == 404


def test_a_chat_that_was_removed_is_a_404(cm: Any, control: Control) -> None:
    control.cm.remove_chat("c1")

    assert cm.says("Hello.", client=CLIENT).status_code == 404


def test_after_the_usual_hand_over_the_bot_may_still_speak(cm: Any, control: Control) -> None:
    cm.mutate(chat="c1")

    assert cm.says("I am passing you on.", client=CLIENT).status_code == 201

    assert said(control) == [("bot", "customer", "I am passing you on.")]


def test_without_a_link_to_the_channel_the_bot_is_refused_until_it_is_back(
    cm: Any, control: Control
) -> None:
    cm.mutate([{"$type": "disableComponent", "ComponentId": "CMBot"}], chat="c1")

    answer = cm.says("Hello?", client=CLIENT)

    assert answer.status_code == 403
    assert "link" in answer.json()["message"]
    assert said(control) == []
    control.agent_returns("c1")
    assert cm.says("I am back.", client=CLIENT).status_code == 201


def test_a_fault_strikes_and_is_over(cm: Any, control: Control) -> None:
    control.fault("twoway", "status")

    assert cm.says("Hello.", client=CLIENT).status_code == 503
    assert cm.says("Hello.", client=CLIENT).status_code == 201
    assert len(said(control)) == 1

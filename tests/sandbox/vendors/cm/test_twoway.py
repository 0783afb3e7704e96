"""CM.com's TwoWay: the bot's messages to the customer of a chat."""

import pytest

from sandbox import Control
from tests.sandbox.vendors.cm.driver import ADDRESS, CM, DISABLE_BOT, TEXT, WITH_BOT


@pytest.fixture(autouse=True)
def chat(control: Control) -> None:
    control.use_channel("c1", "cm")


def test_an_accepted_message_answers_201_with_the_chats_own_id(cm: CM) -> None:
    response = cm.says("Hello.", "How can I help?")

    assert response.status_code == 201
    assert response.json() == {
        "chat": {"id": "c1", **ADDRESS, "conversationClientId": "client-c1"},
        "message": "Message(s) accepted",
    }
    assert cm.messages("c1") == [
        ("bot", "customer", "Hello."),
        ("bot", "customer", "How can I help?"),
    ]
    assert cm.calls("twoway")[0]["headers"]["x-cm-producttoken"] == "***"


def test_id_and_time_may_come_with_a_message(cm: CM) -> None:
    message = {**TEXT, "id": "1", "createdOn": "2026-11-20T10:00:00Z"}

    response = cm.says(sessionId="1", body={"conversationMessages": [message]})

    assert response.status_code == 201
    assert cm.messages("c1") == [("bot", "customer", "Hi")]


def test_a_client_of_another_channel_or_of_a_chat_that_was_removed_is_a_404(cm: CM) -> None:
    cm.admin.remove_chat("c1")
    assert cm.says("Hello.").status_code == 404

    cm.use_channel("c2", "rest")
    for client in ("client-c2", "c2"):
        assert cm.says("Hello.", client=client).status_code == 404


def test_after_the_usual_hand_over_the_bot_may_still_speak(cm: CM) -> None:
    cm.mutate(chat="c1")

    assert cm.says("I am passing you on.").status_code == 201

    assert cm.messages("c1") == [("bot", "customer", "I am passing you on.")]


def test_without_a_link_to_the_channel_the_bot_is_refused_until_it_is_back(cm: CM) -> None:
    cm.mutate(DISABLE_BOT, chat="c1")

    response = cm.says("Hello?")

    assert response.status_code == 403
    assert "link" in response.json()["message"]
    assert cm.messages("c1") == []
    cm.agent_returns("c1")
    assert cm.links("c1") == WITH_BOT
    assert cm.says("I am back.").status_code == 201

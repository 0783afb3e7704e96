"""CM.com calls the bot's adapter: messages and hand-overs."""

import json

import pytest

from sandbox.client.control import is_event
from tests.sandbox.driver import texts
from tests.sandbox.vendors.cm.driver import ACCOUNT, CHAT, CLIENT, CM, CONTEXT

TOKEN = "sandbox-cm-webhook-token"


def test_a_message_reaches_the_adapter_and_its_answer_comes_over_twoway(adapter: CM) -> None:
    adapter.answers("Hello.", "How can I help?")

    assert texts(adapter.writes("Hi")) == ["Hello.", "How can I help?"]

    (request,) = adapter.bot.requests
    assert (request.method, request.path, request.query) == ("POST", "/webhooks/cm/message", "")
    assert request.headers["x-handoff-token"] == TOKEN
    chat = request.body["chat"]
    assert chat.pop("sessionId")
    assert chat == {
        "id": CHAT,
        "accountId": ACCOUNT,
        "channel": "CXWebConversations",
        "conversationClientId": CLIENT,
        "conversationHostId": "sandbox-web-conversations",
        "conversationClientName": "Sandbox Customer",
    }
    (message,) = request.body["conversationMessages"]
    assert next(iter(message)) == "$type"
    assert (message["$type"], message["direction"]) == ("text", "ClientOriginated")
    assert (message["text"], len(message["id"])) == ("Hi", 36)
    assert message["createdOn"].endswith("Z")
    adapter.wait_for(is_event("bot_answered", conversation=CHAT))


def test_messages_of_a_session_share_its_id_and_have_their_own(adapter: CM) -> None:
    for text in ("Hi", "Hi"):
        adapter.writes(text)

    bodies = [request.body for request in adapter.deliveries]
    assert len({body["chat"]["sessionId"] for body in bodies}) == 1
    assert len({body["conversationMessages"][0]["id"] for body in bodies}) == 2


def test_a_customer_whom_control_names_is_that_client(adapter: CM) -> None:
    adapter.map_sender(CHAT, "client-7")

    answers = adapter.writes("Hi")

    assert adapter.deliveries[0].body["chat"]["conversationClientId"] == "client-7"
    assert len(answers) == 1


def test_the_adapter_can_be_set_up_otherwise(adapter: CM) -> None:
    adapter.admin.set_bot(
        message_path="/m", header="X-Mine", token="my own", channel="WhatsApp", host="shop"
    )
    adapter.answers()

    adapter.writes("Hi")

    (request,) = adapter.bot.requests
    assert (request.path, request.headers["x-mine"]) == ("/m", "my own")
    chat = request.body["chat"]
    assert (chat["channel"], chat["conversationHostId"]) == ("WhatsApp", "shop")
    assert adapter.says("Hello.", client=CLIENT).status_code == 404
    there = {"channel": "WhatsApp", "conversationHostId": "shop"}
    assert adapter.says("Hello.", client=CLIENT, **there).status_code == 201


def test_while_agents_have_the_chat_the_adapter_is_called_for_the_hand_over_only(
    adapter: CM,
) -> None:
    adapter.writes("A person, please")
    adapter.mutate(Context=CONTEXT)

    assert adapter.writes("Hello Kim") == []

    called = adapter.wait_for(is_event("bot_called", call="bot_handover"))
    assert (called["status"], called["conversation"]) == (201, CHAT)
    (request,) = adapter.bot.at("handover")
    assert request.headers["x-handoff-token"] == TOKEN
    assert request.body == {
        "chatId": CHAT,
        "sessionId": adapter.deliveries[0].body["chat"]["sessionId"],
        "accountId": ACCOUNT,
        "channel": "CXWebConversations",
        "conversationHostId": "sandbox-web-conversations",
        "conversationClientId": CLIENT,
        "context": CONTEXT,
    }
    assert len(adapter.deliveries) == 1
    assert adapter.messages(CHAT)[-1] == ("customer", "agent", "Hello Kim")
    assert adapter.redeliver(CHAT) == 201
    assert len(adapter.deliveries) == 2, "a hand-over is not what is delivered again"


def test_a_hand_over_without_a_context_leaves_a_hole_in_its_json(adapter: CM) -> None:
    adapter.mutate()

    adapter.wait_for(is_event("bot_called", call="bot_handover"))
    (request,) = adapter.bot.at("handover")
    assert request.content.endswith(b'"context":}')
    with pytest.raises(json.JSONDecodeError):
        json.loads(request.content)


def test_a_handover_endpoint_that_refuses_does_not_undo_the_transfer(adapter: CM) -> None:
    adapter.bot.answers_in_turn((500, {}))

    assert adapter.mutate().status_code == 200

    adapter.wait_for(is_event("bot_called", call="bot_handover", attempt=4))
    assert adapter.conversation(CHAT)["with"] == "agent"


def test_without_a_handover_endpoint_none_is_called(adapter: CM) -> None:
    adapter.admin.set_bot(handover_path=None)

    adapter.mutate()
    adapter.writes("Hello Kim")

    assert adapter.bot.requests == []


def test_the_widgets_endpoint_is_told_the_chats_client(adapter: CM) -> None:
    adapter.admin.set_bot(handover_path=None)
    adapter.admin.set_handover_endpoint(f"{adapter.bot.url}/widget")

    adapter.mutate()

    adapter.wait_for(is_event("handover_endpoint_called", conversation=CHAT))
    assert adapter.bot.requests[0].body == {"conversationClientId": CLIENT}

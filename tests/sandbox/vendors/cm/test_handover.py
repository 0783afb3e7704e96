"""After a hand-over the router calls two endpoints: the widget's, and that of the bot's adapter."""

import json

import pytest

from sandbox.client.control import is_event
from tests.sandbox.vendors.cm.driver import ADDRESS, CHANNEL, CHAT, CLIENT, CM, CONTEXT, MSC, rule


@pytest.mark.parametrize(
    ("channel", "sender", "client"), [("rest", "client-7", "client-7"), ("cm", CHAT, CLIENT)]
)
def test_the_router_calls_the_handover_endpoint_after_a_hand_over(
    cm: CM, channel: str, sender: str, client: str
) -> None:
    cm.admin.set_bot(handover_path=None)
    cm.admin.set_handover_endpoint(f"{cm.bot.url}/v1/conversationalrouter/handover")
    cm.use_channel(CHAT, channel)
    cm.map_sender(CHAT, sender)

    cm.mutate([rule("Enable", CHANNEL, MSC)])
    cm.mutate()

    called = cm.wait_for(is_event("handover_endpoint_called", conversation=CHAT))
    assert (called["status"], called["reason"]) == (200, None)
    (request,) = cm.bot.requests
    assert request.path == "/v1/conversationalrouter/handover"
    assert request.body == {"conversationClientId": client}


@pytest.mark.parametrize(("port", "status"), [(None, 500), (9, None)])
def test_a_handover_endpoint_that_refuses_or_is_not_there_is_only_told(
    cm: CM, port: int | None, status: int | None
) -> None:
    cm.bot.answers_in_turn((500, {}))
    cm.admin.set_handover_endpoint(f"http://127.0.0.1:{port}" if port else cm.bot.url)

    assert cm.mutate().status_code == 200

    called = cm.wait_for(is_event("handover_endpoint_called"))
    assert (called["status"], bool(called["reason"])) == (status, status is None)
    assert cm.states() == ["with_agent"]


@pytest.mark.parametrize("channel", ["rest", "cm"])
def test_without_an_address_nothing_is_called(cm: CM, channel: str) -> None:
    cm.admin.set_handover_endpoint(cm.bot.url)
    cm.admin.set_handover_endpoint(None)
    cm.admin.set_bot(handover_path=None)
    cm.use_channel(CHAT, channel)

    cm.mutate()
    cm.writes("Hello Kim")

    assert not any("handover" in event["type"] for event in cm.events(seconds=0.2))
    assert cm.bot.requests == []
    assert cm.happened("bot_called") == []


def test_while_agents_have_the_chat_the_adapter_is_called_for_the_hand_over_only(
    adapter: CM,
) -> None:
    adapter.writes("A person, please")
    adapter.hand_over()

    assert adapter.writes("Hello Kim") == []

    called = adapter.wait_for(is_event("bot_called", call="bot_handover"))
    assert (called["status"], called["conversation"]) == (201, CHAT)
    (request,) = adapter.bot.at("handover")
    header, token = adapter.token
    assert request.headers[header] == token
    assert request.body == {
        "chatId": CHAT,
        "sessionId": adapter.deliveries[0].body["chat"]["sessionId"],
        **ADDRESS,
        "conversationClientId": CLIENT,
        "context": CONTEXT,
    }
    assert len(adapter.deliveries) == 1
    assert adapter.messages()[-1] == ("customer", "agent", "Hello Kim")
    assert adapter.redeliver(CHAT) == 201
    assert len(adapter.deliveries) == 2, "a hand-over is not what is delivered again"


def test_a_hand_over_without_a_context_leaves_a_hole_in_its_json(adapter: CM) -> None:
    adapter.mutate()

    adapter.wait_for(is_event("bot_called", call="bot_handover"))
    (request,) = adapter.bot.at("handover")
    assert request.content.endswith(b'"context":}')
    with pytest.raises(json.JSONDecodeError):
        json.loads(request.content)


def test_an_adapter_that_refuses_the_hand_over_does_not_undo_it(adapter: CM) -> None:
    adapter.bot.answers_in_turn((500, {}))

    assert adapter.mutate().status_code == 200

    adapter.wait_for(is_event("bot_called", call="bot_handover", attempt=4))
    assert adapter.has_conversation == "agent"

"""The widget's Handover Endpoint, which the router calls after a hand-over."""

import pytest

from sandbox.client.control import is_event
from tests.sandbox.vendors.cm.driver import CHANNEL, CHAT, CM, MSC, rule


def test_the_router_calls_the_handover_endpoint_after_a_hand_over(cm: CM) -> None:
    cm.admin.set_handover_endpoint(f"{cm.bot.url}/v1/conversationalrouter/handover")
    cm.map_sender(CHAT, "client-7")

    cm.mutate([rule("Enable", CHANNEL, MSC)])
    cm.mutate()

    called = cm.wait_for(is_event("handover_endpoint_called", conversation=CHAT))
    assert (called["status"], called["reason"]) == (200, None)
    (request,) = cm.bot.requests
    assert request.path == "/v1/conversationalrouter/handover"
    assert request.body == {"conversationClientId": "client-7"}


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


def test_without_an_address_nothing_is_called(cm: CM) -> None:
    cm.admin.set_handover_endpoint(cm.bot.url)
    cm.admin.set_handover_endpoint(None)

    cm.mutate()

    assert not any("handover" in event["type"] for event in cm.events(seconds=0.2))
    assert cm.bot.requests == []
    assert cm.happened("bot_called") == []

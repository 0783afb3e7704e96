"""The end of a CM.com session: the bot has the chat again, and its Event endpoint is called."""

import pytest

from sandbox.client.control import is_event
from tests.sandbox.driver import texts
from tests.sandbox.stand_in import Answer, Received
from tests.sandbox.vendors.cm.driver import CHAT, CLIENT, CM, WITH_BOT


@pytest.mark.parametrize("is_closed", [False, True], ids=["by itself", "closed by an agent"])
def test_the_end_of_a_session_gives_the_chat_back_and_is_told_at_the_event_endpoint(
    adapter: CM, is_closed: bool
) -> None:
    adapter.writes("A person, please")
    adapter.mutate()

    def back(request: Received) -> Answer:
        if request.path.endswith("/event"):
            adapter.says("I am back.", client=CLIENT)
        return 201, {}

    adapter.bot.answer = back

    end = adapter.agent_closes if is_closed else adapter.admin.end_session
    assert texts(end(CHAT)) == ["I am back."]

    (request,) = adapter.bot.at("event")
    assert (request.method, request.query) == ("POST", "token=sandbox-cm-webhook-token")
    assert request.headers.get("x-handoff-token") is None
    (event,) = request.body["conversationEvents"]
    assert (event["$type"], len(event["id"])) == ("RouterSessionEnded", 36)
    before = adapter.deliveries[0].body["chat"]
    assert request.body["chat"] == before
    order = ["conversation_closed"] * is_closed + ["agent_left", "session_ended"]
    assert [kind for kind in adapter.types() if kind in order] == order
    assert adapter.has_conversation == "bot"
    assert adapter.links() == WITH_BOT
    adapter.writes("Hi again")
    after = adapter.deliveries[-1].body["chat"]
    assert after["sessionId"] != before["sessionId"]
    assert {**after, "sessionId": ""} == {**before, "sessionId": ""}


def test_a_session_can_end_that_no_agent_was_in(adapter: CM) -> None:
    adapter.writes("Hi")

    assert adapter.admin.end_session(CHAT) == []

    assert len(adapter.bot.at("event")) == 1
    assert adapter.happened("agent_left") == []


def test_a_chat_nobody_took_is_the_bots_again_when_its_session_ends(adapter: CM) -> None:
    adapter.fail_transfers_later()
    adapter.mutate()
    adapter.wait_for(is_event("transfer_failed", conversation=CHAT))
    assert adapter.writes("Hello?") == []

    adapter.admin.end_session(CHAT)

    assert len(adapter.writes("Hello?")) == 1


@pytest.mark.parametrize("channel", ["rest", "cm"])
def test_where_there_is_no_event_endpoint_nothing_is_told(adapter: CM, channel: str) -> None:
    adapter.admin.set_bot(event_path=None, handover_path=None)
    adapter.use_channel(CHAT, channel)
    adapter.mutate()

    assert adapter.admin.end_session(CHAT) == []

    assert adapter.bot.requests == []
    assert adapter.has_conversation == "bot"


def test_a_transfer_waits_no_longer_when_its_session_ends(cm: CM) -> None:
    cm.set_agents("wait")
    cm.mutate()
    cm.admin.end_session(CHAT)

    assert cm.transfers()[0]["state"] == "withdrawn"

"""An agent ends a chat: what the customer sees, who has it then, and how the bot is told."""

import pytest

from sandbox.client.control import ControlError, is_event
from tests.sandbox.driver import Driver, texts
from tests.sandbox.vendors.cm.driver import BOT, CHANNEL, CHAT, CM
from tests.sandbox.vendors.liveperson.driver import LivePerson
from tests.sandbox.vendors.parley.driver import BOT as BOT_SERVICE
from tests.sandbox.vendors.parley.driver import Parley

CONVERSATION = LivePerson.subject


def types(driver: Driver, conversation: str) -> list[str]:
    return [
        event["type"] for event in driver.happened() if event.get("conversation") == conversation
    ]


def test_the_customer_is_told_and_the_agent_is_gone(parley: Parley) -> None:
    parley.hand_over()

    assert parley.agent_closes("20", None) == []

    assert parley.messages("20") == [("vendor", "customer", "The agent has ended the chat.")]
    assert parley.conversation("20")["messages"][0]["name"] == "Parley"
    assert parley.who() == (BOT_SERVICE, "bot")
    assert types(parley, "20")[-3:] == ["message", "conversation_closed", "agent_left"]


def test_at_cm_the_session_ends_and_the_bot_is_told(adapter: CM) -> None:
    adapter.writes("Hi")
    before = adapter.deliveries[-1].body["chat"]["sessionId"]
    adapter.hand_over()

    adapter.agent_closes(CHAT)
    adapter.writes("Hi again")

    ended, again = adapter.bot.requests[-2:]
    assert ended.body["conversationEvents"][0]["$type"] == "RouterSessionEnded"
    assert ended.body["chat"]["sessionId"] == before
    assert again.body["chat"]["sessionId"] != before
    happened = types(adapter, CHAT)
    assert happened.index("conversation_closed") < happened.index("session_ended")
    assert (BOT, CHANNEL) in adapter.links()


def test_at_liveperson_the_bot_gets_it_with_the_next_message(endpoint: LivePerson) -> None:
    endpoint.writes("Hi")
    endpoint.hand_over()
    steps = endpoint.steps

    assert endpoint.agent_closes(CONVERSATION) == []
    assert endpoint.steps == steps
    endpoint.writes("Hi again")

    assert endpoint.steps == [*steps, "PUT", "POST"]
    assert endpoint.sequences == [0, 1]


def test_over_rest_the_bot_hears_what_it_hears_when_it_gets_a_conversation_back(
    liveperson: LivePerson,
) -> None:
    liveperson.hand_over()
    liveperson.bot.says("I am back.")

    assert texts(liveperson.agent_closes(CONVERSATION)) == ["I am back."]
    assert liveperson.bot.texts == ["/human_handoff_returned"]

    liveperson.hand_over()
    assert liveperson.agent_closes(CONVERSATION, None) == []
    assert len(liveperson.bot.requests) == 1


def test_only_an_agent_can_close_a_chat(liveperson: LivePerson) -> None:
    with pytest.raises(ControlError, match="has begun"):
        liveperson.agent_closes("unknown")
    liveperson.set_agents("wait")
    liveperson.hand_over()
    with pytest.raises(ControlError, match="no agent is in the conversation"):
        liveperson.agent_closes(CONVERSATION)

    liveperson.accept_transfer(1)
    liveperson.agent_closes(CONVERSATION)
    with pytest.raises(ControlError, match="no agent is in the conversation"):
        liveperson.agent_closes(CONVERSATION)


def test_a_bot_that_is_away_is_a_failure_and_the_chat_is_closed(liveperson: LivePerson) -> None:
    liveperson.hand_over()
    liveperson.bot.answers_in_turn((500, []), (200, []))
    with pytest.raises(ControlError, match="did not answer"):
        liveperson.agent_closes(CONVERSATION)

    liveperson.wait_for(is_event("bot_failed", conversation=CONVERSATION))
    assert liveperson.conversation(CONVERSATION)["with"] == "bot"
    assert liveperson.customer_says(CONVERSATION, "Hi") == []

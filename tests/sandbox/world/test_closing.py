"""An agent ends a chat: what the customer sees, who has it then, and how the bot is told."""

from typing import Any

import pytest

from sandbox import Control
from sandbox.client.control import ControlError, is_event

CLOSED = "The agent has ended the chat."


def kinds(control: Control, conversation: str) -> list[str]:
    events = control.events(seconds=0)
    return [each["type"] for each in events if each.get("conversation") == conversation]


def test_the_customer_is_told_and_the_agent_is_gone(parley: Any, control: Control) -> None:
    parley.hand_over()

    assert control.agent_closes("20", None) == []

    (said,) = control.conversation("20")["messages"]
    assert (said["from"], said["to"], said["text"]) == ("vendor", "customer", CLOSED)
    assert said["name"] == "Parley"
    assert control.conversation("20")["with"] == "bot"
    assert kinds(control, "20")[-3:] == ["message", "conversation_closed", "agent_left"]
    assert parley.owner()["owner"]["identification"] == parley.bot


def test_at_cm_the_session_ends_and_the_bot_is_told(cm: Any, called: Any, control: Control) -> None:
    control.set_bot(called.url, channel="cm")
    control.customer_says(cm.chat, "Hi")
    before = called.calls[-1].body["chat"]["sessionId"]
    cm.mutate()

    control.agent_closes(cm.chat)
    control.customer_says(cm.chat, "Hi again")

    ended, again = called.calls[-2:]
    assert ended.body["conversationEvents"][0]["$type"] == "RouterSessionEnded"
    assert ended.body["chat"]["sessionId"] == before
    assert again.body["chat"]["sessionId"] != before
    told = kinds(control, cm.chat)
    assert told.index("conversation_closed") < told.index("session_ended")
    enabled = [(each["source"], each["enabled"]) for each in control.cm.chats()[cm.chat]]
    assert ("sandbox-bot-adapter", True) in enabled


def test_at_liveperson_the_bot_gets_it_with_the_next_message(
    called: Any, account: Any, control: Control
) -> None:
    called.answers = lambda call: (
        200,
        {"response": [{"type": "TEXT", "data": {"message": "Hi."}}], "analytics": {}},
    )
    control.set_bot(called.url, channel="liveperson")
    control.customer_says("conversation-1", "Hi")
    account.escalate()
    calls = len(called.calls)

    assert control.agent_closes("conversation-1") == []
    assert len(called.calls) == calls
    control.customer_says("conversation-1", "Hi again")

    assert [call.method for call in called.calls[calls:]] == ["PUT", "POST"]
    sequences = [
        call.body["context"]["lpEvent"]["sequence"]
        for call in called.calls
        if call.method == "POST"
    ]
    assert sequences == [0, 1]


def test_over_rest_the_bot_hears_what_it_hears_when_it_gets_a_conversation_back(
    account: Any, bot: Any, control: Control
) -> None:
    account.escalate()
    bot.says("I am back.")

    answers = control.agent_closes("conversation-1")
    assert [answer["text"] for answer in answers] == ["I am back."]
    assert bot.heard[0]["message"] == "/human_handoff_returned"

    account.escalate()
    assert control.agent_closes("conversation-1", None) == []
    assert len(bot.heard) == 1


def test_only_an_agent_can_close_a_chat(account: Any, control: Control) -> None:
    with pytest.raises(ControlError, match="has begun"):
        control.agent_closes("unknown")
    control.set_agents("wait")
    account.escalate()
    with pytest.raises(ControlError, match="no agent is in the conversation"):
        control.agent_closes("conversation-1")

    control.accept_transfer(1)
    control.agent_closes("conversation-1")
    with pytest.raises(ControlError, match="no agent is in the conversation"):
        control.agent_closes("conversation-1")


def test_a_bot_that_is_away_is_a_failure_and_the_chat_is_closed(
    account: Any, bot: Any, control: Control
) -> None:
    account.escalate()
    bot.status = 500
    with pytest.raises(ControlError, match="did not answer"):
        control.agent_closes("conversation-1")

    control.wait_for(is_event("bot_failed", conversation="conversation-1"))
    assert control.conversation("conversation-1")["with"] == "bot"
    bot.status = 200
    assert control.customer_says("conversation-1", "Hi") == []

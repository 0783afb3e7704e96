"""Customer, bot, agent and vendor in a conversation, and transfers that fail later."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from sandbox import Control, running_sandbox
from sandbox.client.control import ControlError, is_event

FAILED = "__agent_escalation_failed__"


def said(control: Control, conversation: str = "conversation-1") -> list[tuple[str, str]]:
    messages = control.conversation(conversation)["messages"]
    return [(message["from"], message["text"]) for message in messages]


def test_the_customer_writes_and_the_bot_answers(bot: Any, control: Control) -> None:
    bot.says("Hello.", "How can I help?")

    answers = control.customer_says("c1", "Hi")

    assert [answer["text"] for answer in answers] == ["Hello.", "How can I help?"]
    assert bot.heard == [{"path": "/webhooks/rest/webhook", "sender": "c1", "message": "Hi"}]
    expected = [("customer", "Hi"), ("bot", "Hello."), ("bot", "How can I help?")]
    assert said(control, "c1") == expected


def test_the_end_of_the_bots_turn_is_told_after_all_it_said(bot: Any, control: Control) -> None:
    bot.says("Hello.", "How can I help?")

    control.customer_says("c1", "Hi")
    bot.says()
    control.customer_says("c1", "Hi?")

    told = [each["type"] for each in control.events(seconds=0) if each.get("conversation") == "c1"]
    assert told == [
        *("message", "bot_called", "message", "message", "bot_answered"),
        *("message", "bot_called", "bot_answered"),
    ]


def test_metadata_travels_and_what_is_not_text_is_kept(bot: Any, control: Control) -> None:
    buttons = [{"title": "Yes", "payload": "/affirm"}]
    bot.answer = lambda message: [{"recipient_id": "c1", "buttons": buttons}]

    (answer,) = control.customer_says("c1", "Hi", metadata={"convId": "1"})

    assert bot.heard[0]["metadata"] == {"convId": "1"}
    assert (answer["text"], answer["payload"]) == ("", {"buttons": buttons})


def test_a_mapped_conversation_has_another_sender(bot: Any, control: Control) -> None:
    control.map_sender("c1", "customer-7")

    control.customer_says("c1", "Hi")

    assert bot.heard[0]["sender"] == "customer-7"


def test_the_agent_writes_and_gives_the_conversation_back(
    account: Any, bot: Any, control: Control
) -> None:
    account.escalate()
    bot.says("I am back.")

    control.agent_says("conversation-1", "Hello, this is Kim.")
    answers = control.agent_returns("conversation-1")

    assert [answer["text"] for answer in answers] == ["I am back."]
    assert said(control) == [
        ("vendor", "One moment, please."),
        ("agent", "Hello, this is Kim."),
        ("vendor", "/human_handoff_returned"),
        ("bot", "I am back."),
    ]
    assert control.conversation("conversation-1")["with"] == "bot"
    control.wait_for(is_event("agent_left", conversation="conversation-1"))


def test_what_the_bot_hears_when_it_gets_the_conversation_back_can_be_set(
    account: Any, bot: Any, control: Control
) -> None:
    account.escalate()

    control.agent_returns("conversation-1", "/back")

    assert bot.heard[0]["message"] == "/back"


@pytest.mark.parametrize("act", ["agent_says", "agent_returns"])
def test_no_agent_can_act_who_is_not_there(control: Control, act: str) -> None:
    control.map_sender("c1", "c1")

    with pytest.raises(ControlError, match="no agent is in the conversation"):
        getattr(control, act)("c1", "Hello")
    with pytest.raises(ControlError, match="has begun"):
        getattr(control, act)("unknown", "Hello")


def test_a_message_sent_during_the_bots_turn_comes_after_its_answers(
    account: Any, bot: Any, control: Control
) -> None:
    def transfer(message: dict[str, Any]) -> list[dict[str, str]]:
        assert account.escalate().status_code == 200
        return [{"recipient_id": message["sender"], "text": "I will find somebody."}]

    bot.answer = transfer
    control.customer_says("conversation-1", "A person, please")

    control.wait_for(lambda event: event.get("message", {}).get("from") == "vendor")
    assert said(control) == [
        ("customer", "A person, please"),
        ("bot", "I will find somebody."),
        ("vendor", "One moment, please."),
    ]


def test_a_transfer_can_fail_later_and_the_next_one_succeeds(
    account: Any, bot: Any, control: Control
) -> None:
    bot.says("Sorry.")
    control.fail_transfers_later()

    assert account.escalate().status_code == 200
    failed = control.wait_for(is_event("transfer_failed", serial=1))
    control.wait_for(lambda event: event.get("message", {}).get("text") == "Sorry.")

    assert failed["failure"] == FAILED
    assert bot.heard[0] == {
        "path": "/webhooks/rest/webhook",
        "sender": "conversation-1",
        "message": FAILED,
    }
    assert said(control)[1:] == [("vendor", FAILED), ("bot", "Sorry.")]
    assert control.conversation("conversation-1")["with"] == "bot"

    account.escalate()
    states = [transfer["state"] for transfer in control.transfers()]
    assert states == ["failed", "with_agent"]


def test_as_many_transfers_fail_as_were_told_each_after_its_time(
    account: Any, control: Control
) -> None:
    control.fail_transfers_later(times=2, seconds=0.05)
    started = time.monotonic()

    for number in range(3):
        account.escalate(conversationId=f"c{number}")
    control.wait_for(is_event("transfer_failed", serial=2))

    assert time.monotonic() - started >= 0.05
    states = [transfer["state"] for transfer in control.transfers()]
    assert states == ["failed", "failed", "with_agent"]


def test_a_reset_forgets_the_failures_to_come(account: Any, bot: Any, control: Control) -> None:
    control.fail_transfers_later(times=2, seconds=0.05)
    account.escalate()

    control.reset()
    account.escalate()

    with pytest.raises(TimeoutError):
        control.wait_for(is_event("transfer_failed"), timeout=0.15)
    # What the test before this one let fail may still be on its way.
    assert "conversation-1" not in [heard["sender"] for heard in bot.heard]


def test_a_bot_that_fails_is_told_and_works_again(bot: Any, control: Control) -> None:
    bot.status = 500

    with pytest.raises(ControlError, match="did not answer"):
        control.customer_says("c1", "Hi")
    control.wait_for(is_event("bot_failed", conversation="c1"))

    bot.status = 200
    assert control.customer_says("c1", "Hi") == []


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [({"version": "3.6.21"}, "did not answer with a list"), (b"<html>", "did not answer: Expect")],
)
def test_a_bot_that_answers_with_no_list_is_a_failure(
    bot: Any, control: Control, answer: Any, complaint: str
) -> None:
    bot.answer = lambda message: answer

    with pytest.raises(ControlError, match=complaint):
        control.customer_says("c1", "Hi")


def test_what_is_no_message_among_the_answers_is_left_out(bot: Any, control: Control) -> None:
    bot.answer = lambda message: [None, {"recipient_id": "c1", "text": "Hello."}]

    assert [answer["text"] for answer in control.customer_says("c1", "Hi")] == ["Hello."]


def test_a_failure_that_cannot_reach_the_bot_is_told(account: Any, control: Control) -> None:
    control.set_bot("http://127.0.0.1:9")
    control.fail_transfers_later()

    account.escalate()

    assert "did not answer" in control.wait_for(is_event("bot_failed"))["reason"]


def test_conversations_do_not_wait_for_each_other(bot: Any) -> None:
    """A bot that is slow for one customer is not slow for the others."""

    def slowly(message: dict[str, Any]) -> list[dict[str, Any]]:
        time.sleep(0.2)
        return []

    bot.answer = slowly
    with running_sandbox(bot=bot.url) as running, ThreadPoolExecutor(20) as threads:
        started = time.monotonic()
        with Control(running.control) as control:
            list(threads.map(lambda n: control.customer_says(f"c{n}", "Hi"), range(20)))

    assert time.monotonic() - started < 20 * 0.2 / 2

"""Customer, bot, agent and vendor in a conversation over Rasa's REST channel."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from sandbox import Control, running_sandbox
from sandbox.client.control import ControlError, is_event
from tests.sandbox.driver import Driver, texts
from tests.sandbox.stand_in import Answer, Bot, Received
from tests.sandbox.vendors.driver import VendorDriver
from tests.sandbox.vendors.liveperson.driver import LivePerson

CONVERSATION = LivePerson.subject


def test_the_customer_writes_and_the_bot_answers(control: Driver) -> None:
    control.bot.says("Hello.", "How can I help?")

    assert texts(control.customer_says("c1", "Hi")) == ["Hello.", "How can I help?"]

    (request,) = control.bot.requests
    assert request.path == "/webhooks/rest/webhook"
    assert request.body == {"sender": "c1", "message": "Hi"}
    assert control.messages("c1") == [
        ("customer", "bot", "Hi"),
        ("bot", "customer", "Hello."),
        ("bot", "customer", "How can I help?"),
    ]


def test_the_end_of_the_bots_turn_is_told_after_all_it_said(control: Driver) -> None:
    control.bot.says("Hello.", "How can I help?")

    control.customer_says("c1", "Hi")
    control.bot.says()
    control.customer_says("c1", "Hi?")

    types = [event["type"] for event in control.happened() if event.get("conversation") == "c1"]
    assert types == [
        *("message", "bot_called", "message", "message", "bot_answered"),
        *("message", "bot_called", "bot_answered"),
    ]


def test_metadata_travels_and_what_is_not_text_is_kept(control: Driver) -> None:
    buttons = [{"title": "Yes", "payload": "/affirm"}]
    control.bot.answers_in_turn((200, [{"recipient_id": "c1", "buttons": buttons}]))

    (answer,) = control.customer_says("c1", "Hi", metadata={"convId": "1"})

    assert control.bot.requests[0].body["metadata"] == {"convId": "1"}
    assert (answer["text"], answer["payload"]) == ("", {"buttons": buttons})


def test_a_mapped_conversation_has_another_sender(control: Driver) -> None:
    control.map_sender("c1", "customer-7")

    control.customer_says("c1", "Hi")

    assert control.bot.requests[0].body["sender"] == "customer-7"


def test_the_agent_writes_and_gives_the_conversation_back(liveperson: LivePerson) -> None:
    liveperson.hand_over()
    liveperson.bot.says("I am back.")

    liveperson.agent_says(CONVERSATION, "Hello, this is Kim.")
    assert texts(liveperson.agent_returns(CONVERSATION)) == ["I am back."]

    assert liveperson.messages(CONVERSATION) == [
        ("vendor", "customer", "One moment, please."),
        ("agent", "customer", "Hello, this is Kim."),
        ("vendor", "bot", "/human_handoff_returned"),
        ("bot", "customer", "I am back."),
    ]
    assert liveperson.conversation(CONVERSATION)["with"] == "bot"
    liveperson.wait_for(is_event("agent_left", conversation=CONVERSATION))


def test_what_the_bot_hears_when_it_gets_the_conversation_back_can_be_set(
    liveperson: LivePerson,
) -> None:
    liveperson.hand_over()

    liveperson.agent_returns(CONVERSATION, "/back")

    assert liveperson.bot.texts == ["/back"]
    # Other vendors do not notice the return.
    assert (liveperson.cm.chats(), liveperson.parley.users()) == ({}, {})


@pytest.mark.parametrize("vendor", ["liveperson", "parley"], indirect=True)
def test_the_bot_hears_the_customer_all_the_time(vendor: VendorDriver) -> None:
    vendor.hand_over()

    vendor.customer_says(vendor.subject, "Are you there?")

    assert vendor.bot.texts == ["Are you there?"]


@pytest.mark.parametrize("act", ["agent_says", "agent_returns"])
def test_no_agent_can_act_who_is_not_there(control: Driver, act: str) -> None:
    control.map_sender("c1", "c1")

    with pytest.raises(ControlError, match="no agent is in the conversation"):
        getattr(control, act)("c1", "Hello")
    with pytest.raises(ControlError, match="has begun"):
        getattr(control, act)("unknown", "Hello")


def test_a_message_sent_during_the_bots_turn_comes_after_its_answers(
    liveperson: LivePerson,
) -> None:
    def transfer(request: Received) -> Answer:
        assert liveperson.hand_over().status_code == 200
        return 200, [{"recipient_id": CONVERSATION, "text": "I will find somebody."}]

    liveperson.bot.answer = transfer
    liveperson.customer_says(CONVERSATION, "A person, please")

    liveperson.wait_for(lambda event: event.get("message", {}).get("from") == "vendor")
    assert liveperson.messages(CONVERSATION) == [
        ("customer", "bot", "A person, please"),
        ("bot", "customer", "I will find somebody."),
        ("vendor", "customer", "One moment, please."),
    ]


def test_a_bot_that_fails_is_told_and_works_again(control: Driver) -> None:
    control.bot.answers_in_turn((500, []), (200, []))

    with pytest.raises(ControlError, match="did not answer"):
        control.customer_says("c1", "Hi")
    control.wait_for(is_event("bot_failed", conversation="c1"))

    assert control.customer_says("c1", "Hi") == []


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [({"version": "3.6.21"}, "did not answer with a list"), (b"<html>", "did not answer: Expect")],
)
def test_a_bot_that_answers_with_no_list_is_a_failure(
    control: Driver, answer: Any, complaint: str
) -> None:
    control.bot.answers_in_turn((200, answer))

    with pytest.raises(ControlError, match=complaint):
        control.customer_says("c1", "Hi")


def test_what_is_no_message_among_the_answers_is_left_out(control: Driver) -> None:
    control.bot.answers_in_turn((200, [None, {"recipient_id": "c1", "text": "Hello."}]))

    assert texts(control.customer_says("c1", "Hi")) == ["Hello."]


def test_conversations_do_not_wait_for_each_other(bot: Bot) -> None:
    """A bot that is slow for one customer is not slow for the others."""

    def slowly(request: Received) -> Answer:
        time.sleep(0.2)
        return 200, []

    bot.answer = slowly
    with running_sandbox(bot=bot.url) as running, ThreadPoolExecutor(20) as threads:
        started = time.monotonic()
        with Control(running.control) as control:
            list(threads.map(lambda n: control.customer_says(f"c{n}", "Hi"), range(20)))

    assert time.monotonic() - started < 20 * 0.2 / 2

"""Customer, bot, agent and vendor in a conversation over Rasa's REST channel."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from sandbox import Control, running_sandbox
from sandbox.client.control import ControlError, is_event
from tests.sandbox.driver import Driver, complaint, texts
from tests.sandbox.stand_in import Answer, Bot, Received
from tests.sandbox.vendors.driver import VendorDriver
from tests.sandbox.vendors.liveperson.driver import LivePerson


def test_the_customer_writes_and_the_bot_answers(control: Driver) -> None:
    control.bot.says("Hello.", "How can I help?")

    assert texts(control.writes("Hi")) == ["Hello.", "How can I help?"]

    (request,) = control.bot.requests
    assert request.path == "/webhooks/rest/webhook"
    assert request.body == {"sender": "c1", "message": "Hi"}
    assert control.messages() == [
        ("customer", "bot", "Hi"),
        ("bot", "customer", "Hello."),
        ("bot", "customer", "How can I help?"),
    ]


@pytest.mark.parametrize("number", [0, 2], ids=["no message", "two messages"])
def test_the_end_of_the_bots_turn_is_told_after_all_it_said(control: Driver, number: int) -> None:
    control.bot.says(*["Hello."] * number)

    control.writes("Hi")

    assert control.types() == ["message", "bot_called", *["message"] * number, "bot_answered"]


def test_metadata_travels_and_what_is_not_text_is_kept(control: Driver) -> None:
    buttons = [{"title": "Yes", "payload": "/affirm"}]
    control.bot.answers_in_turn((200, [{"recipient_id": "c1", "buttons": buttons}]))

    (answer,) = control.writes("Hi", metadata={"convId": "1"})

    assert control.bot.requests[0].body["metadata"] == {"convId": "1"}
    assert (answer["text"], answer["payload"]) == ("", {"buttons": buttons})


def test_a_mapped_conversation_has_another_sender(control: Driver) -> None:
    control.map_sender("c1", "customer-7")

    control.writes("Hi")

    assert control.bot.requests[0].body["sender"] == "customer-7"


def test_the_customer_and_the_agent_write_to_each_other(vendor: VendorDriver) -> None:
    """At CM.com the bot does not read the customer meanwhile."""
    vendor.hand_over()
    is_silent = vendor.manifest.slug == "cm"

    vendor.agent_says(vendor.subject, "Hello, this is Kim.")
    assert vendor.writes("Hello Kim") == []

    assert vendor.bot.texts == ([] if is_silent else ["Hello Kim"])
    assert vendor.messages() == [
        *vendor.announcement,
        ("agent", "customer", "Hello, this is Kim."),
        ("customer", "agent" if is_silent else "bot", "Hello Kim"),
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param([], "/human_handoff_returned", id="by default"),
        pytest.param(["/back"], "/back", id="in other words"),
        pytest.param([None], None, id="without a word"),
    ],
)
@pytest.mark.parametrize("act", ["agent_returns", "agent_closes"])
def test_the_agent_gives_the_conversation_back_and_the_bot_is_told(
    vendor: VendorDriver, act: str, given: list[str | None], message: str | None
) -> None:
    vendor.hand_over()
    others = {slug: vendor.state()[slug] for slug in {*vendor.desks} - {vendor.manifest.slug}}
    vendor.bot.says("I am back.")

    answers = getattr(vendor, act)(vendor.subject, *given)

    told = [("vendor", "bot", message), ("bot", "customer", "I am back.")] if message else []
    assert texts(answers) == ["I am back."] * bool(message)
    assert [each for each in vendor.messages() if "bot" in each] == told
    assert vendor.bot.texts == ([message] if message else [])
    assert vendor.is_with_bot
    vendor.wait_for(is_event("agent_left", conversation=vendor.subject))
    assert others.items() <= vendor.state().items(), "other vendors do not notice it"
    assert texts(vendor.writes("Hi again")) == ["I am back."]


@pytest.mark.parametrize("act", ["agent_says", "agent_returns", "agent_closes"])
def test_no_agent_can_act_who_is_not_there(liveperson: LivePerson, act: str) -> None:
    def refusal(conversation: str) -> str:
        return complaint(getattr(liveperson, act), conversation, "Hello")

    assert "no conversation 'unknown' has begun" in refusal("unknown")
    liveperson.set_agents("wait")
    liveperson.hand_over()
    assert "no agent is in the conversation" in refusal(liveperson.subject)

    liveperson.accept_transfer(1)
    liveperson.agent_closes(liveperson.subject)
    assert "no agent is in the conversation" in refusal(liveperson.subject)


def test_what_the_bot_says_in_the_turn_of_the_transfer_comes_before_the_vendors_message(
    vendor: VendorDriver,
) -> None:
    def transfer(request: Received) -> Answer:
        assert vendor.hand_over().status_code == 200
        return 200, [{"recipient_id": vendor.subject, "text": "I will find somebody."}]

    vendor.bot.answer = transfer

    assert texts(vendor.writes("A person, please")) == ["I will find somebody."]

    expected = [
        ("customer", "bot", "A person, please"),
        ("bot", "customer", "I will find somebody."),
        *vendor.announcement,
    ]
    vendor.wait_for(lambda event: event.get("message", {}).get("text") == expected[-1][-1])
    assert vendor.messages() == expected
    assert vendor.has_conversation == "agent"


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [({"version": "3.6.21"}, "did not answer with a list"), (b"<html>", "did not answer: Expect")],
)
def test_a_bot_that_answers_with_no_list_is_a_failure(
    control: Driver, answer: Any, complaint: str
) -> None:
    control.bot.answers_in_turn((200, answer))

    with pytest.raises(ControlError, match=complaint):
        control.writes("Hi")


def test_what_is_no_message_among_the_answers_is_left_out(control: Driver) -> None:
    control.bot.answers_in_turn((200, [None, {"recipient_id": "c1", "text": "Hello."}]))

    assert texts(control.writes("Hi")) == ["Hello."]


def test_conversations_do_not_wait_for_each_other(bot: Bot) -> None:
    """A bot that answers nobody before all have written answers all."""
    all_have_written = threading.Barrier(20)

    def answer_all(request: Received) -> Answer:
        all_have_written.wait(30)
        return 200, []

    bot.answer = answer_all
    with (
        running_sandbox(bot=bot.url) as running,
        ThreadPoolExecutor(20) as threads,
        Control(running.control) as control,
    ):
        list(threads.map(lambda n: control.customer_says(f"c{n}", "Hi"), range(20)))

    assert not all_have_written.broken

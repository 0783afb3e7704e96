"""Back from the agents, with real servers: what the bot remembers, asks and answers."""

from __future__ import annotations

import time

import pytest

from actions.human_handoff.rasa_side.solved_form import READING_SECONDS
from sandbox import Control
from tests import bot_responses as said
from tests.end_to_end.customer import PERSON, Customer
from tests.end_to_end.desks import Desk
from tests.end_to_end.test_messages import steps
from tests.real_bot import Bot

ASK_IF_SOLVED = "Was your question solved?"
SOLVED = "Good to hear. What else can I do for you?"
NOT_SOLVED = "I am sorry. Tell me what is still open, or ask for a colleague again."
AFTER = (
    "This chat was with my colleagues for about 10 minutes. "
    "Now you are back with me, the assistant."
)


@pytest.fixture
def desk(bot: Bot, control: Control, route: tuple[str, str]) -> Desk:
    """The only desk of the bot, which asks whether it was solved."""
    desk = Desk(route[0], control, route[1])
    settings = {"tell_duration": True, "ask_if_solved": True}
    bot.configure(**desk.settings(return_to_bot=settings))
    return desk


def has_been_with_agents(customer: Customer, minutes: float) -> None:
    """Let the transfer have been some minutes ago."""
    customer.set_slots(state_since=customer.slot("state_since") - minutes * 60)


@pytest.mark.parametrize(
    ("answer", "reply", "step"),
    [("yes", SOLVED, "solved"), ("no, not yet", NOT_SOLVED, "not_solved")],
    ids=["solved", "not_solved"],
)
def test_the_bot_tells_how_long_it_was_and_asks_whether_it_is_solved(
    customer: Customer, answer: str, reply: str, step: str
) -> None:
    customer.assert_transferred()
    assert customer.says("are you there?") == []
    has_been_with_agents(customer, 10)
    assert customer.is_given_back() == [AFTER, ASK_IF_SOLVED]
    memory = customer.slot("last_handoff")
    assert (memory["desk"], memory["skill"]) == (customer.desk.slug, "human")
    assert memory["ended"] - memory["began"] == pytest.approx(600, abs=60)
    assert memory["customer_messages"][-1] == "are you there?"

    time.sleep(READING_SECONDS)  # a customer reads the question first
    assert customer.says(answer) == [reply]
    assert customer.slot("solved") is (step == "solved")
    assert steps(customer)[-2:] == ["ended", step]
    assert customer.says("hello") == [said.HELLO]


@pytest.mark.parametrize("route", [("parley", "parley"), ("cm", "cm")], ids=["parley", "cm"])
def test_on_a_vendors_channel_the_next_message_is_answered_before_the_question(
    customer: Customer,
) -> None:
    customer.asks_for_a_person()
    customer.hears_from_the_agent("Hello, this is Kim.")
    has_been_with_agents(customer, 10)
    answers = customer.is_given_back() + customer.says("hello")
    # These platforms show buttons as lines.
    assert answers == [AFTER, said.HELLO, f"{ASK_IF_SOLVED}\n- Yes\n- No"]
    memory = customer.slot("last_handoff")
    assert (memory["desk"], memory["ending"]) == (customer.desk.slug, "returned")
    time.sleep(READING_SECONDS)
    assert customer.says("yes, thanks") == [SOLVED]
    assert steps(customer)[-1] == "solved"
    assert customer.says("hello") == [said.HELLO]


def test_what_is_asked_instead_is_answered_and_the_question_is_over(customer: Customer) -> None:
    customer.assert_transferred()
    assert customer.is_given_back() == [said.BACK, ASK_IF_SOLVED]
    assert customer.says("hello") == [said.HELLO]
    assert customer.slot("solved") is None
    assert steps(customer)[-1] == "ended"


@pytest.mark.parametrize(
    "route", [("parley", "parley"), ("liveperson", "rest")], ids=["own", "rest"]
)
def test_a_person_can_be_asked_for_instead_of_an_answer(customer: Customer) -> None:
    customer.asks_for_a_person()
    back = customer.is_given_back()
    back += customer.says(PERSON)
    question = [ASK_IF_SOLVED] if customer.desk.channel == "rest" else []
    assert back == [said.BACK, *question, *customer.desk.on_hold]
    assert len(customer.desk.received()) == 2
    assert customer.slot("state") == customer.desk.state
    assert customer.slot("solved") is None

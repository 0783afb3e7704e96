"""README's row about an action server that is away, with a real Rasa and the vendors' channels."""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from actions.human_handoff.testing import ScriptedDesk, scripted_handoff
from sandbox import Control, running_sandbox
from tests.bot_responses import ASK_EMAIL, ASK_NAME, HELLO, ON_HOLD, UNCONFIRMED
from tests.channels.bot_under_test import BotUnderTest
from tests.channels.vendors import VENDORS
from tests.docs.failure_rows import TABLE, FailureRow
from tests.docs.rasa_with_actions import ActionServer, agent_of

# Rasa and its libraries warn of each other.
pytestmark = pytest.mark.filterwarnings("ignore")

SITUATION = "the action server is away, or an action of the bot fails"
DEFAULT = "Sorry, I did not understand that. You can ask for a colleague at any time."
WRONG = "Sorry, something went wrong. Please say that again."
ASK, REFUSE, GREET = "/human_handoff", "/human_handoff_refuse", "/greet"
ESCALATE = "action_human_handoff_escalate"


class Customer:
    """A customer who writes on a channel that is not the plugin's own."""

    def __init__(self, loop: AbstractEventLoop, agent: Any, name: str) -> None:
        self._loop, self._agent, self._name = loop, agent, name

    def says(self, *texts: str) -> list[str]:
        """Write these messages; return the bot's responses to the last one."""
        messages: list[dict[str, Any]] = []
        for text in texts:
            answer = self._agent.handle_text(text, sender_id=self._name)
            messages = self._loop.run_until_complete(answer)
        return [message["text"] for message in messages]

    def handoff_slots(self) -> dict[str, Any]:
        """Return the plugin's slots."""
        tracker = self._loop.run_until_complete(self._agent.processor.get_tracker(self._name))
        slots = tracker.current_slot_values()
        return {name: slots[name] for name in slots if name.startswith("human_handoff")}


@pytest.fixture(scope="module")
def loop() -> Iterator[AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="module")
def agent(make_httpserver: HTTPServer) -> Any:
    return agent_of(make_httpserver)


@pytest.fixture
def action_server(httpserver: HTTPServer) -> ActionServer:
    return ActionServer(httpserver, scripted_handoff(ScriptedDesk()))


@pytest.fixture
def row() -> FailureRow:
    return TABLE[SITUATION]


@pytest.fixture
def customer(loop: AbstractEventLoop, agent: Any, request: pytest.FixtureRequest) -> Customer:
    return Customer(loop, agent, request.node.name)


def test_on_other_channels_the_customer_reads_what_rasa_says(
    action_server: ActionServer, customer: Customer, row: FailureRow
) -> None:
    assert "on other channels what Rasa says: `utter_default`, or nothing" in row.reads
    action_server.is_away = True

    assert customer.says(GREET) in ([], [DEFAULT])
    before = customer.handoff_slots()
    assert customer.says(ASK) in ([], [DEFAULT])
    assert (row.slots, customer.handoff_slots()) == ("unchanged", before)

    action_server.is_away = False
    assert customer.says(ASK) == [ASK_NAME]


def test_in_the_middle_of_the_transfer_it_is_unconfirmed(
    action_server: ActionServer, customer: Customer, row: FailureRow
) -> None:
    assert row.responses == {"utter_human_handoff_unconfirmed"}
    action_server.broken = {ESCALATE}

    assert customer.says(ASK, REFUSE)[-1] == ASK_EMAIL
    before = customer.handoff_slots()
    assert customer.says(REFUSE)[-2:] == [ON_HOLD, UNCONFIRMED]
    assert customer.handoff_slots()["human_handoff_state"] == before["human_handoff_state"]

    action_server.broken = set()
    assert customer.says(GREET) == [HELLO]
    assert customer.says(ASK, REFUSE, REFUSE)[-1] == ON_HOLD
    assert customer.handoff_slots()["human_handoff_state"] == "requested"


@pytest.mark.parametrize("channel", VENDORS.values(), ids=VENDORS)
def test_on_the_vendors_channels_the_customer_reads_that_something_is_wrong(
    action_server: ActionServer,
    agent: Any,
    loop: AbstractEventLoop,
    row: FailureRow,
    channel: type[BotUnderTest],
) -> None:
    assert "the channel's `failed`, also at a session's first message" in row.reads

    async def conversation(control: Control) -> list[str]:
        bot = channel(control, store=agent.tracker_store)
        bot.rasa = agent
        await bot.start()
        action_server.is_away = True
        await bot.write("hello")
        await bot.write("I want to talk to a person")
        action_server.is_away = False
        await bot.write("I want to talk to a person")
        await bot.stop()
        return bot.texts_to()

    with running_sandbox() as sandbox, Control(sandbox.control) as control:
        assert loop.run_until_complete(conversation(control)) == [WRONG, WRONG, ASK_NAME]

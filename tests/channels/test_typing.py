"""Nothing goes on after the end of a turn: no sign of typing, and no renewal of its ticket."""

import asyncio

import pytest

from actions.human_handoff.state_store import MemoryStateStore
from human_handoff_channels import heartbeat
from human_handoff_channels.delivery_queue import DeliveryQueue
from human_handoff_channels.heartbeat import Heartbeat
from human_handoff_channels.shared_state import SharedState
from tests.channels.bot_under_test import begin
from tests.channels.vendors import SENDING, only


@pytest.mark.parametrize(**only(SENDING))
async def test_the_only_calls_of_a_turn_are_its_messages_also_where_it_fails(bot):
    bot.rasa.fails("Break", RuntimeError("broken"))
    await bot.write("Break")
    await bot.write("Hello")

    failed, answer = bot.texts_to()
    assert failed.startswith("Sorry")
    assert answer == "You said Hello"
    assert len(bot.control.calls()) == len(bot.control.calls(bot.sending)) == 2


@pytest.fixture
def alive(monkeypatch):
    """The tickets that are renewed now."""
    tickets = set()
    begin_ticket, end_ticket = Heartbeat.begin, Heartbeat.end

    def begins(self, ticket):
        tickets.add(ticket)
        return begin_ticket(self, ticket)

    def ends(self, ticket):
        tickets.discard(ticket)
        end_ticket(self, ticket)

    monkeypatch.setattr(Heartbeat, "begin", begins)
    monkeypatch.setattr(Heartbeat, "end", ends)
    return tickets


@pytest.mark.parametrize("end", ["answers", "fails", "hangs", "is cancelled"])
async def test_a_turn_is_renewed_until_it_is_over_however_it_ends(alive, monkeypatch, end):
    queue = DeliveryQueue(SharedState("words", MemoryStateStore()), 10, 60)
    if end == "hangs":
        monkeypatch.setattr(heartbeat, "TURN_SECONDS", 0.05)
    reached, opened, seen = asyncio.Event(), asyncio.Event(), []

    async def work():
        seen.append(len(alive))
        reached.set()
        if end == "fails":
            raise RuntimeError
        if end == "is cancelled":
            raise asyncio.CancelledError
        if end == "hangs":
            await opened.wait()

    turn = begin(queue.handle("1", work, "a"))
    await reached.wait()
    await asyncio.wait([turn])
    assert (seen, alive) == ([1], set())

    async def works():
        return "again"

    assert await queue.handle("2", works, "a") == "again"
    assert alive == set()

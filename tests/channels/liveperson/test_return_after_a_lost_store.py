"""The state store is away, or cannot be written, when LivePerson creates or gives back."""

import asyncio
from types import SimpleNamespace

import pytest

from actions.human_handoff.state_store import with_fallback
from human_handoff_channels import input_channel, shared_state
from human_handoff_channels.shared_state import SharedState
from tests.channels.bot_under_test import begin
from tests.channels.liveperson.bot import public_texts, text_event
from tests.channels.liveperson.test_return import TRANSFER, transferred
from tests.unit.lost_store import LostStore


@pytest.fixture
def store(monkeypatch):
    """The state store of the bot, which a test can lose."""
    store = LostStore(is_lost=False)
    monkeypatch.setattr(input_channel, "open_store", lambda *_: store)
    monkeypatch.setattr(with_fallback, "QUICK_RETRY_SECONDS", 0.0)
    return store


@pytest.fixture
def bot(store, loop, start):
    return loop.run_until_complete(start())


@pytest.fixture
def waits(monkeypatch):
    """Is set when something was done without the store and waits for it."""
    event, patiently = asyncio.Event(), SharedState.patiently

    def noticed(self, work):
        async def done():
            result = await work()
            if self.is_lost:
                event.set()
            return result

        return patiently(self, done)

    monkeypatch.setattr(SharedState, "patiently", noticed)
    return event


async def test_a_put_at_a_server_that_has_just_lost_the_store_is_not_forgotten(bot, store, waits):
    await transferred(bot)

    store.is_lost = True
    put = begin(bot.create())
    await asyncio.wait_for(waits.wait(), 10)
    store.is_lost = False

    assert (await put).status_code == 200
    assert public_texts(await bot.say("Thanks, and now?", 7))[0] == "I am back."


async def test_a_store_that_has_hung_for_long_is_tried_again(monkeypatch):
    store, seconds = LostStore(), []
    state = SharedState("words", store)

    async def hangs():
        await state.get("kind", "name")
        seconds.append(shared_state.PATIENCE_SECONDS + 1)

    clock = SimpleNamespace(monotonic=lambda: sum(seconds))
    monkeypatch.setattr(shared_state, "time", clock)
    await state.patiently(hangs)

    assert len(seconds) == 2


async def test_a_put_is_not_forgotten_where_another_request_finds_the_store_back(
    bot, store, monkeypatch
):
    await transferred(bot)
    store.is_lost, run = True, SharedState._run

    async def another_is_next(self, call, *args):
        result = await run(self, call, *args)
        if store.is_lost and self.is_lost:
            # Before the event loop sees the result, a thread of another request has asked.
            store.is_lost = False
            while self.is_lost:
                await run(self, self._store.get, "another")
        return result

    monkeypatch.setattr(SharedState, "_run", another_is_next)
    await bot.create()

    assert not store.is_lost
    assert public_texts(await bot.say("Thanks, and now?", 7))[0] == "I am back."


@pytest.mark.usefixtures("impatient")
async def test_a_call_of_the_return_waits_once_for_the_store(bot, store, monkeypatch):
    await transferred(bot)
    waits, patiently = [], SharedState.patiently

    def counted(self, work):
        waits.append(work)
        return patiently(self, work)

    monkeypatch.setattr(SharedState, "patiently", counted)
    store.is_lost = True

    assert (await bot.give_back()).status_code == 200
    assert len(waits) == 1


async def test_a_server_that_has_just_lost_the_store_hears_of_the_put_at_another_one(
    bot, store, waits
):
    await transferred(bot)
    await bot.create()

    store.is_lost = True
    turn = begin(bot.say("Thanks, and now?", 7))
    await asyncio.wait_for(waits.wait(), 10)
    store.is_lost = False

    assert public_texts(await turn)[0] == "I am back."
    assert bot.rasa.messages[-1].metadata["liveperson"]["skillId"] == "1234567"


@pytest.mark.usefixtures("impatient")
async def test_a_put_gives_the_conversation_back_also_if_the_first_one_was_lost(bot, store):
    bot.rasa.states["a person"] = "requested"
    gate = bot.rasa.holds("a person", TRANSFER)
    store.is_lost = True
    await bot.create()
    turn = begin(bot.say("a person", 1))
    await asyncio.wait_for(gate.reached.wait(), 10)
    store.is_lost = False
    gate.opened.set()
    assert (await turn)[-1]["type"] == "ACTION"

    await bot.create()

    assert public_texts(await bot.say("Thanks, and now?", 7))[0] == "I am back."


@pytest.mark.usefixtures("impatient")
async def test_a_conversation_begins_although_the_store_can_only_be_read(bot, store):
    """LivePerson may have created it at another server, which could not store it either."""
    store.is_read_only = True
    assert (await bot.deliver(text_event("hello", 1))).status_code == 200

    store.is_read_only = False
    await bot.create()
    assert public_texts(await bot.say("hello again", 2))

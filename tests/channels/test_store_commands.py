"""How many commands of the state store one turn needs; the simulation reckons with them."""

import pytest

from human_handoff_channels import input_channel
from simulation import figures
from tests.state_stores.counting import CountingStore

COMMANDS = {
    "cm": figures.TURN_COMMANDS,
    "parley": figures.TURN_COMMANDS,
    "liveperson": figures.LIVEPERSON_TURN_COMMANDS,
}


@pytest.fixture
def store(monkeypatch):
    store = CountingStore()
    monkeypatch.setattr(input_channel, "open_store", lambda *_: store)
    return store


async def test_a_turn_needs_so_many_commands(store, start, vendor):
    bot = await start()
    await bot.open_conversation()
    await bot.write("Hi", 1)
    before = store.commands
    await bot.write("Hi again", 2)

    assert store.commands - before == COMMANDS[vendor.Input.channel].value

"""The state store is away, or cannot be written, when a conversation begins."""

import asyncio

from actions.human_handoff.state_store import StateStoreError, with_fallback
from tests.channels.bot_under_test import begin
from tests.channels.liveperson.bot import public_texts, text_event
from tests.channels.liveperson.test_return import TRANSFER


async def test_a_put_gives_the_conversation_back_also_if_the_first_one_was_lost(bot, monkeypatch):
    def lost(*_):
        raise StateStoreError("the store is lost")

    bot.rasa.states["a person"] = "requested"
    gate = bot.rasa.holds("a person", TRANSFER)
    with monkeypatch.context() as away:
        away.setattr(with_fallback, "QUICK_RETRY_SECONDS", 0.0)
        for operation in ("get", "put", "set_if_absent", "replace", "remove", "update", "check"):
            away.setattr(bot.channel._store, operation, lost)
        await bot.create()
        turn = begin(bot.say("a person", 1))
        await asyncio.wait_for(gate.reached.wait(), 10)
    gate.opened.set()  # the store is there again before the turn is over
    assert (await turn)[-1]["type"] == "ACTION"

    await bot.create()

    assert public_texts(await bot.say("Thanks, and now?", 7))[0] == "I am back."


async def test_a_conversation_begins_although_the_store_can_only_be_read(bot, monkeypatch):
    """LivePerson may have created it at another server, which could not store it either."""

    def refused(*_):
        raise StateStoreError("the store is full")

    with monkeypatch.context() as full:
        full.setattr(with_fallback, "QUICK_RETRY_SECONDS", 0.0)
        for operation in ("put", "set_if_absent", "replace", "remove", "check"):
            full.setattr(bot.channel._store, operation, refused)
        assert (await bot.deliver(text_event("hello", 1))).status_code == 200

    await bot.create()
    assert public_texts(await bot.say("hello again", 2))

"""A key that LivePerson has withdrawn, and one event in two contexts."""

import asyncio

import pytest

from human_handoff_channels.liveperson.jwks import MAX_AGE_SECONDS, PAUSE_SECONDS, KeySet
from human_handoff_channels.webhook_calls import RetryLaterError
from tests.channels.liveperson.bot import STRANGERS_KEY, jwk, text_event
from tests.unit.clock import Clock


@pytest.fixture
def clock():
    return Clock(0.0)


async def test_a_key_that_was_withdrawn_is_no_key_after_a_day(jwks, clock):
    keys = KeySet(jwks.url, clock)
    assert await keys.key("k1") is not None

    jwks.body = {"keys": [jwk(STRANGERS_KEY, "k2")]}
    clock.now += MAX_AGE_SECONDS
    assert await keys.key("k1") is not None
    clock.now += 1
    assert await keys.key("k1") is None
    assert await keys.key("k2") is not None

    jwks.body = {"keys": [jwk()]}
    clock.now += MAX_AGE_SECONDS + 1
    assert await keys.key("k1") is not None


async def test_a_withdrawn_key_is_no_key_as_soon_as_an_unknown_key_was_asked_for(jwks, clock):
    keys = KeySet(jwks.url, clock)
    await keys.key("k1")
    jwks.body = {"keys": [jwk(STRANGERS_KEY, "k2")]}

    assert await keys.key("k2") is None
    clock.now += PAUSE_SECONDS
    assert await keys.key("k2") is not None
    assert await keys.key("k1") is None


async def test_keys_serve_while_liveperson_is_down_and_are_asked_for_again_after_a_pause(
    jwks, clock
):
    keys = KeySet(jwks.url, clock)
    good = jwks.body
    await keys.key("k1")
    jwks.body = None
    clock.now += MAX_AGE_SECONDS + 1
    assert await keys.key("k1") is not None
    calls = jwks.calls()
    assert await keys.key("k1") is not None
    assert jwks.calls() == calls

    jwks.body = {"keys": []}
    clock.now += PAUSE_SECONDS
    with pytest.raises(RetryLaterError):
        await keys.key("k1")
    jwks.body = good
    clock.now += PAUSE_SECONDS
    assert await keys.key("k1") is not None


async def test_a_known_key_does_not_wait_long_for_a_server_of_keys_that_hangs(
    jwks, clock, monkeypatch
):
    monkeypatch.setattr("human_handoff_channels.liveperson.jwks.PATIENCE_SECONDS", 0.05)
    keys, hangs = KeySet(jwks.url, clock), asyncio.Event()
    await keys.key("k1")

    async def fetch():
        await hangs.wait()
        keys._fetching = None

    clock.now += MAX_AGE_SECONDS + 1
    with monkeypatch.context() as patched:
        patched.setattr(keys, "_fetch", fetch)
        assert await keys.key("k1") is not None
        hangs.set()
        await keys.key("k1")

    assert await keys.key("k1") is not None
    assert jwks.calls() == 2


async def test_an_event_that_is_delivered_again_with_another_context_is_handled_once(bot):
    await bot.open_conversation()
    first = await bot.deliver(text_event("Hi", 4))
    others = [
        text_event("Hi", 4, serverTimestamp=1, metadata=[{"type": "Attempt", "number": 2}]),
        text_event("Hi", 4, __attempt=2),
        text_event("Hi", 4) | {"source": "CONVERSATION"},
    ]
    again = [await bot.deliver(other) for other in others]

    assert [response.json() for response in again] == [first.json()] * 3
    assert bot.rasa.texts == ["Hi"]
    await bot.deliver(text_event("Hi", 5))
    await bot.deliver(text_event("Hi", 5, dialogId="another dialog"))
    assert bot.rasa.texts == ["Hi"] * 3

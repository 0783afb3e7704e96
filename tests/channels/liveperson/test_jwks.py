"""Where the keys of LivePerson's tokens come from."""

import pytest

from human_handoff_channels.liveperson import jwks as module
from tests.channels.liveperson.bot import ENVIRONMENTS, KEY, PEM, STRANGERS_KEY, jwk, token


@pytest.fixture
def bot(bot_with_jwks):
    return bot_with_jwks


async def test_the_keys_are_fetched_once_and_an_unknown_one_asks_again_once_a_minute(bot, jwks):
    for _ in range(3):
        await bot.call("GET", ENVIRONMENTS)
    once = jwks.calls()
    for kid in ("k2", "k3", "k4"):
        await bot.call("GET", ENVIRONMENTS, authorization=f"Bearer {token(STRANGERS_KEY, kid=kid)}")

    assert (once, jwks.calls()) == (1, 1)


async def test_a_new_key_of_livepersons_is_found_after_a_minute(bot, jwks, monkeypatch):
    await bot.call("GET", ENVIRONMENTS)
    jwks.body = {"keys": [jwk(), jwk(STRANGERS_KEY, "k2")]}
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0)

    response = await bot.call(
        "GET", ENVIRONMENTS, authorization=f"Bearer {token(STRANGERS_KEY, kid='k2')}"
    )

    assert (response.status_code, jwks.calls()) == (200, 2)


@pytest.mark.parametrize("keys", [None, [], {"keys": 1}, {"keys": []}, {"keys": [{"kid": "k1"}]}])
async def test_without_any_key_liveperson_is_asked_to_come_again(bot, jwks, monkeypatch, keys):
    good, jwks.body = jwks.body, keys
    monkeypatch.setattr(module, "PAUSE_WITHOUT_KEYS_SECONDS", 0)

    refused = await bot.call("GET", ENVIRONMENTS)
    jwks.body = good
    response = await bot.call("GET", ENVIRONMENTS)

    assert (refused.status_code, response.status_code) == (503, 200)


@pytest.mark.parametrize(
    "other", [{"use": "enc"}, {"alg": "RS512"}, {"kty": "EC"}, {"kid": 7}, {"n": "%"}]
)
async def test_a_key_for_another_purpose_checks_nothing(bot, jwks, other):
    jwks.body = {"keys": [jwk(KEY, "k9"), jwk() | other]}

    assert (await bot.call("GET", ENVIRONMENTS)).status_code in (401, 503)


async def test_a_key_of_the_settings_needs_no_jwks_and_no_kid(start, jwks):
    bot = await start(public_key=PEM)

    responses = [
        await bot.call("GET", ENVIRONMENTS, authorization=f"Bearer {each}")
        for each in (token(kid=None), token(), token(STRANGERS_KEY))
    ]

    assert [response.status_code for response in responses] == [200, 200, 401]
    assert jwks.calls() == 0

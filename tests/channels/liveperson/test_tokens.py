"""Without LivePerson's token nothing gets in."""

import base64
import hashlib
import hmac
import json
import time

import pytest

from tests.channels.liveperson.platform import (
    BOT,
    CONVERSATION,
    KEY,
    PEM,
    STRANGERS_KEY,
    jwk,
    said,
    text_event,
    token,
)

TALK = f"/v1/bots/{BOT}/environments/draft/conversations/{CONVERSATION}"
CALLS = [
    ("GET", f"/v1/bots/{BOT}/environments", None),
    ("GET", f"/v1/bots/{BOT}/environments/draft/state", None),
    ("PUT", TALK, {"context": {"skillId": "forged"}}),
    ("POST", f"{TALK}/events", text_event("forged")),
    ("POST", f"{TALK}/return", {}),
]
SECONDS = int(time.time())


def by_hand(header: dict, claims: dict, secret: bytes = b"") -> str:
    """A token that PyJWT refuses to make."""
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in (header, claims)
    ]
    body = b".".join(parts)
    signature = hmac.new(secret, body, hashlib.sha256).digest() if secret else b""
    return (body + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


CLAIMS = {
    "iss": "Sentinel",
    "aud": "12345678",
    "scope": "thirdpartybots.customendpoint.bot",
    "iat": SECONDS,
    "exp": SECONDS + 36_000,
}
REFUSED = {
    "no header": None,
    "no token": "Bearer",
    "another scheme": f"Basic {token()}",
    "garbage": "Bearer garbage",
    "three parts of garbage": "Bearer a.b.c",
    "half a token": f"Bearer {token()[:-20]}",
    "a strangers signature": f"Bearer {token(STRANGERS_KEY)}",
    "no algorithm": f"Bearer {by_hand({'alg': 'none', 'kid': 'k1'}, CLAIMS)}",
    "HS256 with the public key": "Bearer "
    + by_hand({"alg": "HS256", "kid": "k1", "typ": "JWT"}, CLAIMS, PEM.encode()),
    "RS512": f"Bearer {token(algorithm='RS512')}",
    "another audience": f"Bearer {token(aud='87654321')}",
    "no audience": f"Bearer {token(aud=None)}",
    "another issuer": f"Bearer {token(iss='Somebody')}",
    "no issuer": f"Bearer {token(iss=None)}",
    "expired": f"Bearer {token(iat=SECONDS - 7200, exp=SECONDS - 3600)}",
    "no expiry": f"Bearer {token(exp=None)}",
    "not yet valid": f"Bearer {token(nbf=SECONDS + 3600)}",
    "issued tomorrow": f"Bearer {token(iat=SECONDS + 86_400, exp=SECONDS + 90_000)}",
    "times of another shape": f"Bearer {by_hand({'alg': 'RS256', 'kid': 'k1'}, {'exp': []})}",
    "an expiry of another shape": f"Bearer {token(exp=[1])}",
    "an expiry without end": f"Bearer {token(exp=float('inf'))}",
    "another scope": f"Bearer {token(scope='something.else')}",
    "no scope": f"Bearer {token(scope=None)}",
    "a scope of another shape": f"Bearer {token(scope=[7])}",
    "an unknown key": f"Bearer {token(STRANGERS_KEY, kid='k2')}",
    "no key named": f"Bearer {token(kid=None)}",
}


@pytest.mark.parametrize("case", REFUSED)
async def test_a_call_that_is_not_livepersons_is_a_401_and_changes_nothing(bot, caplog, case):
    await bot.create()
    caplog.clear()

    answers = [
        await bot.call(method, path, body, authorization=REFUSED[case])
        for method, path, body in CALLS
    ]

    assert [answer.status_code for answer in answers] == [401] * 5
    assert {answer.text for answer in answers} == {'{"message": "Unauthorized"}'}
    assert {answer.headers["www-authenticate"] for answer in answers} == {"Bearer"}
    lines = [record.getMessage() for record in caplog.records if "refused" in record.msg]
    assert len(lines) == 5
    secret = (REFUSED[case] or "").rpartition(" ")[2]
    assert not any("\n" in line or (len(secret) > 9 and secret in line) for line in lines)
    assert bot.rasa.heard == []
    await bot.say("Hi")
    assert bot.rasa.heard[0].metadata["liveperson"]["skillId"] == "1234567"


@pytest.mark.parametrize(
    "claims",
    [
        {"scope": "ihub.tpb.customendpoint"},
        {"scope": "one thirdpartybots.customendpoint.bot"},
        {"scope": ["thirdpartybots.customendpoint.bot"]},
        {"aud": ["other", "12345678"]},
    ],
)
async def test_what_liveperson_may_send_is_let_in(bot, claims):
    answer = await bot.call(*CALLS[0], authorization=f"bearer {token(**claims)}")

    assert answer.status_code == 200


async def test_clocks_may_differ_a_little(bot):
    answer = await bot.call(
        *CALLS[0], authorization=f"Bearer {token(exp=int(time.time()) - 5, iat=None)}"
    )

    assert answer.status_code == 200


async def test_a_body_is_not_looked_at_before_the_token_is(bot):
    answer = await bot.call("PUT", TALK, content=b"x" * 1_000_000, authorization="Bearer x.y.z")

    assert answer.status_code == 401


async def test_the_keys_are_fetched_once_and_an_unknown_one_asks_again_once_a_minute(bot):
    for _ in range(3):
        await bot.call(*CALLS[0])
    once = bot.jwks_calls
    for kid in ("k2", "k3", "k4"):
        await bot.call(*CALLS[0], authorization=f"Bearer {token(STRANGERS_KEY, kid=kid)}")

    assert (once, bot.jwks_calls) == (1, 1)


async def test_a_new_key_of_livepersons_is_found_after_a_minute(bot, monkeypatch):
    from human_handoff_channels.liveperson import jwks as keys

    await bot.call(*CALLS[0])
    bot.jwks = {"keys": [jwk(), jwk(STRANGERS_KEY, "k2")]}
    monkeypatch.setattr(keys, "PAUSE_SECONDS", 0)

    answer = await bot.call(*CALLS[0], authorization=f"Bearer {token(STRANGERS_KEY, kid='k2')}")

    assert (answer.status_code, bot.jwks_calls) == (200, 2)


@pytest.mark.parametrize("keys", [None, [], {"keys": 1}, {"keys": []}, {"keys": [{"kid": "k1"}]}])
async def test_without_any_key_liveperson_is_asked_to_come_again(start, monkeypatch, keys):
    from human_handoff_channels.liveperson import jwks as module

    bot = await start()
    good, bot.jwks = bot.jwks, keys
    monkeypatch.setattr(module, "PAUSE_WITHOUT_KEYS_SECONDS", 0)

    refused = await bot.call(*CALLS[0])
    bot.jwks = good
    answer = await bot.call(*CALLS[0])

    assert (refused.status_code, answer.status_code) == (503, 200)


@pytest.mark.parametrize(
    "other", [{"use": "enc"}, {"alg": "RS512"}, {"kty": "EC"}, {"kid": 7}, {"n": "%"}]
)
async def test_a_key_for_another_purpose_checks_nothing(bot, other):
    bot.jwks = {"keys": [jwk(KEY, "k9"), jwk() | other]}

    assert (await bot.call(*CALLS[0])).status_code in (401, 503)


async def test_a_key_of_the_settings_needs_no_jwks_and_no_kid(start):
    bot = await start(public_key=PEM)

    answers = [
        await bot.call(*CALLS[0], authorization=f"Bearer {each}")
        for each in (token(kid=None), token(), token(STRANGERS_KEY))
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 401]
    assert bot.jwks_calls == 0


async def test_no_scope_needs_to_be_there_where_the_settings_name_none(start):
    bot = await start(scopes=[])

    answer = await bot.call(*CALLS[0], authorization=f"Bearer {token(scope=None)}")

    assert answer.status_code == 200


async def test_the_return_token_opens_the_way_back_and_nothing_else(start):
    bot = await start(return_token="a-token-of-our-own")
    await bot.create()

    answers = [
        await bot.call(method, path, body, authorization=f"Bearer {word}")
        for word in ("a-token-of-our-own", "a-token-of-our-owm")
        for method, path, body in CALLS
    ]

    assert [answer.status_code for answer in answers] == [401] * 4 + [200] + [401] * 5
    assert said(answers[4].json()["response"]) == ["You said /human_handoff_returned"]


@pytest.mark.parametrize("error", [TypeError, ValueError, OverflowError])
async def test_claims_that_an_older_pyjwt_stumbles_over_are_refused(bot, monkeypatch, error):
    def stumbles(*args, **kwargs):
        raise error("the claim")

    monkeypatch.setattr("human_handoff_channels.liveperson.app_jwt.jwt.decode", stumbles)

    assert (await bot.call(*CALLS[0])).status_code == 401

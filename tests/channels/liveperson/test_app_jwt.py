"""Without LivePerson's token nothing gets in."""

import base64
import hashlib
import hmac
import json
import time

import pytest

from tests.channels.liveperson.bot import (
    ENVIRONMENTS,
    PATH,
    PEM,
    STRANGERS_KEY,
    public_texts,
    text_event,
    token,
)

CALLS = [
    ("GET", ENVIRONMENTS, None),
    ("GET", f"{ENVIRONMENTS}/draft/state", None),
    ("PUT", PATH, {"context": {"skillId": "forged"}}),
    ("POST", f"{PATH}/events", text_event("forged")),
    ("POST", f"{PATH}/return", {}),
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


@pytest.fixture
def bot(bot_with_jwks):
    return bot_with_jwks


@pytest.mark.parametrize("case", REFUSED)
async def test_a_call_that_is_not_livepersons_is_a_401_and_changes_nothing(bot, caplog, case):
    await bot.create()
    caplog.clear()

    responses = [
        await bot.call(method, path, body, authorization=REFUSED[case])
        for method, path, body in CALLS
    ]

    assert [response.status_code for response in responses] == [401] * 5
    assert {response.text for response in responses} == {'{"message": "Unauthorized"}'}
    assert {response.headers["www-authenticate"] for response in responses} == {"Bearer"}
    lines = [record.getMessage() for record in caplog.records if "refused" in record.msg]
    assert len(lines) == 5
    secret = (REFUSED[case] or "").rpartition(" ")[2]
    assert not any("\n" in line or (len(secret) > 9 and secret in line) for line in lines)
    assert bot.rasa.messages == []
    await bot.say("Hi")
    assert bot.rasa.messages[0].metadata["liveperson"]["skillId"] == "1234567"


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
    response = await bot.call(*CALLS[0], authorization=f"bearer {token(**claims)}")

    assert response.status_code == 200


async def test_clocks_may_differ_a_little(bot):
    response = await bot.call(
        *CALLS[0], authorization=f"Bearer {token(exp=int(time.time()) - 5, iat=None)}"
    )

    assert response.status_code == 200


async def test_no_scope_needs_to_be_there_where_the_settings_name_none(start):
    bot = await start(scopes=[])

    response = await bot.call(*CALLS[0], authorization=f"Bearer {token(scope=None)}")

    assert response.status_code == 200


async def test_the_return_token_opens_the_return_and_nothing_else(start):
    bot = await start(return_token="a-token-of-our-own")
    await bot.create()

    responses = [
        await bot.call(method, path, body, authorization=f"Bearer {each}")
        for each in ("a-token-of-our-own", "a-token-of-our-owm")
        for method, path, body in CALLS
    ]

    assert [response.status_code for response in responses] == [401] * 4 + [200] + [401] * 5
    assert public_texts(responses[4].json()["response"]) == ["I am back."]


@pytest.mark.parametrize("error", [TypeError, ValueError, OverflowError])
async def test_claims_that_an_older_pyjwt_stumbles_over_are_refused(bot, monkeypatch, error):
    def stumbles(*args, **kwargs):
        raise error("the claim")

    monkeypatch.setattr("human_handoff_channels.liveperson.app_jwt.jwt.decode", stumbles)

    assert (await bot.call(*CALLS[0])).status_code == 401


async def test_a_token_that_is_no_ascii_is_refused(bot, monkeypatch):
    def read(token):
        return token.encode("ascii")

    monkeypatch.setattr("jwt.get_unverified_header", lambda _: read("\u00ff\u00fe.e30.x"))
    method, path, body = CALLS[0]

    assert (await bot.call(method, path, body)).status_code == 401

"""A token that is rightly signed, whose claims have any shape."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jwt.api_jws import encode

from tests.channels.liveperson.bot import ENVIRONMENTS, KEY, SCOPE, token

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=5,
)
SCOPES = [7, True, 1.5, {SCOPE: True}, [7], [[SCOPE]], [{SCOPE: 1}], [None], "", [], {}]


async def status_of(bot, signed):
    return (await bot.call("GET", ENVIRONMENTS, authorization=f"Bearer {signed}")).status_code


@pytest.mark.parametrize("scope", SCOPES, ids=repr)
async def test_a_signed_token_with_a_scope_of_the_wrong_type_is_a_401(bot, scope):
    assert await status_of(bot, token(scope=scope)) == 401
    assert await status_of(bot, token()) == 200


@pytest.mark.no_cover
@pytest.mark.parametrize("scopes", [[], [SCOPE]])
@pytest.mark.parametrize("claim", ["exp", "nbf", "iat", "iss", "aud", "sub", "jti", "scope", "azp"])
def test_a_signed_token_with_any_claim_of_any_type_is_taken_or_a_401(loop, start, claim, scopes):
    bot = loop.run_until_complete(start(scopes=scopes))
    claims = json.loads(json.dumps({"iss": "Sentinel", "aud": "12345678", "exp": 4102444800}))

    @given(value=ANY)
    def check(value):
        body = json.dumps(claims | {"scope": SCOPE, claim: value}).encode()
        signed = encode(body, KEY, algorithm="RS256", headers={"kid": "k1"})
        assert loop.run_until_complete(status_of(bot, signed)) in (200, 401)

    check()
    assert loop.run_until_complete(status_of(bot, token())) == 200

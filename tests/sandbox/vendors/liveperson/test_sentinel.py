"""Sentinel's AppJWTs in the platform's calls to a bot, and its keys."""

import httpx
import jwt

from sandbox import RunningSandbox
from tests.sandbox.stand_in import Received
from tests.sandbox.vendors.liveperson.driver import LivePerson


def token_of(request: Received) -> str:
    return request.headers["authorization"].removeprefix("Bearer ")


def test_the_token_is_an_app_jwt_that_the_key_set_verifies(
    endpoint: LivePerson, sandbox: RunningSandbox
) -> None:
    endpoint.customer_says("c1", "Hi")

    url = f"http://{endpoint.directory('sentinel/baseURI.json').json()['baseURI']}"
    assert url == sandbox.urls["login"]
    (key,) = endpoint.http.get(f"{url}/sentinel/well-known/jwks").json()["keys"]
    assert (key["kid"], key["alg"], key["use"]) == ("sandbox-key-1", "RS256", "sig")
    assert "d" not in key
    for request in endpoint.bot.requests:
        token = token_of(request)
        assert jwt.get_unverified_header(token)["kid"] == "sandbox-key-1"
        claims = jwt.decode(
            token, jwt.PyJWK(key), algorithms=["RS256"], audience="12345678", issuer="Sentinel"
        )
        assert claims["scope"] == "thirdpartybots.customendpoint.bot"
        assert claims["exp"] - claims["iat"] == 3600
    assert endpoint.calls("jwks")[0]["status"] == 200


def test_the_key_is_the_same_after_a_reset(liveperson: LivePerson) -> None:
    def keys() -> httpx.Response:
        return liveperson.raw("login", "GET", "/sentinel/well-known/jwks")

    before = keys().json()

    liveperson.reset()

    assert keys().json() == before


def test_claims_of_the_token_can_be_others_or_missing(endpoint: LivePerson) -> None:
    endpoint.admin.set_bot(claims={"aud": "999", "scope": None})

    endpoint.customer_says("c1", "Hi")

    token = token_of(endpoint.bot.requests[0])
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["aud"], "scope" in claims) == ("999", False)

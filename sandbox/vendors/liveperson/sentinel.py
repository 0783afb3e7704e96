"""Sentinel, which signs the AppJWTs of the platform's calls to a bot, and publishes its keys.

https://developers.liveperson.com/oauth-2-0-client-credentials.html: RS256, `iss` Sentinel, `aud`
the account, a lifetime of an hour, the keys as a JWKS.
"""

import time
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from .account import ACCOUNT

KEY_ID = "sandbox-key-1"
SCOPE = "thirdpartybots.customendpoint.bot"
LIFETIME_SECONDS = 3600


class Sentinel:
    """Has one key, the same as long as the sandbox runs."""

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def app_jwt(self, claims: Mapping[str, object]) -> str:
        """Return a token; `claims` replace the usual ones or add to them, None takes one out."""
        now = int(time.time())
        usual = {"iss": "Sentinel", "aud": ACCOUNT, "scope": SCOPE, "azp": "sandbox-client-id"}
        changed = {**usual, "iat": now, "exp": now + LIFETIME_SECONDS, **claims}
        kept = {name: value for name, value in changed.items() if value is not None}
        return jwt.encode(kept, self._key, algorithm="RS256", headers={"kid": KEY_ID})

    def key_set(self) -> dict[str, Any]:
        """Return the public key as a JWKS."""
        key = RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        key.pop("key_ops", None)
        return {"keys": [{**key, "kid": KEY_ID, "use": "sig", "alg": "RS256"}]}

"""The AppJWT that LivePerson sends with every call.

RS256, signed by Sentinel; `aud` is the account. LivePerson's reference service takes the first
key of the set and does not compare `aud` with its own account; here both are checked.
https://developers.liveperson.com/third-party-bots-custom-endpoint-service-implementation.html
"""

from __future__ import annotations

from typing import Any

import jwt

from .jwks import Keys
from .settings import LivePersonSettings

ALGORITHM = "RS256"


class TokenRefusedError(Exception):
    """The call is not LivePerson's; the text says why, and holds nothing of the token."""


class AppJWT:
    """What a token must be."""

    def __init__(self, settings: LivePersonSettings, keys: Keys) -> None:
        self._keys = keys
        self._account = settings.account
        self._issuer = settings.issuer
        self._scopes = frozenset(settings.scopes)
        self._leeway = settings.clock_skew_seconds

    async def check(self, authorization: str | None) -> None:
        """Check a call's `Authorization` header.

        Raises:
            TokenRefusedError: It is not what LivePerson sends for this account.
            KeysUnreachableError: It cannot be checked now.
        """
        token = bearer(authorization)
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError:
            raise TokenRefusedError("no token") from None
        # Before any key is asked for: `none`, and HS256 with the public key as its secret.
        if header.get("alg") != ALGORITHM:
            raise TokenRefusedError("another algorithm")
        kid = header.get("kid")
        key = await self._keys.key(kid if isinstance(kid, str) else None)
        if key is None:
            raise TokenRefusedError("unknown key")
        self._check_scope(self._claims(token, key))

    def _claims(self, token: str, key: Any) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                audience=self._account,
                issuer=self._issuer,
                leeway=self._leeway,
                options={"require": ["exp", "aud", "iss"]},
            )
        except jwt.PyJWTError as error:
            name = type(error).__name__.removesuffix("Error")
            raise TokenRefusedError(name) from None
        except (ValueError, TypeError, OverflowError):  # a time that is no time, and the like
            raise TokenRefusedError("claims of another shape") from None

    def _check_scope(self, claims: dict[str, Any]) -> None:
        scope = claims.get("scope")
        granted = scope.split() if isinstance(scope, str) else scope
        if not self._scopes:
            return
        named = {each for each in granted if isinstance(each, str)} if granted else set()
        if not named & self._scopes:
            raise TokenRefusedError("another scope")


def bearer(authorization: str | None) -> str:
    """Return the token of an `Authorization` header.

    Raises:
        TokenRefusedError: There is none.
    """
    scheme, _, token = (authorization or "").strip().partition(" ")
    if not token.strip():
        raise TokenRefusedError("no token")
    if scheme.lower() != "bearer":
        raise TokenRefusedError("another scheme")
    return token.strip()

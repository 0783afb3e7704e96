"""The AppJWT that LivePerson sends with every request.

RS256, signed by Sentinel; `aud` is the account. LivePerson's reference service takes the first
key of the set and does not compare `aud` with its own account; here both are checked.
https://developers.liveperson.com/third-party-bots-custom-endpoint-service-implementation.html
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import jwt

from ..webhook_calls import RefusedError, bearer_token
from .jwks import Keys
from .settings import LivePersonSettings

ALGORITHM = "RS256"


class TokenRefusedError(RefusedError):
    """The request has no token of LivePerson; the reason holds nothing of the token.

    The status is 401 as the specification says, where LivePerson's reference service also
    answers 403 and 400.
    """

    def __init__(self, reason: str) -> None:
        headers = {"WWW-Authenticate": "Bearer"}
        super().__init__(HTTPStatus.UNAUTHORIZED, f"token: {reason}", headers)


class AppJWT:
    """Checks tokens by the settings."""

    def __init__(self, settings: LivePersonSettings, keys: Keys) -> None:
        self._keys = keys
        self._account = settings.account
        self._issuer = settings.issuer
        self._scopes = frozenset(settings.scopes)
        self._leeway = settings.clock_skew_seconds

    async def check(self, authorization: str | None) -> None:
        """Check the `Authorization` header of a request.

        Raises:
            TokenRefusedError: It is not what LivePerson sends for this account.
            RetryLaterError: There is no key to check it with.
        """
        token = bearer_token(authorization)
        if token is None:
            raise TokenRefusedError("another scheme")
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, ValueError):  # such as one that is no ASCII
            raise TokenRefusedError("no token") from None
        # Checked before the key is looked up, because a forged token may name the algorithm
        # `none`, or HS256 with the public key as its secret.
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
        except (ValueError, TypeError, OverflowError):  # such as a list in place of a time
            raise TokenRefusedError("claims of another shape") from None

    def _check_scope(self, claims: dict[str, Any]) -> None:
        if not self._scopes:
            return
        scope = claims.get("scope")
        granted = scope.split() if isinstance(scope, str) else scope
        names = granted if isinstance(granted, list) else []
        if not self._scopes & {name for name in names if isinstance(name, str)}:
            raise TokenRefusedError("another scope")

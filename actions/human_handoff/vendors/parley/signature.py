"""Parley's `Authorization` header: a text that the caller signs, with no scheme before it.

https://developers.parley.io/docs/service-api/service-api-authorization
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime

from ...pydantic_compat import SecretStr


class Signature:
    """Signs for the bot's Service in one account."""

    def __init__(
        self,
        service: str,
        account: str,
        secret: SecretStr,
        seconds: int,
        clock: Callable[[], datetime],
    ) -> None:
        """Take who signs, and for how many seconds a signature is to be valid."""
        self._service = service
        self._account = account
        self._secret = secret
        self._seconds = seconds
        self._clock = clock

    def header(self) -> str:
        """Return a new value for `Authorization`; each call to Parley has its own."""
        until = str(int(self._clock().timestamp()) + self._seconds)
        # The signed text has nothing between its parts, the one that is sent has bars.
        signed = f"{self._service}{self._account}{until}"
        secret = self._secret.get_secret_value().encode()
        # Hexadecimal is required: other forms of the same hash are refused.
        proof = hmac.new(secret, signed.encode(), hashlib.sha512).hexdigest()
        return b64encode(f"{self._service}|{self._account}|{until}|{proof}".encode()).decode()

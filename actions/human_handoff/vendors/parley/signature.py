"""Parley's `Authorization` header: a signed value, without a scheme such as "Bearer" before it.

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
    """Signs the calls of the bot's Service in one account."""

    def __init__(
        self,
        service: str,
        account: str,
        secret: SecretStr,
        seconds: int,
        clock: Callable[[], datetime],
    ) -> None:
        """Take the identifications, and for how many seconds a signature is valid."""
        self._service = service
        self._account = account
        self._secret = secret
        self._seconds = seconds
        self._clock = clock

    def header(self) -> str:
        """Return a new value for `Authorization`; each call to Parley needs its own."""
        expires = str(int(self._clock().timestamp()) + self._seconds)
        # The text to sign has nothing between its parts; the text to send has bars.
        text = f"{self._service}{self._account}{expires}"
        secret = self._secret.get_secret_value().encode()
        # Parley requires hexadecimal and refuses other encodings of the same hash.
        proof = hmac.new(secret, text.encode(), hashlib.sha512).hexdigest()
        return b64encode(f"{self._service}|{self._account}|{expires}|{proof}".encode()).decode()

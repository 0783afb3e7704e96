"""LivePerson's public keys: one from the settings, or those of the account's JWKS.

https://developers.liveperson.com/oauth-2-0-client-credentials.html
"""

from __future__ import annotations

import asyncio
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import jwt
import requests
from cryptography.hazmat.primitives.serialization import load_pem_public_key

logger = logging.getLogger(__name__)

# A platform waits for us meanwhile.
TIMEOUT_SECONDS = (3, 5)
# Anybody can send an unknown `kid`.
PAUSE_SECONDS = 60
# With no key at all every call fails, so ask again sooner.
PAUSE_WITHOUT_KEYS_SECONDS = 5
# A key that LivePerson has withdrawn must not be good for ever.
OLD_SECONDS = 24 * 3600


class KeysUnreachableError(Exception):
    """There is no key to check a signature with, so nothing can be said of any token."""


class Keys(ABC):
    """Where a signature's key comes from."""

    @abstractmethod
    async def key(self, kid: str | None) -> Any | None:
        """Return the key of that id, None where there is none.

        Raises:
            KeysUnreachableError: No key is known at all.
        """


class OneKey(Keys):
    """The key of the settings; LivePerson's first generation had one for a region."""

    def __init__(self, pem: str) -> None:
        self._key = load_pem_public_key(pem.encode())

    async def key(self, kid: str | None) -> Any:
        """Return the key, whatever the token calls it."""
        return self._key


class KeySet(Keys):
    """The keys of a JWKS, fetched off the event loop and kept."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._clock = clock
        self._keys: dict[str, Any] = {}
        self._fetched: float | None = None
        self._asked: float | None = None
        self._lock = asyncio.Lock()

    async def key(self, kid: str | None) -> Any | None:
        """Return the key of that id; an unknown one asks LivePerson again, not too often."""
        if kid is None or kid not in self._keys or self._is_old():
            async with self._lock:
                if (kid not in self._keys or self._is_old()) and self._may_ask():
                    await self._fetch()
        if not self._keys:
            raise KeysUnreachableError
        return self._keys.get(kid) if kid is not None else None

    def _is_old(self) -> bool:
        return self._fetched is None or self._clock() - self._fetched > OLD_SECONDS

    def _may_ask(self) -> bool:
        pause = PAUSE_SECONDS if self._keys else PAUSE_WITHOUT_KEYS_SECONDS
        return self._asked is None or self._clock() - self._asked >= pause

    async def _fetch(self) -> None:
        self._asked = self._clock()
        try:
            self._keys = await asyncio.to_thread(_keys_at, self._url)
            self._fetched = self._clock()
        except (requests.RequestException, ValueError, jwt.PyJWTError) as error:
            # What is known stays: better a day-old key than no customer served.
            logger.warning("LivePerson's keys could not be fetched: %s", type(error).__name__)


def _keys_at(url: str) -> dict[str, Any]:
    answer = requests.get(url, timeout=TIMEOUT_SECONDS, headers={"Accept": "application/json"})
    answer.raise_for_status()
    body = answer.json()
    listed = body.get("keys") if isinstance(body, dict) else None
    if not isinstance(listed, list):
        raise ValueError("no list of keys")
    keys = {}
    for each in listed:
        if _signs_with_rs256(each):
            keys[each["kid"]] = jwt.PyJWK(each, algorithm="RS256").key
    return keys


def _signs_with_rs256(each: Any) -> bool:
    return (
        isinstance(each, dict)
        and isinstance(each.get("kid"), str)
        and each.get("kty") == "RSA"
        and each.get("use", "sig") == "sig"
        and each.get("alg", "RS256") == "RS256"
    )

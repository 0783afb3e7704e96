"""LivePerson's public keys: one from the settings, or those of the account's JWKS.

https://developers.liveperson.com/oauth-2-0-client-credentials.html
"""

from __future__ import annotations

import asyncio
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Any

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from ..plugin import BlockingCalls, VendorAPI, VendorError
from ..webhook_calls import RetryLaterError
from .settings import LivePersonSettings

logger = logging.getLogger(__name__)

_VENDOR = "LivePerson"
# LivePerson waits for the bot's answer meanwhile.
FETCH_SECONDS = 8
# Anybody can send a token with an unknown `kid`, so it must not lead to a fetch every time.
PAUSE_SECONDS = 60
# Without any key every request is refused, so the pause between two fetches is shorter.
PAUSE_WITHOUT_KEYS_SECONDS = 5
# How long a token with a known key waits while the keys are fetched again.
PATIENCE_SECONDS = 2
# After this time the keys are fetched again: LivePerson may have withdrawn one.
MAX_AGE_SECONDS = 24 * 3600


class Keys(ABC):
    """Where the key of a signature comes from."""

    @abstractmethod
    async def key(self, kid: str | None) -> Any | None:
        """Return the key with this id, None where there is none.

        Raises:
            RetryLaterError: No key is known at all.
        """


class FixedKey(Keys):
    """The key in the settings; the first generation of LivePerson's had one for a region."""

    def __init__(self, pem: str) -> None:
        self._key = load_pem_public_key(pem.encode())

    async def key(self, kid: str | None) -> Any:
        """Return the key, whatever id the token has for it."""
        return self._key


class KeySet(Keys):
    """The keys of a JWKS, which are fetched off the event loop and kept."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._clock = clock
        self._keys: dict[str, Any] = {}
        self._fetched_at: float | None = None
        self._tried_at: float | None = None
        self._fetching: asyncio.Future[None] | None = None
        self._api = VendorAPI(_VENDOR)
        self._blocking_calls = BlockingCalls(threads=1)

    async def key(self, kid: str | None) -> Any | None:
        """Return the key with this id; an unknown id fetches the keys again, after a pause."""
        if self._is_missing(kid):
            if self._fetching is None and self._may_fetch():
                self._fetching = asyncio.ensure_future(self._fetch())
            if self._fetching is not None:
                patience = PATIENCE_SECONDS if kid in self._keys else None
                await asyncio.wait({self._fetching}, timeout=patience)
        if not self._keys:
            # LivePerson repeats what got a 5xx.
            raise RetryLaterError("no key to check tokens with")
        return self._keys.get(kid) if kid is not None else None

    def _is_missing(self, kid: str | None) -> bool:
        is_old = self._fetched_at is None or self._clock() - self._fetched_at > MAX_AGE_SECONDS
        return is_old or kid not in self._keys

    def _may_fetch(self) -> bool:
        pause = PAUSE_SECONDS if self._keys else PAUSE_WITHOUT_KEYS_SECONDS
        return self._tried_at is None or self._clock() - self._tried_at >= pause

    async def _fetch(self) -> None:
        self._tried_at = self._clock()
        call = partial(self._api.call, "GET", self._url, seconds=FETCH_SECONDS)
        try:
            response = await self._blocking_calls.run(_VENDOR, call, FETCH_SECONDS)
            self._keys = _signing_keys(response.json())
            self._fetched_at = self._clock()
        except (VendorError, ValueError, jwt.PyJWTError) as error:
            # The keys fetched before are kept: they serve customers while LivePerson is down.
            logger.warning("LivePerson's keys could not be fetched: %s", type(error).__name__)
        finally:
            self._fetching = None


def keys_of(settings: LivePersonSettings) -> Keys:
    """Return the keys that the settings name."""
    if settings.public_key is not None:
        return FixedKey(settings.public_key)
    return KeySet(settings.jwks_url or "")  # the settings are checked: it is there


def _signing_keys(body: Any) -> dict[str, Any]:
    listed = body.get("keys") if isinstance(body, dict) else None
    if not isinstance(listed, list):
        raise ValueError("no list of keys")
    usable = filter(_signs_with_rs256, listed)
    return {entry["kid"]: jwt.PyJWK(entry, algorithm="RS256").key for entry in usable}


def _signs_with_rs256(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("kid"), str)
        and entry.get("kty") == "RSA"
        and entry.get("use", "sig") == "sig"
        and entry.get("alg", "RS256") == "RS256"
    )

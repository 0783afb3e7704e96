"""Keys of conversations and requests, from which nobody can find the ids that they stand for.

A plain hash would not do: whoever knows all telephone numbers can hash all of them. So the hash
has a random key, which all servers of the bot share in the state store.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import secrets

from ..state_store import StateStore, StateStoreError

logger = logging.getLogger(__name__)

STORE_KEY = "event_key"
# Longer than events are kept; each server that starts prolongs it.
KEY_SECONDS = 500 * 24 * 3600.0


class HiddenIds:
    """Returns the same key for the same ids, on all servers that share the store."""

    def __init__(self, store: StateStore, key: str | None = None) -> None:
        """Take the store; it is asked by `load`, or else by the first call, but not for `key`."""
        self._store = store
        self._key = None if key is None else key.encode()

    @classmethod
    def of_servers(cls, store: StateStore) -> HiddenIds | None:
        """Return the keys that servers write; None where no server has used the store.

        Raises:
            StateStoreError: The store cannot be asked.
        """
        key = store.get(STORE_KEY)
        return None if key is None else cls(store, key)

    def load(self) -> None:
        """Read the key that the servers share, or make it; it may block."""
        made = secrets.token_hex(32)
        try:
            key = self._store.set_if_absent(STORE_KEY, made, KEY_SECONDS)
            if key is not None:
                self._store.replace(STORE_KEY, key, key, KEY_SECONDS)
        except StateStoreError as error:
            key = None
            logger.warning(
                "the keys of requests and conversations in this server's events differ from those "
                "of other servers until it is started again: %s",
                error,
            )
        self._key = (key or made).encode()

    def conversation(self, sender_id: str) -> str:
        """Return the key of a conversation; `sender_id` is what Rasa calls it."""
        # Not the time of the first event: Rasa's SQL tracker store forgets earlier sessions.
        return self("conversation", sender_id)

    def __call__(self, *parts: object) -> str:
        """Return 40 hexadecimal digits."""
        if self._key is None:
            self.load()
        assert self._key is not None  # noqa: S101 - for mypy; `load` has set it
        text = json.dumps(parts, default=str)
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:40]

"""What servers that log in as the same bot user know of each other.

LivePerson allows one session for each user: a second login ends the first one. A bearer token never
leaves its process; the servers only share which of them logged in last, and when none may log in.
"""

from __future__ import annotations

import uuid

from ...state_store import StateStore, StateStoreWithFallback, hashed_key


class SharedLogin:
    """The latest login of a bot user, and the pause after a failed one.

    Without the store each server knows its own; a session that another one has ended is a 401.
    """

    def __init__(self, store: StateStore, identity: str) -> None:
        """Take the shared store, and the identity of the desk."""
        self._store = StateStoreWithFallback(store)
        self._server = uuid.uuid4().hex
        self._latest = hashed_key("login", identity)
        self._pause = hashed_key("login-pause", identity)

    @property
    def is_anothers(self) -> bool:
        """Whether another server has logged in later, so that our session has ended."""
        return self._store.get(self._latest) not in (None, self._server)

    @property
    def pause_seconds(self) -> float:
        """How long the pause after a failed login was made, while it lasts; 0 without a pause."""
        return float(self._store.get(self._pause) or 0)

    def note_login(self, seconds: float) -> None:
        """Tell the others that the session is ours, for at most so many seconds."""
        self._store.put(self._latest, self._server, seconds)

    def pause(self, seconds: float) -> None:
        """Tell the others that nobody may log in for so many seconds."""
        self._store.put(self._pause, str(seconds), seconds)

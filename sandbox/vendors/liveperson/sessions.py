"""Who is logged in: one session per user, which a second login of the user ends.

DC pages/Documents/ConversationalAI/Third-PartyBots/getting-started.md, "only one active session".
"""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from ...record.event_log import now_ms


@dataclass
class Session:
    """One login; `ends` is a time of the monotonic clock."""

    user: str
    ttl_ms: int
    ends: float = 0.0
    session_id: str = field(default_factory=lambda: secrets.token_hex(16))
    csrf: str = field(default_factory=lambda: secrets.token_hex(32))
    bearer: str = field(default_factory=lambda: secrets.token_hex(32))
    at: int = field(default_factory=now_ms)

    def __post_init__(self) -> None:
        """Start its lifetime."""
        self.extend()

    def extend(self) -> None:
        """Start its whole lifetime again."""
        self.ends = time.monotonic() + self.ttl_ms / 1000

    @property
    def valid(self) -> bool:
        """Whether its bearer token is still accepted."""
        return time.monotonic() < self.ends


class Sessions:
    """All sessions, valid or not."""

    def __init__(self) -> None:
        """Start with nobody logged in."""
        self._all: list[Session] = []
        self._last_login: dict[str, float] = {}

    def is_too_soon(self, user: str, interval: float) -> bool:
        """Return whether the user's last login is less than `interval` seconds ago."""
        last = self._last_login.get(user)
        return last is not None and time.monotonic() - last < interval

    def start(self, user: str, ttl_ms: int) -> Session:
        """Log a user in; this ends an earlier session of the same user."""
        self.expire(user)
        self._last_login[user] = time.monotonic()
        session = Session(user, ttl_ms)
        self._all.append(session)
        return session

    def expire(self, user: str | None = None) -> None:
        """End the session of a user, or all sessions."""
        for session in self._all:
            if user in (None, session.user):
                session.ends = 0.0

    def by_bearer(self, bearer: str) -> Session | None:
        """Return the valid session with this bearer token."""
        return next((s for s in self._all if s.valid and s.bearer == bearer), None)

    def by_cookie(self, session_id: str) -> Session | None:
        """Return the valid session with this cookie."""
        return next((s for s in self._all if s.valid and s.session_id == session_id), None)

    def as_json(self) -> list[dict[str, Any]]:
        """Return the logins, without their secrets."""
        return [{"user": s.user, "at": s.at, "valid": s.valid} for s in self._all]

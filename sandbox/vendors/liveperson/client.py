"""What a client can tell the imitated LivePerson."""

from collections.abc import Callable
from typing import Any

from .escalation import VENDOR

# Sends one control request: method, path, body.
Ask = Callable[[str, str, object], Any]


class LivePersonControl:
    """`Control.liveperson`."""

    vendor = VENDOR
    tells_of_failures = True

    def __init__(self, ask: Ask) -> None:
        """`ask` sends one control request and returns its answer."""
        self._ask = ask

    def shifts(self) -> dict[str, bool]:
        """The skills by name."""
        return {about["name"]: about["on_shift"] for about in self.skills().values()}

    def set_on_shift(self, name: str, *, on: bool, back_ms: int | None = None) -> str:
        """Begin or end the shift of a skill; `back_ms` is when the next one begins."""
        skill_id = next(key for key, about in self.skills().items() if about["name"] == name)
        self.set_skill(skill_id, on_shift=on, next_on=back_ms)
        return "on shift" if on else "off shift"

    def skills(self) -> dict[str, dict[str, Any]]:
        """The skills by id."""
        return dict(self._ask("GET", "/liveperson/skills", None))

    def set_skill(self, skill_id: str, **changes: str | bool | int | None) -> dict[str, Any]:
        """Add or change a skill: `name`, `on_shift`, `next_on`, `next_off` (epoch ms or null)."""
        return dict(self._ask("PUT", f"/liveperson/skills/{skill_id}", changes))

    def remove_skill(self, skill_id: str) -> None:
        """Take a skill out of the account."""
        self._ask("DELETE", f"/liveperson/skills/{skill_id}", None)

    def logins(self) -> list[dict[str, Any]]:
        """Who has logged in when, and whether the session is still valid."""
        return list(self._ask("GET", "/liveperson/logins", None))

    def expire_logins(self) -> None:
        """End all sessions: the next call with a bearer is a 401."""
        self._ask("DELETE", "/liveperson/logins", None)

    def set_domain(self, **settings: str | list[str]) -> None:
        """How the Domain API answers: `shape` object, list or collection; `services` it lists."""
        self._ask("PUT", "/liveperson/domain", settings)

    def set_shift_status(self, shape: str) -> None:
        """How shift status answers: live, documented, absent or old."""
        self._ask("PUT", "/liveperson/shift-status", {"shape": shape})

    def set_login(self, **settings: float | int) -> None:
        """`interval_seconds` between two logins of a user; `session_ttl_ms`."""
        self._ask("PUT", "/liveperson/login", settings)

    def set_bot(self, **settings: object) -> None:
        """How Third-Party Bots reaches the bot: `bot_id`, `environment`, `default_skill`, …."""
        self._ask("PUT", "/liveperson/bot", settings)

    def set_escalation(self, **settings: object) -> None:
        """What an accepted escalation answers: `status`, `body`."""
        self._ask("PUT", "/liveperson/escalation", settings)

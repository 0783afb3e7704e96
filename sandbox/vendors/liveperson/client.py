"""The client of the control routes that only LivePerson has."""

from typing import Any

from ...vendor_base.control_client import VendorControl


class LivePersonControl(VendorControl):
    """`Control.liveperson`."""

    def skills(self) -> dict[str, dict[str, Any]]:
        """Return the skills by id."""
        return dict(self._send("GET", "/skills"))

    def set_skill(self, skill_id: str, **changes: str | bool | int | None) -> dict[str, Any]:
        """Add or change a skill: `name`, `on_shift`, `next_on`, `next_off` (epoch ms or null)."""
        return dict(self._send("PUT", f"/skills/{skill_id}", changes))

    def remove_skill(self, skill_id: str) -> None:
        """Remove a skill from the account."""
        self._send("DELETE", f"/skills/{skill_id}")

    def logins(self) -> list[dict[str, Any]]:
        """Return who has logged in when, and whether the session is still valid."""
        return list(self._send("GET", "/logins"))

    def expire_logins(self) -> None:
        """End all sessions: the next call with a bearer token is a 401."""
        self._send("DELETE", "/logins")

    def set_domain(self, **settings: str | list[str]) -> None:
        """Set the Domain API's `shape` (object, list, collection) and the `services` it lists."""
        self._send("PUT", "/domain", settings)

    def set_shift_status(self, shape: str) -> None:
        """Set the shape of shift status: live, documented, absent or old."""
        self._send("PUT", "/shift-status", {"shape": shape})

    def set_login(self, **settings: float | int) -> None:
        """Set `interval_seconds` between two logins of a user, or `session_ttl_ms`."""
        self._send("PUT", "/login", settings)

    def set_bot(self, **settings: object) -> None:
        """Set how Third-Party Bots reaches the bot: `bot_id`, `environment`, `default_skill`, …."""
        self._send("PUT", "/bot", settings)

    def set_escalation(self, **settings: object) -> None:
        """Set the response to an accepted escalation: `status`, `body`."""
        self._send("PUT", "/escalation", settings)

    def set_public_api(self, **settings: object) -> None:
        """Set what becomes of commands: `outcome` (completed, failed), `seconds`, `error`."""
        self._send("PUT", "/public-api", settings)

    def queues(self) -> dict[str, dict[str, Any]]:
        """Return the queues that were set, by the skill's id."""
        return dict(self._send("GET", "/queues"))

    def set_queue(self, skill_id: str, **changes: int) -> dict[str, Any]:
        """Set the queue of a skill: `people`, `wait_ms`, `median_ms`; -1 for no data."""
        return dict(self._send("PUT", f"/queues/{skill_id}", changes))

    def set_queue_health(self, **settings: object) -> None:
        """Set what the queues' figures are like: `has_data`, `age_seconds`, `interval_seconds`."""
        self._send("PUT", "/queue-health", settings)

"""What a client can tell the imitated Parley."""

from collections.abc import Callable
from typing import Any

from .service_api import VENDOR
from .world import BOT_SERVICE

# Sends one control request: method, path, body.
Ask = Callable[[str, str, object], Any]


class ParleyControl:
    """`Control.parley`."""

    vendor = VENDOR
    tells_of_failures = False

    def __init__(self, ask: Ask) -> None:
        """`ask` sends one control request and returns its answer."""
        self._ask = ask

    def shifts(self) -> dict[str, bool]:
        """Whether the agents' services are connected, all that Parley tells of its agents."""
        return {about["name"]: about["connected"] for about in self._agents().values()}

    def set_on_shift(self, name: str, *, on: bool, back_ms: int | None = None) -> str:
        """Connect or disconnect a service; Parley never tells when it is back."""
        key = next(key for key, about in self._agents().items() if about["name"] == name)
        self.set_service(key, connected=on)
        return "connected" if on else "not connected"

    def services(self) -> dict[str, dict[str, Any]]:
        """The services by identification, also those that are not connected."""
        return dict(self._ask("GET", "/parley/services", None))

    def set_service(self, identification: str, **changes: str | bool) -> dict[str, Any]:
        """Add or change a service: `name`, `default`, `connected`."""
        return dict(self._ask("PUT", f"/parley/services/{identification}", changes))

    def users(self) -> dict[str, str]:
        """The identification of the service that owns each user."""
        return dict(self._ask("GET", "/parley/users", None))

    def set_clock(self, offset_seconds: float) -> None:
        """Put Parley's clock ahead, so that signatures have expired, or behind."""
        self._ask("PUT", "/parley/clock", {"offset_seconds": offset_seconds})

    def set_owner_shape(self, shape: str) -> None:
        """How GET owner answers: string, object or flat."""
        self._ask("PUT", "/parley/owner", {"shape": shape})

    def set_webhook(self, **settings: object) -> None:
        """How the bot's service is told what users write: `shape`, `path`, `token`, …."""
        self._ask("PUT", "/parley/webhook", settings)

    def merge(self, before: str, after: str) -> list[dict[str, Any]]:
        """Let a user be another one from now on; what the bot says when it is told."""
        return list(self._ask("POST", "/parley/merge", {"from": before, "to": after}))

    def _agents(self) -> dict[str, dict[str, Any]]:
        return {key: about for key, about in self.services().items() if key != BOT_SERVICE}

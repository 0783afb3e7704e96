"""What a client can tell the imitated Parley."""

from collections.abc import Callable
from typing import Any

# Sends one control request: method, path, body.
Ask = Callable[[str, str, object], Any]


class ParleyControl:
    """`Control.parley`."""

    def __init__(self, ask: Ask) -> None:
        """`ask` sends one control request and returns its answer."""
        self._ask = ask

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

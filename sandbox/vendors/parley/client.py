"""What a client can tell the imitated Parley."""

from typing import Any

from ...vendor_base.control_client import VendorControl


class ParleyControl(VendorControl):
    """`Control.parley`."""

    def services(self) -> dict[str, dict[str, Any]]:
        """The services by identification, also those that are not connected."""
        return dict(self._send("GET", "/services"))

    def set_service(self, identification: str, **changes: str | bool) -> dict[str, Any]:
        """Add or change a service: `name`, `default`, `connected`."""
        return dict(self._send("PUT", f"/services/{identification}", changes))

    def users(self) -> dict[str, str]:
        """The identification of the service that owns each user."""
        return dict(self._send("GET", "/users"))

    def set_clock(self, offset_seconds: float) -> None:
        """Put Parley's clock ahead, so that signatures have expired, or behind."""
        self._send("PUT", "/clock", {"offset_seconds": offset_seconds})

    def set_owner_shape(self, shape: str) -> None:
        """How GET owner answers: string, object or flat."""
        self._send("PUT", "/owner", {"shape": shape})

    def set_webhook(self, **settings: object) -> None:
        """How the bot's service is told what users write: `shape`, `path`, `token`, …."""
        self._send("PUT", "/webhook", settings)

    def merge(self, before: str, after: str) -> list[dict[str, Any]]:
        """Let a user be another one from now on; what the bot says when it is told."""
        return list(self._send("POST", "/merge", {"from": before, "to": after}))

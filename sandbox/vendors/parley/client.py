"""The client of the control routes that only Parley has."""

from typing import Any

from ...vendor_base.control_client import VendorControl


class ParleyControl(VendorControl):
    """`Control.parley`."""

    def services(self) -> dict[str, dict[str, Any]]:
        """Return the services by identification, also those that are not connected."""
        return dict(self._send("GET", "/services"))

    def set_service(self, identification: str, **changes: str | bool) -> dict[str, Any]:
        """Add or change a service: `name`, `default`, `connected`."""
        return dict(self._send("PUT", f"/services/{identification}", changes))

    def users(self) -> dict[str, str]:
        """Return the identification of the service that owns each user."""
        return dict(self._send("GET", "/users"))

    def set_clock(self, offset_seconds: float) -> None:
        """Put Parley's clock ahead, so that signatures have expired, or behind."""
        self._send("PUT", "/clock", {"offset_seconds": offset_seconds})

    def set_owner_shape(self, shape: str) -> None:
        """Set the shape of GET owner's response: string, object or flat."""
        self._send("PUT", "/owner", {"shape": shape})

    def set_webhook(self, **settings: object) -> None:
        """Set how the bot's service receives users' messages: `shape`, `path`, `token`, …."""
        self._send("PUT", "/webhook", settings)

    def merge(self, before: str, after: str) -> list[dict[str, Any]]:
        """Give a user another id; return the bot's messages when it is called about that."""
        return list(self._send("POST", "/merge", {"from": before, "to": after}))

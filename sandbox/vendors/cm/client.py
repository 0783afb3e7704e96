"""The client of the control routes that only CM.com has."""

from typing import Any
from urllib.parse import quote

from ...vendor_base.control_client import VendorControl


class CMControl(VendorControl):
    """`Control.cm`."""

    def channels(self) -> dict[str, bool]:
        """Return presence's channels, and whether an agent is online on each."""
        return dict(self._send("GET", "/channels"))

    def set_channel(self, channel: str, *, online: bool) -> None:
        """Put the agents of a channel online or offline."""
        self._send("PUT", f"/channels/{quote(channel, safe='')}", {"online": online})

    def web_stores(self) -> dict[str, bool]:
        """Return the web stores by referrer, and whether an agent is online in each."""
        return dict(self._send("GET", "/web-stores"))

    def set_web_store(self, referrer: str, *, online: bool) -> None:
        """Add or change a web store, its agents online or not."""
        self._send("PUT", "/web-stores", {"referrer": referrer, "online": online})

    def set_presence(self, shape: str) -> None:
        """Set the shape of presence's response: plain, quoted or lower."""
        self._send("PUT", "/presence", {"shape": shape})

    def set_mutation(self, **settings: object) -> None:
        """Set the response to an accepted mutation: `status`, `body`."""
        self._send("PUT", "/mutation", settings)

    def set_handover_endpoint(self, url: str | None) -> None:
        """Set what the router calls after a hand-over."""
        self._send("PUT", "/handover-endpoint", {"url": url})

    def chats(self) -> dict[str, list[dict[str, Any]]]:
        """Return the links (source, target, enabled) of every chat that has been used."""
        return dict(self._send("GET", "/chats"))

    def set_bot(self, **settings: object) -> None:
        """Set how the router reaches the bot's adapter: its paths, `header`, `token`, …."""
        self._send("PUT", "/bot", settings)

    def end_session(self, chat_id: str) -> list[dict[str, Any]]:
        """End the session of a chat; return the bot's messages when it is called about that."""
        return list(self._send("POST", f"/chats/{quote(chat_id, safe='')}/end", {}))

    def remove_chat(self, chat_id: str) -> None:
        """Make a chat unknown to the router: a mutation of it is a 404."""
        self._send("DELETE", f"/chats/{quote(chat_id, safe='')}")

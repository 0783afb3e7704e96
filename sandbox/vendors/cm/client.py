"""What a client can tell the imitated CM.com."""

from typing import Any
from urllib.parse import quote

from ...vendor_base.control_client import VendorControl


class CMControl(VendorControl):
    """`Control.cm`."""

    def channels(self) -> dict[str, bool]:
        """Presence's channels, and whether an agent is online on each."""
        return dict(self._send("GET", "/channels"))

    def set_channel(self, channel: str, *, online: bool) -> None:
        """Let agents of a channel be online, or none."""
        self._send("PUT", f"/channels/{quote(channel, safe='')}", {"online": online})

    def web_stores(self) -> dict[str, bool]:
        """The web stores by referrer, and whether an agent is online in each."""
        return dict(self._send("GET", "/web-stores"))

    def set_web_store(self, referrer: str, *, online: bool) -> None:
        """Set a web store up, its agents online or not."""
        self._send("PUT", "/web-stores", {"referrer": referrer, "online": online})

    def set_presence(self, shape: str) -> None:
        """How presence answers: plain, quoted or lower."""
        self._send("PUT", "/presence", {"shape": shape})

    def set_mutation(self, **settings: object) -> None:
        """What an accepted mutation answers: `status`, `body`."""
        self._send("PUT", "/mutation", settings)

    def set_handover_endpoint(self, url: str | None) -> None:
        """What the router calls after a hand-over."""
        self._send("PUT", "/handover-endpoint", {"url": url})

    def chats(self) -> dict[str, list[dict[str, Any]]]:
        """The links (source, target, enabled) of every chat there was a mutation for."""
        return dict(self._send("GET", "/chats"))

    def set_bot(self, **settings: object) -> None:
        """How the router reaches the bot's adapter: its paths, `header`, `token`, …."""
        self._send("PUT", "/bot", settings)

    def end_session(self, chat_id: str) -> list[dict[str, Any]]:
        """End the session of a chat: the bot has it again, and is told; what it says to that."""
        return list(self._send("POST", f"/chats/{quote(chat_id, safe='')}/end", {}))

    def remove_chat(self, chat_id: str) -> None:
        """Let the router not know a chat: a mutation of it is a 404."""
        self._send("DELETE", f"/chats/{quote(chat_id, safe='')}")

"""What a client can tell the imitated CM.com."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from .router import VENDOR
from .world import ASKED_ABOUT

# Sends one control request: method, path, body.
Ask = Callable[[str, str, object], Any]


class CMControl:
    """`Control.cm`."""

    vendor = VENDOR
    tells_of_failures = False

    def __init__(self, ask: Ask) -> None:
        """`ask` sends one control request and returns its answer."""
        self._ask = ask

    def shifts(self) -> dict[str, bool]:
        """Whether an agent is online; CM.com has one word for all skills of a channel."""
        return {ASKED_ABOUT: self.channels()[ASKED_ABOUT]}

    def set_on_shift(self, name: str, *, on: bool, back_ms: int | None = None) -> str:
        """Let agents of a channel be online, or none; CM.com never tells when they are back."""
        self.set_channel(name, online=on)
        return "online" if on else "offline"

    def channels(self) -> dict[str, bool]:
        """Presence's channels, and whether an agent is online on each."""
        return dict(self._ask("GET", "/cm/channels", None))

    def set_channel(self, channel: str, *, online: bool) -> None:
        """Let agents of a channel be online, or none."""
        self._ask("PUT", f"/cm/channels/{quote(channel, safe='')}", {"online": online})

    def web_stores(self) -> dict[str, bool]:
        """The web stores by referrer, and whether an agent is online in each."""
        return dict(self._ask("GET", "/cm/web-stores", None))

    def set_web_store(self, referrer: str, *, online: bool) -> None:
        """Set a web store up, its agents online or not."""
        self._ask("PUT", "/cm/web-stores", {"referrer": referrer, "online": online})

    def set_presence(self, shape: str) -> None:
        """How presence answers: plain, quoted or lower."""
        self._ask("PUT", "/cm/presence", {"shape": shape})

    def set_mutation(self, **settings: object) -> None:
        """What an accepted mutation answers: `status`, `body`."""
        self._ask("PUT", "/cm/mutation", settings)

    def set_handover_endpoint(self, url: str | None) -> None:
        """What the router calls after a hand-over."""
        self._ask("PUT", "/cm/handover-endpoint", {"url": url})

    def chats(self) -> dict[str, list[dict[str, Any]]]:
        """The links (source, target, enabled) of every chat there was a mutation for."""
        return dict(self._ask("GET", "/cm/chats", None))

    def set_bot(self, **settings: object) -> None:
        """How the router reaches the bot's adapter: its paths, `header`, `token`, …."""
        self._ask("PUT", "/cm/bot", settings)

    def end_session(self, chat_id: str) -> list[dict[str, Any]]:
        """End the session of a chat: the bot has it again, and is told; what it says to that."""
        return list(self._ask("POST", f"/cm/chats/{quote(chat_id, safe='')}/end", {}))

    def remove_chat(self, chat_id: str) -> None:
        """Let the router not know a chat: a mutation of it is a 404."""
        self._ask("DELETE", f"/cm/chats/{quote(chat_id, safe='')}", None)

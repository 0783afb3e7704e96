"""The manifest of an imitated vendor: what the rest of the repository needs to know about it.

The page, the demo, the client and the benchmarks read `sandbox.vendors.MANIFESTS`, so none of them
names a vendor.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..state import SandboxState
from .control_client import Ask, VendorControl
from .vendor import Vendor


@dataclass(frozen=True)
class ShiftWords:
    """What the vendor calls agents who are there, and agents who are not."""

    on: str
    off: str

    def of(self, on: bool) -> str:
        """Return the word for a shift status."""
        return self.on if on else self.off


@dataclass(frozen=True)
class Manifest:
    """What the rest of the repository needs to know about one imitated vendor.

    In the values of `urls` and `credentials`, `{login}` stands for the address of the running
    service `login`.

    Attributes:
        slug: The vendor's name in control paths, in `human_handoff.yml` and in VENDOR=.
        title: The vendor's name as the vendor spells it.
        services: The names of its services, in the order of their ports.
        handover_calls: The calls by which a bot hands over. Calls that carry the conversation
            itself are not among them: with these down, nobody could read what the bot does.
        channel_calls: The calls that Rasa's channel makes. The action server makes all others.
        shift_call: The call that asks who is on shift.
        transfer_call: The call that asks for a transfer.
        channel: The name of the vendor's own channel between customer and bot, or `rest` if it
            has none.
        tells_of_failures: Whether a bot on Rasa's REST channel is sent a message when a transfer
            fails after it was accepted.
        shift_words: What the vendor calls agents who are there, and agents who are not.
        urls: The section `urls` of the vendor's desk in `human_handoff.yml`.
        channel_class: The class of the vendor's channel, as `credentials.yml` names it.
        credentials: The section of that channel in `credentials.yml`.
        vendor: Creates the imitated vendor.
        client: The client of the control routes that only this vendor has.
        sends_button_titles: Whether a click on a button sends the button's title, with the payload
            in the message's metadata. On other channels a click sends the payload.
        transfers_in_reply: Whether the transfer travels in the bot's reply on the vendor's own
            channel, and not in a call to the vendor.
        shows_agents_messages: Whether the vendor's own channel can show the bot what agents write.
    """

    slug: str
    title: str
    services: tuple[str, ...]
    handover_calls: tuple[str, ...]
    channel_calls: tuple[str, ...]
    shift_call: str
    transfer_call: str
    channel: str
    tells_of_failures: bool
    shift_words: ShiftWords
    urls: Mapping[str, str]
    channel_class: str
    credentials: Mapping[str, object]
    vendor: Callable[[SandboxState], Vendor]
    client: Callable[[str, Ask], VendorControl]
    sends_button_titles: bool = False
    transfers_in_reply: bool = False
    shows_agents_messages: bool = False

    def urls_section(self, services: Mapping[str, str]) -> dict[str, Any]:
        """Return the section `urls` for a running sandbox; `services` has its addresses."""
        return _filled(self.urls, services)

    def credentials_section(self, services: Mapping[str, str]) -> dict[str, Any]:
        """Return the channel's credentials for a running sandbox; `services` has its addresses."""
        return _filled(self.credentials, services)

    def as_json(self) -> dict[str, object]:
        """Return what `GET /vendors` shows."""
        return {
            "slug": self.slug,
            "title": self.title,
            "channel": self.channel,
            "services": self.services,
            "handover_calls": self.handover_calls,
            "channel_calls": self.channel_calls,
            "shift_call": self.shift_call,
            "transfer_call": self.transfer_call,
            "tells_of_failures": self.tells_of_failures,
            "sends_button_titles": self.sends_button_titles,
            "transfers_in_reply": self.transfers_in_reply,
        }


def _filled(section: Mapping[str, object], services: Mapping[str, str]) -> dict[str, Any]:
    return {
        key: value.format_map(services) if isinstance(value, str) else value
        for key, value in section.items()
    }

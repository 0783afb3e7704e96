"""The imitated account: its keys, adapters, channels and settings, all of them made up."""

from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias

from .chats import ADAPTERS, Chats

API_KEY = "sandbox-presence-key"
PRODUCT_TOKEN = "sandbox-product-token"  # noqa: S105 - it opens nothing
# The id of the CONVERSATIONAL technical link, which the router's paths call the account.
ACCOUNT = "6d1f7a90-2c4e-4b8a-9e35-7f0c1b2a3d4e"
WEB_STORE = "https://shop.example.org"
# https://developers.cm.com/mobile-service-cloud/docs/presence: the values of `Channel`.
CHANNELS = (
    "Email",
    "Chat",
    "WhatsApp",
    "SMS",
    "WebChat",
    "Facebook Messenger",
    "Instagram",
    "Apple Business Chat",
    "Twitter",
    "Google Business Messages",
    "RCS",
)

PresenceShape: TypeAlias = Literal["plain", "quoted", "lower"]


@dataclass
class PresenceSettings:
    """Body of PUT /cm/presence: `Online`, `"Online"` as a JSON string, or `online`."""

    shape: PresenceShape = "plain"


@dataclass
class MutationSettings:
    """Body of PUT /cm/mutation: what an accepted mutation answers, null for nothing.

    Assumption: CM.com documents neither status nor body.
    """

    status: int = 200
    body: object = None


@dataclass
class HandoverEndpoint:
    """Body of PUT /cm/handover-endpoint: what the router calls after a hand-over, null for none."""

    url: str | None = None


class World:
    """Everything about the account that can change."""

    def __init__(self) -> None:
        """Start with the defaults."""
        self.chats = Chats()
        self.reset()

    def reset(self) -> None:
        """Back to the defaults: everybody online, all chats with the bot."""
        self.channels = dict.fromkeys(CHANNELS, True)
        self.web_stores = {WEB_STORE: True}
        self.presence = PresenceSettings()
        self.mutation = MutationSettings()
        self.handover_endpoint = HandoverEndpoint()
        self.chats.reset()

    def as_json(self) -> dict[str, Any]:
        """What GET /state shows."""
        return {
            "account": ACCOUNT,
            "adapters": list(ADAPTERS),
            "channels": self.channels,
            "web_stores": self.web_stores,
            "presence": asdict(self.presence),
            "mutation": asdict(self.mutation),
            "handover_endpoint": asdict(self.handover_endpoint),
            **self.chats.as_json(),
        }

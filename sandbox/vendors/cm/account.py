"""The imitated account: its keys, adapters, channels and chats, all of them made up."""

from typing import Any

from .chats import ADAPTERS, Chats
from .settings import BotAdapter, HandoverEndpoint, MutationSettings, PresenceSettings

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

# The channel that the demo's bot asks about. The bot never asks who is online on the others.
BOTS_CHANNEL = "WebChat"


class CMAccount:
    """Everything about the account that can change."""

    def __init__(self) -> None:
        """Start with the defaults."""
        self.chats = Chats()
        self.reset()

    def reset(self) -> None:
        """Go back to the defaults: all agents are online, the bot has all chats."""
        self.channels = dict.fromkeys(CHANNELS, True)
        self.web_stores = {WEB_STORE: True}
        self.presence = PresenceSettings()
        self.mutation = MutationSettings()
        self.handover_endpoint = HandoverEndpoint()
        self.bot = BotAdapter()
        self.chats.reset()

    def shifts(self) -> dict[str, bool]:
        """Return whether an agent is online: one answer for all skills of a channel."""
        return {BOTS_CHANNEL: self.channels[BOTS_CHANNEL]}

    def set_on_shift(self, name: str, *, on: bool, back_ms: int | None = None) -> None:
        """Put the agents of a channel online or offline; CM.com never says when they are back."""
        self.channels[name] = on

    def as_json(self) -> dict[str, Any]:
        """Return what GET /state shows."""
        return {
            "account": ACCOUNT,
            "adapters": list(ADAPTERS),
            "channels": self.channels,
            "web_stores": self.web_stores,
            "presence": self.presence.as_json(),
            "mutation": self.mutation.as_json(),
            "bot": self.bot.as_json(),
            "handover_endpoint": self.handover_endpoint.as_json(),
            **self.chats.as_json(),
        }

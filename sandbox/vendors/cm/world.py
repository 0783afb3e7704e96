"""The imitated account: its keys, adapters, channels and settings, all of them made up."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeAlias

from ...serving.settings_route import shown
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

# The one that the demo's bot asks about: who is online on the others, it never learns.
ASKED_ABOUT = "WebChat"

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


@dataclass
class BotAdapter:
    """Body of PUT /cm/bot: the bot's adapter as it was set up, and the router's patience.

    No path: the adapter has no such endpoint. The Event endpoint takes no header, so the token
    stands in its query. `channel` and `host` are those of the customers' chats.
    Assumption: what is not answered with a 2xx within the time is delivered again three times.
    """

    message_path: str = "/webhooks/cm/message"
    event_path: str | None = "/webhooks/cm/event"
    handover_path: str | None = "/webhooks/cm/handover"
    header: str = "X-Handoff-Token"
    token: str = field(default="sandbox-cm-webhook-token", repr=False)
    channel: str = "CXWebConversations"
    host: str = "sandbox-web-conversations"
    redeliveries: int = 3
    timeout_seconds: float = 30.0
    pause_seconds: float = 0.0


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
        self.bot = BotAdapter()
        self.chats.reset()

    def shifts(self) -> dict[str, bool]:
        """Whether an agent is online; CM.com has one word for all skills of a channel."""
        return {ASKED_ABOUT: self.channels[ASKED_ABOUT]}

    def set_on_shift(self, name: str, *, on: bool, back_ms: int | None = None) -> None:
        """Put the agents of a channel online or offline; CM.com never says when they are back."""
        self.channels[name] = on

    def as_json(self) -> dict[str, Any]:
        """What GET /state shows."""
        return {
            "account": ACCOUNT,
            "adapters": list(ADAPTERS),
            "channels": self.channels,
            "web_stores": self.web_stores,
            "presence": asdict(self.presence),
            "mutation": asdict(self.mutation),
            "bot": shown(self.bot),
            "handover_endpoint": asdict(self.handover_endpoint),
            **self.chats.as_json(),
        }

"""The settings of the imitated account that control can change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from ...serving.json_bodies import check_status
from ...serving.refusal import Refused
from ...vendor_base.settings import Settings
from ...vendor_base.webhook_settings import WebhookSettings

PresenceShape: TypeAlias = Literal["plain", "quoted", "lower"]


@dataclass
class PresenceSettings(Settings):
    """Body of PUT /cm/presence: `Online`, `"Online"` as a JSON string, or `online`."""

    shape: PresenceShape = "plain"


@dataclass
class MutationSettings(Settings):
    """Body of PUT /cm/mutation: the response to an accepted mutation; a null body is none.

    Assumption: CM.com documents neither status nor body.
    """

    status: int = 200
    body: object = None

    def check(self) -> None:
        """Refuse a number that is not a final status."""
        check_status(self.status)


@dataclass
class HandoverEndpoint(Settings):
    """Body of PUT /cm/handover-endpoint: what the router calls after a hand-over; null: nothing."""

    url: str | None = None

    def check(self) -> None:
        """Refuse what is no URL."""
        if self.url is not None and not _is_url(self.url):
            reason = "'url' must be an address such as http://127.0.0.1:80"
            raise Refused(HTTPStatus.BAD_REQUEST, reason)


@dataclass
class BotAdapter(WebhookSettings):
    """Body of PUT /cm/bot: the bot's adapter as it was set up, and how the router retries.

    The Event endpoint is called without a header, so the token is in its query.

    Attributes:
        message_path: The Message endpoint.
        event_path: The Event endpoint; None: the adapter has none.
        handover_path: The Handover endpoint; None: the adapter has none.
        header: The header that proves to the bot who calls.
        token: Its value.
        channel: The channel of the customers' chats.
        host: The host of the customers' chats.
    """

    message_path: str = "/webhooks/cm/message"
    event_path: str | None = "/webhooks/cm/event"
    handover_path: str | None = "/webhooks/cm/handover"
    header: str = "X-Handoff-Token"
    token: str = field(default="sandbox-cm-webhook-token", repr=False)
    channel: str = "CXWebConversations"
    host: str = "sandbox-web-conversations"

    @property
    def paths(self) -> Mapping[str, str | None]:
        """The three endpoints."""
        names = ("message_path", "event_path", "handover_path")
        return {name: getattr(self, name) for name in names}


def _is_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        # Reading `port` raises an error if it is out of range.
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False

"""The settings of the imitated account that control can change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from ...vendor_base.settings import Settings
from ...vendor_base.webhook_settings import WebhookSettings

OwnerShape: TypeAlias = Literal["string", "object", "flat"]
MessageShape: TypeAlias = Literal["nested", "flat"]


@dataclass
class OwnerSettings(Settings):
    """Body of PUT /parley/owner: the shape of GET owner's response, which is not documented."""

    shape: OwnerShape = "object"


@dataclass
class ClockSettings(Settings):
    """Body of PUT /parley/clock: how far Parley's clock is ahead of the machine's."""

    offset_seconds: float = 0.0


@dataclass
class Webhook(WebhookSettings):
    """Body of PUT /parley/webhook: where and how the bot's service receives users' messages.

    Attributes:
        shape: Whether a message has a body of its own inside the payload's body, as events have.
        path: The path of the webhook.
        token: The value of the header.
    """

    shape: MessageShape = "nested"
    path: str = "/webhooks/parley/webhook"
    token: str = field(default="sandbox-parley-webhook-token", repr=False)

    @property
    def paths(self) -> Mapping[str, str | None]:
        """The one endpoint."""
        return {"path": self.path}

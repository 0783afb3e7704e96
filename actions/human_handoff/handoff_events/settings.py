"""`events` in `human_handoff.yml`: where handoff events are sent."""

from __future__ import annotations

from ..outbox.webhook_settings import WebhookSettings, check_webhook
from ..pydantic_compat import Field, SettingsModel

MAX_KEPT_DAYS = 400


class EventsSettings(SettingsModel):
    """`events`: where handoff events are sent.

    Attributes:
        log: Whether each event is a line in the log. Without these lines `human-handoff report`
            cannot count from a log.
        webhook: The address to which they are posted; none by default.
        keep_days: For how many days the state store keeps them, about 600 bytes each, for
            `human-handoff report --kept`; with 0 it has nothing to count.
    """

    log: bool = True
    webhook: WebhookSettings | None = None
    keep_days: int = Field(default=0, ge=0, le=MAX_KEPT_DAYS)


def check_events(events: EventsSettings, path: str) -> None:
    """Check what the types cannot express.

    Args:
        events: The section.
        path: The section's path, for errors.

    Raises:
        ConfigurationError: The address or the secret cannot be right.
    """
    if events.webhook is not None:
        check_webhook(events.webhook, f"{path}.webhook")

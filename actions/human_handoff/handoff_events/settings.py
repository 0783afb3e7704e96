"""`events` in `human_handoff.yml`: where handoff events are sent."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from ..errors import ConfigurationError, Problems
from ..pydantic_compat import Field, SecretStr, SettingsModel
from ..vendor_http.setting_checks import check_text
from ..vendor_http.urls import check_base_url

MIN_SECRET = 16
MAX_KEPT_DAYS = 400
EXAMPLE = "https://events.example.com/handoff"


class WebhookSettings(SettingsModel):
    """`events.webhook`: an address to which every event is posted.

    Attributes:
        url: The address; not shown, because some receivers have a secret in its path.
        secret: Signs the events, so that the receiver knows where they come from.
    """

    url: SecretStr
    secret: SecretStr


class EventsSettings(SettingsModel):
    """`events`: where handoff events are sent.

    Attributes:
        log: Whether each event is a line in the log.
        webhook: The address to which they are posted; none by default.
        keep_days: For how many days the state store keeps them, for `human-handoff report --kept`.
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
    webhook = events.webhook
    if webhook is None:
        return
    problems = Problems()
    problems.collect(lambda: _check_url(webhook.url.get_secret_value(), f"{path}.webhook.url"))
    problems.collect(lambda: _check_secret(webhook.secret, f"{path}.webhook.secret"))
    problems.raise_all()


def _check_url(url: str, path: str) -> None:
    check_base_url(url, path, EXAMPLE)
    parts = urlsplit(url)
    if parts.scheme != "https" and not _is_loopback(parts.hostname or ""):
        raise ConfigurationError(
            f"{path} is wrong: http:// is for this machine alone. Write it like {EXAMPLE}."
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:  # it is a name
        return host == "localhost"


def _check_secret(secret: SecretStr, path: str) -> None:
    remedy = (
        f"Write at least {MIN_SECRET} random characters, such as those of `openssl rand -hex 32`, "
        "and the same at the receiver."
    )
    check_text(secret, path, remedy)
    if len(secret.get_secret_value()) < MIN_SECRET:
        raise ConfigurationError(f"{path} is too short. {remedy}")

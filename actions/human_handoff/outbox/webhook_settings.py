"""The address to which documents are posted, and the secret that signs them."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from ..errors import ConfigurationError, Problems
from ..pydantic_compat import SecretStr, SettingsModel
from ..vendor_http.setting_checks import check_text
from ..vendor_http.urls import check_base_url

MIN_SECRET = 16
EXAMPLE = "https://events.example.com/handoff"


class WebhookSettings(SettingsModel):
    """`webhook`: an address to which every document is posted.

    Attributes:
        url: The address; not shown, because some receivers have a secret in its path.
        secret: Signs the documents, so that the receiver knows where they come from.
    """

    url: SecretStr
    secret: SecretStr


def check_webhook(webhook: WebhookSettings, path: str) -> None:
    """Check what the types cannot express.

    Raises:
        ConfigurationError: The address or the secret cannot be right.
    """
    problems = Problems()
    problems.collect(lambda: _check_url(webhook.url.get_secret_value(), f"{path}.url"))
    problems.collect(lambda: _check_secret(webhook.secret, f"{path}.secret"))
    problems.raise_all()


def _check_url(url: str, path: str) -> None:
    check_base_url(url, path, EXAMPLE)
    parts = urlsplit(url)
    if parts.scheme != "https" and not is_this_machine(parts.hostname or ""):
        raise ConfigurationError(
            f"{path} is wrong: http:// is for this machine alone. Write it like {EXAMPLE}."
        )


def is_this_machine(host: str) -> bool:
    """Tell whether a host is the machine that this program runs on."""
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

"""The section `cm` of `human_handoff.yml`."""

from __future__ import annotations

import re

from ...errors import ConfigurationError
from ...pydantic_compat import SecretStr, SettingsModel
from ...vendor_http.urls import check_base_url
from .presence import Channel, PresenceSettings
from .routing import RouterSettings, is_id

PRESENCE = "https://presence.robinhq.com"
ROUTER = "https://api.conversational.cm.com"
# The keys of `Context` that the plugin fills for each chat.
ROUTING_KEYWORDS, REFERRER, CUSTOMER = "RoutingKeywords", "WebStoreReferrer", "CustomerInfo"
_RESERVED_KEYS = {key.lower(): key for key in (ROUTING_KEYWORDS, REFERRER, CUSTOMER)}
# A header may contain nothing else, and a line break after a copied secret is easy to overlook.
_SECRET = re.compile(r"[!-~]+")


class SkillSettings(SettingsModel):
    """A skill: the settings that differ from the account's; `{}` if none does.

    Attributes:
        routing_keywords: The keywords by which the Agent Inbox routes; empty for all agents.
        referrer: The web store; "" for none although `presence` names one.
        channel: The channel on which an agent must be online.
    """

    routing_keywords: str = ""
    referrer: str | None = None
    channel: Channel | None = None


class UrlSettings(SettingsModel):
    """`urls`: base URLs to use instead of CM.com's own, for a sandbox or a proxy."""

    presence: str = PRESENCE
    router: str = ROUTER


class CMSettings(SettingsModel):
    """`cm`: one account at CM.com."""

    presence: PresenceSettings
    router: RouterSettings
    skills: dict[str, SkillSettings]
    urls: UrlSettings = UrlSettings()


def check(settings: CMSettings, path: str) -> None:
    """Check what the types of the settings do not check; `dialects` checks the mutations.

    Raises:
        ConfigurationError: A secret, an id or a URL has an impossible value, or `router.context`
            contains a key that the plugin fills.
    """
    _check_secret(settings.presence.api_key, f"{path}.presence.api_key")
    _check_secret(settings.router.product_token, f"{path}.router.product_token")
    _check_link(settings.router.technical_link_id, f"{path}.router.technical_link_id")
    _check_context(settings.router.context, f"{path}.router.context")
    _check_urls(settings.urls, path)


def _check_secret(secret: SecretStr, setting: str) -> None:
    if not _SECRET.fullmatch(secret.get_secret_value()):
        raise ConfigurationError(
            f"{setting} is wrong: it is empty, or contains a space or a character beyond ASCII. "
            "Write it as CM.com shows it."
        )


def _check_link(technical_link_id: str, setting: str) -> None:
    if not is_id(technical_link_id):
        raise ConfigurationError(
            f"{setting} is wrong: {technical_link_id!r} is not an id. Write the id of the "
            "technical link as the settings of the Conversational Router show it."
        )


def _check_context(context: dict[str, str], setting: str) -> None:
    # CM.com ignores the case of a request's field names, so this check ignores it as well.
    for key in context:
        if key.lower() in _RESERVED_KEYS:
            raise ConfigurationError(
                f"{setting}.{key} is wrong: the plugin writes {_RESERVED_KEYS[key.lower()]} for "
                "each chat. Take the line out; keywords and referrer belong to a skill."
            )


def _check_urls(urls: UrlSettings, path: str) -> None:
    for name, url in urls:
        check_base_url(url, f"{path}.urls.{name}", ROUTER)

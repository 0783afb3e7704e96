"""What `human_handoff.yml` says of a CM.com account."""

from __future__ import annotations

import re

from ...errors import ConfigurationError
from ...pydantic_compat import SecretStr, SettingsModel
from ...vendor_http.urls import check_base_url
from .presence import Channel, PresenceSettings
from .routing import RouterSettings, is_id

PRESENCE = "https://presence.robinhq.com"
ROUTER = "https://api.conversational.cm.com"
# The keys of `Context` that we fill.
ROUTING_KEYWORDS, REFERRER, CUSTOMER = "RoutingKeywords", "WebStoreReferrer", "CustomerInfo"
_OURS = {key.lower(): key for key in (ROUTING_KEYWORDS, REFERRER, CUSTOMER)}
# A header takes no more, and a line break at the end of a copied secret is easily missed.
_SECRET = re.compile(r"[!-~]+")


class SkillSettings(SettingsModel):
    """A skill: all that can differ from the account's own; `{}` will do.

    Attributes:
        routing_keywords: What the Agent Inbox routes by; empty for everybody.
        referrer: The web store; "" for none where `presence` names one.
        channel: On which channel its agents must be online.
    """

    routing_keywords: str = ""
    referrer: str | None = None
    channel: Channel | None = None


class UrlSettings(SettingsModel):
    """`urls`: other addresses than CM.com's own (a sandbox, a proxy)."""

    presence: str = PRESENCE
    router: str = ROUTER


class CMSettings(SettingsModel):
    """`cm`: one account."""

    presence: PresenceSettings
    router: RouterSettings
    skills: dict[str, SkillSettings]
    urls: UrlSettings = UrlSettings()


def check(settings: CMSettings, path: str) -> None:
    """Check what the types cannot say; what a hand-over changes is checked in `dialects`.

    Raises:
        ConfigurationError: A secret, an id or an address cannot be one, or a pair is ours.
    """
    _check_secret(settings.presence.api_key, f"{path}.presence.api_key")
    _check_secret(settings.router.product_token, f"{path}.router.product_token")
    _check_link(settings.router.technical_link_id, f"{path}.router.technical_link_id")
    _check_context(settings.router.context, f"{path}.router.context")
    _check_urls(settings.urls, path)


def _check_secret(secret: SecretStr, place: str) -> None:
    if not _SECRET.fullmatch(secret.get_secret_value()):
        raise ConfigurationError(
            f"{place} is wrong: it is empty, or has a space or a sign beyond ASCII in it. Write it "
            "as CM.com shows it."
        )


def _check_link(technical_link_id: str, place: str) -> None:
    if not is_id(technical_link_id):
        raise ConfigurationError(
            f"{place} is wrong: {technical_link_id!r} is no id. Write the id of the technical link "
            "as the settings of the Conversational Router show it."
        )


def _check_context(context: dict[str, str], place: str) -> None:
    # CM.com reads the names of a request's fields in any case; so do we, to be sure.
    for key in context:
        if key.lower() in _OURS:
            raise ConfigurationError(
                f"{place}.{key} is wrong: {_OURS[key.lower()]} is written for each chat. Take the "
                "line out; keywords and referrer belong to a skill."
            )


def _check_urls(urls: UrlSettings, path: str) -> None:
    for name, url in urls:
        check_base_url(url, f"{path}.urls.{name}", ROUTER)

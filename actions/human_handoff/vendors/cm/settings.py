"""The section `cm` of `human_handoff.yml`."""

from __future__ import annotations

from ...errors import ConfigurationError, Problems
from ...pydantic_compat import SettingsModel
from ...vendor_http.setting_checks import check_key, check_names
from ...vendor_http.urls import check_base_url
from .dialects import mutations
from .presence import Channel, PresenceSettings
from .routing import RouterSettings, is_id

PRESENCE = "https://presence.robinhq.com"
ROUTER = "https://api.conversational.cm.com"
# The keys of `Context` that the plugin fills for each chat.
ROUTING_KEYWORDS, REFERRER, CUSTOMER = "RoutingKeywords", "WebStoreReferrer", "CustomerInfo"
_RESERVED_KEYS = {key.lower(): key for key in (ROUTING_KEYWORDS, REFERRER, CUSTOMER)}
_VENDOR = "CM.com"


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
    """`urls`: base URLs to use instead of CM.com's own, for a sandbox or a proxy.

    Attributes:
        presence: The presence API, which tells whether agents are online.
        router: The API of the Conversational Router.
    """

    presence: str = PRESENCE
    router: str = ROUTER


class CMSettings(SettingsModel):
    """`cm`: one account at CM.com.

    Attributes:
        presence: How the bot asks whether agents are online.
        router: The Conversational Router, which moves a chat to the agents.
        skills: The skills, by names of your own.
        urls: Other base URLs than CM.com's own.
    """

    presence: PresenceSettings
    router: RouterSettings
    skills: dict[str, SkillSettings]
    urls: UrlSettings = UrlSettings()

    def check_values(self, path: str) -> None:
        """Check what the types of the settings do not check.

        Raises:
            ConfigurationError: A secret, an id, a mutation or a URL has an impossible value, or
                `router.context` contains a key that the plugin fills.
        """
        problems = Problems()
        presence, router = f"{path}.presence", f"{path}.router"
        for check in (
            lambda: check_key(self.presence.api_key, f"{presence}.api_key", _VENDOR),
            lambda: check_key(self.router.product_token, f"{router}.product_token", _VENDOR),
            lambda: _check_link(self.router.technical_link_id, f"{router}.technical_link_id"),
            lambda: _check_context(self.router.context, f"{router}.context"),
            lambda: mutations(self.router, path),
            lambda: check_names(self.skills, f"{path}.skills"),
            lambda: check_base_url(self.urls.presence, f"{path}.urls.presence", ROUTER),
            lambda: check_base_url(self.urls.router, f"{path}.urls.router", ROUTER),
        ):
            problems.collect(check)
        problems.raise_all()


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

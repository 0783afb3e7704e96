"""The section `liveperson` of `human_handoff.yml`."""

from __future__ import annotations

import re
from typing import Literal

from ...errors import ConfigurationError
from ...pydantic_compat import SettingsModel
from ...vendor_http.urls import check_base_url
from .context_service import ContextServiceSettings, check_namespace
from .custom_endpoint import CustomEndpointSettings, check_summary
from .escalation import EscalationSettings
from .login import LoginSettings

# LivePerson's own base URLs; the section `urls` replaces them.
DOMAIN_API = "https://api.liveperson.net"
ESCALATION_URLS = {
    "us": "https://platformservice.botcentralapi.com",
    "eu": "https://platformservice-eu.botcentralapi.com",
    "apac": "https://platformservice-ap.botcentralapi.com",
}
CONTEXT_SERVICE_URLS = {
    "us": "https://z1.context.liveperson.net",
    "eu": "https://z2.context.liveperson.net",
    "apac": "https://z3.context.liveperson.net",
}
# ASCII digits only: `str.isdigit` also accepts superscripts and the digits of other scripts.
_NUMERIC = re.compile(r"[0-9]{1,20}")


class SkillSettings(SettingsModel):
    """A skill: LivePerson routes by its id, a number; agents read its name."""

    id: str
    name: str


class UrlSettings(SettingsModel):
    """`urls`: base URLs to use instead of LivePerson's own, for a sandbox or a proxy."""

    domains: str = DOMAIN_API
    escalation: str | None = None
    context_service: str | None = None


class LivePersonSettings(SettingsModel):
    """`liveperson`: one account at LivePerson."""

    account: str
    region: Literal["us", "eu", "apac"]
    skills: dict[str, SkillSettings]
    login: LoginSettings
    escalation: EscalationSettings | None = None
    custom_endpoint: CustomEndpointSettings | None = None
    context_service: ContextServiceSettings | None = None
    urls: UrlSettings = UrlSettings()


def is_number(skill: str) -> bool:
    """Tell whether a skill is a number, as LivePerson's skill ids are."""
    return _NUMERIC.fullmatch(skill) is not None


def check(settings: LivePersonSettings, path: str) -> None:
    """Check what the types of the settings do not check.

    Raises:
        ConfigurationError: A section is missing, a skill's id is not a number, or a summary, a
            URL or a namespace is wrong.
    """
    if settings.escalation is None and settings.custom_endpoint is None:
        raise ConfigurationError(
            f"{path}.escalation is missing. Write it where a Conversation Builder bot owns the "
            "conversations, or write custom_endpoint where LivePerson calls this bot."
        )
    check_summary(settings.custom_endpoint, path)
    _check_skills(settings, path)
    _check_urls(settings.urls, path)
    _check_context_service(settings, path)


def _check_skills(settings: LivePersonSettings, path: str) -> None:
    for name, skill in settings.skills.items():
        if not is_number(skill.id):
            raise ConfigurationError(
                f"{path}.skills.{name}.id is wrong: {skill.id!r} is not a number. Write the "
                "skill's id from the address bar of Conversational Cloud."
            )


def _check_urls(urls: UrlSettings, path: str) -> None:
    for name, url in urls:
        if url is not None:
            check_base_url(url, f"{path}.urls.{name}", DOMAIN_API)


def _check_context_service(settings: LivePersonSettings, path: str) -> None:
    if settings.context_service is not None:
        check_namespace(settings.context_service.namespace, path)
    elif settings.escalation is not None and settings.escalation.pass_context:
        raise ConfigurationError(
            f"{path}.escalation.pass_context needs {path}.context_service. Write that section, or "
            "set pass_context to false."
        )

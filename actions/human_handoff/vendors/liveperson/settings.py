"""What `human_handoff.yml` says of a LivePerson account."""

from __future__ import annotations

import re
from typing import Literal

from ...errors import ConfigurationError
from ...pydantic_compat import SettingsModel
from ...vendor_http.urls import check_base_url
from .context_service import ContextServiceSettings
from .custom_endpoint import CustomEndpointSettings, check_summary
from .escalation import EscalationSettings
from .login import LoginSettings

DIRECTORY = "https://api.liveperson.net"
# Digits of our own alphabet: `str.isdigit` takes superscripts and other scripts as well.
_NUMERIC = re.compile(r"[0-9]{1,20}")


class SkillSettings(SettingsModel):
    """A skill: the number routes, the name is what agents read."""

    id: str
    name: str


class UrlSettings(SettingsModel):
    """`urls`: other addresses than LivePerson's own (a sandbox, a proxy)."""

    domains: str = DIRECTORY
    escalation: str | None = None
    context_service: str | None = None


class LivePersonSettings(SettingsModel):
    """`liveperson`: one account."""

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
    """Check what the types cannot say.

    Raises:
        ConfigurationError: No way to transfer, a skill's id is not a number, or the like.
    """
    if settings.escalation is None and settings.custom_endpoint is None:
        raise ConfigurationError(
            f"{path}.escalation is missing. Write it where a Conversation Builder bot owns the "
            "conversations, or write custom_endpoint where LivePerson calls this bot."
        )
    check_summary(settings.custom_endpoint, path)
    _check_skills(settings, path)
    _check_urls(settings.urls, path)


def _check_skills(settings: LivePersonSettings, path: str) -> None:
    for word, skill in settings.skills.items():
        if not is_number(skill.id):
            raise ConfigurationError(
                f"{path}.skills.{word}.id is wrong: {skill.id!r} is not a number. Write the "
                "skill's id as it stands in the address bar of Conversational Cloud."
            )


def _check_urls(urls: UrlSettings, path: str) -> None:
    for name, url in urls:
        if url is not None:
            check_base_url(url, f"{path}.urls.{name}", DIRECTORY)

"""The section `parley` of `human_handoff.yml`."""

from __future__ import annotations

import re
from typing import Literal

from ...errors import ConfigurationError, Problems
from ...pydantic_compat import Field, SecretStr, SettingsModel
from ...vendor_http.setting_checks import check_names, check_text
from ...vendor_http.urls import check_base_url

SERVICE_API = "https://api.parley.nu/serviceApi/v2.5"
# The signature joins the identifications with bars, so none may contain a bar.
_IDENTIFICATION = re.compile(r"[^\s|]+")

_REMEDY = "Write the secret that Parley shares with the bot's Service."

MetadataField = Literal["reason", "name", "email", "intent", "question"]


class SkillSettings(SettingsModel):
    """A skill: the agents' Service, either by its identification or by its name.

    Attributes:
        service: The Service's identification.
        name: The Service's name, which is looked up once.
    """

    service: str | None = None
    name: str | None = None


class UrlSettings(SettingsModel):
    """`urls`: the base URL to use instead of Parley's own, for a reseller, a sandbox or a proxy.

    Attributes:
        service_api: Parley's Service API.
    """

    service_api: str = SERVICE_API


class ParleySettings(SettingsModel):
    """`parley`: one account at Parley.

    Attributes:
        service: The identification of the bot's Service.
        account: The identification of the account.
        secret: The secret that Parley and the bot's Service share; it signs every call.
        skills: The agents' Services, by names of your own.
        reason: The value of `reason` in the metadata, as agreed with the agents.
        metadata: The fields that are sent to the agents, if the bot knows their values.
        signature_seconds: How long a signature is valid, and by how much Parley's clock and the
            action server's may differ. Shorter: Parley refuses every call as soon as the clocks
            differ by more. Longer: a signature that somebody else has seen can be used for longer.
        urls: Another base URL than Parley's own.
    """

    service: str
    account: str
    secret: SecretStr
    skills: dict[str, SkillSettings]
    reason: str | None = None
    metadata: list[MetadataField] = ["reason", "name", "email", "intent", "question"]
    signature_seconds: int = Field(default=300, ge=10, le=3600)
    urls: UrlSettings = UrlSettings()

    def check_values(self, path: str) -> None:
        """Check what the types of the settings do not check.

        Raises:
            ConfigurationError: The text names the setting and what to write.
        """
        problems = Problems()
        for check in (
            lambda: _check_identification(self.service, f"{path}.service", "the bot's Service"),
            lambda: _check_identification(self.account, f"{path}.account", "the account"),
            lambda: check_text(self.secret, f"{path}.secret", _REMEDY),
            lambda: _check_skills(self, f"{path}.skills"),
            lambda: check_base_url(self.urls.service_api, f"{path}.urls.service_api", SERVICE_API),
        ):
            problems.collect(check)
        problems.raise_all()


def _check_skills(settings: ParleySettings, path: str) -> None:
    if not settings.skills:
        raise ConfigurationError(
            f"{path} is empty. Write a line for each Service in which agents work, such as "
            "human: {name: Agent Service}."
        )
    problems = Problems()
    problems.collect(check_names, settings.skills, path)
    for name, skill in settings.skills.items():
        problems.collect(_check_skill, skill, settings, f"{path}.{name}")
    problems.raise_all()


def _check_skill(skill: SkillSettings, settings: ParleySettings, path: str) -> None:
    if (skill.service is None) == (skill.name is None):
        raise ConfigurationError(
            f"{path} is wrong: write either service, the identification of the agents' Service, "
            "or name, its name."
        )
    if skill.name is not None:
        check_text(skill.name, f"{path}.name", "Write the agents' Service's name.")
        return
    _check_identification(skill.service or "", f"{path}.service", "the agents' Service")
    if skill.service == settings.service:
        raise ConfigurationError(
            f"{path}.service is wrong: it is the bot's own Service. Write the one in which the "
            "agents work."
        )


def _check_identification(identification: str, path: str, owner: str) -> None:
    if not _IDENTIFICATION.fullmatch(identification):
        raise ConfigurationError(
            f"{path} is wrong: write the identification of {owner}, one word without a bar."
        )

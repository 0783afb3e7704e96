"""The section `liveperson` of `human_handoff.yml`."""

from __future__ import annotations

import re
from typing import Literal

from ...errors import ConfigurationError, Problems
from ...pydantic_compat import SettingsModel
from ...vendor_http.setting_checks import check_names, check_text
from ...vendor_http.urls import check_base_url
from .context_service import ContextServiceSettings, check_context_service
from .custom_endpoint import CustomEndpointSettings, check_summary
from .escalation import EscalationSettings, check_escalation
from .login_settings import LoginSettings, check_login
from .public_api_settings import PublicAPISettings, check_public_api
from .queue_health import WaitingTimeSettings, check_waiting_time

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
_ACCOUNT = 'Write the account\'s number, such as "12345678".'


class SkillSettings(SettingsModel):
    """A skill of the account, under a name of your own.

    Attributes:
        id: The skill's id, a number: open the skill in Conversational Cloud and read the address.
        name: The skill's name as LivePerson has it; upper and lower case matter.
    """

    id: str
    name: str


class UrlSettings(SettingsModel):
    """`urls`: base URLs to use instead of LivePerson's own, for a sandbox or a proxy.

    Attributes:
        domains: The Domain API, which tells the hosts of all other services.
        escalation: The service of the transfer call; by default that of the region.
        context_service: The Conversation Context Service; by default that of the region.
    """

    domains: str = DOMAIN_API
    escalation: str | None = None
    context_service: str | None = None


class LivePersonSettings(SettingsModel):
    """`liveperson`: one account at LivePerson.

    Attributes:
        account: The account's number.
        region: Where the account is; chooses LivePerson's hosts.
        skills: The skills, by names of your own.
        login: The bot user that asks who is on shift.
        escalation: The transfer where a Conversation Builder bot owns the conversations.
        custom_endpoint: The transfer where LivePerson calls this bot.
        public_api: The transfer for any other bot of Third-Party Bots.
        waiting_time: Who is in the queue now; without it customers are not told.
        context_service: Where the shift status is shared with other bots.
        urls: Other base URLs than LivePerson's own.
    """

    account: str
    region: Literal["us", "eu", "apac"]
    skills: dict[str, SkillSettings]
    login: LoginSettings
    escalation: EscalationSettings | None = None
    custom_endpoint: CustomEndpointSettings | None = None
    public_api: PublicAPISettings | None = None
    waiting_time: WaitingTimeSettings | None = None
    context_service: ContextServiceSettings | None = None
    urls: UrlSettings = UrlSettings()

    def check_values(self, path: str) -> None:
        """Check what the types of the settings do not check.

        Raises:
            ConfigurationError: A section is missing or too many, a skill's id is not a number, a
                key is empty or cannot be sent, or a summary, a URL or a namespace is wrong.
        """
        problems = Problems()
        for check in (
            _check_routes,
            _check_login,
            _check_escalation,
            _check_custom_endpoint,
            _check_public_api,
            _check_waiting_time,
            _check_skills,
            _check_urls,
            _check_context_service,
        ):
            problems.collect(check, self, path)
        problems.collect(lambda: check_text(self.account, f"{path}.account", _ACCOUNT))
        problems.raise_all()


def is_number(skill: str) -> bool:
    """Tell whether a skill is a number, as LivePerson's skill ids are."""
    return _NUMERIC.fullmatch(skill) is not None


def _check_routes(settings: LivePersonSettings, path: str) -> None:
    ways = (settings.escalation, settings.public_api, settings.custom_endpoint)
    if all(way is None for way in ways):
        raise ConfigurationError(
            f"{path}.escalation is missing. Write it where a Conversation Builder bot owns the "
            "conversations, or write custom_endpoint where LivePerson calls this bot, or "
            "public_api for any other bot of Third-Party Bots."
        )
    public = settings.public_api
    if settings.escalation is not None and public is not None and public.channels is None:
        raise ConfigurationError(
            f"{path}.public_api.channels is missing. Write the Rasa channels of the bot of "
            "Third-Party Bots, so that escalation is used on the others, or take one of both out."
        )


def _check_login(settings: LivePersonSettings, path: str) -> None:
    check_login(settings.login, f"{path}.login")


def _check_escalation(settings: LivePersonSettings, path: str) -> None:
    if settings.escalation is not None:
        check_escalation(settings.escalation, f"{path}.escalation")


def _check_custom_endpoint(settings: LivePersonSettings, path: str) -> None:
    check_summary(settings.custom_endpoint, path)


def _check_public_api(settings: LivePersonSettings, path: str) -> None:
    if settings.public_api is not None:
        check_public_api(settings.public_api, settings.login, f"{path}.public_api")


def _check_waiting_time(settings: LivePersonSettings, path: str) -> None:
    if settings.waiting_time is not None:
        check_waiting_time(settings.waiting_time, f"{path}.waiting_time")


def _check_skills(settings: LivePersonSettings, path: str) -> None:
    problems = Problems()
    problems.collect(check_names, settings.skills, f"{path}.skills")
    for name, skill in settings.skills.items():
        problems.collect(_check_id, skill, f"{path}.skills.{name}.id")
        problems.collect(_check_name, skill, f"{path}.skills.{name}.name")
    problems.raise_all()


def _check_id(skill: SkillSettings, path: str) -> None:
    if not is_number(skill.id):
        raise ConfigurationError(
            f"{path} is wrong: {skill.id!r} is not a number. Write the skill's id from the address "
            "bar of Conversational Cloud."
        )


def _check_name(skill: SkillSettings, path: str) -> None:
    check_text(skill.name, path, "Write the skill's name as Conversational Cloud shows it.")


def _check_urls(settings: LivePersonSettings, path: str) -> None:
    problems = Problems()
    for name in ("domains", "escalation", "context_service"):
        problems.collect(_check_url, settings.urls, name, f"{path}.urls.{name}")
    problems.raise_all()


def _check_url(urls: UrlSettings, name: str, path: str) -> None:
    url = getattr(urls, name)
    if url is not None:
        check_base_url(url, path, DOMAIN_API)


def _check_context_service(settings: LivePersonSettings, path: str) -> None:
    if settings.context_service is not None:
        check_context_service(settings.context_service, f"{path}.context_service")
    elif settings.escalation is not None and settings.escalation.pass_context:
        raise ConfigurationError(
            f"{path}.escalation.pass_context needs {path}.context_service. Write that section, or "
            "set pass_context to false."
        )

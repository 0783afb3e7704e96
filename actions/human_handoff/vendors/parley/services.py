"""The Services in which agents work: GET services.

https://developers.parley.io/docs/service-api/handover-protocol
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import SkillError, VendorResponseError
from .service_api import ServiceAPI
from .settings import SkillSettings


class AgentServices:
    """Finds the Service of each skill.

    A Service that is configured by its name is looked up once, and its identification is kept.
    """

    def __init__(
        self, api: ServiceAPI, bot_service: str, skills: Mapping[str, SkillSettings]
    ) -> None:
        """Take the identification of the bot's own Service, in which no agents work."""
        self._api = api
        self._bot_service = bot_service
        self._skills = skills
        self._services = {name: skill.service for name, skill in skills.items() if skill.service}

    def identification(self, skill: str) -> str:
        """Return the identification of a skill's Service.

        Raises:
            SkillError: No Service of the account has the configured name, or several have it.
            VendorError: The call failed.
        """
        service = self._services.get(skill)
        if service is None:
            self._list()
            service = self._services.get(skill)
        if service is None:
            raise SkillError("Parley: not exactly one Service has the name in the skill's settings")
        return service

    def connected(self) -> dict[str, bool]:
        """Return for each skill whether its Service is connected to the account.

        Raises:
            VendorError: The call failed.
        """
        names = self._list()
        return {skill: self._services.get(skill) in names for skill in self._skills}

    def includes(self, identification: str) -> bool:
        """Tell whether the Service of any skill has this identification.

        Raises:
            VendorError: The call that finds a Service by its name failed.
        """
        some_are_unknown = len(self._services) < len(self._skills)
        if some_are_unknown and identification not in self._services.values():
            self._list()
        return identification in self._services.values()

    def _list(self) -> dict[str, object]:
        """Ask for all Services, and update the Services of the skills."""
        # Assumption: the page names the call "GET services" and shows no URL.
        names = _names(self._api.vendor, self._api.call("GET", "services"))
        services = {skill: self._find(section, names) for skill, section in self._skills.items()}
        self._services = {skill: service for skill, service in services.items() if service}
        return names

    def _find(self, skill: SkillSettings, names: Mapping[str, object]) -> str | None:
        if skill.service is not None:
            return skill.service
        matches = [
            service
            for service, name in names.items()
            if name == skill.name and service != self._bot_service
        ]
        return matches[0] if len(matches) == 1 else None


def _names(vendor: str, data: Any) -> dict[str, object]:
    """Return the name of each Service by its identification."""
    services = data.get("services") if isinstance(data, dict) else None
    if not isinstance(services, list):
        raise VendorResponseError(vendor, "the Services are not a list")
    names: dict[str, object] = {}
    for service in services:
        identification = service.get("identification") if isinstance(service, dict) else None
        if not isinstance(identification, str):
            raise VendorResponseError(vendor, "a Service has no identification")
        names[identification] = service.get("name")
    return names

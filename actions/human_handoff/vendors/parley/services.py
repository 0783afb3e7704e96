"""Which Service the agents of a skill work in: GET services.

https://developers.parley.io/docs/service-api/handover-protocol
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from ...errors import SkillError, VendorResponseError
from .service_api import ServiceAPI
from .settings import SkillSettings

logger = logging.getLogger(__name__)


class AgentServices:
    """The agents' Services; one that is configured by its name is looked up and kept."""

    def __init__(self, api: ServiceAPI, bot: str, skills: Mapping[str, SkillSettings]) -> None:
        """Take the identification of the bot's own Service, which is nobody's agents'."""
        self._api = api
        self._bot = bot
        self._skills = skills
        self._known = {word: skill.service for word, skill in skills.items() if skill.service}

    def identification(self, skill: str) -> str:
        """Return the identification of a skill's Service.

        Raises:
            SkillError: No Service of the account has the configured name, or several have.
            VendorError: Parley did not tell.
        """
        found = self._known.get(skill)
        if found is None:
            self._list()
            found = self._known.get(skill)
        if found is None:
            raise SkillError("Parley: not exactly one Service has the name of the skill's")
        return found

    def connected(self) -> dict[str, bool]:
        """Tell of every skill whether its Service is connected to the account.

        Raises:
            VendorError: Parley did not tell.
        """
        listed = self._list()
        there = {skill: self._known.get(skill) in listed for skill in self._skills}
        for skill in (skill for skill in there if not there[skill]):
            logger.warning("Parley lists no Service, or more than one, for the skill %s", skill)
        return there

    def includes(self, identification: str) -> bool:
        """Tell whether agents work in a Service.

        Raises:
            VendorError: Parley did not tell which Service a name belongs to.
        """
        if identification not in self._known.values() and len(self._known) < len(self._skills):
            self._list()
        return identification in self._known.values()

    def _list(self) -> dict[str, object]:
        # Assumption: the page names the call "GET services" and shows no address.
        listed = _names(self._api.vendor, self._api.call("GET", "services"))
        found = {word: self._find(skill, listed) for word, skill in self._skills.items()}
        self._known = {word: service for word, service in found.items() if service}
        return listed

    def _find(self, skill: SkillSettings, listed: Mapping[str, object]) -> str | None:
        if skill.service is not None:
            return skill.service
        found = [key for key, name in listed.items() if name == skill.name and key != self._bot]
        return found[0] if len(found) == 1 else None


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

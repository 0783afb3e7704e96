"""The names that events and spans may show: those of the configuration, and Rasa's own channels.

A slot, or a channel that reads its name from the browser's request as Rasa's `rest` does, can hold
anything, also personal data. What is not known is shown as `other`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ..handoff_events.vocabulary import OTHER
from ..handoff_settings.loader import Configuration
from .fallback import Route

# The names of Rasa 3.6's own channels (rasa.core.channels).
RASA_CHANNELS = frozenset(
    {
        *("botframework", "callback", "cmdline", "facebook", "hangouts", "mattermost", "rasa"),
        *("rest", "rocketchat", "slack", "socketio", "telegram", "twilio", "twilio_voice"),
        "webexteams",
    }
)


@dataclass(frozen=True)
class KnownNames:
    """The names of the configured desks, skills and channels."""

    desks: Collection[str]
    skills: Collection[str]
    channels: Collection[str]

    def desk(self, name: str | None) -> str | None:
        """Return a desk's name, if it is configured."""
        return _known(name, self.desks)

    def skill(self, name: str | None) -> str | None:
        """Return a skill's name, if it is configured."""
        return _known(name, self.skills)

    def channel(self, name: str) -> str:
        """Return a channel's name, if it is configured or one of Rasa's."""
        return _known(name, {*self.channels, *RASA_CHANNELS}) or ""

    def shown(self, details: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is told of a step, with the names that may be shown."""
        show = {"desk": self.desk, "skill": self.skill}
        known = {name: show[name](details[name]) for name in show if name in details}
        return {**details, **known}

    def route(self, route: Route) -> Route:
        """Return a route with the names that may be shown."""
        return Route(self.desk(route.desk) or OTHER, self.skill(route.skill) or OTHER)


def _known(name: str | None, names: Collection[str]) -> str | None:
    if not name:
        return None
    return name if name in names else OTHER


def known_names(configuration: Configuration) -> KnownNames:
    """Return the names of a configuration."""
    skills = configuration.settings.skills
    named = {skills.default, *skills.desks, *([skills.fallback] if skills.fallback else [])}
    channels = [name for names in configuration.channels.values() for name in names]
    return KnownNames(configuration.desks.keys(), named | configuration.skills, {*channels})

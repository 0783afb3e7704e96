"""The desks' own sections of `human_handoff.yml`: the kind of desk, its hours, its settings."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..availability.opening_hours import OpeningHours, OpeningHoursSettings
from ..desk import AgentDesk
from ..errors import ConfigurationError, SkillError
from ..pydantic_compat import SettingsModel, read_settings
from ..vendors import DESKS
from .settings import HandoffSettings

# A vendor's section that `desks` does not name is ignored, so that it can be switched on later.
VENDOR_NAMES = frozenset(DESKS)


def known_desks() -> str:
    """Return the names of the vendors in this package, for an error text."""
    return ", ".join(sorted(VENDOR_NAMES))


class BuiltDesk(NamedTuple):
    """A desk, its opening hours if it has some, and the Rasa channels that carry its ids."""

    desk: AgentDesk
    opening_hours: OpeningHours | None
    channels: frozenset[str]


def built_desk(name: str, values: Mapping[str, Any], path: str) -> BuiltDesk:
    """Build one desk; nobody is called.

    Args:
        name: One of `desks`.
        values: The whole file.
        path: The file's path, for errors.

    Raises:
        ConfigurationError: Names the setting and what to write.
    """
    if name not in values:
        raise ConfigurationError(_no_section(name, path))
    section_path = f"{path}: {name}"
    section = values[name]
    own = dict(section) if isinstance(section, Mapping) else {}
    kind = _desk_class(name, own.pop("desk", name), path)
    hours = _opening_hours(own.pop("opening_hours", None), f"{section_path}.opening_hours")
    channels = _channels(own.pop("channels", list(kind.channels)), f"{section_path}.channels")
    # What is not a mapping is refused by the model, with its sentence.
    desk_values = own if isinstance(section, Mapping) else section
    settings = read_settings(kind.Settings, desk_values, section_path)
    return BuiltDesk(kind(settings, section_path), hours, channels)


def check_skills(settings: HandoffSettings, desks: Mapping[str, AgentDesk], path: str) -> None:
    """Check that every desk has the skills that it should serve.

    Args:
        settings: The top of the file.
        desks: The desks by their names.
        path: The file's path, for errors.

    Raises:
        ConfigurationError: Names the setting and what to write.
    """
    for skill, names in settings.skills.desks.items():
        unknown = [name for name in names if name not in desks]
        if unknown or not names:
            raise ConfigurationError(
                f"{path}: skills.desks.{skill} is wrong: name at least one of {', '.join(desks)}."
            )
        _check_skill(skill, names, desks, f"{path}: skills.desks.{skill}")
    for setting in ("default", "fallback"):
        skill_ = getattr(settings.skills, setting)
        if skill_ is not None:
            names = settings.desks_of(skill_)
            _check_skill(skill_, names, desks, f"{path}: skills.{setting}")


def _no_section(name: str, path: str) -> str:
    if name in VENDOR_NAMES:
        return f"{path}: {name} is missing. Write the section that says how to reach it."
    return (
        f"{path}: desks is wrong: {name!r} is not one of {known_desks()}, and no section of this "
        "name says with `desk: module:Class` what it is."
    )


def _desk_class(name: str, kind: object, path: str) -> type[AgentDesk]:
    if str(kind) in DESKS:
        return DESKS[str(kind)]
    module, colon, attribute = str(kind).partition(":")
    if not colon:
        raise ConfigurationError(
            f"{path}: {name}.desk is wrong: {kind!r} is not one of {known_desks()}, and not "
            "written like my_bot.desks:Acme."
        )
    return _imported_class(module, attribute, f"{path}: {name}.desk")


def _imported_class(module: str, attribute: str, path: str) -> type[AgentDesk]:
    """Return a desk class that is defined outside this package."""
    try:
        kind = getattr(importlib.import_module(module), attribute, None)
    except Exception as error:
        raise ConfigurationError(
            f"{path} is wrong: {module!r} cannot be imported ({type(error).__name__}). Check the "
            "spelling, and that the module can be found from where the server starts."
        ) from error
    if not (isinstance(kind, type) and issubclass(kind, AgentDesk)):
        raise ConfigurationError(
            f"{path} is wrong: {module}:{attribute} is no subclass of "
            f"{AgentDesk.__module__}.{AgentDesk.__name__}."
        )
    settings = getattr(kind, "Settings", None)
    if not (isinstance(settings, type) and issubclass(settings, SettingsModel)):
        raise ConfigurationError(
            f"{path} is wrong: {module}:{attribute} needs an attribute Settings, a subclass of "
            f"{SettingsModel.__module__}.{SettingsModel.__name__}."
        )
    return kind


def _opening_hours(values: object, path: str) -> OpeningHours | None:
    if values is None:
        return None
    return OpeningHours(read_settings(OpeningHoursSettings, values, path), path)


def _channels(names: object, path: str) -> frozenset[str]:
    if isinstance(names, list) and names and all(isinstance(name, str) for name in names):
        return frozenset(names)
    raise ConfigurationError(
        f"{path} is missing or wrong: write a list of the Rasa channels whose messages carry the "
        "vendor's ids, such as [my_channel]. A browser writes the metadata of rest and socketio."
    )


def _check_skill(skill: str, names: list[str], desks: Mapping[str, AgentDesk], path: str) -> None:
    for name in names:
        try:
            desks[name].skill_key(skill)
        except SkillError:
            raise ConfigurationError(
                f"{path} is wrong: {skill!r} does not stand in {name}.skills. Write it there, or "
                f"name the desks that have it in skills.desks."
            ) from None

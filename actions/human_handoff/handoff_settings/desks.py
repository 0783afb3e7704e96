"""The desks' own sections of `human_handoff.yml`: the kind of desk, its hours, its settings."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..availability.opening_hours import OpeningHours, OpeningHoursSettings
from ..desk import AgentDesk
from ..errors import ConfigurationError, Problems, closest
from ..pydantic_compat import SettingsModel, read_settings
from ..state_store import hashed_key
from ..vendors import DESKS
from .settings import VENDOR_NAMES, known_desks

# What any desk's section may contain besides the desk's own settings.
_FOR_ANY_DESK = ("desk", "opening_hours", "channels")


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
        ConfigurationError: Names every setting that is wrong and what to write.
    """
    if name not in values:
        raise ConfigurationError(_no_section(name, path))
    section_path = f"{path}: {name}"
    section = values[name]
    own = dict(section) if isinstance(section, Mapping) else {}
    kind = _desk_class(name, own.pop("desk", name), path)
    problems = Problems()
    hours_path, channels_path = f"{section_path}.opening_hours", f"{section_path}.channels"
    hours = problems.collect(_opening_hours, own.pop("opening_hours", None), hours_path)
    names = own.pop("channels", list(kind.channels))
    channels = problems.collect(_channels, names, channels_path)
    # What is not a mapping is refused by the model, with its sentence.
    desk_values = own if isinstance(section, Mapping) else section
    read = problems.collect(read_settings, kind.Settings, desk_values, section_path, _FOR_ANY_DESK)
    desk = None if read is None else problems.collect(lambda: kind(read, section_path))
    problems.raise_all()
    assert desk is not None and channels is not None  # noqa: S101, PT018 - for mypy
    desk.identity = hashed_key("desk", kind.__qualname__, repr(read))  # secrets are not in the repr
    return BuiltDesk(desk, hours, channels)


def _no_section(name: str, path: str) -> str:
    if name in VENDOR_NAMES:
        return f"{path}: {name} is missing. Write the section that says how to reach it."
    return (
        f"{path}: desks is wrong: {name!r} is not one of {known_desks()}, and no section of this "
        f"name says with `desk: module:Class` what it is.{closest(name, VENDOR_NAMES)}"
    )


def _desk_class(name: str, kind: object, path: str) -> type[AgentDesk]:
    if str(kind) in DESKS:
        return DESKS[str(kind)]
    module, colon, attribute = str(kind).partition(":")
    if not colon:
        raise ConfigurationError(
            f"{path}: {name}.desk is wrong: {kind!r} is not one of {known_desks()}, and not "
            f"written like my_bot.desks:Acme.{closest(str(kind), VENDOR_NAMES)}"
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

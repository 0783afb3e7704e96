"""`human_handoff.yml`: read once, when the action server starts, and checked as a whole.

`${NAME}` in a text is replaced by the environment variable, as in Rasa's own YAML files.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from ruamel.yaml.error import YAMLError

from ..availability.opening_hours import OpeningHours
from ..bot_files.yaml_file import yaml_remedy, yaml_value
from ..desk import AgentDesk
from ..errors import ConfigurationError, Problems
from ..pydantic_compat import valid_settings
from ..state_store import StateStore, open_state_store
from ..valid_part import ValidPart
from .channel_names import warn_of_misspelt_channels
from .desks import BuiltDesk, built_desk
from .named_elsewhere import check_names_of_desks
from .references import References
from .renamed import with_new_names
from .settings import VENDOR_NAMES, HandoffSettings
from .skills import check_skills, written_skills

VARIABLE = "HUMAN_HANDOFF_CONFIG"
FILE = "human_handoff.yml"


@dataclass(frozen=True)
class Configuration:
    """The checked configuration; the desks are built and have called nobody yet.

    Attributes:
        settings: The top of the file.
        desks: The desks by their names.
        opening_hours: Those of the desks that have them.
        channels: The Rasa channels whose messages carry a desk's ids.
        skills: The names of the skills in the desks' sections.
    """

    settings: HandoffSettings
    desks: Mapping[str, AgentDesk]
    opening_hours: Mapping[str, OpeningHours] = field(default_factory=dict)
    channels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    skills: frozenset[str] = frozenset()
    folder: Path = Path()


def configuration_path(environ: Mapping[str, str] = os.environ) -> Path:
    """Return where the configuration is: `HUMAN_HANDOFF_CONFIG`, or beside `endpoints.yml`."""
    return Path(environ.get(VARIABLE) or FILE)


def load(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Configuration:
    """Read and check the configuration.

    Raises:
        ConfigurationError: Names the file, every setting that is missing or wrong, and what to
            write.
    """
    return examine(path or configuration_path(environ), environ).configuration()


@dataclass(frozen=True)
class Examined:
    """A configuration that may have mistakes, as far as it can be read.

    Attributes:
        problems: The mistakes.
        settings: The top of the file, or its valid part.
        built: The desks whose sections have no mistake, in their order.
        skills: The names of the skills in their sections.
        folder: Where the file is.
    """

    problems: Problems
    settings: HandoffSettings | ValidPart = field(default_factory=ValidPart)
    built: Mapping[str, BuiltDesk] = field(default_factory=dict)
    skills: frozenset[str] = frozenset()
    folder: Path = Path()

    def setting(self, *path: str) -> Any:
        """Return a setting at the top of the file; None if it has a mistake, or none is written."""
        found: Any = self.settings
        try:
            for name in path:
                found = getattr(found, name)
        except ConfigurationError:
            return None
        return found

    def configuration(self) -> Configuration:
        """Return the configuration without mistakes.

        Raises:
            ConfigurationError: Names every mistake.
        """
        self.problems.raise_all()
        return Configuration(
            cast(HandoffSettings, self.settings),  # a valid part alone would be a problem
            {name: each.desk for name, each in self.built.items()},
            {name: each.opening_hours for name, each in self.built.items() if each.opening_hours},
            {name: each.channels for name, each in self.built.items()},
            self.skills,
            self.folder,
        )


def examine(path: Path, environ: Mapping[str, str] = os.environ) -> Examined:
    """Read and check the configuration, and keep what is right in it; this raises nothing."""
    problems = Problems()
    values = problems.collect(_parsed, path, environ, problems)
    if values is None:
        return Examined(problems, folder=path.parent)
    values = with_new_names(values, str(path))
    names = values.get("desks")
    if isinstance(names, set):  # pydantic would take it for a list
        problems.add(f"{path}: desks is wrong: write a list, because the order counts.")
    desk_names = list(dict.fromkeys(map(str, names))) if isinstance(names, list) else []
    sections = {*desk_names, *VENDOR_NAMES}
    top = {name: value for name, value in values.items() if name not in sections}
    settings = valid_settings(HandoffSettings, top, str(path), sections, problems)
    built = {
        name: desk
        for name in desk_names
        if (desk := problems.collect(built_desk, name, values, str(path)))
    }
    warn_of_misspelt_channels(values, desk_names, path)
    problems.collect(check_skills, values, desk_names, built, str(path))
    if desk_names and len(built) == len(desk_names):
        problems.collect(check_names_of_desks, settings, built, str(path))
    skills = frozenset(skill for name in built for skill in written_skills(values.get(name)))
    return Examined(problems, settings, built, skills, path.parent)


def load_with_state_store(path: Path) -> tuple[Configuration, StateStore]:
    """Read and check the configuration, and open its state store.

    Raises:
        ConfigurationError: A setting is wrong, or the state store cannot be used.
    """
    configuration = load(path)
    state = configuration.settings.state
    return configuration, open_state_store(state, path.parent, f"{path}: state")


def _parsed(path: Path, environ: Mapping[str, str], problems: Problems) -> dict[str, Any]:
    try:
        values = yaml_value(path.read_text(encoding="utf-8"))
        values = References(environ, problems).expanded(values, str(path))
    except OSError:
        raise ConfigurationError(
            f"{path} cannot be read. Write the configuration there, or name another file in "
            f"the environment variable {VARIABLE}."
        ) from None
    except (YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise ConfigurationError(f"{path}{line} is not YAML. {yaml_remedy(error)}") from None
    if not isinstance(values, dict):
        raise ConfigurationError(f"{path} must hold settings, one `name: value` a line.")
    return values

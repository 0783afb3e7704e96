"""`human_handoff.yml`: read once, when the action server starts, and checked as a whole.

`${NAME}` in a text is replaced by the environment variable, as in Rasa's own YAML files.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from ..availability.next_opening import check_next_shift
from ..availability.opening_hours import OpeningHours
from ..desk import AgentDesk
from ..errors import ConfigurationError
from ..pydantic_compat import read_settings
from .desks import VENDOR_NAMES, built_desk, check_skills, known_desks
from .renamed import with_new_names
from .settings import HandoffSettings

VARIABLE = "HUMAN_HANDOFF_CONFIG"
FILE = "human_handoff.yml"
_REFERENCE = re.compile(r"\$\{([^}]*)\}")


@dataclass(frozen=True)
class Configuration:
    """The checked configuration; the desks are built and have called nobody yet."""

    settings: HandoffSettings
    desks: Mapping[str, AgentDesk]
    opening_hours: Mapping[str, OpeningHours] = field(default_factory=dict)
    channels: Mapping[str, frozenset[str]] = field(default_factory=dict)


def configuration_path(environ: Mapping[str, str] = os.environ) -> Path:
    """Return where the configuration is: `HUMAN_HANDOFF_CONFIG`, or beside `endpoints.yml`."""
    return Path(environ.get(VARIABLE) or FILE)


def load(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Configuration:
    """Read and check the configuration.

    Raises:
        ConfigurationError: Names the file, the setting and what to write.
    """
    path = path or configuration_path(environ)
    values = with_new_names(_parsed(path, environ), str(path))
    names = values.get("desks")
    desk_names = [str(name) for name in names] if isinstance(names, list) else []
    sections = {*desk_names, *VENDOR_NAMES}
    top = {name: value for name, value in values.items() if name not in sections}
    settings = read_settings(HandoffSettings, top, str(path))
    _check(settings, str(path))
    built = {name: built_desk(name, values, str(path)) for name in settings.desks}
    desks = {name: each.desk for name, each in built.items()}
    check_skills(settings, desks, str(path))
    return Configuration(
        settings,
        desks,
        {name: each.opening_hours for name, each in built.items() if each.opening_hours},
        {name: each.channels for name, each in built.items()},
    )


def _parsed(path: Path, environ: Mapping[str, str]) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        values = _expanded(YAML(typ="safe", pure=True).load(text), str(path), environ)
    except OSError:
        raise ConfigurationError(
            f"{path} cannot be read. Write the configuration there, or name another file in "
            f"the environment variable {VARIABLE}."
        ) from None
    except (YAMLError, ValueError, KeyError, RecursionError) as error:
        # ruamel also raises plain errors for wrong values: "2026-02-30" is not a date.
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise ConfigurationError(f"{path}{line} is not YAML. Check indents and quotes.") from None
    if not isinstance(values, dict):
        raise ConfigurationError(f"{path} must hold settings, one `name: value` a line.")
    return values


def _expanded(value: Any, path: str, environ: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        separator = "." if ": " in path else ": "
        return {
            key: _expanded(item, f"{path}{separator}{key}", environ) for key, item in value.items()
        }
    if isinstance(value, list):
        return [_expanded(item, f"{path}.{number}", environ) for number, item in enumerate(value)]
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise ConfigurationError(
                f"{path} is wrong: it contains half a character (a lone surrogate). Type it again."
            )
        return _REFERENCE.sub(lambda match: _variable(match[1], path, environ), value)
    return value


def _variable(name: str, path: str, environ: Mapping[str, str]) -> str:
    if not name.isidentifier():
        raise ConfigurationError(
            f"{path} is wrong: ${{{name}}} is not the name of an environment variable."
        )
    if not environ.get(name):
        raise ConfigurationError(
            f"{path} needs the environment variable {name}, which is not set. Set it before "
            "starting the action server."
        )
    return environ[name]


def _check(settings: HandoffSettings, path: str) -> None:
    if not settings.desks:
        raise ConfigurationError(f"{path}: desks is empty. Name at least one of {known_desks()}.")
    cache = settings.shift_cache
    if cache.usable_minutes < cache.fresh_minutes:
        raise ConfigurationError(
            f"{path}: shift_cache.usable_minutes is wrong: it must not be less than fresh_minutes."
        )
    check_next_shift(settings.next_shift, f"{path}: next_shift")

"""`human_handoff.yml`: read once, when the action server starts, and checked as a whole.

`${NAME}` in a text is replaced by the environment variable, as in Rasa's own YAML files.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_datetime
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from ..availability.opening_hours import OpeningHours
from ..desk import AgentDesk
from ..errors import ConfigurationError
from ..pydantic_compat import read_settings
from .desks import VENDOR_NAMES, built_desk, check_skills, known_desks
from .settings import HandoffSettings, NextShiftSettings

VARIABLE = "HUMAN_HANDOFF_CONFIG"
FILE = "human_handoff.yml"
_REFERENCE = re.compile(r"\$\{([^}]*)\}")


@dataclass(frozen=True)
class Configuration:
    """What the file says, checked; the desks are built and have called nobody."""

    settings: HandoffSettings
    desks: Mapping[str, AgentDesk]
    hours: Mapping[str, OpeningHours] = field(default_factory=dict)


def configuration_path(environ: Mapping[str, str] = os.environ) -> Path:
    """Return where the configuration is: `HUMAN_HANDOFF_CONFIG`, or beside `endpoints.yml`."""
    return Path(environ.get(VARIABLE) or FILE)


def load(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Configuration:
    """Read and check the configuration.

    Raises:
        ConfigurationError: Names the file, the setting and what to write.
    """
    path = path or configuration_path(environ)
    values = _parsed(path, environ)
    names = values.get("desks")
    desk_names = [str(name) for name in names] if isinstance(names, list) else []
    sections = {*desk_names, *VENDOR_NAMES}
    own = {name: value for name, value in values.items() if name not in sections}
    settings = read_settings(HandoffSettings, own, str(path))
    _check(settings, str(path))
    built = {name: built_desk(name, values, str(path)) for name in settings.desks}
    desks = {name: desk for name, (desk, _) in built.items()}
    check_skills(settings, desks, str(path))
    hours = {name: open_at for name, (_, open_at) in built.items() if open_at is not None}
    return Configuration(settings, desks, hours)


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
        # ruamel lets some errors of values through: "2026-02-30" is no date, "!!int x" no number.
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
        if any("\ud800" <= sign <= "\udfff" for sign in value):
            raise ConfigurationError(f"{path} is wrong: half a character stands in it. Write anew.")
        return _REFERENCE.sub(lambda found: _variable(found[1], path, environ), value)
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
    board = settings.shift_cache
    if board.usable_minutes < board.fresh_minutes:
        raise ConfigurationError(
            f"{path}: shift_cache.usable_minutes is wrong: it must not be less than fresh_minutes."
        )
    _check_next_shift(settings.next_shift, path)


def _check_next_shift(next_shift: NextShiftSettings, path: str) -> None:
    try:
        ZoneInfo(next_shift.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ConfigurationError(
            f"{path}: next_shift.time_zone is wrong: {next_shift.time_zone!r} is not a time "
            "zone. Write one such as Europe/Amsterdam."
        ) from None
    try:
        Locale.parse(next_shift.locale)
    except (UnknownLocaleError, ValueError):
        raise ConfigurationError(
            f"{path}: next_shift.locale is wrong: {next_shift.locale!r} is not a language. "
            "Write one such as en or nl_NL."
        ) from None
    for setting in ("within_a_week", "later"):
        pattern = getattr(next_shift, setting)
        try:
            format_datetime(datetime.now(timezone.utc), pattern, locale=next_shift.locale)
        except (ValueError, KeyError):
            raise ConfigurationError(
                f"{path}: next_shift.{setting} is wrong: {pattern!r} is not a date pattern. Write "
                "one such as EEEE HH:mm."
            ) from None

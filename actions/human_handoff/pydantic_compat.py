"""The one place that knows there are two pydantics.

rasa 3.6 pins pydantic 1.10, rasa-sdk 3.21 needs pydantic 2. Models elsewhere keep to what
both share: class keywords, `Field(alias=…)`, keyword construction, `ValidationError.errors()`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import pydantic
from pydantic import BaseModel, Field, SecretStr, ValidationError

from .errors import ConfigurationError

__all__ = ["Field", "SecretStr", "SettingsModel", "WireModel", "read_settings"]

_PYDANTIC_1 = pydantic.VERSION.startswith("1.")
# An account number is a text that YAML reads as a number; pydantic 1 always takes it as text.
_SETTINGS: dict[str, Any] = {"extra": "forbid"} | (
    {} if _PYDANTIC_1 else {"coerce_numbers_to_str": True}
)


class WireModel(BaseModel, extra="ignore"):
    """An object as a vendor documents it: snake_case attributes, the vendor's name as alias."""

    def to_wire(self) -> dict[str, Any]:
        """Return the object under the vendor's names, without the absent fields."""
        model: Any = self
        dump = model.dict if _PYDANTIC_1 else model.model_dump
        fields: dict[str, Any] = dump(by_alias=True, exclude_none=True)
        return fields


class SettingsModel(BaseModel, **_SETTINGS):
    """A section of `human_handoff.yml`; a setting that does not exist is an error."""


Section = TypeVar("Section", bound=SettingsModel)


def read_settings(model: type[Section], values: object, path: str) -> Section:
    """Check one section of the configuration.

    Args:
        model: What the section may hold.
        values: What the file holds there.
        path: Where the section stands, such as `human_handoff.yml: liveperson`.

    Raises:
        ConfigurationError: Names every setting that is missing or wrong.
    """
    if not isinstance(values, Mapping):
        raise ConfigurationError(f"{path} must be a list of settings, one `name: value` a line.")
    try:
        return model(**{str(name): value for name, value in values.items()})
    except ValidationError as error:
        problems = [_sentence(path, dict(problem)) for problem in error.errors()]
        # `from None`: pydantic's own text repeats the values, and some of them are secrets.
        raise ConfigurationError("\n".join(problems)) from None


def _sentence(path: str, problem: dict[str, Any]) -> str:
    separator = "." if ": " in path else ": "
    name = f"{path}{separator}{'.'.join(str(part) for part in problem['loc'])}"
    kind = str(problem["type"])
    if kind in ("missing", "value_error.missing"):
        return f"{name} is missing. Write its value there."
    if kind in ("extra_forbidden", "value_error.extra"):
        return f"{name} is not a setting. Check the spelling, or take the line out."
    return f"{name} is wrong: {problem['msg']}."

"""The only module that knows that there are two major versions of pydantic.

Rasa 3.6 pins pydantic 1.10; rasa-sdk 3.21 needs pydantic 2. Models in other modules use only what
both have: class keywords, `Field(alias=…)`, construction by keyword, `ValidationError.errors()`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import pydantic
from pydantic import BaseModel, Field, SecretStr, ValidationError

from .errors import ConfigurationError

__all__ = ["Field", "SecretStr", "SettingsModel", "WireModel", "read_settings"]

_PYDANTIC_1 = pydantic.VERSION.startswith("1.")
# YAML reads an account number as a number, and it is needed as text. pydantic 1 always converts.
_SETTINGS: dict[str, Any] = {"extra": "forbid"} | (
    {} if _PYDANTIC_1 else {"coerce_numbers_to_str": True}
)


class WireModel(BaseModel, extra="ignore"):
    """A JSON object of a vendor: attributes in snake_case, the vendor's field names as aliases."""

    def to_wire(self) -> dict[str, Any]:
        """Return the object with the vendor's field names, without absent fields."""
        model: Any = self
        dump = model.dict if _PYDANTIC_1 else model.model_dump
        fields: dict[str, Any] = dump(by_alias=True, exclude_none=True)
        return fields


class SettingsModel(BaseModel, **_SETTINGS):
    """A section of a settings file; a setting that does not exist is an error."""


Section = TypeVar("Section", bound=BaseModel)


def read_settings(model: type[Section], values: object, path: str) -> Section:
    """Check one section of a settings file.

    Args:
        model: The settings that the section may contain.
        values: What the file contains there.
        path: Where the section is, such as `human_handoff.yml: liveperson`.

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
    # A check of the whole section has no place of its own; pydantic 1 calls it `__root__`.
    place = ".".join(str(part) for part in problem["loc"] if part != "__root__")
    name = f"{path}{separator}{place}" if place else path
    kind = str(problem["type"])
    if kind in ("missing", "value_error.missing"):
        return f"{name} is missing. Write its value there."
    if kind in ("extra_forbidden", "value_error.extra"):
        return f"{name} is not a setting. Check the spelling, or take the line out."
    return f"{name} is wrong: {problem['msg']}."

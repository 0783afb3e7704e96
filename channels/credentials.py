"""A channel's section of `credentials.yml`, checked when the Rasa server starts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from rasa.shared.exceptions import RasaException


class ChannelSettingsError(RasaException):
    """A setting is missing or wrong; Rasa prints the text and ends."""


class ChannelSettings(BaseModel, extra="forbid"):
    """A section of `credentials.yml`; a setting that does not exist is an error."""


Section = TypeVar("Section", bound=ChannelSettings)


def read_section(model: type[Section], values: object, channel: str) -> Section:
    """Check what Rasa found in `credentials.yml` for a channel.

    Raises:
        ChannelSettingsError: Names every setting that is missing or wrong, and no value.
    """
    path = f"credentials.yml: {channel}"
    if not isinstance(values, Mapping):
        raise ChannelSettingsError(f"{path} needs settings, one `name: value` a line.")
    try:
        return model(**{str(name): value for name, value in values.items()})
    except ValidationError as error:
        problems = [_sentence(path, dict(problem)) for problem in error.errors()]
        # `from None`: pydantic's own text repeats the values, and some of them are secrets.
        raise ChannelSettingsError("\n".join(problems)) from None


def _sentence(path: str, problem: dict[str, Any]) -> str:
    where = [str(part) for part in problem["loc"] if part != "__root__"]
    name = ".".join([path, *where])
    kind = str(problem["type"])
    if kind == "value_error.missing":
        return f"{name} is missing. Write its value there."
    if kind == "value_error.extra":
        return f"{name} is not a setting. Check the spelling, or take the line out."
    return f"{name} is wrong: {problem['msg']}."

"""The only module, but for the errors' texts, that knows that there are two versions of pydantic.

Rasa 3.6 pins pydantic 1.10; rasa-sdk 3.21 needs pydantic 2. Models in other modules use only what
both have: class keywords, `Field(alias=…)`, construction by keyword, `ValidationError.errors()`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar, TypeVar, cast, get_args, get_origin

import pydantic
from pydantic import BaseModel, Field, SecretStr, ValidationError, create_model

from .errors import Problems, closest
from .pydantic_sentences import what_to_write
from .valid_part import ValidPart

__all__ = ["Field", "SecretStr", "SettingsModel", "WireModel", "read_settings", "valid_settings"]

_PYDANTIC_1 = pydantic.VERSION.startswith("1.")
# YAML reads an account number as a number, and it is needed as text. pydantic 1 always converts.
_SETTINGS: dict[str, Any] = {"extra": "forbid"} | (
    {} if _PYDANTIC_1 else {"coerce_numbers_to_str": True}
)


class WireModel(BaseModel, extra="ignore"):
    """A JSON object of a vendor: attributes in snake_case, the vendor's field names as aliases."""

    def __repr__(self) -> str:
        """Return the name alone: a vendor's objects hold secrets and personal data."""
        return f"{type(self).__name__}(…)"

    __str__ = __repr__

    def to_wire(self) -> dict[str, Any]:
        """Return the object with the vendor's field names, without absent fields."""
        model: Any = self
        dump = model.dict if _PYDANTIC_1 else model.model_dump
        fields: dict[str, Any] = dump(by_alias=True, exclude_none=True)
        return fields


class SettingsModel(BaseModel, **_SETTINGS):
    """A section of a settings file; a setting that does not exist is an error."""

    lists: ClassVar[Mapping[str, str]] = {}  # setting → what it is a list of, with an example

    def check_values(self, path: str) -> None:
        """Check what the types of the settings do not check; a section may override this.

        It is also called where a setting is missing or has the wrong type, so that all mistakes
        are found at once. The attribute of such a setting raises a `ConfigurationError` without a
        text: use each attribute inside `Problems.collect`.

        Args:
            path: The section's path, for the text of the error.

        Raises:
            ConfigurationError: Names the setting and what to write.
        """


Section = TypeVar("Section", bound=SettingsModel)


def read_settings(
    model: type[Section], values: object, path: str, others: Collection[str] = ()
) -> Section:
    """Check one section of a settings file.

    Args:
        model: The settings that the section may contain.
        values: What the file contains there.
        path: Where the section is, such as `human_handoff.yml: liveperson`.
        others: Settings that somebody else reads, but that may be misspelt as well.

    Raises:
        ConfigurationError: Names every setting that is missing or wrong.
    """
    problems = Problems()
    settings = valid_settings(model, values, path, others, problems)
    problems.raise_all()
    return cast(Section, settings)


def valid_settings(
    model: type[Section], values: object, path: str, others: Collection[str], problems: Problems
) -> Section | ValidPart:
    """Check one section as `read_settings` does, collect its mistakes, and return what is valid."""
    if not isinstance(values, Mapping):
        problems.add(f"{path} must be a list of settings, one `name: value` a line.")
        return ValidPart(model)
    named = {str(name): value for name, value in values.items()}
    settings: Any
    try:
        settings = model(**named)
    except ValidationError as error:
        # pydantic's own text repeats the values, and some of them are secrets.
        for problem in error.errors():
            problems.add(_sentence(model, path, dict(problem), others))
        settings = _valid_part(model, named)
    problems.collect(model.check_values, settings, path)
    return cast("Section | ValidPart", settings)


def _sentence(
    model: type[BaseModel], path: str, problem: dict[str, Any], others: Collection[str]
) -> str:
    separator = "." if ": " in path else ": "
    # A check of the whole section has no place of its own; pydantic 1 calls it `__root__`.
    places = [str(part) for part in problem["loc"] if part != "__root__"]
    name = f"{path}{separator}{'.'.join(places)}" if places else path
    kind = str(problem["type"])
    if kind in ("missing", "value_error.missing"):
        return f"{name} is missing. Write its value there."
    if kind in ("extra_forbidden", "value_error.extra"):
        names = [*_aliases(_section_at(model, places[:-1])), *(others if len(places) == 1 else ())]
        meant = closest(places[-1], names)
        return f"{name} is not a setting. Check the spelling, or take the line out.{meant}"
    if kind in ("list_type", "type_error.list"):
        what = _section_at(model, places[:-1]).lists.get(places[-1])
        return f"{name} is wrong: write a list{f' of {what}' if what else ', such as [a, b]'}."
    return f"{name} is wrong: {what_to_write(problem)}."


def _section_at(model: Any, places: Sequence[str]) -> type[SettingsModel]:
    """Return the section at a place of another one."""
    if not places:
        return cast(type[SettingsModel], model)
    hint = _fields(model)[_aliases(model)[places[0]]].annotation
    return _section_at(_nested_model(hint) or model, places[1 + _is_container(hint) :])


def _nested_model(hint: Any) -> type[SettingsModel] | None:
    """Return the section that a type contains, such as that of `dict[str, Section] | None`."""
    if isinstance(hint, type) and not get_args(hint):
        return hint if issubclass(hint, SettingsModel) else None
    nested = (_nested_model(part) for part in get_args(hint))
    return next((each for each in nested if each is not None), None)


def _is_container(hint: Any) -> bool:
    """Tell whether a type is a list or a mapping, whose places have a number or a key."""
    parts = (hint, *get_args(hint))
    return any(get_origin(part) in (list, dict) for part in parts)


def _fields(model: type[BaseModel]) -> Mapping[str, Any]:
    """Return pydantic's own descriptions of a model's fields, by the names of the attributes."""
    kind: Any = model
    fields: Mapping[str, Any] = kind.__fields__ if _PYDANTIC_1 else kind.model_fields
    return fields


def _aliases(model: type[BaseModel]) -> dict[str, str]:
    """Return the settings of a model as the file writes them, each with its attribute."""
    return {field.alias or name: name for name, field in _fields(model).items()}


def _valid_part(model: type[BaseModel], values: Mapping[str, Any]) -> ValidPart:
    """Return the settings that are valid, so that they can be checked together."""
    valid = _valid_fields(model, values)
    for written, name in _aliases(model).items():
        hint, value = _fields(model)[name].annotation, values.get(written)
        nested = _nested_model(hint)
        if name in valid or nested is None or not isinstance(value, Mapping):
            continue
        if _is_container(hint):
            sections = {key: each for key, each in value.items() if isinstance(each, Mapping)}
            valid[name] = {str(key): _valid_part(nested, each) for key, each in sections.items()}
        else:
            valid[name] = _valid_part(nested, value)
    return ValidPart(model, valid)


def _valid_fields(model: type[BaseModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of the right type, and the defaults of those that are absent."""
    valid: dict[str, Any] = {}
    for written, name in _aliases(model).items():
        field = _fields(model)[name]
        is_required = field.required if _PYDANTIC_1 else field.is_required()
        if written in values:
            # In pydantic 1 the annotation has the bounds already.
            rule = Field(..., alias=written) if _PYDANTIC_1 else field
            fields: Any = {name: (field.annotation, rule)}
            single = create_model(name, __base__=SettingsModel, **fields)
            with suppress(ValidationError):
                valid[name] = getattr(single(**{written: values[written]}), name)
        elif not is_required:
            valid[name] = field.get_default()
    return valid

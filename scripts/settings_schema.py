"""The JSON schema of `human_handoff.yml`, for editors, made from the settings themselves."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from actions.human_handoff.availability.opening_hours import OpeningHoursSettings
from actions.human_handoff.handoff_settings.settings import HandoffSettings
from actions.human_handoff.pydantic_compat import SecretStr, SettingsModel
from actions.human_handoff.vendors import DESKS

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "actions" / "human_handoff" / "handoff_settings" / "human_handoff.schema.json"
# An environment variable may stand for any value.
REFERENCE = {
    "type": "string",
    "pattern": r"\$\{\w+\}",
    "description": "An environment variable, such as ${NAME}.",
}
DESK = "desk"
# Words of ours in a schema, for the page alone: the default of a setting that has no plain value.
OTHERWISE = "otherwise"
# … and of a setting whose value may be left out: `offers:` with nothing after it.
OPTIONAL = "optional"
FOR_ANY_DESK: Mapping[str, Any] = {
    DESK: {
        "type": "string",
        "description": "What the desk is: a vendor's name, or `module:Class` for a desk of one's "
        "own.",
        OTHERWISE: "the section's name",
    },
    "channels": {
        "type": "array",
        "items": {"type": "string"},
        "description": 'The Rasa channels whose messages carry the vendor\'s ids; `["*"]` means '
        "every channel. On a channel that a browser writes, customers can have other people's "
        "conversations transferred.",
        OTHERWISE: "`[liveperson]`, `[cm]` or `[parley]`; must be written for a desk of one's own",
    },
}
HOURS = "When the desk is open; outside these hours the vendor is not asked."
Schema = dict[str, Any]


def schema() -> Schema:
    """Return the JSON schema of `human_handoff.yml`."""
    top = section_of(HandoffSettings)
    vendors = {name: _desk(desk.Settings) for name, desk in DESKS.items()}
    top["properties"] |= vendors
    # The sections of desks whose names are a bot builder's own.
    own = {"type": "object", "required": [DESK], "properties": dict(FOR_ANY_DESK)}
    top["additionalProperties"] = own
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "human_handoff.yml",
        **_for_editors(top),
    }


def _desk(model: type[SettingsModel]) -> Schema:
    section = section_of(model)
    section["properties"] = any_desk()["properties"] | section["properties"]
    return section


def any_desk() -> Schema:
    """Return the settings that any desk's section may contain besides its own."""
    hours = {**section_of(OpeningHoursSettings), "description": HOURS, OTHERWISE: "always open"}
    hours[OPTIONAL] = True
    return {"type": "object", "properties": {**FOR_ANY_DESK, "opening_hours": hours}}


def section_of(model: type[SettingsModel]) -> Schema:
    """Return what pydantic says of a section, with all that it refers to in its place."""
    made = dict(model.schema())  # pydantic keeps its own
    models = _models(model)
    definitions = made.pop("definitions", {})
    found = _placed(made, definitions, {name: models[name] for name in definitions})
    return _described(found, model)


def _placed(
    value: Any, definitions: Mapping[str, Any], models: Mapping[str, type[SettingsModel]]
) -> Any:
    if isinstance(value, list):
        return [_placed(each, definitions, models) for each in value]
    if not isinstance(value, dict):
        return value
    if "allOf" in value:  # pydantic's way to add a default to a section
        (only,) = value["allOf"]
        return _placed(only, definitions, models)
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        return _described(_placed(definitions[name], definitions, models), models[name])
    return {name: _placed(each, definitions, models) for name, each in value.items()}


def _described(section: Schema, model: type[SettingsModel]) -> Schema:
    """Return a section with what the class says of it and of each of its settings."""
    summary, attributes = _documented(model)
    names = {field.alias: name for name, field in model.__fields__.items()}
    properties = {
        written: {key: value for key, value in each.items() if key not in ("title", "env_names")}
        | _with_default(model.__fields__[names[written]])
        | ({OPTIONAL: True} if model.__fields__[names[written]].allow_none else {})
        | {"description": attributes[names[written]]}
        for written, each in section["properties"].items()
    }
    return {
        "type": "object",
        "description": summary,
        "properties": properties,
        **({"required": section["required"]} if "required" in section else {}),
        "additionalProperties": False,
    }


def _with_default(field: Any) -> Schema:
    """Return the default of a setting, as far as pydantic's schema does not tell it."""
    if isinstance(field.default, SecretStr):
        return {"default": field.default.get_secret_value()}
    is_section = isinstance(field.default, SettingsModel)
    return {OTHERWISE: "the defaults of its settings"} if is_section else {}


def _documented(model: type[SettingsModel]) -> tuple[str, dict[str, str]]:
    """Return the first line of a class's docstring, and what it says of each attribute."""
    text, _, listed = (inspect.getdoc(model) or "").partition("Attributes:\n")
    summary = re.sub(r"^`\w+`: ", "", text.strip().splitlines()[0])
    attributes = re.findall(r"^    (\w+): (.*(?:\n {5,}.*)*)", listed, re.MULTILINE)
    summary = summary[:1].upper() + summary[1:]
    return summary, {name: " ".join(said.split()) for name, said in attributes}


def _models(model: type[SettingsModel]) -> dict[str, type[SettingsModel]]:
    """Return the sections in a section, at any depth, by pydantic's names for them."""
    found: dict[str, type[SettingsModel]] = {}
    for field in model.__fields__.values():
        inner = field.type_
        if inspect.isclass(inner) and not get_args(inner) and issubclass(inner, SettingsModel):
            found |= {inner.__name__: inner, **_models(inner)}
    return found


def _for_editors(value: Any) -> Any:
    """Return a schema that lets an environment variable stand for any value."""
    if isinstance(value, list):
        return [_for_editors(each) for each in value]
    if not isinstance(value, dict):
        return value
    plain = {name: each for name, each in value.items() if name not in (OTHERWISE, OPTIONAL)}
    made = _with_references(plain)
    return _or_nothing(made) if OPTIONAL in value else made


def _or_nothing(made: Schema) -> Schema:
    """Return the schema of a setting that may also have no value."""
    if "anyOf" in made:
        return {**made, "anyOf": [*made["anyOf"], {"type": "null"}]}
    kinds = made["type"] if isinstance(made["type"], list) else [made["type"]]
    return {**made, "type": [*kinds, "null"]}


def _with_references(plain: Schema) -> Schema:
    kind = plain.get("type")
    if "properties" in plain:
        properties = {name: _for_editors(each) for name, each in plain["properties"].items()}
        others = _for_editors(plain.get("additionalProperties", True))
        return {**plain, "properties": properties, "additionalProperties": others}
    if kind in ("object", "array"):
        return {name: _for_editors(each) for name, each in plain.items()}
    if kind in ("number", "integer", "boolean") or "enum" in plain:
        about: Schema = {
            name: plain.pop(name) for name in ("description", "default") if name in plain
        }
        return {**about, "anyOf": [plain, REFERENCE]}
    if kind == "string":
        # YAML reads an account number as a number; the plugin takes it as text.
        return {**plain, "type": ["string", "number"]}
    return plain


def schema_text() -> str:
    """Return the schema as its file has it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"

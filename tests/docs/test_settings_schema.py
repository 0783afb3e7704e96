"""What the action server accepts, an editor with the JSON schema accepts as well."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from actions.human_handoff.handoff_settings.loader import examine
from scripts.settings_schema import SCHEMA
from tests.unit.vendors.accounts import SECTIONS

Place = tuple[str, ...]
SMALLEST_STEP = 1e-6
BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
# A number where a text is expected, as YAML reads an account; and nothing after `offers:`.
USUAL: tuple[Any, ...] = (None, 5, 12345678)
EMPTY = ("contact", "language", "shift_cache", "next_shift", "state", "events", "return_to_bot")
BASE: dict[str, Any] = {
    "desks": ["liveperson", "cm", "parley"],
    "skills": {"default": "human"},
    **SECTIONS,
    **{name: {} for name in (*EMPTY, "unanswered", "offers")},
    "waiting": {"tell": True},
}


def properties(schema: dict[str, Any], place: Place = ()) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Yield every setting of the schema; `human` stands for each name of one's own."""
    for name, each in schema.get("properties", {}).items():
        yield (*place, name), each
        yield from properties(each, (*place, name))
        own = each.get("additionalProperties")
        yield from properties(own if isinstance(own, dict) else {}, (*place, name, "human"))


def values_for(setting: dict[str, Any]) -> Iterator[Any]:
    """Yield the default of a setting, its words, and what lies at and beside its bounds."""
    yield from USUAL
    for each in (setting, *setting.get("anyOf", ())):
        yield from (each[name] for name in ("default",) if name in each)
        yield from each.get("enum", ())
        if each.get("type") == "number":
            for bound in (each[name] for name in BOUNDS if name in each):
                yield from (bound, bound - SMALLEST_STEP, bound + SMALLEST_STEP)
        elif each.get("type") == "integer":
            for bound in (each[name] for name in BOUNDS if name in each):
                yield from (bound, bound - 1, bound + 1)


def with_value(place: Place, value: Any) -> dict[str, Any] | None:
    """Return the base with another value in a place; None if its section is not there."""
    document = copy.deepcopy(BASE)
    section: Any = document
    for name in place[:-1]:
        section = section.get(name)
        if not isinstance(section, dict):
            return None
    section[place[-1]] = value
    return document


def documents() -> Iterator[Any]:
    """Yield a document for each setting and each of its values."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for place, setting in properties(schema):
        for value in values_for(setting):
            document = with_value(place, value)
            if document is not None:
                yield pytest.param(document, id=f"{'.'.join(place)}={value!r}")


def test_at_every_bound_and_with_nothing_written_the_schema_accepts_what_the_loader_does(
    tmp_path: Path,
) -> None:
    editor = Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    file = tmp_path / "human_handoff.yml"
    accepted, disputed = 0, []
    for each in documents():
        file.write_text(json.dumps(each.values[0]), encoding="utf-8")
        if not examine(file, {}).problems.lines:
            accepted += 1
            disputed += [each.id for _ in editor.iter_errors(each.values[0])]

    assert disputed == []
    assert accepted > 100, "most of the values are right"


@pytest.mark.parametrize("name", ["offers", "messages", "waiting"])
def test_a_section_whose_lines_are_all_comments_is_no_mistake(name: str) -> None:
    editor = Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))

    assert list(editor.iter_errors({**BASE, name: None})) == []


def test_no_setting_takes_infinity(tmp_path: Path) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    file = tmp_path / "human_handoff.yml"
    taken = []
    for place, setting in properties(schema):
        kinds = [each.get("type") for each in (setting, *setting.get("anyOf", ()))]
        if "number" in kinds and (document := with_value(place, "INFINITY")):
            file.write_text(json.dumps(document).replace('"INFINITY"', ".inf"), encoding="utf-8")
            taken += [] if examine(file, {}).problems.lines else [".".join(place)]

    assert taken == []

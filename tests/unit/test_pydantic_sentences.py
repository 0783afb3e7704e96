"""A value of the wrong type is refused with what to write, in the same words for both pydantics."""

from __future__ import annotations

from typing import Literal

import pytest

from actions.human_handoff.errors import ConfigurationError
from actions.human_handoff.pydantic_compat import Field, SettingsModel, read_settings
from actions.human_handoff.pydantic_sentences import what_to_write

SECTION = "write settings there, one `name: value` a line"


class Room(SettingsModel):
    """A section in a section."""

    number: str = "1"


class House(SettingsModel):
    """A section with a setting of each type."""

    name: str = ""
    floors: int = Field(default=1, ge=1, le=200)
    height: float = Field(default=3, gt=0, lt=1000)
    garden: bool = False
    roof: Literal["flat", "steep"] = "flat"
    rooms: dict[str, Room] = {}
    hall: Room = Room()
    label: str = Field(default="-", min_length=1)


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("name", ["hunter2"], "write a text"),
        ("floors", "hunter2", "write a whole number"),
        ("floors", [], "write a whole number"),
        ("floors", 0, "write a number of at least 1"),
        ("floors", 201, "write a number of at most 200"),
        ("height", "hunter2", "write a number"),
        ("height", {}, "write a number"),
        ("height", 0, "write a number above 0"),
        ("height", float("inf"), "write a number below 1000"),
        ("garden", "hunter2", "write true or false"),
        ("garden", [], "write true or false"),
        ("roof", "hunter2", "write one of flat, steep"),
        ("rooms", "hunter2", SECTION),
        ("rooms", [["hunter2"]], SECTION),
        ("hall", "hunter2", SECTION),
        ("label", "", "write something; it is empty"),
    ],
)
def test_what_to_write_is_said_in_plain_words(setting, value, sentence):
    with pytest.raises(ConfigurationError) as caught:
        read_settings(House, {setting: value}, "f.yml: house")

    assert str(caught.value) == f"f.yml: house.{setting} is wrong: {sentence}."


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        ({"type": "less_than_equal", "ctx": {"le": 45.0}}, "write a number of at most 45"),
        ({"type": "literal_error", "ctx": {"expected": "'a', 'b' or 'c'"}}, "write one of a, b, c"),
        ({"type": "value_error.const", "ctx": {"permitted": ("a", 2)}}, "write one of a, 2"),
        ({"type": "model_type", "ctx": {"class_name": "Room"}}, SECTION),
        ({"type": "type_error.none.not_allowed"}, "write a value, or take the line out"),
        ({"type": "type_error"}, "write one word, and no list or section"),
        ({"type": "string_too_short", "ctx": {"min_length": 1}}, "write something; it is empty"),
        ({"type": "value_error", "msg": "write the id"}, "write the id"),
    ],
)
def test_each_version_has_its_own_kinds_of_errors(problem, sentence):
    assert what_to_write({"msg": "", **problem}) == sentence

"""The two pydantics behave the same where we use them."""

import pytest

from actions.human_handoff.errors import ConfigurationError
from actions.human_handoff.pydantic_compat import (
    Field,
    SecretStr,
    SettingsModel,
    WireModel,
    read_settings,
)


class Address(WireModel):
    """An object of a vendor's."""

    street_name: str = Field(alias="streetName")
    floor: int | None = None


class Door(SettingsModel):
    """A section in a section."""

    number: str


class House(SettingsModel):
    """A section."""

    key: SecretStr
    doors: dict[str, Door] = {}
    height: float = 3


def test_an_object_goes_out_under_the_vendors_names_without_what_is_absent():
    assert Address(streetName="Rokin").to_wire() == {"streetName": "Rokin"}
    assert Address(streetName="Rokin", floor=0).to_wire() == {"streetName": "Rokin", "floor": 0}


def test_what_a_vendor_adds_is_ignored():
    assert Address(streetName="Rokin", since=2026).to_wire() == {"streetName": "Rokin"}


def test_a_number_will_do_for_a_text():
    house = read_settings(House, {"key": 12, "doors": {1: {"number": 7}}}, "f.yml: house")

    assert house.key.get_secret_value() == "12"
    assert house.doors["1"].number == "7"


def refusal(values, path="f.yml: house"):
    """Return the error of a section; it must not show a secret that is wrong, nor its cause."""
    with pytest.raises(ConfigurationError) as caught:
        read_settings(House, values, path)
    assert "hunter2" not in repr(caught.value)
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    return str(caught.value)


@pytest.mark.parametrize("values", [None, "text", 5, ["key"]])
def test_a_section_that_is_no_list_of_settings_is_named(values):
    sentence = "f.yml: house must be a list of settings, one `name: value` a line."

    assert refusal(values) == sentence


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("f.yml: house", "f.yml: house.key"),
        ("f.yml", "f.yml: key"),
        ("my bot/f.yml", "my bot/f.yml: key"),
        ("my bot/f.yml: house", "my bot/f.yml: house.key"),
    ],
)
def test_a_missing_setting_is_named_with_its_path(path, name):
    assert refusal({}, path) == f"{name} is missing. Write its value there."


def test_every_wrong_setting_has_a_line():
    lines = sorted(refusal({"kee": "x", "doors": {"front": {}}, "height": "high"}).splitlines())

    assert lines[0] == "f.yml: house.doors.front.number is missing. Write its value there."
    assert lines[1].startswith("f.yml: house.height is wrong: ")
    assert lines[1].endswith(".")
    assert lines[2:] == [
        "f.yml: house.kee is not a setting. Check the spelling, or take the line out.",
        "f.yml: house.key is missing. Write its value there.",
    ]


@pytest.mark.parametrize("secret", [["hunter2"], {"value": "hunter2"}])
def test_a_secret_of_the_wrong_type_is_not_repeated(secret):
    assert "f.yml: house.key is wrong: " in refusal({"key": secret})


class Colours(SettingsModel):
    names: list[str] = []


class Palette(SettingsModel):
    colours: dict[str, Colours] = {}


def test_a_text_where_a_list_is_wanted_is_told_how_a_list_is_written():
    with pytest.raises(ConfigurationError) as refused:
        read_settings(Palette, {"colours": {"warm": {"names": "red"}}}, "file")

    assert str(refused.value) == (
        "file: colours.warm.names is wrong: write a list, such as [a, b]."
    )

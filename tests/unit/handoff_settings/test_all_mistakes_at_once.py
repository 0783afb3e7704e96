"""All mistakes of human_handoff.yml are named in one error, each with its path and a remedy."""

import sys

import pytest

from actions.human_handoff.handoff_settings.loader import load
from tests.unit.changed_values import TAKE_OUT, changed
from tests.unit.handoff_settings.settings_file import FILE as F
from tests.unit.handoff_settings.settings_file import refusal, write
from tests.unit.vendors.accounts import SECTIONS

pytestmark = pytest.mark.usefixtures("here")
VALID = {
    "desks": ["liveperson", "parley"],
    "skills": {"default": "human", "desks": {"billing": ["liveperson"]}},
    **SECTIONS,
}
NOT_SET = "which is not set. Set it before you start the server."


def refusal_of(changes, **environ):
    values = VALID
    for path, value in changes.items():
        values = changed(values, path, value)
    return refusal(write(values), **environ).split("\n")


def test_mistakes_beside_a_misspelt_setting_are_named_as_well():
    lines = refusal_of(
        {
            "skills": {"default": "humann", "fallbak": "human"},
            "liveperson.opening_hours": {
                "rules": "Mo-Fr 25:00",
                "time_zone": "Nowhere",
                "country": "XX",
                "foo": 1,
            },
        }
    )

    for setting in ("skills.fallbak", "skills.default"):
        assert [line for line in lines if line.startswith(f"{F}: {setting} ")]
    for setting in ("rules", "time_zone", "country", "foo"):
        assert [
            line for line in lines if line.startswith(f"{F}: liveperson.opening_hours.{setting} ")
        ]
    assert len(lines) == 7, "neither of the two desks has the skill"


def test_the_mistakes_of_every_section_are_named_at_once():
    lines = refusal_of(
        {
            "colour": "red",
            "shift_cache": {"fresh_minutes": 61},
            "next_shift": {"time_zone": "Amsterdam", "locale": "xx", "later": "g"},
            "waiting": {"tell": False},
            "skills.fallback": "ghosts",
            "skills.desks.billing": ["parrots"],
            "liveperson.login.secret": "${LP_SECRET}",
            "liveperson.escalation.api_key": "",
            "liveperson.skills.human.id": "two",
            "liveperson.acount": "1",
            "liveperson.opening_hours": {"rules": "24/7"},
            "liveperson.channels": [],
            "parley.account": TAKE_OUT,
            "parley.secret": "hunter2\n",
            "parley.skills.human": {},
            "parley.urls.service_api": "http://public.example",
        }
    )

    settings = [line.removeprefix(f"{F}: ").split(" ")[0] for line in lines]
    assert sorted(settings) == [
        "colour",
        "liveperson.acount",
        "liveperson.channels",
        "liveperson.escalation.api_key",
        "liveperson.login.secret",
        "liveperson.opening_hours.time_zone",
        "liveperson.skills.human.id",
        "next_shift.later",
        "next_shift.locale",
        "next_shift.time_zone",
        "parley.account",
        "parley.secret",
        "parley.skills.human",
        "parley.urls.service_api",
        "shift_cache.usable_minutes",
        "skills.desks.billing",
        "skills.fallback",  # at the one desk,
        "skills.fallback",  # and at the other
        "waiting",
    ]


def test_every_missing_environment_variable_is_named_once_with_its_setting():
    lines = refusal_of(
        {
            "liveperson.region": "${REGION}",
            "liveperson.skills.human.id": "${SKILL}",
            "parley.signature_seconds": "${SECONDS}",
            "skills.default": "${DEFAULT}",
            "deadline_seconds": "${not-a-name}",
        },
        SKILL="",
    )

    assert lines == [
        f"{F}: skills.default needs the environment variable DEFAULT, {NOT_SET}",
        f"{F}: liveperson.region needs the environment variable REGION, {NOT_SET}",
        f"{F}: liveperson.skills.human.id needs the environment variable SKILL, {NOT_SET}",
        f"{F}: parley.signature_seconds needs the environment variable SECONDS, {NOT_SET}",
        f"{F}: deadline_seconds is wrong: ${{not-a-name}} is not the name of an environment "
        "variable.",
    ]


def test_two_missing_variables_in_one_setting_are_both_named():
    first, second = refusal_of({"liveperson.account": "${ONE}${TWO}"})

    assert "the environment variable ONE," in first
    assert "the environment variable TWO," in second


def test_half_a_character_is_named_with_its_setting():
    (line,) = refusal_of({"liveperson.account": "\ud800"})

    assert line == (
        f"{F}: liveperson.account is wrong: it contains half a character (a lone surrogate). "
        "Type it again."
    )


@pytest.mark.parametrize(
    ("path", "value", "meant"),
    [
        ("skils", {}, "skills"),
        ("shift_cahe", {}, "shift_cache"),
        ("livepersn", {}, "liveperson"),
        ("contact.intruptions", [], "interruptions"),
        ("liveperson.acount", "1", "account"),
        ("liveperson.login.appkey", "k", "app_key"),
        ("liveperson.skills.human.nam", "k", "name"),
        ("cm.router.mutations", [{"$type": "disableComponent", "componentId": "b"}], "ComponentId"),
        ("parley.url", {}, "urls"),
        ("parley.opening_hour", {}, "opening_hours"),
        ("parley.opening_hours", {"time_zon": "UTC"}, "time_zone"),
        ("parley.chanels", ["rest"], "channels"),
    ],
)
def test_a_misspelt_setting_is_named_with_what_it_may_mean(path, value, meant):
    text = "\n".join(refusal_of({path: value, "desks": ["liveperson", "parley", "cm"]}))

    sentence = "is not a setting. Check the spelling, or take the line out. Did you mean"
    assert f"{sentence} {meant}?" in text


@pytest.mark.parametrize(
    ("path", "value", "meant"),
    [
        ("desks", ["livepersn"], "liveperson"),
        ("desks", ["liveperson", "parly"], "parley"),
        ("skills.default", "humn", "human"),
        ("skills.fallback", "humann", "human"),
        ("skills.desks.bilings", ["liveperson"], "billing"),
        ("skills.desks.billing", ["livperson"], "liveperson"),
        ("liveperson.desk", "livepersn", "liveperson"),
    ],
)
def test_a_misspelt_desk_or_skill_is_named_with_what_it_may_mean(path, value, meant):
    assert f"Did you mean {meant}?" in "\n".join(refusal_of({path: value}))


def test_a_skill_that_a_desk_lacks_is_named_although_another_setting_is_wrong():
    lines = refusal_of({"colour": "red", "liveperson.account": TAKE_OUT, "skills.default": "ghost"})

    assert len([line for line in lines if "skills.default is wrong: 'ghost'" in line]) == 2
    assert len(lines) == 4


def test_what_needs_several_settings_is_checked_although_another_setting_is_wrong():
    lines = refusal_of(
        {
            "deadline_seconds": 0,
            "unanswered": {"nobody_came_after": "25h", "agents_heard_on": ["parly"]},
        }
    )

    assert len(lines) == 3
    assert f"{F}: unanswered.nobody_came_after is wrong: it must be less than" in lines[1]
    assert lines[2].endswith("Did you mean parley?")


def test_with_a_desk_that_is_no_list_its_channels_are_not_said_to_be_wrong():
    (line,) = refusal_of({"desks": "parley", "unanswered": {"agents_heard_on": ["parley"]}})

    assert line.startswith(f"{F}: desks is wrong: write a list")


@pytest.mark.parametrize("section", [5, "x", None])
def test_a_section_that_is_none_hides_no_other_mistake(section):
    lines = refusal_of({"liveperson": section, "skills": section, "parley.secret": ""})

    named = sorted(line.removeprefix(f"{F}: ").split(" ")[0] for line in lines)
    assert named == ["liveperson", "parley.secret", "skills"]


def test_a_desk_of_the_bots_own_checks_its_values_and_all_mistakes_are_named(here):
    (here / "our_desks.py").write_text(OUR_DESKS)
    values = {"desk": "our_desks:Acme", "channels": ["rest"], "colour": "red", "keys": {"a": ""}}

    text = refusal(write({"desks": ["acme"], "skills": {"default": "human"}, "acme": values}))

    assert text.split("\n") == [
        f"{F}: acme.url is missing. Write its value there.",
        f"{F}: acme.colour is not a setting. Check the spelling, or take the line out.",
        f"{F}: acme.keys.a is empty. Write the key.",
    ]
    sys.modules.pop("our_desks")


OUR_DESKS = """
from __future__ import annotations
from actions.human_handoff import Problems, SecretStr, SettingsModel, check_text
from actions.human_handoff.testing import ScriptedDesk


class Settings(SettingsModel):
    url: str
    keys: dict[str, SecretStr] = {}

    def check_values(self, path: str) -> None:
        problems = Problems()
        problems.collect(lambda: check_text(self.url, f"{path}.url", "Write the address."))
        for name, key in self.keys.items():
            problems.collect(check_text, key, f"{path}.keys.{name}", "Write the key.")
        problems.raise_all()


class Acme(ScriptedDesk):
    Settings = Settings
"""


def test_a_file_without_its_mistakes_is_read_again():
    assert refusal_of({"colour": "red"})
    assert list(load(write(VALID), {}).desks) == ["liveperson", "parley"]

"""The desks' sections: our own vendors, desks kept outside the package, and opening hours."""

import sys

import pytest

from actions.human_handoff.handoff_settings.loader import load
from actions.human_handoff.testing import ScriptedDesk
from actions.human_handoff.vendors import DESKS
from tests.unit.handoff_settings.settings_file import FILE as F
from tests.unit.handoff_settings.settings_file import refusal, write

pytestmark = pytest.mark.usefixtures("here")
SCRIPTED = "actions.human_handoff.testing:ScriptedDesk"


def acme(desk: str, rest: str = "") -> str:
    return f"""
        desks: [acme]
        skills: {{default: human}}
        acme:
          desk: {desk}
          {rest}
        """


def test_a_desk_may_be_kept_outside_this_package(here):
    (here / "my_bot_desks.py").write_text(
        "from actions.human_handoff.testing import ScriptedDesk\n"
        "class Acme(ScriptedDesk):\n    vendor = 'Acme'\n"
    )

    desk = load(write(acme("my_bot_desks:Acme", "shift: off_shift")), {}).desks["acme"]

    assert (desk.vendor, desk.script.shift) == ("Acme", "off_shift")
    sys.modules.pop("my_bot_desks")


def test_one_vendor_may_have_two_desks():
    configuration = load(
        write(
            f"""
            desks: [north, south]
            skills: {{default: human, desks: {{offers: [south]}}}}
            north: {{desk: "{SCRIPTED}"}}
            south: {{desk: "{SCRIPTED}", skills: [human, offers]}}
            """
        ),
        {},
    )

    assert list(configuration.desks) == ["north", "south"]
    assert all(isinstance(desk, ScriptedDesk) for desk in configuration.desks.values())
    assert configuration.settings.desks_of("human") == ["north", "south"]
    assert configuration.settings.desks_of("offers") == ["south"]


@pytest.mark.parametrize(
    ("desk", "sentence"),
    [
        ("parrots", "is not one of"),
        ("42", "and not written like my_bot.desks:Acme."),
        ("no_such_module_of_ours:Acme", "cannot be imported (ModuleNotFoundError)"),
        ("breaks_on_import:Acme", "cannot be imported (ZeroDivisionError)"),
        ("':Acme'", "cannot be imported (ValueError)"),
        ("json:Acme", "json:Acme is no subclass of actions.human_handoff.desk.AgentDesk."),
        ("json:dumps", "json:dumps is no subclass of"),
        ("pathlib:Path", "pathlib:Path is no subclass of"),
        ("without_settings:Acme", "without_settings:Acme needs an attribute Settings"),
    ],
)
def test_a_desk_that_is_none_is_named_with_its_path(here, desk, sentence):
    (here / "breaks_on_import.py").write_text("1 / 0\n")
    (here / "without_settings.py").write_text(
        "from actions.human_handoff import AgentDesk\nclass Acme(AgentDesk):\n    pass\n"
    )

    text = refusal(write(acme(desk)))

    assert text.startswith(f"{F}: acme.desk is wrong: ")
    assert sentence in text


def test_the_settings_of_an_outside_desk_are_checked_like_any_others():
    path = write(acme(SCRIPTED, "colour: red"))
    assert refusal(path) == (
        f"{F}: acme.colour is not a setting. Check the spelling, or take the line out."
    )
    path = write("desks: [acme]\nskills: {default: human}\nacme: 5")
    assert refusal(path) == (
        f"{F}: acme.desk is wrong: 'acme' is not one of {', '.join(sorted(DESKS))}, and not "
        "written like my_bot.desks:Acme."
    )
    path = write("desks: [liveperson]\nskills: {default: human}\nliveperson: 5")
    assert refusal(path) == (
        f"{F}: liveperson must be a list of settings, one `name: value` a line."
    )


def test_any_desk_may_have_opening_hours():
    hours = 'opening_hours: {rules: "Mo-Fr 09:00-17:00", time_zone: Europe/Amsterdam}'

    configuration = load(write(acme(SCRIPTED, hours)), {})

    assert list(configuration.opening_hours) == ["acme"]
    assert load(write(acme(SCRIPTED)), {}).opening_hours == {}


def test_wrong_opening_hours_are_named_with_their_path():
    text = refusal(write(acme(SCRIPTED, "opening_hours: {rules: 24/7}")))

    assert text == f"{F}: acme.opening_hours.time_zone is missing. Write its value there."

"""docs/settings.md, compared with the settings themselves."""

from __future__ import annotations

import json
from pathlib import Path

from actions.human_handoff.handoff_settings.desks import _FOR_ANY_DESK
from actions.human_handoff.handoff_settings.settings import HandoffSettings
from tests.docs.documents import blocks, configured, rows, section, settings_table

PAGE = "docs/settings.md"


def named(heading: str) -> list[str]:
    """Return the settings in the table below a heading."""
    return [row[0].strip("`") for row in rows(section(PAGE, heading))[1:]]


def test_the_page_has_every_setting_at_the_top_of_the_file() -> None:
    assert sorted(named("At the top of the file")) == sorted(HandoffSettings.__annotations__)


def test_the_page_has_every_setting_of_any_desk() -> None:
    assert sorted(named("In the section of any desk")) == sorted(_FOR_ANY_DESK)


def test_the_defaults_on_the_page_are_those_of_the_settings() -> None:
    defaults = {name: row[2].strip("`") for name, row in settings_table(PAGE).items()}
    settings = HandoffSettings(desks=["parley"], skills={"default": "human"})
    simple = {name: value for name, value in settings if isinstance(value, (str, int, float))}

    assert {"gave_up_minutes", "handed_over_hours", "deadline_seconds"} <= set(simple)
    assert {name: defaults[name] for name in simple} == {
        name: value if isinstance(value, str) else json.dumps(value).removesuffix(".0")
        for name, value in simple.items()
    }


def test_the_example_of_several_desks_is_a_configuration(tmp_path: Path) -> None:
    (example,) = blocks(PAGE, "yaml")

    assert list(configured([example], tmp_path).desks) == ["liveperson", "parley"]

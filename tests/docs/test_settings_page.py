"""docs/settings.md, compared with the settings themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from actions.human_handoff.handoff_settings.desks import _FOR_ANY_DESK
from actions.human_handoff.handoff_settings.settings import HandoffSettings
from actions.human_handoff.vendors import DESKS
from scripts.settings_reference import written
from scripts.settings_schema import SCHEMA, schema_text, section_of
from tests.docs.documents import blocks, configured, merged, read, rows, yaml

PAGE = "docs/settings.md"
PAGES_OF_VENDORS = ("docs/liveperson/desk.md", "docs/cm/desk.md", "docs/parley/desk.md")


def named(heading: str) -> list[str]:
    """Return the settings in the table below a heading."""
    table = read(PAGE).partition(f"### {heading}\n")[2].partition("\n### ")[0]
    return [row[0].strip("`") for row in rows(table)[1:]]


def validator() -> Draft7Validator:
    document = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft7Validator.check_schema(document)
    return Draft7Validator(document)


def test_the_page_and_the_schema_say_what_the_settings_say() -> None:
    remedy = "run `make reference`"
    assert read(PAGE) == written(read(PAGE)), remedy
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), remedy


def test_every_setting_and_every_section_is_on_the_page() -> None:
    headings = set(re.findall("^### `?(.*?)`?$", read(PAGE), re.MULTILINE))
    assert {"liveperson.login", "messages.receivers.NAME.email", "cm.router.mutations[]"} < headings
    assert named("At the top of the file") == list(HandoffSettings.__annotations__)
    assert sorted(named("In the section of any desk")) == sorted(_FOR_ANY_DESK)


def numbers(section: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each setting that is a number of seconds, minutes or hours, with what is said of it."""
    for name, each in section["properties"].items():
        if re.search("_(seconds|minutes|hours)$", name) and "properties" not in each:
            yield f"{path}{name}", each["description"]
        if "properties" in each:
            yield from numbers(each, f"{path}{name}.")


# Above so many minutes, customers are asked whether to wait: the number itself says it.
SAID_BY_ITSELF = {"waiting.offer_above_minutes"}


def test_of_every_time_it_is_said_what_a_shorter_or_a_longer_one_does() -> None:
    sections = [
        section_of(HandoffSettings),
        *(section_of(desk.Settings) for desk in DESKS.values()),
    ]
    found = {name: said for each in sections for name, said in numbers(each)}
    without = [name for name, said in found.items() if not re.search("(Shorter|Longer)", said)]

    assert len(found) > 8
    assert set(without) == SAID_BY_ITSELF


@pytest.mark.parametrize("page", [None, *PAGES_OF_VENDORS])
def test_an_editor_accepts_the_examples_of_the_documents(page: str | None) -> None:
    demo = yaml(read("human_handoff.yml"))
    texts = [block.text for block in blocks(page, "yaml")] if page else []
    examples = [each for each in map(yaml, texts) if set(each) & {"desks", *DESKS}]
    assert examples or page is None
    for example in [{}, *examples]:
        assert list(validator().iter_errors(merged(demo, example))) == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        (["gave_up_minute"], 5),
        (["skills", "defualt"], "human"),
        (["liveperson", "region"], "europe"),
        (["liveperson", "login", "pasword"], "x"),
        (["deadline_seconds"], 99),
        (["desks"], {"parley": None}),
        (["my_desk"], {"channels": ["web"]}),
    ],
)
def test_an_editor_marks_what_the_action_server_refuses(setting: list[str], value: object) -> None:
    document = yaml(read("human_handoff.yml"))
    place = document
    for name in setting[:-1]:
        place = place[name]
    place[setting[-1]] = value

    assert len(list(validator().iter_errors(document))) == 1


def test_an_environment_variable_may_stand_for_a_number_and_a_number_for_a_text() -> None:
    document = yaml(read("human_handoff.yml"))
    document["deadline_seconds"] = "${SECONDS}"
    document["liveperson"]["account"] = 12345678

    assert list(validator().iter_errors(document)) == []


def test_the_example_of_several_desks_is_a_configuration(tmp_path: Path) -> None:
    example, _ = blocks(PAGE, "yaml")

    assert list(configured([example], tmp_path).desks) == ["liveperson", "parley"]

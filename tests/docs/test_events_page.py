"""docs/events.md has the closed lists of words."""

from __future__ import annotations

import json
import re

import pytest

from actions.human_handoff.handoff_events.vocabulary import (
    Because,
    Choice,
    Ending,
    Occasion,
    Outcome,
    RequestReason,
    Step,
)
from tests.docs.documents import read, rows, section
from tests.unit.handoff_events.schema import DOCUMENT

PAGE = "docs/events.md"
LISTS = {
    "`step`": Step,
    "`reason`": RequestReason,
    "`because`": Because,
    "`outcome`": Outcome,
    "`ending`": Ending,
    "`occasion`": Occasion,
    "`choice`": Choice,
}


@pytest.mark.parametrize("name", LISTS)
def test_the_page_has_every_word_of_the_list_and_no_other(name: str) -> None:
    tables = section(PAGE, "The words").split("\n\n")
    lines = next(each for each in tables if each.startswith(f"| {name} |")).splitlines()

    assert [line.split("`")[1] for line in lines[2:]] == [each.value for each in LISTS[name]]


def test_the_example_is_an_event() -> None:
    example = json.loads(re.search(r"```json\n(.*?)```", read(PAGE), re.S)[1])  # type: ignore[index]

    assert list(example) == DOCUMENT["required"]
    for name, value in example.items():
        assert value in DOCUMENT["properties"][name].get("enum", [value])


def test_the_tables_are_tables() -> None:
    assert len(rows(section(PAGE, "The words"))) > 25

"""docs/logs.md: its examples are lines that the plugin writes, its words are those of the code."""

from __future__ import annotations

import json
import re

from typer.main import get_command

from actions.human_handoff import cli
from actions.human_handoff.handoff_events.vocabulary import Decision, Step
from actions.human_handoff.handoff_logic.take_back_calls import TakeBack
from actions.human_handoff.rasa_side.log_lines import JSONLines
from tests.docs.documents import blocks, read, rows, section
from tests.unit.handoff_events.schema import DOCUMENT

PAGE = "docs/logs.md"


def test_the_page_has_every_decision_and_no_other() -> None:
    shown = [row[0] for row in rows(section(PAGE, "Decisions"))[1:]]

    assert shown == [f"`{each.value}`" for each in Decision]


def test_the_page_says_why_agents_can_keep_a_conversation() -> None:
    text = next(row[1] for row in rows(section(PAGE, "Decisions")) if "not_taken_back" in row[0])
    kept = {each.name.lower() for each in TakeBack} - {"done", "crossed"}

    assert set(re.findall(r"`(\w+)`", text)) - {"because"} == kept | {"too_early"}


def test_the_steps_of_the_first_table_are_steps() -> None:
    named = set(re.findall(r"event `(\w+)`", read(PAGE)))

    assert named
    assert named <= {each.value for each in Step}


def test_the_first_example_has_names_of_an_event() -> None:
    example = blocks(PAGE)[0].text
    event = example.splitlines()[0].partition("handoff event: ")[2]

    names = re.findall(r'"(\w+)":', event)
    assert names == DOCUMENT["required"][: len(names)]


def test_the_json_example_is_a_line_and_the_formatter_is_where_the_page_says() -> None:
    (example,) = [each.text for each in blocks(PAGE, "json")]
    document = json.loads(example)

    assert set(document) <= {*DOCUMENT["required"], "level", "logger", "message"}
    assert f"rasa_side.log_lines.{JSONLines.__name__}" in read(PAGE)


def test_the_command_that_finds_the_lines_of_a_customer_is_one() -> None:
    (shown,) = [each.text for each in blocks(PAGE, "console")]
    (command,) = re.findall(r"\$\(human-handoff ([\w-]+) \S+\)", shown)

    assert command in get_command(cli.app).commands  # type: ignore[attr-defined]

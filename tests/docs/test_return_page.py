"""docs/return.md: its settings, its figures, and the slot that it shows."""

from __future__ import annotations

import json
from pathlib import Path

from actions.human_handoff.handoff_settings.return_settings import ReturnSettings
from actions.human_handoff.rasa_side.return_memory import MAX_LENGTH, MAX_MESSAGES
from actions.human_handoff.rasa_side.solved_form import READING_SECONDS
from human_handoff_channels.credentials import MessagingSettings
from human_handoff_channels.typed_text import MAX_CHARACTERS
from tests.docs.documents import blocks, configured, read, settings_table

PAGE = "docs/return.md"


def test_the_example_of_settings_is_a_configuration(tmp_path: Path) -> None:
    (example,) = blocks(PAGE, "yaml")
    settings = configured([example], tmp_path).settings
    assert settings.return_to_bot == ReturnSettings(tell_duration=True, ask_if_solved=True)


def test_the_table_has_every_setting_and_the_slots_figures_are_those_of_the_code() -> None:
    page = read(PAGE)
    assert set(settings_table(PAGE)) == {"return_to_bot", *ReturnSettings.__annotations__}
    (example,) = blocks(PAGE, "json")
    assert list(json.loads(example.text)) == [
        *("desk", "skill", "began", "ended", "ending", "customer_messages")
    ]
    assert f"the latest {MAX_MESSAGES} messages, at most {MAX_LENGTH} characters" in page
    assert f"within {READING_SECONDS:.0f} seconds" in page


def test_the_page_says_how_much_of_what_agents_write_is_kept_and_what_that_means() -> None:
    (chapter,) = (
        each for each in read(PAGE).split("\n## ") if each.startswith("What agents write")
    )
    assert f"at most {MAX_CHARACTERS:,} characters" in chapter
    assert "**Privacy**" in chapter
    assert "keep_agent_messages" in MessagingSettings.__annotations__
    assert not MessagingSettings.__fields__["keep_agent_messages"].default

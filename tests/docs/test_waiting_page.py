"""docs/waiting.md: its example of settings, its table, its sentences, and its figures."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from actions.human_handoff.availability.published_reports import RETRY_SECONDS
from actions.human_handoff.availability.waiting_times import ASKED_EVERY, WaitingSettings
from actions.human_handoff.handoff_events.vocabulary import Choice
from actions.human_handoff.handoff_logic import choice_answers
from tests.bot_responses import CHOOSE
from tests.docs.documents import blocks, configured, read, rows, section, settings_table, yaml

PAGE = "docs/waiting.md"
SAID = "utter_human_handoff_waiting"


def test_the_example_of_settings_is_a_configuration(tmp_path: Path) -> None:
    (example,) = blocks(PAGE, "yaml")
    waiting = configured([example], tmp_path).settings.waiting
    assert waiting is not None
    assert waiting.offer_above_minutes == 10


def test_the_table_has_every_setting_with_its_default() -> None:
    table = {name: row[2].strip("`") for name, row in settings_table(PAGE).items()}
    defaults = {name: str(value) for name, value in WaitingSettings()}
    table.pop("waiting")

    assert table.keys() == defaults.keys()
    assert table["tell"] == defaults["tell"].lower()
    assert defaults["offer_above_minutes"] == "None"
    for name in ("fresh_minutes", "limit_seconds"):
        assert float(table[name]) == float(defaults[name])


def test_the_table_has_every_sentence() -> None:
    domain = yaml(read("actions/human_handoff/domain.yml"))
    cells = " ".join(row[1] for row in rows(section(PAGE, "What is said")))
    assert {each for each in cells.split("`") if each.startswith(SAID)} == {
        name for name in domain["responses"] if name.startswith(SAID)
    }


def test_the_figures_and_the_words_on_the_page_are_those_of_the_code() -> None:
    page = read(PAGE)
    assert timedelta(minutes=1) == ASKED_EVERY
    assert "asked once a minute" in page
    assert f"a moment ago ({RETRY_SECONDS:.0f} seconds)" in page
    assert CHOOSE in page
    for intent in (choice_answers.WAIT_INTENT, choice_answers.GO_ON_INTENT):
        assert f"`/{intent}`" in page
    for choice in (Choice.WAIT, Choice.MESSAGE, Choice.GO_ON):
        assert f"`{choice.value}`" in page

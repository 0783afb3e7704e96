"""docs/unanswered.md: its example of settings, its tables, and its figures."""

from __future__ import annotations

from pathlib import Path

from actions.human_handoff.handoff_logic.take_backs import SETTLE_SECONDS
from actions.human_handoff.outbox.queue import MAX_WAITING
from actions.human_handoff.rasa_side.slots import AGENT_WROTE_INTENT, NOBODY_CAME_INTENT
from actions.human_handoff.unanswered import deadlines
from actions.human_handoff.unanswered.settings import UnansweredSettings
from actions.human_handoff.vendors import DESKS
from actions.human_handoff.watch_command import TOKEN
from tests.docs.documents import Block, blocks, configured, read, rows, settings_table

PAGE = "docs/unanswered.md"


def test_the_example_of_settings_is_a_configuration(tmp_path: Path) -> None:
    (example,) = blocks(PAGE, "yaml")
    parley = Block("", "yaml", "desks: [parley]")
    unanswered = configured([parley, example], tmp_path).settings.unanswered
    assert (unanswered.seconds, unanswered.agents_heard_on) == (180, ["parley"])


def test_the_table_has_every_setting_and_no_other() -> None:
    assert set(settings_table(PAGE)) == {*UnansweredSettings.__annotations__, "unanswered"}


def test_the_table_of_desks_says_what_their_code_says() -> None:
    said = {row[0]: row[1] for row in rows(read(PAGE)) if len(row) == 3}
    for desk in DESKS.values():
        assert said[desk.vendor].startswith("yes" if desk.takes_back else "no")


def test_the_figures_and_names_on_the_page_are_those_of_the_code() -> None:
    page = read(PAGE)
    assert SETTLE_SECONDS == 1
    assert "It waits a second" in page
    assert deadlines.LEASE_SECONDS == 30
    assert "within half a minute" in page
    assert f"at most {deadlines.LONGEST_PAUSE:.0f}, up to {deadlines.MOST_FAILURES} times" in page
    assert f"more than {MAX_WAITING:,} customers" in page
    for name in (AGENT_WROTE_INTENT, NOBODY_CAME_INTENT, TOKEN):
        assert name in page

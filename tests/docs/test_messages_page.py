"""docs/messages.md: its example of settings, its tables, and its figures."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from actions.human_handoff.availability.call_times import HORIZON, NOTICE
from actions.human_handoff.handoff_logic.callbacks import MAX_OF_A_DAY, MAX_OFFERED
from actions.human_handoff.messages.callback_settings import CallbackSettings
from actions.human_handoff.messages.delivery import GIVE_UP_SECONDS, LONGEST_PAUSE_OF_MESSAGE
from actions.human_handoff.messages.mailbox import SEND_SECONDS
from actions.human_handoff.messages.message import MAX_MESSAGE_LENGTH
from actions.human_handoff.messages.records import DONE_SECONDS, KEEP_SECONDS, MAX_WAITING
from actions.human_handoff.messages.settings import EmailSettings, MessagesSettings
from actions.human_handoff.messages.templates import NAMES
from tests.docs.documents import blocks, configured, read, settings_table

PAGE = "docs/messages.md"
DAY = 24 * 3600


def test_the_example_of_settings_is_a_configuration(tmp_path: Path) -> None:
    examples = blocks(PAGE, "yaml")
    assert len(examples) == 2
    secrets = ("HUMAN_HANDOFF_SMTP_PASSWORD", "HUMAN_HANDOFF_MESSAGES_SECRET")
    environ = dict.fromkeys(secrets, "0123456789abcdef")
    messages = configured(examples, tmp_path, **environ).settings.messages
    assert messages is not None
    assert messages.receiver_of("billing") == "tickets"


def test_the_tables_have_every_setting_and_no_other() -> None:
    sections = MessagesSettings, EmailSettings, CallbackSettings
    every = {name for section in sections for name in section.__annotations__}
    assert set(settings_table(PAGE)) == every | {"messages", "email"}


def test_the_example_of_a_posted_message_is_json() -> None:
    of_a_callback, example = blocks(PAGE, "json")
    assert set(json.loads(of_a_callback.text)["callback"]) == {"phone", "at", "from", "until"}
    assert set(json.loads(example.text)) == {
        *("version", "id", "reference", "time", "skill"),
        *("channel", "name", "email", "message"),
    }


def test_the_figures_on_the_page_are_those_of_the_code() -> None:
    page = read(PAGE)
    assert [name for name in NAMES if f"`{{{name}}}`" not in page] == []
    assert GIVE_UP_SECONDS == 3 * DAY
    assert "After three days a message is given up" in page
    assert KEEP_SECONDS == 14 * DAY
    assert "at most 14 days" in page
    assert DONE_SECONDS == 7 * DAY
    assert LONGEST_PAUSE_OF_MESSAGE == 3600
    assert f"at most {MAX_MESSAGE_LENGTH:,} characters" in page
    assert f"At most {MAX_WAITING:,} messages wait" in page
    assert f"at most {SEND_SECONDS:.0f} seconds" in page
    assert f"within the next {HORIZON.days} days" in page
    assert (timedelta(hours=1), 6, 3) == (NOTICE, MAX_OFFERED, MAX_OF_A_DAY)
    assert "at least an hour away" in page
    assert "Six are offered, at most three of a day" in page

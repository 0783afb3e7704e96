"""`human-handoff outbox`: what waits is listed without a word of the customer, retried, dropped."""

import json
import time

import pytest
from typer.testing import CliRunner

from actions.human_handoff.cli import app
from actions.human_handoff.messages.message import Message
from actions.human_handoff.messages.records import MessageRecords, State
from actions.human_handoff.state_store import SQLiteStateStore
from tests.unit.handoff_events.test_settings import BASE

TICKETS = {"webhook": {"url": "https://tickets.test/x", "secret": "0123456789abcdef"}}
MESSAGES = {"receivers": {"tickets": TICKETS}, "default": "tickets"}
DAY = 24 * 3600.0


@pytest.fixture
def file(tmp_path):
    def write(**settings):
        path = tmp_path / "human_handoff.yml"
        path.write_text(json.dumps({**BASE, "messages": MESSAGES, **settings}))
        return path

    write()
    return write


@pytest.fixture
def records(tmp_path):
    return MessageRecords(SQLiteStateStore(tmp_path / ".human_handoff" / "state.db"))


@pytest.fixture
def run(tmp_path, file):
    def command(*words):
        return CliRunner().invoke(
            app, ["outbox", *words, "--config", str(tmp_path / "human_handoff.yml")]
        )

    return command


def note(records, key="a", ago=0.0, skill="human"):
    noted_at = time.time() - ago
    message = Message(key, skill, "rest", noted_at, "hunter2", "hunter2", "hunter2@x.nl")
    return records.note(message, "tickets")


def test_nothing_waits(run):
    assert run("list").output == "Nothing waits.\n"


def test_the_list_shows_reference_skill_age_attempts_and_kind_of_error_and_no_more(run, records):
    new, old = note(records, "new", 130), note(records, "old", 3 * DAY, "Jane Doe")
    older = note(records, "older", 5 * 3600)
    records.change(records.get(old), attempts=7, error="answered 550", state=State.GIVEN_UP)
    records.finish(records.get(note(records, "done")))
    result = run("list")

    assert result.exit_code == 0
    lines = [line.split(maxsplit=6) for line in result.output.splitlines()]
    assert lines[0][:4] == ["reference", "skill", "state", "age"]
    assert {tuple(line[:6]) for line in lines[1:]} == {
        (new, "human", "waiting", "2", "min", "0"),
        (older, "human", "waiting", "5", "h", "0"),
        (old, "other", "given_up", "3", "d", "7"),
    }
    assert "answered 550" in result.output
    assert "hunter2" not in result.output
    assert "Jane" not in result.output


def test_a_message_that_was_given_up_is_tried_again_by_hand(run, records):
    reference = note(records)
    records.change(records.get(reference), state=State.GIVEN_UP, attempts=9, next_at=9e9)
    result = run("retry", reference.lower())
    assert (result.exit_code, result.output) == (0, "1 message will be tried again at once.\n")
    record = records.get(reference)
    assert (record.state, record.next_at, record.attempts) == (State.WAITING, 0.0, 9)


def test_a_message_is_dropped_and_its_text_is_gone(run, records, tmp_path):
    reference = note(records)
    other = note(records, "other")
    result = run("drop", reference, other)
    assert (result.exit_code, result.output) == (0, "2 messages dropped.\n")
    assert "hunter2" not in records._store.get(f"message/{reference}")
    assert run("list").output == "Nothing waits.\n"


@pytest.mark.parametrize("command", ["retry", "drop"])
def test_what_does_not_wait_is_named(run, records, command):
    reference = note(records)
    result = run(command, "AAAA-AAAA", reference)
    assert result.exit_code == 1
    assert "1 message " in result.output
    assert "Not done, because they do not wait: AAAA-AAAA." in result.output
    assert run("drop", reference).exit_code == (0 if command == "retry" else 1)


def test_without_the_section_messages_can_be_listed_and_dropped_and_not_retried(run, records, file):
    reference = note(records)
    file(messages=None)
    assert reference in run("list").output
    result = run("retry", reference)
    assert result.exit_code == 2
    assert "There is no section `messages` in the configuration." in result.output
    assert run("drop", reference).exit_code == 0


@pytest.mark.parametrize("words", [["list"], ["retry", "A"], ["drop", "A"]])
def test_a_wrong_setting_and_a_lost_store_are_told(run, file, words, monkeypatch):
    from actions.human_handoff.state_store import StateStoreError

    def lost(*_):
        raise StateStoreError("the store is lost")
        yield

    with monkeypatch.context() as patched:
        patched.setattr(MessageRecords, "open", lost)
        patched.setattr(MessageRecords, "open_one", lambda *_: next(lost()))
        result = run(*words)
        assert (result.exit_code, result.output) == (1, "the store is lost\n")
    file(desks=[])
    assert run(*words).exit_code == 2

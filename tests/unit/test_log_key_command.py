"""`human-handoff log-key`: a conversation's id becomes the hash that its lines in the log have."""

import json
import logging
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from actions.human_handoff.cli import app
from actions.human_handoff.handoff_events.hidden_ids import HiddenIds
from actions.human_handoff.handoff_logic.handoff import Handoff
from actions.human_handoff.state_store import SQLiteStateStore, StateStoreError
from tests.unit.fake_desk import OFF, Desk, configuration
from tests.unit.handoff_events.test_settings import BASE
from tests.unit.rasa_side.chat import Chat

SENDER = "+31612345678"


@pytest.fixture
def config(tmp_path):
    """The configuration of an action server; its state store is an SQLite file beside it."""
    path = tmp_path / "human_handoff.yml"
    path.write_text(json.dumps(BASE | {"state": {"url": "sqlite:///state.db"}}))
    return path


@pytest.fixture
def store(config):
    return SQLiteStateStore(config.parent / "state.db")


def run(config, sender=SENDER):
    return CliRunner().invoke(app, ["log-key", sender, "--config", str(config)])


def test_the_lines_of_a_conversation_are_found_by_the_hash_of_the_command(config, store, caplog):
    caplog.set_level(logging.INFO)
    off_shift = Desk(skills={"human": OFF})
    Chat(Handoff(configuration(off_shift), store), sender=SENDER).request()
    done = run(config)
    key = done.output.strip()

    assert done.exit_code == 0
    (event,) = [line for line in caplog.messages if line.startswith("handoff event: ")]
    assert json.loads(event.partition(": ")[2])["conversation"] == key
    assert key != run(config, "another").output.strip()


def test_a_line_about_a_channel_that_no_desk_takes_is_found_by_it_too(config, store, caplog):
    settings = replace(configuration(Desk()), channels={"desk": frozenset({"cm"})})
    Chat(Handoff(settings, store), sender=SENDER, channel="unknown_channel").request()

    (line,) = [each for each in caplog.messages if "no desk takes customers" in each]
    assert f"no transfer in the conversation {run(config).output.strip()}: " in line
    assert "unknown_channel" in line
    assert SENDER not in caplog.text


def test_where_no_server_has_written_a_line_no_hash_is_made_up(config):
    done = run(config)

    assert done.exit_code == 1
    assert "state.db has no key: no action server that uses it has written a line" in done.output
    assert not (config.parent / "state.db").exists()


def test_a_database_of_something_else_has_no_key_and_gets_no_table(config):
    database = config.parent / "state.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE orders (id)")
    before = database.read_bytes()
    done = run(config)

    assert done.exit_code == 1
    assert "state.db has no key" in done.output
    assert database.read_bytes() == before


def test_a_store_that_no_server_has_used_for_events_has_no_key(config, store):
    done = run(config)

    assert done.exit_code == 1
    assert store.get("event_key") is None


def test_a_store_that_cannot_be_asked_is_said(config, store, monkeypatch):
    def fails(*_):
        raise StateStoreError("it is lost.")

    HiddenIds(store).load()
    monkeypatch.setattr(SQLiteStateStore, "get", fails)
    done = run(config)

    assert done.exit_code == 1
    assert "The state store cannot be asked: it is lost.\n" in done.output


def test_a_wrong_configuration_is_named(config):
    config.write_text("desks: [nowhere]")
    done = run(config)

    assert done.exit_code == 2
    assert "human_handoff.yml" in done.output

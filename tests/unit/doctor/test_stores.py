"""The state store: there, writable, and by whom it is shared."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing

import pytest

from actions.human_handoff import Level
from actions.human_handoff.doctor import stores
from actions.human_handoff.doctor.stores import store_findings
from actions.human_handoff.errors import Problems
from actions.human_handoff.handoff_settings.loader import Examined
from actions.human_handoff.state_store import MemoryStateStore, SQLiteStateStore, StateStoreError

from .bots import examined


@pytest.fixture
def finding(tmp_path):
    """Return a function that checks the store of a URL."""

    def check(url):
        configuration = examined(state={"url": url})
        configuration = Examined(configuration.problems, configuration.settings, folder=tmp_path)
        (found,) = store_findings(configuration, tmp_path / "human_handoff.yml")
        return found

    return check


def contents(folder):
    return {each.name: each.read_bytes() for each in folder.iterdir()}


class Redis(MemoryStateStore):
    """A store that several servers could share."""

    system = "redis"


class Broken(Redis):
    def put(self, key, value, seconds):
        raise StateStoreError("the disk is full.")


class Replica(Redis):
    def get(self, key):
        return None


def test_settings_with_a_mistake_are_corrected_first(tmp_path):
    (found,) = store_findings(Examined(Problems()), tmp_path / "human_handoff.yml")

    assert (found.level, found.settings) == (Level.NOT_CHECKED, ("state.url",))


def test_a_file_that_does_not_exist_yet_is_not_made(finding, tmp_path):
    found = finding("sqlite:///.human_handoff/state.db")

    assert found.level is Level.OK
    assert found.text.startswith(f"{tmp_path}/.human_handoff/state.db does not exist yet.")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_an_error(finding, monkeypatch, tmp_path):
    monkeypatch.setattr(os, "access", lambda *_: False)

    found = finding("sqlite:///a/b/state.db")

    assert found.level is Level.ERROR
    assert found.text.endswith(f"and the folder {tmp_path} cannot be written.")


def test_a_file_in_place_of_the_folder_is_an_error(finding, tmp_path):
    (tmp_path / "a").touch()

    found = finding("sqlite:///a/state.db")

    assert found.level is Level.ERROR
    assert found.text.endswith(f"cannot be made: {tmp_path}/a is a file, and no folder.")


def test_a_file_is_written_and_left_as_it_was(finding, tmp_path):
    store = SQLiteStateStore(tmp_path / "state.db")
    store.put("mine", "1", 60)

    found = finding("sqlite:///state.db")

    assert found.level is Level.OK
    assert found.text == (
        f"{tmp_path}/state.db can be read and written. All servers of this machine share it; for "
        "several machines write redis:// there."
    )
    assert [key for key, _ in store.scan("") if key != "check"] == ["mine"]


def test_a_file_that_is_no_database_is_an_error(finding, tmp_path):
    (tmp_path / "state.db").write_text("something else " * 100)

    found = finding("sqlite:///state.db")

    assert found.level is Level.ERROR
    assert found.text.startswith("state.url is wrong: the state store")


def test_what_is_no_address_is_an_error(finding):
    assert finding("redis://[::1").text.startswith("state.url is wrong: it is not a URL.")


@pytest.mark.parametrize("name", ["a" * 300, "a%00b"])
def test_a_name_that_no_file_can_have_is_an_error(finding, name):
    found = finding(f"sqlite:///{name}.db")

    assert (found.level, found.settings) == (Level.ERROR, ("state.url",))


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_a_database_of_something_else_is_a_warning_and_stays_as_it_was(finding, tmp_path, journal):
    path = tmp_path / "shop.db"
    with closing(sqlite3.connect(path)) as shop:
        shop.execute(f"PRAGMA journal_mode = {journal}")
        shop.execute("CREATE TABLE orders (id)")
        shop.execute("CREATE TABLE customers (id)")
    before = contents(tmp_path)

    found = finding("sqlite:///shop.db")

    assert (found.level, found.settings) == (Level.WARNING, ("state.url",))
    assert found.text.startswith(
        f"{path} is a database of something else: it has customers, orders"
    )
    assert contents(tmp_path) == before


def test_a_table_that_another_process_has_just_made_is_seen(finding, tmp_path):
    store = SQLiteStateStore(tmp_path / "state.db")
    store.put("mine", "1", 60)  # it is in the write-ahead log until the last connection closes

    assert (tmp_path / "state.db-wal").stat().st_size
    assert finding("sqlite:///state.db").text.startswith(f"{tmp_path}/state.db can be read and")


def test_an_empty_file_stays_empty(finding, monkeypatch, tmp_path):
    (tmp_path / "state.db").touch()

    assert finding("sqlite:///state.db").text.startswith(
        f"{tmp_path}/state.db is empty; the action"
    )
    assert contents(tmp_path) == {"state.db": b""}
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert finding("sqlite:///state.db").text == f"{tmp_path}/state.db cannot be written."


def test_memory_is_a_warning(finding):
    found = finding("memory://")

    assert found.level is Level.WARNING
    assert found.text.startswith("Each server remembers for itself")


def test_a_store_that_nobody_listens_at_is_an_error_without_the_password(finding, closed_port):
    host = closed_port.removeprefix("http://").removesuffix("/way")

    found = finding(f"redis://user:hunter2@{host}/0")

    assert found.level is Level.ERROR
    assert host in found.text
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize(
    ("store", "level", "text"),
    [
        (Redis(), Level.OK, "redis://a:1 can be read and written. All servers that name it"),
        (Broken(), Level.ERROR, "the disk is full."),
        (Replica(), Level.ERROR, "redis://a:1 does not return what was just written."),
    ],
)
def test_what_is_written_must_be_read(finding, monkeypatch, store, level, text):
    monkeypatch.setattr(stores, "open_state_store", lambda *_: store)

    found = finding("redis://:hunter2@a:1")

    assert found.level is level
    assert found.text.startswith(text)

"""The state store in an SQLite file: the contract, several processes, and files that are wrong."""

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from actions.human_handoff.state_store import SQLiteStateStore, StateStoreError
from actions.human_handoff.state_store.in_sqlite import CLEANED_ROWS, CLEANING_SECONDS
from tests.state_stores.contract import StateStoreContract
from tests.unit.clock import Clock


class TestSQLite(StateStoreContract):
    @pytest.fixture
    def server(self, tmp_path):
        return lambda: SQLiteStateStore(tmp_path / "state" / "state.db")


CLAIMS = """
import os, signal, sys
from pathlib import Path
from actions.human_handoff.state_store import SQLiteStateStore
store = SQLiteStateStore(Path(sys.argv[1]))
print(sum(store.set_if_absent(str(n), sys.argv[2], 60) is None for n in range(200)), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_each_of_200_claims_is_won_by_one_of_four_processes_and_survives_their_kill(tmp_path):
    path = tmp_path / "state.db"
    commands = [[sys.executable, "-c", CLAIMS, str(path), str(n)] for n in range(4)]
    running = [subprocess.Popen(each, stdout=subprocess.PIPE, text=True) for each in commands]
    won = [int(process.communicate(timeout=60)[0]) for process in running]

    assert sum(won) == 200
    assert {process.returncode for process in running} == {-signal.SIGKILL}
    store = SQLiteStateStore(path)
    found = [store.get(str(number)) for number in range(200)]
    assert [found.count(str(number)) for number in range(4)] == won


def test_a_forked_process_opens_the_file_anew(tmp_path):
    store = SQLiteStateStore(tmp_path / "state.db")
    store.put("a", "parent", 60)
    child = multiprocessing.get_context("fork").Process(
        target=lambda: os._exit(0 if store.set_if_absent("b", store.get("a"), 60) is None else 1)
    )
    child.start()
    child.join(60)

    assert child.exitcode == 0
    assert store.get("b") == "parent"


def test_values_whose_time_is_over_are_removed_some_at_a_time(tmp_path):
    clock = Clock(1000.0)
    store = SQLiteStateStore(tmp_path / "state.db", clock)
    for number in range(CLEANED_ROWS + 10):
        store.put(str(number), "text", 1)

    def rows():
        with closing(sqlite3.connect(tmp_path / "state.db")) as connection:
            return connection.execute("SELECT count(*) FROM state_1").fetchone()[0]

    for left in (10 + 1, 2):
        clock.now += CLEANING_SECONDS + 1
        store.put(str(clock.now), "text", 1000)
        assert rows() == left


def test_a_claim_that_expires_between_two_statements_is_made_again(tmp_path):
    times = iter([0.0, 0.9, 1.1, 1.1])
    store = SQLiteStateStore(tmp_path / "state.db", lambda: next(times))
    store.put("a", "first", 1)

    assert store.set_if_absent("a", "second", 1) is None
    assert list(times) == []


def test_the_folder_is_made_and_git_ignores_it(tmp_path):
    SQLiteStateStore(tmp_path / "a" / "state.db").check()
    assert (tmp_path / "a" / ".gitignore").read_text() == "*\n"

    (tmp_path / "b").mkdir()
    SQLiteStateStore(tmp_path / "b" / "state.db").check()
    assert not (tmp_path / "b" / ".gitignore").exists()


def test_a_file_that_is_none_or_cannot_be_made_is_named_and_another_try_may_succeed(tmp_path):
    wrong = tmp_path / "state.db"
    wrong.write_text("This is not a database, but a text that is long enough to be looked at.")
    store = SQLiteStateStore(wrong)
    with pytest.raises(StateStoreError, match=r"state.db cannot be used .*not a database"):
        store.check()

    wrong.unlink()
    store.check()

    with pytest.raises(StateStoreError, match="Check that the folder can be written"):
        SQLiteStateStore(tmp_path / "state.db" / "below-a-file.db").check()


def test_a_change_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    store = SQLiteStateStore(tmp_path / "state.db")
    store.check()
    monkeypatch.setattr(store, "_clock", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store.set_if_absent("a", "text", 60)

    monkeypatch.undo()
    assert store.set_if_absent("a", "text", 60) is None


def test_a_writer_that_does_not_end_is_an_error_after_some_seconds(tmp_path, monkeypatch):
    monkeypatch.setattr("actions.human_handoff.state_store.sqlite_file.BUSY_SECONDS", 0.05)
    store = SQLiteStateStore(tmp_path / "state.db")
    store.check()
    writer = sqlite3.connect(tmp_path / "state.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(StateStoreError, match="database is locked"):
        store.put("a", "text", 60)

    writer.execute("ROLLBACK")
    store.put("a", "text", 60)
    writer.close()


@pytest.mark.parametrize("is_replaced", [False, True])
def test_a_file_that_was_deleted_or_replaced_is_an_error_and_then_used_anew(tmp_path, is_replaced):
    """Else two servers could make the same claim, each in a file of its own."""
    path = tmp_path / "state.db"
    first, second = SQLiteStateStore(path), SQLiteStateStore(path)
    first.put("a", "text", 60)
    for file in tmp_path.glob("state.db*"):
        file.unlink()
    if is_replaced:
        second.put("b", "text", 60)
    with pytest.raises(StateStoreError, match="the file was deleted or replaced while it was in"):
        first.set_if_absent("c", "first", 60)

    assert first.set_if_absent("c", "first", 60) is None
    assert second.set_if_absent("c", "second", 60) == "first"


def test_a_server_that_has_checked_its_store_has_no_connection_that_a_fork_could_share(tmp_path):
    store = SQLiteStateStore(tmp_path / "state.db")
    store.check()

    assert store._connection is None
    assert not (tmp_path / "state.db-wal").exists(), "the connection is closed"


def test_threads_that_wait_for_a_locked_file_wait_at_the_same_time(tmp_path, monkeypatch):
    monkeypatch.setattr("actions.human_handoff.state_store.sqlite_file.BUSY_SECONDS", 0.05)
    store = SQLiteStateStore(tmp_path / "state.db")
    store.put("a", "text", 60)
    with store._lock, pytest.raises(StateStoreError, match=r"\(it is busy\)"):
        store.get("a")

    assert store.get("a") == "text"


class LockedAtFirst(sqlite3.Connection):
    """A connection of which SQLite says at first that another one changes the file's mode."""

    refusals = 0

    def execute(self, statement, *values):
        if "journal_mode" in statement and LockedAtFirst.refusals:
            LockedAtFirst.refusals -= 1
            raise sqlite3.OperationalError("database is locked")
        return super().execute(statement, *values)


@pytest.fixture
def locked_at_first(monkeypatch):
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=LockedAtFirst))
    yield
    LockedAtFirst.refusals = 0


def test_two_processes_that_make_the_file_at_the_same_moment_can_both_use_it(
    tmp_path, locked_at_first
):
    LockedAtFirst.refusals = 3
    SQLiteStateStore(tmp_path / "state.db").check()

    assert LockedAtFirst.refusals == 0


def test_a_file_whose_mode_cannot_be_changed_for_seconds_is_an_error(
    tmp_path, locked_at_first, monkeypatch
):
    monkeypatch.setattr("actions.human_handoff.state_store.sqlite_file.BUSY_SECONDS", 0.05)
    LockedAtFirst.refusals = 1_000_000
    store = SQLiteStateStore(tmp_path / "state.db")
    with pytest.raises(StateStoreError, match="database is locked"):
        store.check()

    LockedAtFirst.refusals = 0
    store.check()

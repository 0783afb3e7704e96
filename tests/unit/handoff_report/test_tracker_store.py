"""Events from a database with the table of Rasa's tracker store.

Both stacks run these tests: Rasa's with SQLAlchemy 1.4, the other with the latest one. The tests of
Rasa's own tracker store are in `tests/state_stores`.
"""

import json
import sqlite3
import sys
from contextlib import closing

import pytest

from actions.human_handoff.handoff_events.event import EVENT_SLOT
from actions.human_handoff.handoff_report.reading import Reading
from actions.human_handoff.handoff_report.tracker_store import (
    TrackerStoreError,
    events_from_tracker_store,
)
from tests.unit.handoff_report.made_events import made_events

TABLE = (
    "CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id VARCHAR, type_name VARCHAR, "
    "timestamp FLOAT, intent_name VARCHAR, action_name VARCHAR, data TEXT)"
)
ROW = "INSERT INTO events (sender_id, type_name, data) VALUES ('31600000000', ?, ?)"
EVENTS = [event.document() for event in made_events(40)]


def slot(value, name=EVENT_SLOT):
    return "slot", json.dumps({"event": "slot", "timestamp": 1.5, "name": name, "value": value})


@pytest.fixture
def store(tmp_path):
    """Write rows to a database; return its address."""

    def store(rows):
        path = tmp_path / "rasa.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(TABLE)
            connection.executemany(ROW, rows)
            connection.commit()
        return f"sqlite:///{path}"

    return store


def read(url):
    reading, shares = Reading(), []
    return list(events_from_tracker_store(url, reading, shares.append)), reading, shares


def test_the_events_of_all_conversations_are_read_and_nothing_else(store):
    others = [
        slot("Amsterdam", "city"),
        slot(None),
        ("user", json.dumps({"event": "user", "text": f"what is {EVENT_SLOT}?"})),
        slot(EVENT_SLOT, "word"),
    ]

    found, reading, shares = read(store([*others, *map(slot, EVENTS)]))

    assert [event.id for event in found] == [event["id"] for event in EVENTS]
    assert reading == Reading(events=len(EVENTS))
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_a_damaged_row_is_named_and_the_others_are_read(store):
    rows = [("slot", f'{{"name": "{EVENT_SLOT}", "val'), slot({"version": 9}), slot(EVENTS[0])]

    found, reading, _ = read(store(rows))

    assert len(found) == 1
    assert reading.named == [
        "tracker store, row 1 of the table events: it is cut off, or it is no JSON",
        "tracker store, row 2 of the table events: its version is not 1",
    ]


def test_an_empty_store_has_no_events(store):
    assert read(store([])) == ([], Reading(), [])


def test_without_sqlalchemy_the_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)

    with pytest.raises(TrackerStoreError, match="pip install sqlalchemy"):
        read("sqlite:///rasa.db")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("hunter2", "The tracker store's address is wrong"),
        ("nosuch://rasa:hunter2@localhost/rasa", "The tracker store's address is wrong"),
        ("postgresql://rasa:hunter2@db:54x2/rasa", "The tracker store's address is wrong"),
        ("postgresql://rasa:hunter2@[::1/rasa", "The tracker store's address is wrong"),
        ("mssql+pymssql://rasa:hunter2@localhost/rasa", "driver of this database is missing: No"),
        ("sqlite://", "there is no such file"),
        ("sqlite:///no/such/rasa.db", "The tracker store no/such/rasa.db cannot be read"),
    ],
)
def test_an_address_that_cannot_be_is_refused_without_its_password(url, sentence):
    with pytest.raises(TrackerStoreError, match=sentence) as caught:
        read(url)

    assert "hunter2" not in str(caught.value)


def test_a_database_without_rasas_table_cannot_be_read_and_is_not_changed(tmp_path):
    path = tmp_path / "other.db"
    path.touch()

    with pytest.raises(TrackerStoreError, match=r"\(OperationalError\).*Rasa's table `events`"):
        read(f"sqlite:///{path}")

    assert path.read_bytes() == b""

"""The report of events that Rasa's own tracker store has written, to SQLite and to PostgreSQL."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from actions.human_handoff.handoff_events.event import EVENT_SLOT
from cluster.data_stores import Stores
from demo.ports import free_port
from demo.temporary_folder import temporary_folder
from tests import ROOT
from tests.unit.handoff_report.made_events import made_events
from tests.unit.handoff_report.reports import document_of, lines

REQUESTS = 300
EVENTS = list(made_events(REQUESTS))


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """The settings of Rasa's tracker store, and the address for the report."""
    if request.param == "sqlite":
        path = tmp_path / "rasa.db"
        yield {"url": f"sqlite:///{path}", "dialect": "sqlite", "db": str(path)}
        return
    # PostgreSQL runs as a user of its own, who may not enter pytest's folders.
    with temporary_folder("report-") as folder:
        folder.chmod(0o711)
        stores = Stores(folder, free_port(), free_port())
        with stores.started_postgresql() as server:
            server.wait_until_ready()
            settings = dict(stores.endpoints["tracker_store"])
            del settings["type"]
            host, port = settings.pop("url"), settings["port"]
            user, password = settings["username"], settings["password"]
            url = f"postgresql://{user}:{password}@{host}:{port}/{settings['db']}"
            yield {"url": url, "host": host, **settings}


def write(settings: dict[str, Any]) -> None:
    """Write each request's events into a conversation, as an action's events reach Rasa."""
    options = {name: value for name, value in settings.items() if name != "url"}
    store = SQLTrackerStore(Domain.empty(), **options)
    requests: dict[str, list[Any]] = {}
    for event in EVENTS:
        requests.setdefault(event.request, []).append(event)
    for key, events in requests.items():
        tracker = DialogueStateTracker(f"+31 6 {key}", [AnySlot(EVENT_SLOT, mappings=[{}])])
        tracker.update(UserUttered("my name is Kim, a person please"))
        for event in events:
            tracker.update(SlotSet(EVENT_SLOT, event.document()))
        # A session that starts anew carries the slot over.
        tracker.update(SlotSet(EVENT_SLOT, events[-1].document()))
        asyncio.run(store.save(tracker))
    store.engine.dispose()


@pytest.mark.filterwarnings("ignore")  # of SQLAlchemy, about what Rasa calls
def test_the_report_of_rasas_tracker_store_is_that_of_the_events(store: dict[str, Any]) -> None:
    write(store)

    done = subprocess.run(
        [sys.executable, "-m", "actions.human_handoff.cli", "report", "--format", "json"],
        cwd=ROOT,
        env=os.environ | {"HUMAN_HANDOFF_TRACKER_STORE": store["url"]},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert document["repeated_events"] == REQUESTS
    assert document["all"] == document_of(lines(EVENTS))["all"]
    assert "Kim" not in done.stdout
    assert "+31" not in done.stdout

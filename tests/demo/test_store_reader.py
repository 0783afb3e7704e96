"""What the demo tells the sandbox of the bot's state store."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from actions.human_handoff.handoff_settings.loader import load_with_state_store
from actions.human_handoff.messages.message import Message
from actions.human_handoff.messages.records import MessageRecords
from actions.human_handoff.messages.records import State as MessageState
from actions.human_handoff.state_store import StateStore, StateStoreError
from actions.human_handoff.unanswered.deadlines import Deadline, Deadlines
from actions.human_handoff.unanswered.records import UnansweredTransfers
from demo import store_reader
from demo.settings_file import write_settings
from demo.store_reader import StoreReader, reported_store
from demo.waits_and_messages import sections
from sandbox import Control, running_sandbox
from tests import ROOT
from tests.demo.test_settings_file import URLS

NOW = 1_800_000_000
MESSAGE = Message(
    "key", "human", "parley", NOW, "My parcel", name="Jane Doe", email="j@example.org"
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    state = {"url": f"sqlite:///{tmp_path / 'state.db'}"}
    settings = sections(URLS, ["parley"])
    target = tmp_path / "human_handoff.yml"
    return write_settings(target, ROOT, URLS, desks=["parley"], state=state, **settings)


@pytest.fixture
def store(config: Path) -> StateStore:
    return load_with_state_store(config)[1]


@pytest.fixture
def reader(store: StateStore) -> StoreReader:
    return StoreReader(store, ["parley"])


def wait(store: StateStore, conversation: str, transfer: str = "t", due_at: float = NOW) -> None:
    UnansweredTransfers(store).begin(conversation, transfer, due_at)
    assert Deadlines(store, "parley").add(Deadline(conversation, transfer, due_at))


def test_an_empty_store_has_nothing_to_tell(reader: StoreReader) -> None:
    assert reader.report() == {"waits": [], "messages": []}


def test_who_waits_is_told_until_an_agent_writes_or_the_bot_has_the_chat(
    store: StateStore, reader: StoreReader
) -> None:
    transfers = UnansweredTransfers(store)
    for name in ("waits", "is being taken back", "is answered", "is back", "asked again"):
        wait(store, name)
    transfers.take("is being taken back", "t")
    transfers.agent_wrote("is answered")
    transfers.finish("is back", "t")
    wait(store, "asked again", "another", NOW + 60)

    assert reader.report()["waits"] == [
        {"sender": "waits", "state": "waiting", "due_at": NOW * 1000},
        {"sender": "is being taken back", "state": "taking_back", "due_at": NOW * 1000},
        {"sender": "asked again", "state": "waiting", "due_at": (NOW + 60) * 1000},
    ]


def test_messages_are_told_until_they_are_delivered_and_nothing_of_the_customer(
    store: StateStore, reader: StoreReader
) -> None:
    records = MessageRecords(store)
    callback = replace(MESSAGE, key="another", phone="+31612345678", call_at="Tuesday")
    references = [records.note(each, "tickets") for each in (MESSAGE, callback)]
    tried, stored = records.get(references[0] or ""), records.get(references[1] or "")
    assert tried is not None
    assert stored is not None
    records.change(tried, attempts=2, next_at=NOW + 4.0, error="not reached")

    told = {each["reference"]: each for each in reader.report()["messages"]}
    assert told[tried.reference] == {
        "reference": tried.reference,
        "kind": "message",
        "state": "waiting",
        "noted_at": NOW * 1000,
        "attempts": 2,
        "next_at": (NOW + 4) * 1000,
        "error": "not reached",
    }
    assert told[stored.reference]["kind"] == "callback"
    assert (told[stored.reference]["attempts"], told[stored.reference]["next_at"]) == (0, None)
    personal = ("parcel", "Jane", "example.org", "612345678", "Tuesday")
    assert [text for text in personal if text in json.dumps(told)] == []

    again = records.get(tried.reference)
    assert again is not None
    records.change(again, state=MessageState.GIVEN_UP)
    records.finish(stored)
    (left,) = reader.report()["messages"]
    assert (left["reference"], left["state"]) == (tried.reference, "given_up")


@pytest.fixture
def control(monkeypatch: pytest.MonkeyPatch) -> Iterator[Control]:
    monkeypatch.setattr(store_reader, "PAUSE_SECONDS", 0.01)
    with running_sandbox() as sandbox, Control(sandbox.control) as control:
        yield control


def reports(control: Control) -> int:
    return sum(event["type"] == "store_reported" for event in control.past_events())


def until_reported(control: Control, number: int) -> None:
    deadline = time.monotonic() + 10
    while reports(control) < number:
        assert time.monotonic() < deadline


def test_the_sandbox_is_told_of_each_change_and_only_of_changes(
    control: Control, config: Path, store: StateStore
) -> None:
    with reported_store(control, config):
        until_reported(control, 1)
        wait(store, "customer")
        until_reported(control, 2)

        assert [each["conversation"] for each in control.waits()] == ["customer"]
        UnansweredTransfers(store).agent_wrote("customer")
        until_reported(control, 3)
        assert control.waits() == []

    assert reports(control) == 3


def test_a_store_that_is_lost_for_a_moment_is_read_again(
    control: Control, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([StateStoreError("it is away")] * 3)

    def scan(*_: object) -> Iterator[tuple[str, str]]:
        if error := next(failures, None):
            raise error
        return iter(())

    monkeypatch.setattr("actions.human_handoff.state_store.in_sqlite.SQLiteStateStore.scan", scan)
    with reported_store(control, config):
        until_reported(control, 1)

    assert list(failures) == []

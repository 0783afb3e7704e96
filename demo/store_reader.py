"""Tell the sandbox what stands in the bot's state store, so that its page can show it.

That is: until when the bot waits for an agent, and which messages are not delivered yet; nothing
that a customer wrote.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from actions.human_handoff.handoff_settings.loader import load_with_state_store
from actions.human_handoff.messages.records import MessageRecords
from actions.human_handoff.messages.records import Record as MessageRecord
from actions.human_handoff.state_store import StateStore, StateStoreError
from actions.human_handoff.unanswered.deadlines import Deadline, Deadlines
from actions.human_handoff.unanswered.records import State, UnansweredTransfers
from sandbox.client.control import Control, ControlError

# How long after a change the page may show it.
PAUSE_SECONDS = 0.5
SHOWN_STATES = (State.WAITING, State.TAKING_BACK)
Report = dict[str, list[dict[str, Any]]]


class StoreReader:
    """Reads the store of a running bot; it changes nothing that the bot decides by."""

    def __init__(self, store: StateStore, channels: list[str]) -> None:
        """`channels`: the Rasa channels on which the bot is told when agents write."""
        self._messages = MessageRecords(store)
        self._transfers = UnansweredTransfers(store)
        self._deadlines = [Deadlines(store, channel) for channel in channels]

    def report(self) -> Report:
        """Return what the store holds.

        Raises:
            StateStoreError: The store cannot be read now.
        """
        # A key may come twice while the store changes.
        messages = {record.reference: _message(record) for record in self._messages.open()}
        waits = {wait["sender"]: wait for wait in self._waits()}
        return {"waits": list(waits.values()), "messages": list(messages.values())}

    def _waits(self) -> Iterator[dict[str, Any]]:
        for deadlines in self._deadlines:
            for entry in deadlines.queue.every():
                deadline = Deadline(**json.loads(entry.text))
                record = self._transfers.get(deadline.conversation)
                is_latest = record is not None and record.transfer == deadline.transfer
                if record is not None and is_latest and record.state in SHOWN_STATES:
                    yield {
                        "sender": deadline.conversation,
                        "state": record.state.value,
                        "due_at": _milliseconds(record.due_at),
                    }


@contextmanager
def reported_store(control: Control, config: Path) -> Iterator[None]:
    """Tell the sandbox of every change, in a thread of its own, until the block ends.

    Args:
        control: Controls the sandbox.
        config: The bot's `human_handoff.yml`, which names the store.
    """
    configuration, store = load_with_state_store(config)
    reader = StoreReader(store, configuration.settings.unanswered.agents_heard_on)
    stopped = threading.Event()
    thread = threading.Thread(
        target=_report_changes, args=(reader, control, stopped), name="store reader", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def _report_changes(reader: StoreReader, control: Control, stopped: threading.Event) -> None:
    reported: Report | None = None
    while not stopped.wait(PAUSE_SECONDS):
        # What cannot be read or told now is read and told a moment later.
        with contextlib.suppress(StateStoreError, ControlError, httpx.HTTPError):
            report = reader.report()
            if report != reported:
                control.report_store(**report)
                reported = report


def _message(record: MessageRecord) -> dict[str, Any]:
    message = record.message
    return {
        "reference": record.reference,
        "kind": "message" if message.phone is None else "callback",
        "state": record.state.value,
        "noted_at": _milliseconds(message.noted_at),
        "attempts": record.attempts,
        "next_at": _milliseconds(record.next_at) if record.next_at else None,
        "error": record.error,
    }


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)

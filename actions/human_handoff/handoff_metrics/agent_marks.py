"""Which conversations are with agents now: a mark of each in the state store.

The state store has it, not a process, so that the number is right after a restart and the same at
every server. An event may come late, because the store was lost, and after one that another server
has written: the times of the events decide, not their order in the store.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from ..handoff_events.store_writer import StoreWriter
from ..handoff_events.vocabulary import Outcome, Step
from ..state_store import StateStore

KEY = "agent_mark/"
# For so long it is known when agents no longer had a conversation. An acceptance that another
# server could not write for a longer time would bring the mark back.
OVER_SECONDS = 900.0
_OVER = {Step.FAILED_LATER.value, Step.ENDED.value}


class Mark(NamedTuple):
    """What the latest event of a conversation says. The greater of two is the newer one.

    Attributes:
        time: When, as an event has it: texts of one length, in one time zone.
        is_over: Whether the bot has the conversation again; of the same moment, this is the later.
        desk: The desk whose agents have or had it.
    """

    time: str
    is_over: bool
    desk: str

    def text(self) -> str:
        """Return what is stored."""
        return json.dumps(self)

    @classmethod
    def of(cls, text: str) -> Mark:
        """Return what was stored."""
        return cls(*json.loads(text))


class _NewerIsThereError(Exception):
    """A later event of the conversation has been written already."""


class AgentMarks:
    """Makes a mark when a desk accepts a conversation, which is over when the bot has it again.

    An attempt that the vendor did not confirm makes none: the bot has the conversation then.
    """

    def __init__(self, store: StateStore, seconds: float) -> None:
        """Take the store, and after how many seconds the bot has a conversation in any case."""
        self._store = store
        self._seconds = seconds
        self.writer = StoreWriter(self._write, "marks of conversations with an agent", 1)

    def note(self, event: Mapping[str, Any]) -> None:
        """Take an event; the store is written in a thread."""
        if _begins(event) or event["step"] in _OVER:
            mark = Mark(event["time"], not _begins(event), event["desk"] or "")
            self.writer.write(f"{event['conversation']} {mark.text()}")

    def _write(self, marks: Sequence[str]) -> bool:
        # One mark for each conversation, so one at a time.
        for each in marks:
            conversation, _, text = each.partition(" ")
            self._mark(KEY + conversation, Mark.of(text))
        return True

    def _mark(self, key: str, mark: Mark) -> None:
        seconds = OVER_SECONDS if mark.is_over else self._seconds
        # Nearly every conversation comes to agents once, so it has no mark before.
        if not mark.is_over and self._store.set_if_absent(key, mark.text(), seconds) is None:
            return

        def change(present: str | None) -> str:
            if present is not None and Mark.of(present) >= mark:
                raise _NewerIsThereError
            return mark.text()

        with suppress(_NewerIsThereError):
            self._store.update(key, change, seconds)

    def by_desk(self) -> Counter[str]:
        """Return how many conversations each desk's agents have; it may take some time.

        Raises:
            StateStoreError: Nobody knows.
        """
        # A key may come twice.
        marks = map(Mark.of, dict(self._store.scan(KEY)).values())
        return Counter(mark.desk for mark in marks if not mark.is_over)


def _begins(event: Mapping[str, Any]) -> bool:
    """Tell whether agents have the conversation from this event on."""
    is_attempt = event["step"] == Step.ATTEMPTED.value
    return is_attempt and bool(event["outcome"] == Outcome.ACCEPTED.value)

"""Which conversations are with agents now: a mark of each in the state store.

The state store has it, not a process, so that the number is right after a restart and the same at
every server.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from ..handoff_events.store_writer import StoreWriter
from ..handoff_events.vocabulary import Outcome, Step
from ..state_store import StateStore

KEY = "with_agent/"
_OVER = {Step.FAILED_LATER.value, Step.ENDED.value}


class AgentMarks:
    """Makes a mark when a desk accepts a conversation, and removes it when the bot has it again.

    An attempt that the vendor did not confirm makes none: the bot has the conversation then.
    """

    def __init__(self, store: StateStore, seconds: float) -> None:
        """Take the store, and after how many seconds the bot has a conversation in any case."""
        self._store = store
        self._seconds = seconds
        self.writer = StoreWriter(self._mark, "mark of a conversation with an agent")

    def note(self, event: Mapping[str, Any]) -> None:
        """Take an event; the store is written in a thread."""
        if _begins(event) or event["step"] in _OVER:
            self.writer.write(event)

    def _mark(self, event: Mapping[str, Any]) -> bool:
        key = f"{KEY}{event['conversation']}"
        if _begins(event):
            self._store.put(key, event["desk"], self._seconds)
        else:
            self._store.update(key, _nothing, self._seconds)
        return True

    def by_desk(self) -> Counter[str]:
        """Return how many conversations each desk's agents have; it may take some time.

        Raises:
            StateStoreError: Nobody knows.
        """
        # A key may come twice.
        return Counter(dict(self._store.scan(KEY)).values())


def _begins(event: Mapping[str, Any]) -> bool:
    """Tell whether agents have the conversation from this event on."""
    is_attempt = event["step"] == Step.ATTEMPTED.value
    return is_attempt and bool(event["outcome"] == Outcome.ACCEPTED.value)


def _nothing(_: str | None) -> None:
    """Return no value, in place of any other."""

"""Events that are kept in the state store for some days, for `human-handoff report --kept`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..state_store import StateStore, hashed
from .event import as_json
from .sinks import Sink
from .store_writer import StoreWriter

_PREFIX = "event/"
_DAY_SECONDS = 24 * 3600.0
# A server that is stopped has so long to put what it has in memory into the store.
STOP_SECONDS = 2.0


class KeptEventsSink(Sink):
    """Keeps events in the store that all servers use, some of them under each key.

    Attributes:
        writer: Writes the events of this server to the store, and counts what was given up.
    """

    def __init__(self, store: StateStore, days: int) -> None:
        """Take the store, and for how many days an event is kept; no thread runs yet."""
        self._store = store
        self._seconds = days * _DAY_SECONDS
        self.writer = StoreWriter(self._put)

    def start(self) -> None:
        """Do nothing: the first event starts the thread."""

    def stop(self) -> None:
        """Put what is in memory into the store."""
        self.writer.stop(STOP_SECONDS)

    def send(self, document: dict[str, Any]) -> None:
        """Take an event; it is written to the store in a thread."""
        self.writer.write(as_json(document))

    def _put(self, documents: Sequence[str]) -> bool:
        text = "\n".join(documents)
        # Under the same key if it is written again after an error.
        self._store.put(_PREFIX + hashed(text), text, self._seconds)
        return True


def kept_events(store: StateStore) -> Iterator[str]:
    """Yield the events that are kept, as JSON, in any order; one may come more than once.

    Raises:
        StateStoreError: The store cannot be read.
    """
    return (line for _, text in store.scan(_PREFIX) for line in text.splitlines())

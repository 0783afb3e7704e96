"""Noted messages in the state store: accepted means stored.

Each message has a record under its reference, and the queue of its receiver holds the reference.
Both steps can be repeated: a message that is noted again, after a crash or because Rasa delivers it
twice, finds its own record. A reference that stands in the queue twice is delivered once, because
the record says whether it still waits.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from enum import Enum
from typing import Any

from ..errors import HandoffError
from ..outbox.queue import Outbox
from ..state_store import StateStore
from .message import Message, references

logger = logging.getLogger(__name__)

WHAT = "messages"
# So many wait for one receiver at the most; a message that is tried again needs a new place, and
# always gets one.
MAX_WAITING = 1000
ROOM_FOR_REPEATED = 10 * MAX_WAITING
_DAY_SECONDS = 24 * 3600.0
# A message is kept for so long, also if it was given up, so that it can be tried again by hand.
KEEP_SECONDS = 14 * _DAY_SECONDS
# That a message was delivered is remembered for so long, without its text.
DONE_SECONDS = 7 * _DAY_SECONDS
_PREFIX = "message/"


class NoRoomError(HandoffError):
    """A message was not noted, because too many wait: this is certain."""


class State(str, Enum):
    """What has become of a message."""

    WAITING = "waiting"
    GIVEN_UP = "given_up"
    DONE = "done"


@dataclass(frozen=True)
class Record:
    """What the store holds of a message.

    Attributes:
        reference: The message's reference.
        key: The message's idempotency key.
        state: What has become of it.
        since: Since when it is tried, in seconds since 1970.
        skill: The skill of the request.
        attempts: How often its delivery was tried.
        next_at: When it is tried next, in seconds since 1970.
        error: The kind of the latest error.
        content: The message; None if it is done.
        stored: The record as the store holds it.
    """

    reference: str
    key: str
    state: State
    since: float
    skill: str
    attempts: int = 0
    next_at: float = 0.0
    error: str | None = None
    content: dict[str, Any] | None = field(default=None, repr=False)
    stored: str = field(default="", repr=False, compare=False)

    @property
    def message(self) -> Message:
        """The message."""
        return Message(**(self.content or {}))


class MessageRecords:
    """The messages of all servers; every method may raise a `StateStoreError`, and may block."""

    def __init__(self, store: StateStore, now: Callable[[], float] = time.time) -> None:
        """Take the store of all servers; `now` tells the seconds since 1970."""
        self._store = store
        self.now = now

    def queue(self, receiver: str, room: int = MAX_WAITING) -> Outbox:
        """Return the queue of a receiver, for one thread, which may fill so many places."""
        return Outbox(self._store, f"messages/{receiver}", WHAT, room)

    def note(self, message: Message, receiver: str) -> str | None:
        """Store a message; return its reference, or None if nobody knows that it is in the queue.

        If it was stored before, it stays as it is.

        Raises:
            NoRoomError: Too many wait, and nothing of the message is stored.
        """
        for reference in references(message.key):
            # What is not known is left out, so that a server that does not know it yet can read it.
            content = {name: value for name, value in asdict(message).items() if value is not None}
            since = self.now()
            record = Record(
                reference, message.key, State.WAITING, since, message.skill, content=content
            )
            text = _text(record)
            present = self._store.set_if_absent(_PREFIX + reference, text, KEEP_SECONDS)
            stored = record if present is None else _parsed(reference, present)
            if stored.key != message.key:
                continue  # another message has this reference
            if stored.state is not State.WAITING or self.queue(receiver).put(reference):
                return reference
            if present is not None:
                return None  # the server that stored it may have put it into the queue as well
            self._store.remove(_PREFIX + reference, text)
            break
        raise NoRoomError(f"too many wait for {receiver}")

    def get(self, reference: str) -> Record | None:
        """Return what the store holds of a message."""
        text = self._store.get(_PREFIX + reference)
        return None if text is None else _parsed(reference, text)

    def open_one(self, reference: str) -> Record | None:
        """Return a message if it waits or was given up; in any spelling of its reference."""
        record = self.get(reference.strip().upper())
        return None if record is None or record.state is State.DONE else record

    def open(self) -> Iterator[Record]:
        """Yield the messages that wait or were given up, in any order."""
        for key, text in self._store.scan(_PREFIX):
            record = _parsed(key.removeprefix(_PREFIX), text)
            if record.state is not State.DONE:
                yield record

    def change(self, record: Record, **changes: Any) -> bool:
        """Change a record, unless somebody else has done so; tell whether it was changed."""
        changed = replace(record, **changes)
        kept = KEEP_SECONDS + changed.since - self.now()
        return self._replace(record, changed, max(kept, _DAY_SECONDS))

    def finish(self, record: Record) -> bool:
        """Forget the message, and remember only that it is done with."""
        done = Record(record.reference, record.key, State.DONE, record.since, record.skill)
        return self._replace(record, done, DONE_SECONDS)

    def retry(self, record: Record, receiver: str) -> bool:
        """Let a message be tried at once, and be given up later; tell whether there is room."""
        is_changed = self.change(record, state=State.WAITING, since=self.now(), next_at=0.0)
        return is_changed and self.queue(receiver).put(record.reference)

    def _replace(self, record: Record, changed: Record, seconds: float) -> bool:
        key = _PREFIX + record.reference
        return self._store.replace(key, record.stored, _text(changed), seconds)


def _text(record: Record) -> str:
    values = asdict(record)
    del values["reference"], values["stored"]
    return json.dumps(values, separators=(",", ":"))


def _parsed(reference: str, text: str) -> Record:
    values = json.loads(text)
    state = State(values.pop("state"))
    return Record(reference=reference, state=state, stored=text, **values)

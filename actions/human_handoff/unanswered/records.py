"""The record of a transfer while nobody from the desk has written.

It is one key in the store that all servers share, so what happens first is decided there, in one
atomic step: either an agent has written, or the bot takes the conversation back, never both.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import Enum

from ..state_store import StateStore, hashed_key

# Longer than any customer waits. Without a record nothing is taken back.
KEPT_SECONDS = 7 * 24 * 3600.0


class State(str, Enum):
    """What has become of a transfer that was accepted."""

    WAITING = "waiting"  # nobody from the desk has written
    AGENT_WROTE = "agent_wrote"  # an agent has written: the agents keep the conversation
    TAKING_BACK = "taking_back"  # the desk is being asked for the conversation
    TAKEN_BACK = "taken_back"  # the bot has it again


@dataclass(frozen=True)
class Record:
    """A transfer.

    Attributes:
        transfer: The key of the transfer; a later one of the same conversation has another.
        state: What has become of it.
        due_at: When the bot takes it back, in seconds since 1970; 0 where no limit is set.
        first_word_at: When an agent wrote for the first time, likewise; 0 while none has.
    """

    transfer: str
    state: State = State.WAITING
    due_at: float = 0.0
    first_word_at: float = 0.0

    @property
    def is_unanswered(self) -> bool:
        """Whether no agent has written."""
        return self.state is not State.AGENT_WROTE


class UnansweredTransfers:
    """The latest transfer of each conversation.

    All methods raise a `StateStoreError` if nobody knows what has become of the step. They block.
    """

    def __init__(self, store: StateStore, now: Callable[[], float] = time.time) -> None:
        """Take the store of all servers; `now` tells the seconds since 1970."""
        self._store = store
        self.now = now

    def begin(self, conversation: str, transfer: str, due_at: float) -> Record:
        """Record a transfer, unless it is known already; return what is known of it."""
        begun = Record(transfer, due_at=due_at)

        def change(present: Record | None) -> Record:
            return present if present is not None and present.transfer == transfer else begun

        return self._change(conversation, change) or begun

    def get(self, conversation: str) -> Record | None:
        """Return the latest transfer; None if there is none, or if it is too long ago."""
        return _record(self._store.get(_key(conversation)))

    def unanswered(self, conversation: str, transfer: str) -> Record | None:
        """Return this transfer if it is the latest, and if no agent has written in it."""
        record = self.get(conversation)
        return record if _is_open(record, transfer) else None

    def agent_wrote(self, conversation: str) -> bool:
        """Note that an agent has written; tell whether nobody had before, in this transfer."""
        was_first = False

        def change(present: Record | None) -> Record | None:
            nonlocal was_first
            was_first = present is not None and present.state in (State.WAITING, State.TAKING_BACK)
            if present is None or not was_first:
                return present
            return replace(present, state=State.AGENT_WROTE, first_word_at=self.now())

        self._change(conversation, change)
        return was_first

    def take(self, conversation: str, transfer: str) -> bool:
        """Begin to take it back; tell whether that may be done, because no agent has written.

        The same transfer may be taken again: the server that had begun it may have been killed.
        """
        may_take = False

        def change(present: Record | None) -> Record | None:
            nonlocal may_take
            may_take = _is_open(present, transfer)
            return replace(present, state=State.TAKING_BACK) if present and may_take else present

        self._change(conversation, change)
        return may_take

    def finish(self, conversation: str, transfer: str) -> bool:
        """Note that the bot has it again; return False where an agent has written meanwhile."""
        return self._move(conversation, transfer, State.TAKEN_BACK, None)

    def wait_on(self, conversation: str, transfer: str, due_at: float | None = None) -> bool:
        """Note that the desk still has it, and when the bot asks again; None changes no time.

        Returns False where an agent has written meanwhile.
        """
        return self._move(conversation, transfer, State.WAITING, due_at)

    def _move(self, conversation: str, transfer: str, state: State, due_at: float | None) -> bool:
        is_moved = False

        def change(present: Record | None) -> Record | None:
            nonlocal is_moved
            is_moved = _is_open(present, transfer)
            if present is None or not is_moved:
                return present
            due = present.due_at if due_at is None else due_at
            return replace(present, state=state, due_at=due)

        self._change(conversation, change)
        return is_moved

    def _change(
        self, conversation: str, change: Callable[[Record | None], Record | None]
    ) -> Record | None:
        changed: Record | None = None

        def change_text(present: str | None) -> str | None:
            nonlocal changed
            before = _record(present)
            changed = change(before)
            if changed == before:
                return present
            return json.dumps(asdict(changed)) if changed else None

        self._store.update(_key(conversation), change_text, KEPT_SECONDS)
        return changed


def _is_open(record: Record | None, transfer: str) -> bool:
    """Tell whether a transfer is the latest, and whether no agent has written in it."""
    return record is not None and record.transfer == transfer and record.is_unanswered


def _key(conversation: str) -> str:
    return hashed_key("unanswered", conversation)


def _record(text: str | None) -> Record | None:
    """Return a record; one that cannot be read counts as none, so that nothing is taken back."""
    try:
        values = json.loads(text) if text else None
        if not isinstance(values, dict):
            return None
        first_word_at = float(values.get("first_word_at", 0))  # earlier versions wrote none
        due_at = float(values["due_at"])
        return Record(values["transfer"], State(values["state"]), due_at, first_word_at)
    except (ValueError, KeyError, TypeError):
        return None

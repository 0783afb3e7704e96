"""Locks that all Rasa servers of a bot share; who asks for a lock first gets it first.

Rasa's own locks are not enough: `InMemoryLockStore` knows one process alone, and `RedisLockStore`
of Rasa 3.6 reads and writes its tickets in two steps.

A lock is a list of tickets in the state store: the first ticket holds the lock. Keys of their own
say that the server of a ticket is alive. They end by themselves, so the ticket of a server that was
killed is in nobody's way for more than `heartbeat.ALIVE_SECONDS`.
"""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from .heartbeat import Heartbeat, names_in
from .plugin import StateStore
from .webhook_calls import RetryLaterError

logger = logging.getLogger(__name__)

# Longer than any turn.
LOCK_SECONDS = 3600.0
# So many messages of one customer wait at all servers together; the platform keeps the others.
MAX_TICKETS = 100


class TicketLostError(Exception):
    """The ticket is gone: its server was suspended and taken for dead, or the store lost it."""


@dataclass(frozen=True)
class Ticket:
    """A place in the queue for a lock; it is in the queue only after `enqueue`.

    Attributes:
        lock: The key of the lock.
        id: Is in the list of the lock's tickets.
    """

    lock: str
    id: str = field(default_factory=lambda: uuid.uuid4().hex)


class FairLocks:
    """The locks. All methods may block, and raise what the state store raises."""

    def __init__(self, store: StateStore) -> None:
        """Take the store that the servers share."""
        self._store = store
        self._heartbeat = Heartbeat(store)

    def enqueue(self, ticket: Ticket) -> None:
        """Put a ticket behind all tickets of its lock.

        Raises:
            RetryLaterError: Too many wait for this lock.
        """
        # In this order: who finds the ticket must also find that its server is alive.
        entry = self._heartbeat.begin(ticket.id)
        if not self._append(ticket, entry):
            self._remove_dead(ticket.lock)
            if not self._append(ticket, entry):
                self._heartbeat.end(ticket.id)
                raise RetryLaterError("too many messages of one customer wait")

    def is_first(self, ticket: Ticket) -> bool:
        """Tell whether a ticket holds its lock; remove the tickets of dead servers before it.

        Raises:
            TicketLostError: It has lost its place, and must be released.
        """
        self._heartbeat.prolong(ticket.id)
        while True:
            entries = names_in(self._store.get(ticket.lock))
            if not any(_is_of(ticket, entry) for entry in entries):
                raise TicketLostError
            if _is_of(ticket, entries[0]):
                return True
            if self._heartbeat.is_alive(entries[0]):
                return False
            self._remove_entry(ticket.lock, entries[0])

    def release(self, ticket: Ticket) -> None:
        """Give a ticket back, whether or not it is in the queue."""
        self._heartbeat.end(ticket.id)
        self._change(ticket.lock, lambda entry: not _is_of(ticket, entry))

    def _append(self, ticket: Ticket, entry: str) -> bool:
        """Put a ticket into the queue, unless the queue is full; tell if it is in the queue."""
        is_in = False

        def appended(text: str | None) -> str | None:
            nonlocal is_in
            entries = names_in(text)
            is_in = entry in entries or len(entries) < MAX_TICKETS
            # A change whose fate was unknown is repeated.
            return text if entry in entries or not is_in else json.dumps([*entries, entry])

        self._store.update(ticket.lock, appended, LOCK_SECONDS)
        return is_in

    def _remove_dead(self, lock: str) -> None:
        for entry in names_in(self._store.get(lock)):
            if not self._heartbeat.is_alive(entry):
                self._remove_entry(lock, entry)

    def _remove_entry(self, lock: str, entry: str) -> None:
        logger.warning("a server has ended in the middle of a turn")
        self._change(lock, lambda each: each != entry)

    def _change(self, lock: str, is_kept: Callable[[str], bool]) -> None:
        def changed(text: str | None) -> str | None:
            entries = [entry for entry in names_in(text) if is_kept(entry)]
            return json.dumps(entries) if entries else None

        self._store.update(lock, changed, LOCK_SECONDS)


def _is_of(ticket: Ticket, entry: str) -> bool:
    return entry.rpartition("/")[2] == ticket.id

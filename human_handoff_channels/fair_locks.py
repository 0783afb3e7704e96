"""Locks that all Rasa servers of a bot share; who asks for a lock first gets it first.

Rasa's own locks are not enough: `InMemoryLockStore` knows one process alone, and `RedisLockStore`
of Rasa 3.6 reads and writes its tickets in two steps.

A lock is a list of tickets in the state store: the first ticket holds the lock. A key of its own
says that the server of a ticket is alive. It ends by itself, so the ticket of a server that was
killed is in nobody's way for more than `ALIVE_SECONDS`.
"""

from __future__ import annotations

import json
import logging
import threading
import time
import uuid
from dataclasses import dataclass, field

from .plugin import StateStore, hashed_key
from .webhook_calls import RetryLaterError

logger = logging.getLogger(__name__)

ALIVE_SECONDS = 6.0
RENEWED_SECONDS = 1.5
# No turn takes longer; what was left behind by a mistake is in nobody's way after that.
TURN_SECONDS = 600.0
LOCK_SECONDS = 3600.0
# So many messages of one customer wait at all servers together; the platform keeps the others.
MAX_TICKETS = 100


@dataclass(frozen=True)
class Ticket:
    """A place in the queue for a lock.

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
        self._renewals = _Renewals(store)

    def enqueue(self, kind: str, *name: str) -> Ticket:
        """Return a ticket for a lock, behind all tickets that there are.

        Raises:
            RetryLaterError: Too many wait for this lock.
        """
        ticket = Ticket(hashed_key(kind, *name))
        # In this order: who finds the ticket must also find that its server is alive.
        self._renewals.add(ticket)
        try:
            self._append(ticket)
        except BaseException:
            self._renewals.discard(ticket)
            raise
        return ticket

    def is_first(self, ticket: Ticket) -> bool:
        """Tell whether a ticket holds its lock; remove the tickets of dead servers before it."""
        while True:
            tickets = _read(self._store.get(ticket.lock))
            if ticket.id not in tickets:
                # The store has lost it, or this server was suspended and taken for dead.
                self._append(ticket)
            elif tickets[0] == ticket.id:
                return True
            elif self._store.get(_alive(tickets[0])) is not None:
                return False
            else:
                logger.warning("a server has ended in the middle of a turn")
                self._remove(ticket.lock, tickets[0])

    def release(self, ticket: Ticket) -> None:
        """Give a ticket back, whether or not it holds the lock."""
        self._renewals.discard(ticket)
        self._remove(ticket.lock, ticket.id)

    def _append(self, ticket: Ticket) -> None:
        def appended(text: str | None) -> str:
            tickets = _read(text)
            if len(tickets) >= MAX_TICKETS:
                raise RetryLaterError("too many messages of one customer wait")
            return json.dumps([*tickets, ticket.id])

        self._store.update(ticket.lock, appended, LOCK_SECONDS)

    def _remove(self, lock: str, ticket_id: str) -> None:
        def removed(text: str | None) -> str | None:
            tickets = [each for each in _read(text) if each != ticket_id]
            return json.dumps(tickets) if tickets else None

        self._store.update(lock, removed, LOCK_SECONDS)


class _Renewals:
    """Says of this server's tickets, again and again, that the server is alive.

    A thread does so: Rasa's event loop stands still for seconds while it loads a model.
    """

    def __init__(self, store: StateStore) -> None:
        self._store = store
        self._tickets: dict[Ticket, float] = {}  # until when they are renewed
        self._is_running = False
        self._lock = threading.Lock()

    def add(self, ticket: Ticket) -> None:
        self._store.put(_alive(ticket.id), "", ALIVE_SECONDS)
        with self._lock:
            self._tickets[ticket] = time.monotonic() + TURN_SECONDS
            if not self._is_running:
                threading.Thread(target=self._run, name="human_handoff_alive", daemon=True).start()
                self._is_running = True

    def discard(self, ticket: Ticket) -> None:
        with self._lock:
            self._tickets.pop(ticket, None)

    def _run(self) -> None:
        while tickets := self._left():
            for ticket in tickets:
                self._store.put(_alive(ticket.id), "", ALIVE_SECONDS)

    def _left(self) -> list[Ticket]:
        _PAUSE.wait(RENEWED_SECONDS)
        with self._lock:
            now = time.monotonic()
            self._tickets = {each: ends for each, ends in self._tickets.items() if ends > now}
            self._is_running = bool(self._tickets)
            return list(self._tickets)


# Nobody sets it: a wait for it is a pause.
_PAUSE = threading.Event()


def _alive(ticket_id: str) -> str:
    return f"alive/{ticket_id}"


def _read(text: str | None) -> list[str]:
    return json.loads(text) if text else []

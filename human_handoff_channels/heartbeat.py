"""How the Rasa servers of a bot know of each other which of them are alive."""

from __future__ import annotations

import json
import logging
import os
import threading
import time
import uuid

from .plugin import StateStore

logger = logging.getLogger(__name__)

ALIVE_SECONDS = 6.0
RENEWED_SECONDS = 1.5
# No turn takes longer; what was left behind by a mistake is in nobody's way after that.
TURN_SECONDS = 600.0


class Heartbeat:
    """Says again and again which tickets this server has, so that it counts as alive.

    A ticket has a key of its own at first. Then one key of the server names all of its tickets: to
    renew each alone would take too long where there are many. A thread does so, because Rasa's
    event loop stands still for seconds while it loads a model.
    """

    def __init__(self, store: StateStore) -> None:
        self._store = store
        self._server = ""
        self._process = 0
        self._tickets: dict[str, float] = {}  # until when each is renewed
        self._is_running = False
        self._lock = threading.Lock()

    def begin(self, ticket: str) -> str:
        """Say that this server has a ticket; return the entry of both, `server/ticket`."""
        self._store.put(_alive(ticket), "", ALIVE_SECONDS)
        with self._lock:
            if self._process != os.getpid():  # a worker that was forked is a server of its own
                self._server, self._process = uuid.uuid4().hex, os.getpid()
            self._tickets[ticket] = time.monotonic() + TURN_SECONDS
            if not self._is_running:
                threading.Thread(target=self._run, name="human_handoff_alive", daemon=True).start()
                self._is_running = True
            return f"{self._server}/{ticket}"

    def prolong(self, ticket: str) -> None:
        """Give a ticket the whole time of a turn, because it still waits or is first now."""
        with self._lock:
            if ticket in self._tickets:
                self._tickets[ticket] = time.monotonic() + TURN_SECONDS

    def end(self, ticket: str) -> None:
        """Say no longer that the server has this ticket."""
        with self._lock:
            self._tickets.pop(ticket, None)

    def is_alive(self, entry: str) -> bool:
        """Tell whether the server of an entry still has its ticket."""
        server, _, ticket = entry.partition("/")
        if self._store.get(_alive(ticket)) is not None:
            return True
        return ticket in names_in(self._store.get(_alive(server)))

    def _run(self) -> None:
        while tickets := self._left():
            try:
                self._store.put(_alive(self._server), json.dumps(tickets), ALIVE_SECONDS)
            except Exception as error:  # noqa: BLE001 - else all turns would count as dead
                logger.warning("the turns were not renewed: %s", type(error).__name__)

    def _left(self) -> list[str]:
        _PAUSE.wait(RENEWED_SECONDS)
        with self._lock:
            now = time.monotonic()
            self._tickets = {each: ends for each, ends in self._tickets.items() if ends > now}
            self._is_running = bool(self._tickets)
            return list(self._tickets)


# Nobody sets it: a wait for it is a pause.
_PAUSE = threading.Event()


def _alive(name: str) -> str:
    return f"alive/{name}"


def names_in(text: str | None) -> list[str]:
    """Return the list of names in a value; a value that is none is taken for an empty list."""
    try:
        entries = json.loads(text) if text else []
    except ValueError:
        entries = []
    return [str(entry) for entry in entries] if isinstance(entries, list) else []

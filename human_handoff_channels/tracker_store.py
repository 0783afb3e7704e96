"""Rasa's SQL tracker store, which waits while the database restarts.

Rasa 3.6.21 goes on without its tracker store (`FailSafeTrackerStore`): the customer whose message
comes while the database is away, or is the first one on a connection from before its restart, is
a new customer to Rasa, and what the customer writes is kept in the memory of one server.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.exc import InterfaceError, OperationalError

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

# Rasa holds the lock of a conversation for 60 s.
PATIENCE_SECONDS = 30.0
PAUSE_SECONDS = 0.5


class PatientSQLTrackerStore(SQLTrackerStore):
    """Repeats what failed because the connection was lost, until the database is there again.

    `tracker_store` of `endpoints.yml` names it as its type.

    To save a tracker again is safe: only the events that the database does not have are written.
    """

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the latest session of a conversation."""
        retrieve = super().retrieve
        return await self._patiently(lambda: retrieve(sender_id))

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Return all sessions of a conversation."""
        retrieve = super().retrieve_full_tracker
        return await self._patiently(lambda: retrieve(conversation_id))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the events that the database does not have."""
        save = super().save
        await self._patiently(lambda: save(tracker))

    async def _patiently(self, attempt: Callable[[], Awaitable[Result]]) -> Result:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return await attempt()
            except (InterfaceError, OperationalError) as error:
                if time.monotonic() > deadline:
                    raise
                # The text of the error has the statement and what the customer wrote.
                logger.warning("the database is away: %s", type(error).__name__)
                self.engine.dispose()  # the other connections are lost as well
                await asyncio.sleep(PAUSE_SECONDS)

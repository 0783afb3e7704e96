"""Rasa's SQL tracker store, which waits while the database restarts.

Rasa 3.6.21 goes on without its tracker store (`FailSafeTrackerStore`): the customer whose message
comes while the database is away, or is the first one on a connection from before its restart, is
a new customer to Rasa, and what the customer writes is kept in the memory of one server. Rasa also
logs the error, which contains what the customer has written; the errors raised here do not.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from sqlalchemy import event, text
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, SQLAlchemyError

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

# Rasa holds the lock of a conversation for 60 s.
PATIENCE_SECONDS = 30.0
PAUSE_SECONDS = 0.5
# What a database raises that is away or takes no writes (psycopg2: `ReadOnlySqlTransaction`).
AWAY = (InterfaceError, InternalError, OperationalError)
# Rasa's event loop stands still while it waits for the database.
# https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
TIME_OUTS = {
    "connect_timeout": 3,  # seconds
    "tcp_user_timeout": 5000,  # milliseconds
    "keepalives_idle": 3,  # seconds
    "keepalives_interval": 1,
    "keepalives_count": 3,
}
# In the transaction alone: a pooler like PgBouncer may give the connection to others after it.
LIMIT_STATEMENTS = text(
    "SELECT set_config('statement_timeout', '5s', true)"
    " WHERE current_setting('statement_timeout') = '0'"
)


class DatabaseError(RasaException):
    """The database cannot be read or written. The text tells nothing about a customer."""


class PatientSQLTrackerStore(SQLTrackerStore):
    """Repeats what failed because the connection was lost, until the database is there again.

    `tracker_store` of `endpoints.yml` names it as its type. Its methods raise a `DatabaseError`
    if the database stays away, and at once if it refuses what it was asked.

    To save a tracker again is safe: only the events that the database does not have are written.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what Rasa's own store takes."""
        super().__init__(*args, **kwargs)
        self.engine.hide_parameters = True
        self._is_postgresql = self.engine.dialect.name == "postgresql"
        if self.engine.dialect.driver == "psycopg2":
            event.listen(self.engine, "do_connect", _limit_connecting)
            self.engine.dispose()  # the connection that made the tables has no time-outs

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

    async def keys(self) -> Iterable[str]:
        """Return the ids of all conversations."""
        return await self._patiently(super().keys)

    def _event_query(self, session: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the query for the events of a conversation, with which each transaction begins."""
        if self._is_postgresql:
            session.execute(LIMIT_STATEMENTS)
        return super()._event_query(session, *args, **kwargs)

    async def _patiently(self, attempt: Callable[[], Awaitable[Result]]) -> Result:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return await attempt()
            except SQLAlchemyError as error:
                # Its text has the statement, and may have what the customer wrote.
                name = type(error).__name__
                if not isinstance(error, AWAY) or time.monotonic() > deadline:
                    raise DatabaseError(f"the database cannot be used: {name}") from None
                logger.warning("the database is away: %s", name)
                self.engine.dispose()  # the other connections are lost as well
                await asyncio.sleep(PAUSE_SECONDS)


def _limit_connecting(
    _dialect: object, _record: object, _args: object, parameters: dict[str, object]
) -> None:
    """Add the time-outs that the URL of the database does not have (SQLAlchemy's `do_connect`)."""
    parameters.update({**TIME_OUTS, **parameters})

"""Rasa's lock in Redis, which in Rasa 3.6.21 can let a customer wait for ever.

A ticket of a server that was killed, or that could not reach Redis at the end of a turn, stays for
`TICKET_LOCK_LIFETIME` seconds (60 by default). A turn that waits behind it for as long loses its
own ticket, too, and goes on waiting for a number that is never served
(`rasa.core.lock_store.LockStore._acquire_lock`). Here it fails, and the customer is told.

While Redis restarts, Rasa's own store fails each turn, also one that is over and had only to give
its ticket back. Here a turn waits for Redis before it begins, and one that is over stays so.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, RedisLockStore
from rasa.utils.endpoints import EndpointConfig
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# Shorter than what a platform waits for the reply to a message (LivePerson: 60 s).
PATIENCE_SECONDS = 15.0
PAUSE_SECONDS = 0.5


class BoundedRedisLockStore(RedisLockStore):
    """Waits for Redis for a while, and gives up when its ticket has expired.

    `lock_store` of `endpoints.yml` names it as its type.
    """

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        """Take the section `lock_store` of `endpoints.yml`."""
        super().__init__(host=endpoint_config.url, **endpoint_config.kwargs)

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = 1,
    ) -> AsyncIterator[TicketLock]:
        """Hold the lock of a conversation during the block.

        Raises:
            LockError: The ticket has expired, or Redis is away for too long.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                ticket = self.issue_ticket(conversation_id, lock_lifetime)
                lock = await self._acquire_lock(conversation_id, ticket, wait_time_in_seconds)
                break
            except (LockError, RedisError) as error:
                # A Redis that was killed has lost the ticket, so the turn takes a new one.
                if time.monotonic() > deadline:
                    raise LockError("no lock") from error
                logger.warning("Redis has no lock for a turn: %s", type(error).__name__)
                await asyncio.sleep(PAUSE_SECONDS)
        try:
            yield lock
        finally:
            self.cleanup(conversation_id, ticket)

    def cleanup(self, conversation_id: str, ticket_number: int) -> None:
        """Give a ticket back; where Redis is away, it expires by itself."""
        try:
            super().cleanup(conversation_id, ticket_number)
        except RedisError as error:
            logger.warning("a turn is over, and its ticket stays: %s", type(error).__name__)

    async def _acquire_lock(
        self, conversation_id: str, ticket: int, wait_time_in_seconds: float
    ) -> TicketLock:
        while True:
            lock = self.get_lock(conversation_id)
            numbers = [each.number for each in lock.tickets] if lock else []
            if ticket not in numbers:
                raise LockError("the ticket has expired")
            if numbers[0] == ticket:
                return lock
            await asyncio.sleep(wait_time_in_seconds)
            self.update_lock(conversation_id)

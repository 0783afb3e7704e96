"""Rasa's lock in Redis, which in Rasa 3.6.21 can let a customer wait for ever.

A ticket of a server that was killed, or that could not reach Redis at the end of a turn, stays for
`TICKET_LOCK_LIFETIME` seconds (60 by default). A turn that waits behind it for as long loses its
own ticket, too, and goes on waiting for a number that is never served
(`rasa.core.lock_store.LockStore._acquire_lock`). Here it fails, and the customer is told.
"""

from __future__ import annotations

import asyncio

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockError, RedisLockStore
from rasa.utils.endpoints import EndpointConfig


class BoundedRedisLockStore(RedisLockStore):
    """Gives up when its ticket has expired.

    `lock_store` of `endpoints.yml` names it as its type.
    """

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        """Take the section `lock_store` of `endpoints.yml`."""
        super().__init__(host=endpoint_config.url, **endpoint_config.kwargs)

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

"""Rasa's lock in Redis, which in Rasa 3.6.21 can let a customer wait for ever.

A ticket of a server that was killed stays for `TICKET_LOCK_LIFETIME` seconds (60 by default). A
turn that waits behind it for as long loses its own ticket, too, and goes on waiting for a number
that is never served (`rasa.core.lock_store.LockStore._acquire_lock`). Here it fails, and the
customer is told.

Rasa's own store also reads and writes its tickets in two steps, so that a ticket can get lost;
fails each turn while Redis restarts, even one that is over and had only to give its ticket back;
and keeps the customer's id in Redis for ever. Here each change is one atomic step, a turn waits for
Redis before it begins, and one that is over stays so.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.lock import Ticket, TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, RedisLockStore
from rasa.utils.endpoints import EndpointConfig
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from .plugin import hashed_key

logger = logging.getLogger(__name__)

# Shorter than what a platform waits for the reply to a message (LivePerson: 60 s).
PATIENCE_SECONDS = 15.0
PAUSE_SECONDS = 0.5
# For one command, unless `endpoints.yml` says otherwise. Rasa's event loop stands still meanwhile,
# so after a failure no turn asks Redis for a while.
COMMAND_SECONDS = 2.0
LEFT_ALONE_SECONDS = 2.0


class BoundedRedisLockStore(RedisLockStore):
    """Waits for Redis for a while, and gives up when its ticket has expired.

    `lock_store` of `endpoints.yml` names it as its type.
    """

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        """Take the section `lock_store` of `endpoints.yml`."""
        settings = {"socket_timeout": COMMAND_SECONDS} | endpoint_config.kwargs
        super().__init__(host=endpoint_config.url, **settings)
        self._asked_again_at = -math.inf
        self._given_back: set[asyncio.Task[None]] = set()

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
        name = hashed_key("turn", conversation_id)
        # This time also tells our ticket from others: Redis may have stored it without saying so.
        expires = time.time() + lock_lifetime
        try:
            yield await self._wait_until_first(name, expires, wait_time_in_seconds)
        finally:
            if not self._give_back(name, expires):
                later = asyncio.create_task(self._give_back_later(name, expires))
                self._given_back.add(later)
                later.add_done_callback(self._given_back.discard)

    async def _wait_until_first(
        self, name: str, expires: float, wait_time_in_seconds: float
    ) -> TicketLock:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.time() < expires:
            try:
                lock = self._enqueue(name, expires)
            except RedisError as error:
                if time.monotonic() > deadline:
                    raise LockError(f"Redis has no lock: {type(error).__name__}") from None
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            if lock.tickets[0].expires == expires:
                return lock
            deadline = time.monotonic() + PATIENCE_SECONDS
            await asyncio.sleep(wait_time_in_seconds)
        raise LockError("the ticket has expired")

    def _enqueue(self, name: str, expires: float) -> TicketLock:
        """Put a ticket behind the others, unless Redis has it."""

        def enqueued(lock: TicketLock) -> None:
            if all(ticket.expires != expires for ticket in lock.tickets):
                lock.tickets.append(Ticket(lock.last_issued + 1, expires))

        return self._change(name, enqueued)

    def _give_back(self, name: str, expires: float) -> bool:
        """Remove a ticket if it is there; tell whether Redis could be asked."""

        def removed(lock: TicketLock) -> None:
            lock.tickets = deque(each for each in lock.tickets if each.expires != expires)

        try:
            self._change(name, removed)
        except RedisError:
            return False
        return True

    async def _give_back_later(self, name: str, expires: float) -> None:
        while time.time() < expires:
            await asyncio.sleep(PAUSE_SECONDS)
            if self._give_back(name, expires):
                return

    def _change(self, name: str, change: Callable[[TicketLock], None]) -> TicketLock:
        """Change a lock as one atomic step.

        Raises:
            RedisError: Nobody knows whether it was changed.
        """
        if time.monotonic() < self._asked_again_at:
            raise RedisConnectionError("Redis has just failed")
        key = self.key_prefix + name

        def changed(pipeline: Any) -> TicketLock:
            present = pipeline.get(key)
            lock = TicketLock.from_dict(json.loads(present)) if present else TicketLock(name)
            lock.remove_expired_tickets()
            change(lock)
            pipeline.multi()
            if lock.tickets:
                seconds = max(ticket.expires for ticket in lock.tickets) - time.time()
                pipeline.set(key, lock.dumps(), px=max(1, round(seconds * 1000)))
            else:
                pipeline.delete(key)
            return lock

        try:
            lock: TicketLock = self.red.transaction(changed, key, value_from_callable=True)
        except RedisError as error:
            self._asked_again_at = time.monotonic() + LEFT_ALONE_SECONDS
            logger.warning("Rasa's locks cannot be read or written: %s", type(error).__name__)
            raise
        return lock

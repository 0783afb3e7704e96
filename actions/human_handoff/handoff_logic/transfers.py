"""One transfer at most per request, whatever is repeated and whatever fails."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from ..desk import AgentDesk, Escalation
from ..errors import HandoffError, VendorError
from ..state_store import StateStore, StateStoreError, hashed_key
from ..vendor_http.blocking_calls import BlockingCalls
from ..vendor_http.deadline import current_operation
from .fallback import Route
from .outcome import Failure, Outcome, failure_of, recorded_outcome
from .transfer_records import Claim, TransferRecords

logger = logging.getLogger(__name__)

# LivePerson documents 1.7 seconds for a transfer; the wait for earlier messages leaves so long.
MIN_CALL_SECONDS = 3.0
STORE_THREADS = 16
# How often a repetition looks whether the first request has an outcome.
POLL_SECONDS = 0.1
# An owner counts as dead so long after its time is over.
DEAD_AFTER_SECONDS = 1.0


class _Request(NamedTuple):
    """What is claimed: the idempotency key, a hash of who is transferred, and where to."""

    key: str
    content: str
    route: Route


class Transfers:
    """Asks desks for transfers; every desk has its own threads, so that none waits for another."""

    def __init__(self, desks: Mapping[str, AgentDesk], state_store: StateStore) -> None:
        """Take the desks by their names, and where idempotency records are kept."""
        self._desks = desks
        self._records = TransferRecords(state_store)
        # The store has threads of its own: it must be asked also while a vendor keeps all of the
        # desk's threads busy.
        self._store_calls = BlockingCalls(STORE_THREADS)
        self._calls: defaultdict[str, BlockingCalls] = defaultdict(BlockingCalls)

    async def transfer(
        self,
        route: Route,
        escalation: Escalation,
        idempotency_key: str,
        *,
        attempt: int = 1,
        seconds: float,
        wait: float = 0,
    ) -> Outcome:
        """Ask a desk for the transfer, at most once per attempt and idempotency key.

        If a repetition has chosen another route than the first one, because other agents are on
        shift now, nothing is sent: the outcome tells which route the first one has taken.

        Args:
            route: Desk and skill.
            escalation: What the desk needs to know.
            idempotency_key: The same for every repetition of the same request.
            attempt: The number of this attempt of the request, from 1.
            seconds: How long the customer can wait.
            wait: How many seconds earlier messages need to arrive; at most half the time.
        """
        ends = time.monotonic() + seconds
        wait = max(0.0, min(wait, seconds / 2, seconds - MIN_CALL_SECONDS))
        if wait:
            await asyncio.sleep(wait)
        if self._desks[route.desk].transfers_in_reply(escalation.channel):
            # Nothing is sent from here: a reply that was lost has to be built again.
            return await self._ask(route, partial(self._escalate, route, escalation), ends)
        request = _Request(
            hashed_key("transfer", idempotency_key, attempt),
            hashed_key("request", escalation.conversation_id, escalation.user_id),
            route,
        )
        try:
            claim = await self._claim(request, ends)
        except (StateStoreError, VendorError) as error:
            # An earlier delivery may have been transferred, so no other desk is tried either.
            logger.error("no transfer was requested: %s", error)
            return Outcome(route, failure=Failure.UNCONFIRMED)
        if not claim.is_ours:
            logger.info("a repeated transfer request was answered with the first one's outcome")
            taken = Route.parsed(claim.route) if claim.route else route
            return recorded_outcome(taken, claim.outcome)
        call = partial(self._escalate_and_record, route, escalation, request)
        outcome = await self._ask(route, call, ends)
        if outcome.failure is Failure.UNREACHABLE:
            # Perhaps no thread of the desk was free, so that nobody has recorded it.
            self._store_calls.start(partial(self._finish, request, outcome), MIN_CALL_SECONDS)
        return outcome

    async def _claim(self, request: _Request, ends: float) -> Claim:
        """Claim a request; if another call has it, wait until that tells, or until the time is up.

        Raises:
            StateStoreError: The store could not be asked.
            VendorError: It did not answer in time.
        """
        while True:
            left = max(0.0, ends - time.monotonic())
            seconds = left + DEAD_AFTER_SECONDS
            key, content, route = request
            call = partial(self._records.claim, key, content, str(route), seconds)
            claim = await self._store_calls.run("the state store", call, left)
            if not claim.is_under_way or time.monotonic() + POLL_SECONDS > ends:
                return claim
            await asyncio.sleep(POLL_SECONDS)

    async def _ask(self, route: Route, call: Callable[[], Outcome], ends: float) -> Outcome:
        """Call a desk in one of its threads."""
        desk, left = self._desks[route.desk], max(0.0, ends - time.monotonic())
        try:
            calls = self._calls[route.desk]
            return await calls.run(desk.vendor, call, left, is_tracked=desk.sends_by_vendor_api)
        except VendorError as error:
            logger.warning("transfer not confirmed: %s", error)
            return Outcome(route, failure=failure_of(error))

    def _escalate_and_record(
        self, route: Route, escalation: Escalation, request: _Request
    ) -> Outcome:
        outcome = self._escalate(route, escalation)
        self._finish(request, outcome)
        return outcome

    def _finish(self, request: _Request, outcome: Outcome) -> None:
        key, content, route = request
        self._records.finish(key, content, str(route), outcome.record)

    def _escalate(self, route: Route, escalation: Escalation) -> Outcome:
        try:
            transfer = self._desks[route.desk].escalate(escalation)
        except HandoffError as error:
            logger.warning("transfer failed: %s", error)
            return Outcome(route, failure=_failure(error))
        except Exception as error:  # noqa: BLE001 - a desk of a bot's own may raise anything
            # The error's text may contain personal data.
            logger.error("transfer failed: the desk raised %s", type(error).__name__)
            return Outcome(route, failure=_failure(error))
        payload = None if transfer.channel_payload is None else dict(transfer.channel_payload)
        values = _values_for_rasa(transfer.slots)
        return Outcome(route, transfer.state, slots=values, channel_payload=payload)


def _values_for_rasa(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the slots that can be sent to Rasa; the vendor has accepted in any case."""
    sendable = {}
    for name, value in values.items():
        try:
            json.dumps(value)
        except (TypeError, ValueError, RecursionError):
            logger.error("the slot %s is not set: its value cannot be sent to Rasa", name)
        else:
            sendable[name] = value
    return sendable


def _failure(error: BaseException) -> Failure:
    """Return what an error means; only a request that has left can be unconfirmed."""
    failure = failure_of(error)
    operation = current_operation.get()
    if failure is Failure.UNCONFIRMED and operation.is_tracked and not operation.has_acted:
        return Failure.UNREACHABLE
    return failure

"""One transfer at most per request, whatever is repeated and whatever fails."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from typing import Any

from ..desk import AgentDesk, Escalation
from ..errors import HandoffError, VendorError
from ..state_store import StateStore
from ..vendor_http.blocking_calls import BlockingCalls
from ..vendor_http.deadline import current_operation
from .fallback import Route
from .outcome import IN_PROGRESS, Failure, Outcome, failure_of, recorded_outcome

logger = logging.getLogger(__name__)

# Longer than any platform keeps redelivering a message that was not acknowledged.
RECORD_SECONDS = 24 * 60 * 60.0
# LivePerson documents 1.7 seconds for a transfer; the wait for earlier messages leaves so long.
MIN_CALL_SECONDS = 3.0


class Transfers:
    """Asks desks for transfers; every desk has its own threads, so that none waits for another."""

    def __init__(self, desks: Mapping[str, AgentDesk], state_store: StateStore) -> None:
        """Take the desks by their names, and where idempotency records are kept."""
        self._desks = desks
        self._state_store = state_store
        self._calls: defaultdict[str, BlockingCalls] = defaultdict(BlockingCalls)

    async def transfer(
        self,
        route: Route,
        escalation: Escalation,
        idempotency_key: str,
        *,
        seconds: float,
        wait: float = 0,
    ) -> Outcome:
        """Ask a desk for the transfer, at most once per route and idempotency key.

        Args:
            route: Desk and skill.
            escalation: What the desk needs to know.
            idempotency_key: The same for every repetition of the same request.
            seconds: How long the customer can wait.
            wait: How many seconds earlier messages need to arrive; at most half the time.
        """
        wait = max(0.0, min(wait, seconds / 2, seconds - MIN_CALL_SECONDS))
        if wait:
            await asyncio.sleep(wait)
        vendor = self._desks[route.desk].vendor
        key = f"transfer/{idempotency_key}/{route}"
        call = partial(self._transfer_once, route, escalation, key)
        try:
            calls, is_tracked = self._calls[route.desk], self._desks[route.desk].sends_by_vendor_api
            return await calls.run(vendor, call, seconds - wait, is_tracked=is_tracked)
        except VendorError as error:
            logger.warning("transfer not confirmed: %s", error)
            return Outcome(route, failure=failure_of(error))

    def _transfer_once(self, route: Route, escalation: Escalation, key: str) -> Outcome:
        if self._desks[route.desk].transfers_in_reply(escalation.channel):
            # Nothing is sent from here: a reply that was lost has to be built again.
            return self._escalate(route, escalation)
        record = self._state_store.set_if_absent(key, IN_PROGRESS, RECORD_SECONDS)
        if record is not None:
            logger.info("a repeated transfer request was answered with the first one's outcome")
            return recorded_outcome(route, record)
        outcome = self._escalate(route, escalation)
        self._state_store.put(key, outcome.record, RECORD_SECONDS)
        return outcome

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

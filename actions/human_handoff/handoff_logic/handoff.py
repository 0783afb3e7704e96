"""The handoff without Rasa: which desk is available, and one transfer at most per request."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from ..availability.availability import Availability, most_informative
from ..availability.next_opening import format_opening
from ..availability.shift_cache import ShiftCache, utc_now
from ..desk import AgentDesk, Escalation, Shift
from ..errors import HandoffError, SkillError, VendorError
from ..handoff_settings.loader import Configuration
from ..state_store import MemoryStateStore, StateStore
from ..vendor_http.blocking_calls import BlockingCalls
from .fallback import Route, all_routes, untried
from .outcome import IN_PROGRESS, Outcome, failure_of, recorded_outcome

logger = logging.getLogger(__name__)

# Longer than any platform keeps redelivering a message that was not acknowledged.
RECORD_SECONDS = 24 * 60 * 60.0


class AvailableDesk(NamedTuple):
    """The desk that could take a request, or None, and what is known of the skill's shift."""

    desk: str | None
    shift: Shift


class Handoff:
    """Everything the actions need; one object serves all actions of a server."""

    def __init__(
        self,
        configuration: Configuration,
        *,
        blocking_calls: BlockingCalls | None = None,
        state_store: StateStore | None = None,
    ) -> None:
        """Take the checked configuration; no vendor is called yet."""
        self.settings = configuration.settings
        self._desks = configuration.desks
        self._blocking_calls = blocking_calls or BlockingCalls()
        self._state_store = state_store or MemoryStateStore()
        cache = ShiftCache(
            self._blocking_calls,
            self._state_store,
            fresh=timedelta(minutes=self.settings.shift_cache.fresh_minutes),
            usable=timedelta(minutes=self.settings.shift_cache.usable_minutes),
            timeout=self.settings.deadline_seconds,
        )
        self._availability = Availability(
            configuration.desks,
            configuration.opening_hours,
            cache,
            transfers_if_unknown=self.settings.unknown_means == "on_shift",
        )

    def skill(self, chosen: str | None, topic: str | None) -> str:
        """Return the skill of a request.

        Args:
            chosen: The bot builder's choice; used as it is.
            topic: The topic of the customer's message; used if a desk has a skill of that name.
        """
        if chosen:
            return str(chosen).strip()
        # A customer's text may select a configured skill, but not any number of the vendor's.
        if topic and not topic.isdigit():
            desks = self.settings.desks_of(topic)
            if any(_has_skill(self._desks[name], topic) for name in desks):
                return topic
        return self.settings.skills.default

    def has_desk(self, name: str | None) -> bool:
        """Tell whether a desk that a slot names is still configured."""
        return name in self._desks

    async def available_desk(self, skill: str, seconds: float) -> AvailableDesk:
        """Find the first desk where somebody is on shift for the skill.

        Raises:
            SkillError: No desk has the skill.
        """
        routes = [Route(name, skill) for name in self.settings.desks_of(skill)]
        route, shifts = await self._first_available(routes, seconds)
        if not shifts:
            raise SkillError("no desk has the skill")
        if route is None:
            return AvailableDesk(None, most_informative(shifts))
        return AvailableDesk(route.desk, shifts[-1])

    async def next_route(self, skill: str, tried: list[str], seconds: float) -> Route | None:
        """Return the next route on which somebody is on shift, or None.

        `tried` are the routes that were tried for this request, as the slot contains them.
        """
        routes = all_routes(self.settings.desks_of, skill, self.settings.skills.fallback)
        route, _ = await self._first_available(untried(routes, tried), seconds)
        return route

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
        wait = min(wait, seconds / 2)
        if wait:
            await asyncio.sleep(wait)
        vendor = self._desks[route.desk].vendor
        call = partial(
            self._transfer_once, route, escalation, f"transfer/{idempotency_key}/{route}"
        )
        try:
            return await self._blocking_calls.run(vendor, call, seconds - wait)
        except VendorError as error:
            logger.warning("transfer not confirmed: %s", error)
            return Outcome(route, failure=failure_of(error))

    def carries_message(self, desk: str, channel: str) -> bool:
        """Tell whether a desk's transfer call delivers the transfer message."""
        return self._desks[desk].carries_message(channel)

    def next_opening(self, shift: Shift) -> str | None:
        """Return when the next shift begins, written for the customer, if that is known."""
        now = utc_now()
        if shift.opens_at is None or shift.opens_at <= now:
            return None
        return format_opening(shift.opens_at, now, self.settings.next_shift)

    async def _first_available(
        self, routes: list[Route], seconds: float
    ) -> tuple[Route | None, list[Shift]]:
        """Return the first route on which somebody is on shift, and the shifts up to it.

        Routes whose desk does not have the skill are passed over.
        """
        ends = time.monotonic() + seconds
        shifts: list[Shift] = []
        for index, route in enumerate(routes):
            # Each desk gets its share of the time, so that one that hangs leaves some for others.
            share = (ends - time.monotonic()) / (len(routes) - index)
            try:
                shift = await self._availability.shift(route.desk, route.skill, share)
            except SkillError as error:
                logger.warning("desk %s passed over: %s", route.desk, error)
                continue
            shifts.append(shift)
            if self._availability.can_transfer(shift):
                return route, shifts
        return None, shifts

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
            return Outcome(route, failure=failure_of(error))
        payload = None if transfer.channel_payload is None else dict(transfer.channel_payload)
        return Outcome(route, transfer.state, slots=dict(transfer.slots), channel_payload=payload)


def _has_skill(desk: AgentDesk, skill: str) -> bool:
    try:
        desk.skill_key(skill)
    except SkillError:
        return False
    return True

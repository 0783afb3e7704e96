"""The handoff itself, without a word of Rasa: who is on shift, and one transfer at most once."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from ..availability.availability import Roster, soonest
from ..availability.next_opening import in_words
from ..availability.shift_cache import ShiftCache, utc_now
from ..desk import AgentDesk, Escalation, Shift
from ..errors import HandoffError, SkillError, VendorError
from ..handoff_settings.loader import Configuration
from ..state_store import MemoryStateStore, StateStore
from ..vendor_http.blocking_calls import BlockingCalls
from .fallback import Route, routes, untried
from .outcome import IN_PROGRESS, Failure, Outcome, failure_of, recorded_outcome

logger = logging.getLogger(__name__)

# Longer than any platform goes on delivering a message that was not acknowledged.
RECORD_SECONDS = 24 * 60 * 60.0


class Availability(NamedTuple):
    """The desk that could take a request, or None, and what is known of the skill's shift."""

    desk: str | None
    shift: Shift


class Handoff:
    """Everything an action may ask for. One object serves all actions of a server."""

    def __init__(
        self,
        configuration: Configuration,
        *,
        blocking_calls: BlockingCalls | None = None,
        shared: StateStore | None = None,
    ) -> None:
        """Take the checked configuration; no vendor is called yet."""
        self.settings = configuration.settings
        self._desks = configuration.desks
        self._blocking_calls = blocking_calls or BlockingCalls()
        self._shared = shared or MemoryStateStore()
        board = self.settings.shift_cache
        shift_cache = ShiftCache(
            self._blocking_calls,
            self._shared,
            fresh=timedelta(minutes=board.fresh_minutes),
            usable=timedelta(minutes=board.usable_minutes),
            patience=self.settings.deadline_seconds,
        )
        self._roster = Roster(configuration, shift_cache)

    def skill(self, chosen: str | None, topic: str | None) -> str:
        """Return the skill that is meant.

        Args:
            chosen: What the builder has set; taken as it is.
            topic: What the customer's words were about; taken if a desk has such a skill.
        """
        if chosen:
            return str(chosen).strip()
        # A customer's words may choose among the configured skills, not any number of the vendor's.
        if (
            topic
            and not topic.isdigit()
            and any(_has(self._desks[name], topic) for name in self.settings.desks_of(topic))
        ):
            return topic
        return self.settings.skills.default

    def has_desk(self, name: str | None) -> bool:
        """Tell whether a desk that stands in a slot is still configured."""
        return name in self._desks

    def known(self, skill: str) -> Availability | None:
        """Return what needs no question, where the first desk takes the skill."""
        name = self.settings.desks_of(skill)[0]
        try:
            shift = self._roster.known(name, skill)
        except SkillError:
            return None
        return Availability(name, shift) if shift and self._roster.takes(shift) else None

    async def availability(self, skill: str, seconds: float) -> Availability:
        """Find the first desk with the skill on shift.

        Raises:
            SkillError: No desk has the skill.
        """
        seen: list[Shift] = []
        ladder = [Route(name, skill) for name in self.settings.desks_of(skill)]
        async for route, shift in self._shifts(ladder, seconds):
            if self._roster.takes(shift):
                return Availability(route.desk, shift)
            seen.append(shift)
        if not seen:
            raise SkillError("no desk has the skill")
        return Availability(None, soonest(seen))

    async def next_route(self, skill: str, tried: list[str], seconds: float) -> Route | None:
        """Return the next route of the ladder on which somebody is on shift."""
        ladder = routes(self.settings.desks_of, skill, self.settings.skills.fallback)
        async for route, shift in self._shifts(untried(ladder, tried), seconds):
            if self._roster.takes(shift):
                return route
        return None

    async def transfer(
        self, route: Route, escalation: Escalation, mark: str, *, seconds: float, wait: float = 0
    ) -> Outcome:
        """Ask a desk for the transfer, at most once for a mark.

        Args:
            route: Desk and skill.
            escalation: What the desk is told.
            mark: The same for every repetition of the same request.
            seconds: How long the customer can wait.
            wait: How long the messages said before need to arrive; cut to half the time.
        """
        wait = min(wait, seconds / 2)
        if wait:
            await asyncio.sleep(wait)
        vendor = self._desks[route.desk].vendor
        call = partial(self._once, route, escalation, f"transfer/{mark}/{route}")
        try:
            return await self._blocking_calls.run(vendor, call, seconds - wait)
        except VendorError as error:
            logger.warning("transfer not confirmed: %s", error)
            return Outcome(route, failure=failure_of(error))

    def carries_message(self, desk: str, channel: str) -> bool:
        """Tell whether a desk's transfer call delivers the transfer message."""
        return self._desks[desk].carries_message(channel)

    def opening(self, shift: Shift) -> str | None:
        """Return when the next shift begins, in the customer's words, if that is known."""
        now = utc_now()
        if shift.opens_at is None or shift.opens_at <= now:
            return None
        return in_words(shift.opens_at, now, self.settings.next_shift)

    async def _shifts(
        self, ladder: list[Route], seconds: float
    ) -> AsyncIterator[tuple[Route, Shift]]:
        """Yield the shift of each route whose desk has the skill."""
        ends = time.monotonic() + seconds
        for left, route in zip(range(len(ladder), 0, -1), ladder):
            # Each desk gets its share of the time: one that hangs must not use up the others'.
            try:
                yield route, await self._roster.shift(route, (ends - time.monotonic()) / left)
            except SkillError as error:
                logger.warning("desk %s passed over: %s", route.desk, error)

    def _once(self, route: Route, escalation: Escalation, mark: str) -> Outcome:
        if self._desks[route.desk].transfers_in_reply(escalation.channel):
            # Nothing is sent from here: the answer that was lost has to be made anew.
            return self._escalate(route, escalation)
        first = self._shared.set_if_absent(mark, IN_PROGRESS, RECORD_SECONDS)
        if first is not None:
            logger.info("a transfer that was asked for twice was made once")
            return recorded_outcome(route, first)
        outcome = self._escalate(route, escalation)
        word = (outcome.state or outcome.failure or Failure.UNCONFIRMED).value
        self._shared.put(mark, word, RECORD_SECONDS)
        return outcome

    def _escalate(self, route: Route, escalation: Escalation) -> Outcome:
        try:
            transfer = self._desks[route.desk].escalate(escalation)
        except HandoffError as error:
            logger.warning("transfer failed: %s", error)
            return Outcome(route, failure=failure_of(error))
        told = None if transfer.channel_payload is None else dict(transfer.channel_payload)
        return Outcome(route, transfer.state, slots=dict(transfer.slots), channel_payload=told)


def _has(desk: AgentDesk, skill: str) -> bool:
    try:
        desk.skill_key(skill)
    except SkillError:
        return False
    return True

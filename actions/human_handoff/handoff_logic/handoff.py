"""The handoff without Rasa: which desk is available, and one transfer at most per request."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from typing import NamedTuple

from ..availability.availability import most_informative
from ..availability.desk_reports import utc_now
from ..availability.next_opening import TimeStyle, format_opening
from ..desk import AgentDesk
from ..errors import SkillError
from ..handoff_events.hidden_ids import HiddenIds
from ..handoff_settings.loader import Configuration
from ..messages.noting import messages_of
from ..shift import Reason, Shift, ShiftStatus
from ..state_store import MemoryStateStore, ObservedStateStore, StateStore, StoreHealth
from .callbacks import callbacks_of
from .desk_questions import availability_of, waiting_times_of
from .event_sinks import sinks_of
from .fallback import Route, all_routes, untried
from .known_names import known_names
from .take_backs import TakeBacks
from .transfers import Transfers

logger = logging.getLogger(__name__)


class AvailableDesk(NamedTuple):
    """The desk that could take a request, or None, and what is known of the skill's shift."""

    desk: str | None
    shift: Shift


class Handoff:
    """Everything the actions need; one object serves all actions of a server.

    Attributes:
        settings: The top of `human_handoff.yml`.
        transfers: Asks desks for transfers.
        take_backs: Takes conversations back in which no agent has written.
        store_health: Tells whether the state store can be used.
        sinks: Where handoff events are sent.
        hidden_ids: Hashes the ids in handoff events.
        names: The names that events and spans may show.
        metrics: Answers `GET /metrics`; None where metrics are off.
        waiting_times: Tells how long customers wait; None where that is not to be told.
        messages: Notes customers' messages; None where none can be left.
        callbacks: When customers can ask to be called; None where nobody can.
    """

    def __init__(self, configuration: Configuration, state_store: StateStore | None = None) -> None:
        """Take the checked configuration; no vendor is called yet."""
        self.settings = configuration.settings
        self._desks = configuration.desks
        self._channels = configuration.channels
        store = ObservedStateStore(state_store or MemoryStateStore())
        self.store_health = StoreHealth(store)
        self.sinks, self.metrics = sinks_of(configuration, store, self.store_health)
        self.hidden_ids = HiddenIds(store)
        self.names = known_names(configuration)
        language = self.settings.language.ready_made
        self.messages = messages_of(self.settings.messages, store, configuration.folder, language)
        self.callbacks = callbacks_of(configuration)
        for desk in configuration.desks.values():
            desk.share_state(store)
        self.transfers = Transfers(configuration.desks, store)
        self.take_backs = TakeBacks(configuration.desks, self.settings.unanswered, store)
        self.waiting_times = waiting_times_of(configuration, store)
        self._availability = availability_of(configuration, store)

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

    @property
    def has_one_desk(self) -> bool:
        """Whether a single desk is configured."""
        return len(self._desks) == 1

    def desks_of(self, skill: str) -> list[str]:
        """Return the desks of a skill and of the fallback skill, in order."""
        fallback = self.settings.skills.fallback
        names = [
            *self.settings.desks_of(skill),
            *(self.settings.desks_of(fallback) if fallback else []),
        ]
        return list(dict.fromkeys(names))

    def channels_of(self, desk: str) -> Collection[str]:
        """Return the Rasa channels whose messages carry a desk's ids."""
        return self._channels.get(desk, ())

    async def available_desk(
        self, skill: str, desks: Collection[str], seconds: float
    ) -> AvailableDesk:
        """Find the first of these desks where somebody is on shift for the skill.

        Raises:
            SkillError: No desk has the skill.
        """
        routes = [Route(name, skill) for name in self.settings.desks_of(skill) if name in desks]
        route, shifts = await self._first_available(routes, seconds)
        if not shifts:
            raise SkillError("no desk has the skill")
        if route is None:
            return AvailableDesk(None, most_informative(shifts))
        return AvailableDesk(route.desk, shifts[-1])

    async def next_route(
        self, skill: str, desks: Collection[str], tried: list[str], seconds: float
    ) -> Route | None:
        """Return the next route to one of these desks on which somebody is on shift, or None.

        `tried` are the routes that were tried for this request, as the slot contains them.
        """
        every = all_routes(self.settings.desks_of, skill, self.settings.skills.fallback)
        routes = [route for route in untried(every, tried) if route.desk in desks]
        route, _ = await self._first_available(routes, seconds)
        return route

    def carries_message(self, desk: str, channel: str) -> bool:
        """Tell whether a desk's transfer call delivers the transfer message."""
        try:
            return self._desks[desk].carries_message(channel)
        except Exception as error:  # noqa: BLE001 - a desk of a bot's own may raise anything
            logger.error("desk %s: carries_message raised %s", desk, type(error).__name__)
            return False

    def tells_of_failures(self, desk: str) -> bool:
        """Tell whether a desk's platform reports that an accepted transfer failed later."""
        return desk in self._desks and self._desks[desk].tells_of_failures

    def next_opening(self, shift: Shift, style: TimeStyle) -> str | None:
        """Return when the next shift begins, written for the customer, if that is known."""
        now = utc_now()
        if shift.opens_at is None or shift.opens_at <= now:
            return None
        return format_opening(shift.opens_at, now, style)

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
            except Exception as error:  # noqa: BLE001 - a desk of a bot's own may raise anything
                logger.error("desk %s passed over: it raised %s", route.desk, type(error).__name__)
                shifts.append(Shift(ShiftStatus.UNKNOWN, Reason.VENDOR_ERROR))
                continue
            shifts.append(shift)
            if self._availability.can_transfer(shift):
                return route, shifts
        return None, shifts


def _has_skill(desk: AgentDesk, skill: str) -> bool:
    try:
        desk.skill_key(skill)
    except Exception:  # noqa: BLE001 - a SkillError, or anything that a desk of a bot's own raises
        return False
    return True

"""Whether a desk could take a conversation: its opening hours first, then its vendor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timezone

from ..desk import AgentDesk
from ..instrumentation import Kind, observed
from ..shift import Reason, Shift, ShiftStatus
from .desk_reports import utc_now
from .opening_hours import OpeningHours
from .shift_cache import ShiftCache


class Availability:
    """Opening hours and shift cache together; outside its hours a desk is not asked."""

    def __init__(
        self,
        desks: Mapping[str, AgentDesk],
        opening_hours: Mapping[str, OpeningHours],
        cache: ShiftCache,
        *,
        transfers_if_unknown: bool,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Take the desks.

        Args:
            desks: All desks by their names in the configuration.
            opening_hours: The opening hours of those desks that have some.
            cache: Asks the desks.
            transfers_if_unknown: Whether a transfer is tried where nobody can tell whether
                somebody is on shift.
            clock: Tells the present moment.
        """
        self._desks = desks
        self._opening_hours = opening_hours
        self._cache = cache
        self._transfers_if_unknown = transfers_if_unknown
        self._clock = clock

    async def shift(self, desk_name: str, skill: str, seconds: float) -> Shift:
        """Return the shift of a skill at a desk; a vendor that fails is a status, not an error.

        Args:
            desk_name: The desk's name in the configuration.
            skill: The skill, as the bot builder calls it.
            seconds: How long the customer can wait.

        Raises:
            SkillError: The desk has no such skill.
        """
        desk = self._desks[desk_name]
        with observed(Kind.SHIFT, desk=desk_name, vendor=desk.vendor) as observation:
            closed = self._closed(desk_name, skill)
            shift = closed or await self._cache.shift(desk_name, desk, skill, seconds)
            # Not before: what no desk has may be anything that a bot has put into the slot.
            observation.set(
                skill=skill,
                status=shift.status.value,
                because=shift.reason.value,
                age_seconds=self._age(shift),
            )
        return shift

    def can_transfer(self, shift: Shift) -> bool:
        """Tell whether a request may go to a desk with this shift."""
        if shift.status is ShiftStatus.UNKNOWN:
            return self._transfers_if_unknown
        return shift.status is ShiftStatus.ON_SHIFT

    def _age(self, shift: Shift) -> float | None:
        if shift.as_of is None:
            return None
        return round((self._clock() - shift.as_of).total_seconds(), 3)

    def _closed(self, desk_name: str, skill: str) -> Shift | None:
        hours = self._opening_hours.get(desk_name)
        if hours is None:
            return None
        self._desks[desk_name].skill_key(skill)  # a skill that the desk lacks is an error first
        now = self._clock()
        closed = hours.closed_until(now)
        if closed is None:
            return None
        return Shift(ShiftStatus.OFF_SHIFT, Reason.OPENING_HOURS, now, closed.opens_at)


def most_informative(shifts: Iterable[Shift]) -> Shift:
    """Return the shift to tell the customer: off shift before unknown, earliest opening first."""
    never = datetime.max.replace(tzinfo=timezone.utc)
    return min(
        shifts,
        key=lambda shift: (shift.status is ShiftStatus.UNKNOWN, shift.opens_at or never),
    )

"""Who is on shift at a desk: its opening hours first, then what its vendor says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timezone

from ..desk import Reason, Shift, ShiftStatus
from ..handoff_logic.fallback import Route
from ..handoff_settings.loader import Configuration
from .shift_cache import ShiftCache, utc_now


class Roster:
    """Opening hours and shift board together; a desk that is closed is not asked."""

    def __init__(
        self,
        configuration: Configuration,
        board: ShiftCache,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Take the desks with their hours, and the board that asks them."""
        self._desks = configuration.desks
        self._hours = configuration.hours
        unknown_will_do = configuration.settings.unknown_means == "on_shift"
        self._open = (ShiftStatus.ON_SHIFT, *[ShiftStatus.UNKNOWN] * unknown_will_do)
        self._board = board
        self._clock = clock

    def known(self, name: str, skill: str) -> Shift | None:
        """Return what needs no question of a desk, if anything does not.

        Raises:
            SkillError: The desk has no such skill.
        """
        return self._closed(name, skill) or self._board.known(name, self._desks[name], skill)

    async def shift(self, route: Route, seconds: float) -> Shift:
        """Tell whether a skill is on shift; a vendor that fails is a status, not an error.

        Raises:
            SkillError: The desk has no such skill.
        """
        desk = self._desks[route.desk]
        closed = self._closed(route.desk, route.skill)
        return closed or await self._board.shift(route.desk, desk, route.skill, seconds)

    def takes(self, shift: Shift) -> bool:
        """Tell whether a request may go there; where nobody knows, the configuration says."""
        return shift.status in self._open

    def _closed(self, name: str, skill: str) -> Shift | None:
        hours = self._hours.get(name)
        if hours is None:
            return None
        self._desks[name].skill_key(skill)  # a skill it has not is neither open nor shut
        now = self._clock()
        closed = hours.closed_until(now)
        if closed is None:
            return None
        return Shift(ShiftStatus.OFF_SHIFT, Reason.OPENING_HOURS, now, closed.opens_at)


def soonest(shifts: Iterable[Shift]) -> Shift:
    """Return the shift that says most: off shift before unknown, the earliest opening first."""
    never = datetime.max.replace(tzinfo=timezone.utc)
    return min(
        shifts,
        key=lambda shift: (shift.status is ShiftStatus.UNKNOWN, shift.opens_at or never),
    )

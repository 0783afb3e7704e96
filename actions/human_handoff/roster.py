"""Who is on shift at a desk: its opening hours first, then what its vendor says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timezone

from .configuration import Configuration
from .desk import Reason, Shift, ShiftStatus
from .ladder import Rung
from .shift_board import ShiftBoard, utc_now


class Roster:
    """Opening hours and shift board together; a desk that is closed is not asked."""

    def __init__(
        self,
        configuration: Configuration,
        board: ShiftBoard,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Take the desks with their hours, and the board that asks them."""
        self._desks = configuration.desks
        self._hours = configuration.hours
        self._unknown_will_do = configuration.settings.unknown_means == "on_shift"
        self._board = board
        self._clock = clock

    def known(self, rung: Rung) -> Shift | None:
        """Return what needs no question, if anything does not.

        Raises:
            SkillError: The desk has no such skill.
        """
        desk = self._desks[rung.desk]
        return self._closed(rung) or self._board.known(rung.desk, desk, rung.skill)

    async def shift(self, rung: Rung, seconds: float) -> Shift:
        """Tell whether a skill is on shift; a vendor that fails is a status, not an error.

        Raises:
            SkillError: The desk has no such skill.
        """
        desk = self._desks[rung.desk]
        return self._closed(rung) or await self._board.shift(rung.desk, desk, rung.skill, seconds)

    def takes(self, shift: Shift) -> bool:
        """Tell whether a request may go there; where nobody knows, the configuration says."""
        if shift.status is ShiftStatus.UNKNOWN:
            return self._unknown_will_do
        return shift.status is ShiftStatus.ON_SHIFT

    def _closed(self, rung: Rung) -> Shift | None:
        hours = self._hours.get(rung.desk)
        if hours is None:
            return None
        self._desks[rung.desk].skill_key(rung.skill)  # a skill it has not is neither open nor shut
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

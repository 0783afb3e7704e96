"""The shift board: what is known of every skill, as of when.

LivePerson's own advice is to keep shift status outside the conversation and to refresh it on
a timer, since its API is not meant for one call a customer. A report that is fresh enough is
answered from memory; an older one is refreshed, once for all who wait; where the vendor fails
the old one stands in for a stated time; an error is never kept.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any, NamedTuple

from ..desk import AgentDesk, Reason, Shift, ShiftReport, ShiftStatus
from ..errors import VendorError
from ..state_store import StateStore
from ..vendor_http.blocking_calls import BlockingCalls

logger = logging.getLogger(__name__)


def utc_now() -> datetime:
    """Return the time now, with its zone."""
    return datetime.now(timezone.utc)


class _Kept(NamedTuple):
    """A report, and until when it will do, in the clock's seconds.

    Two times with zones take longer to compare than all else that an answer from memory does.
    """

    report: ShiftReport
    fresh_until: float
    usable_until: float


class ShiftCache:
    """Answers for every desk, from memory where that is fresh enough."""

    def __init__(
        self,
        blocking_calls: BlockingCalls,
        shared: StateStore,
        *,
        fresh: timedelta,
        usable: timedelta,
        patience: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take the rules of the board.

        Args:
            blocking_calls: Where desks are asked.
            shared: What other action servers know.
            fresh: The age up to which a report needs no question.
            usable: The age up to which it stands in for an answer.
            patience: Seconds a desk has to answer, whoever waits for it.
            clock: The time now, in seconds since 1970.
        """
        self._blocking_calls = blocking_calls
        self._shared = shared
        self._fresh = fresh
        self._usable = usable
        self._patience = patience
        self._clock = clock
        self._reports: dict[str, _Kept] = {}
        self._flights: dict[str, Future[ShiftReport]] = {}
        self._lock = threading.Lock()

    async def shift(self, name: str, desk: AgentDesk, skill: str, seconds: float) -> Shift:
        """Tell whether a skill is on shift; a vendor that fails is a status, not an error.

        Args:
            name: The desk's name in the configuration.
            desk: Whom to ask.
            skill: The builder's word for the skill.
            seconds: How long the customer can wait.

        Raises:
            SkillError: The desk has no such skill.
        """
        known = self.known(name, desk, skill)
        if known is not None:
            return known
        key, page = self._place(name, desk, skill)
        try:
            flight = self._refresh(page, desk, skill)
            return _look_up(await self._blocking_calls.join(desk.vendor, flight, seconds), key)
        except VendorError as error:
            logger.warning("shift status not refreshed: %s", error)
            return self._stand_in(desk, page, key)

    def known(self, name: str, desk: AgentDesk, skill: str) -> Shift | None:
        """Return what is fresh enough to need no question, if anything is.

        Raises:
            SkillError: The desk has no such skill.
        """
        key, page = self._place(name, desk, skill)
        kept = self._reports.get(page)
        if kept is None or self._clock() > kept.fresh_until:
            return None
        return _look_up(kept.report, key)

    def _place(self, name: str, desk: AgentDesk, skill: str) -> tuple[str, str]:
        key = desk.skill_key(skill)
        return key, name if desk.reports_all_skills else f"{name}/{key}"

    def _refresh(self, page: str, desk: AgentDesk, skill: str) -> Future[ShiftReport]:
        with self._lock:
            flight = self._flights.get(page)
            if flight is None or flight.done():
                # Not the time of the customer who came first: others may have more patience.
                ask = partial(self._ask, page, desk, skill)
                flight = self._blocking_calls.start(ask, self._patience)
                self._flights[page] = flight
            return flight

    def _ask(self, page: str, desk: AgentDesk, skill: str) -> ShiftReport:
        # Another action server may have asked while this one had no customer.
        report = _from_json(self._shared.get(f"shifts/{page}"))
        fresh = self._fresh_for(desk)
        if report is None or self._clock() > self._keep(page, report, fresh).fresh_until:
            report = desk.shift_report(skill, fresh)
            self._shared.put(f"shifts/{page}", _to_json(report), self._usable.total_seconds())
        self._keep(page, report, fresh)
        return report

    def _keep(self, page: str, report: ShiftReport, fresh: timedelta) -> _Kept:
        as_of = report.as_of.timestamp()
        usable_until = as_of + self._usable.total_seconds()
        kept = _Kept(report, as_of + fresh.total_seconds(), usable_until)
        self._reports[page] = kept
        return kept

    def _stand_in(self, desk: AgentDesk, page: str, key: str) -> Shift:
        kept = self._reports.get(page) if desk.old_report_will_do else None
        if kept is None or self._clock() > kept.usable_until:
            return Shift(ShiftStatus.UNKNOWN, Reason.VENDOR_ERROR)
        report = kept.report
        shift = _look_up(report, key)
        return Shift(shift.status, Reason.OUT_OF_DATE, report.as_of, shift.opens_at)

    def _fresh_for(self, desk: AgentDesk) -> timedelta:
        return self._fresh if desk.fresh_for is None else min(desk.fresh_for, self._fresh)


def _look_up(report: ShiftReport, key: str) -> Shift:
    # A vendor that lists its skills and not this one does not know it: not "off shift".
    return report.shifts.get(key) or Shift(
        ShiftStatus.UNKNOWN, Reason.SKILL_NOT_FOUND, report.as_of
    )


def _to_json(report: ShiftReport) -> str:
    shifts = {
        key: [shift.status.value, shift.opens_at and shift.opens_at.timestamp()]
        for key, shift in report.shifts.items()
    }
    return json.dumps({"as_of": report.as_of.timestamp(), "shifts": shifts})


def _from_json(text: str | None) -> ShiftReport | None:
    if text is None:
        return None
    kept: dict[str, Any] = json.loads(text)
    as_of = datetime.fromtimestamp(kept["as_of"], timezone.utc)
    shifts = {
        key: Shift(
            ShiftStatus(status),
            as_of=as_of,
            opens_at=None if opens is None else datetime.fromtimestamp(opens, timezone.utc),
        )
        for key, (status, opens) in kept["shifts"].items()
    }
    return ShiftReport(as_of, shifts)

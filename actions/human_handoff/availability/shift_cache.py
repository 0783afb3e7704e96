"""The shift cache: what each desk last reported, and how old that is.

LivePerson advises to keep shift status outside the conversation and to refresh it on a timer,
because its API is not meant for one request per customer. A fresh report is answered from memory.
An older one is refreshed, once for all customers who wait. While the vendor cannot be reached,
the old report is used for a limited time. An error is never stored.
"""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import partial

from ..desk import AgentDesk
from ..errors import VendorError, VendorResponseError
from ..instrumentation import Kind, observed
from ..shift import Reason, Shift, ShiftReport, ShiftStatus
from ..state_store import StateStore
from ..vendor_http.blocking_calls import BlockingCalls, RunningCall
from .published_reports import RETRY_SECONDS, PublishedReports, entry_of
from .unknown_skills import UnknownSkills

logger = logging.getLogger(__name__)

RETRY_AFTER = timedelta(seconds=RETRY_SECONDS)


def utc_now() -> datetime:
    """Return the present moment, with its time zone."""
    return datetime.now(timezone.utc)


class ShiftCache:
    """Answers for every desk, from memory where the report is fresh enough."""

    def __init__(
        self,
        state_store: StateStore,
        *,
        fresh: timedelta,
        usable: timedelta,
        timeout: float,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Take the rules of the cache.

        Args:
            state_store: Shares reports with other action servers.
            fresh: Up to this age a report is used without asking the vendor.
            usable: Up to this age it is used while the vendor cannot be reached.
            timeout: Seconds a vendor call may take, however long the customer can wait.
            clock: Tells the present moment.
        """
        # Every desk has threads of its own, so that none waits for another.
        self._calls: defaultdict[str, BlockingCalls] = defaultdict(BlockingCalls)
        self._published = PublishedReports(state_store, usable.total_seconds(), timeout)
        self._fresh = fresh
        self._usable = usable
        self._timeout = timeout
        self._clock = clock
        self._reports: dict[str, ShiftReport] = {}
        self._refreshes: dict[str, RunningCall[ShiftReport]] = {}
        self._failures: dict[str, datetime] = {}
        self._unknown_skills = UnknownSkills()
        self._lock = threading.Lock()

    async def shift(self, desk_name: str, desk: AgentDesk, skill: str, seconds: float) -> Shift:
        """Return the shift of a skill; a vendor that fails is a status, not an error.

        Args:
            desk_name: The desk's name in the configuration.
            desk: The desk to ask.
            skill: The skill, as the bot builder calls it.
            seconds: How long the customer can wait.

        Raises:
            SkillError: The desk has no such skill.
        """
        key = desk.skill_key(skill)
        entry = entry_of(desk_name, desk, skill)
        report = self._reports.get(entry)
        if report is not None and self._age(report) <= self._fresh_for(desk):
            return self._shift_in(report, desk_name, desk, skill)
        if self._failed_recently(entry):
            return self._old_shift(entry, desk, key)
        try:
            refresh = self._refresh(entry, desk_name, desk, skill)
            report = await self._calls[desk_name].join(desk.vendor, refresh, seconds)
            return self._shift_in(report, desk_name, desk, skill)
        except VendorError as error:
            logger.warning("shift status not refreshed: %s", error)
        except Exception as error:  # noqa: BLE001 - a desk of a bot's own may raise anything
            logger.error("shift status not refreshed: the desk raised %s", type(error).__name__)
        return self._old_shift(entry, desk, key)

    def _refresh(
        self, entry: str, desk_name: str, desk: AgentDesk, skill: str
    ) -> RunningCall[ShiftReport]:
        with self._lock:
            refresh = self._refreshes.get(entry)
            # One that outlives its time hangs where no time limit reaches it: start another one.
            if refresh is None or refresh.future.done() or not refresh.operation.seconds_left():
                if refresh is not None:
                    refresh.future.cancel()  # in case it still waits for a thread
                # Not limited by the first customer's time: others who join may wait longer.
                ask = partial(self._ask, entry, desk_name, desk, skill)
                refresh = self._calls[desk_name].start(ask, self._timeout)
                self._refreshes[entry] = refresh
            return refresh

    def _ask(self, entry: str, desk_name: str, desk: AgentDesk, skill: str) -> ShiftReport:
        fresh, began = self._fresh_for(desk), self._clock()

        def is_recent(report: ShiftReport) -> bool:
            self._reports[entry] = report  # it is used while the vendor cannot be reached
            return self._age(report) <= fresh or report.as_of > began

        def ask() -> ShiftReport:
            return self._checked(desk, desk.shift_report(skill, fresh))

        try:
            with observed(Kind.SHIFT_REPORT, desk=desk_name, vendor=desk.vendor):
                report = self._published.refresh(desk, entry, ask, is_recent)
        except Exception:
            self._failures[entry] = self._clock()
            raise
        self._reports[entry] = report
        self._unknown_skills.compare(desk_name, desk, report)
        return report

    def _checked(self, desk: AgentDesk, report: ShiftReport) -> ShiftReport:
        if not report.shifts:
            raise VendorResponseError(desk.vendor, "the shift report lists no skill at all")
        if report.as_of.tzinfo is None:
            raise VendorResponseError(desk.vendor, "the time of the report has no time zone")
        return replace(report, as_of=min(report.as_of, self._clock()))

    def _failed_recently(self, entry: str) -> bool:
        failed = self._failures.get(entry)
        return failed is not None and self._clock() - failed < RETRY_AFTER

    def _old_shift(self, entry: str, desk: AgentDesk, key: str) -> Shift:
        report = self._reports.get(entry) if desk.old_report_will_do else None
        if report is None or self._age(report) > self._usable:
            return Shift(ShiftStatus.UNKNOWN, Reason.VENDOR_ERROR)
        shift = report.shifts.get(key, _not_found(report))
        return Shift(shift.status, Reason.OUT_OF_DATE, report.as_of, shift.opens_at)

    def _shift_in(self, report: ShiftReport, desk_name: str, desk: AgentDesk, skill: str) -> Shift:
        key = desk.skill_key(skill)
        shift = report.shifts.get(key)
        if shift is None:
            self._unknown_skills.note(desk_name, desk, skill, key)
            return _not_found(report)
        return shift

    def _fresh_for(self, desk: AgentDesk) -> timedelta:
        return self._fresh if desk.fresh_for is None else min(desk.fresh_for, self._fresh)

    def _age(self, report: ShiftReport) -> timedelta:
        return self._clock() - report.as_of


def _not_found(report: ShiftReport) -> Shift:
    # A skill that is missing from a list of all skills is unknown to the vendor, not off shift.
    return Shift(ShiftStatus.UNKNOWN, Reason.SKILL_NOT_FOUND, report.as_of)

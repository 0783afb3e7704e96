"""The shift cache: what each desk last reported, and how old that is.

LivePerson advises to keep shift status outside the conversation and to refresh it on a timer,
because its API is not meant for one request per customer. A fresh report is answered from memory.
An older one is refreshed, once for all customers who wait. While the vendor cannot be reached,
the old report is used for a limited time. An error is never stored.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from ..desk import AgentDesk
from ..errors import VendorError, VendorResponseError
from ..instrumentation import Kind
from ..shift import Reason, Shift, ShiftReport, ShiftStatus
from ..state_store import StateStore
from .desk_reports import DeskReports, Question, utc_now
from .published_reports import SHIFTS, PublishedReports, entry_of
from .unknown_skills import UnknownSkills

logger = logging.getLogger(__name__)


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
        published = PublishedReports(SHIFTS, state_store, usable.total_seconds(), timeout)
        self._reports = DeskReports(published, Kind.SHIFT_REPORT, timeout=timeout, clock=clock)
        self._fresh = fresh
        self._usable = usable
        self._clock = clock
        self._unknown_skills = UnknownSkills()

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
        report = self._reports.latest(entry)
        fresh = self._fresh_for(desk)
        if report is not None and self._reports.age(report) <= fresh:
            return self._shift_in(report, desk_name, desk, skill)
        if self._reports.failed_recently(entry):
            return self._old_shift(entry, desk, key)

        def ask() -> ShiftReport:
            return self._checked(desk, desk.shift_report(skill, fresh))

        try:
            question = Question(entry, desk_name, desk, ask, fresh)
            report = await self._reports.refreshed(question, seconds)
            self._unknown_skills.compare(desk_name, desk, report)
            return self._shift_in(report, desk_name, desk, skill)
        except VendorError as error:
            logger.warning("shift status not refreshed: %s", error)
        except Exception as error:  # noqa: BLE001 - a desk of a bot's own may raise anything
            logger.error("shift status not refreshed: the desk raised %s", type(error).__name__)
        return self._old_shift(entry, desk, key)

    def _checked(self, desk: AgentDesk, report: ShiftReport) -> ShiftReport:
        if not report.shifts:
            raise VendorResponseError(desk.vendor, "the shift report lists no skill at all")
        if report.as_of.tzinfo is None:
            raise VendorResponseError(desk.vendor, "the time of the report has no time zone")
        return replace(report, as_of=min(report.as_of, self._clock()))

    def _old_shift(self, entry: str, desk: AgentDesk, key: str) -> Shift:
        report = self._reports.latest(entry) if desk.old_report_will_do else None
        if report is None or self._reports.age(report) > self._usable:
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


def _not_found(report: ShiftReport) -> Shift:
    # A skill that is missing from a list of all skills is unknown to the vendor, not off shift.
    return Shift(ShiftStatus.UNKNOWN, Reason.SKILL_NOT_FOUND, report.as_of)

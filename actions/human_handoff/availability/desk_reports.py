"""What each desk last reported of one kind, kept in memory and shared with other servers.

A report is asked for once for all customers who wait for it, in a thread, and never by two servers
at the same time. An error is never stored, and is not repeated for every customer.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Generic, Protocol, TypeVar

from ..desk import AgentDesk
from ..instrumentation import Kind, observed
from ..vendor_http.asked_host import AskedHost, asked_host, note_host
from ..vendor_http.blocking_calls import BlockingCalls, RunningCall
from .published_reports import RETRY_SECONDS, PublishedReports

RETRY_AFTER = timedelta(seconds=RETRY_SECONDS)


class Dated(Protocol):
    """A report that tells when it was true."""

    @property
    def as_of(self) -> datetime:
        """When it was true."""
        ...


Report = TypeVar("Report", bound=Dated)


def utc_now() -> datetime:
    """Return the present moment, with its time zone."""
    return datetime.now(timezone.utc)


@dataclass(frozen=True)
class Question(Generic[Report]):
    """What a desk is asked.

    Attributes:
        entry: What it is about.
        desk_name: The desk's name in the configuration.
        desk: The desk.
        ask: Asks the desk; it blocks, and runs in a thread.
        fresh: Up to this age a report of another server is used.
    """

    entry: str
    desk_name: str
    desk: AgentDesk
    ask: Callable[[], Report]
    fresh: timedelta


class DeskReports(Generic[Report]):
    """The reports of one kind, by the entry that says what each is about."""

    def __init__(
        self,
        published: PublishedReports[Report],
        kind: Kind,
        *,
        timeout: float,
        clock: Callable[[], datetime],
    ) -> None:
        """Take the reports that servers share, and the rules.

        Args:
            published: Shares reports with other action servers.
            kind: What is observed while a desk is asked.
            timeout: Seconds a vendor call may take, however long the customer can wait.
            clock: Tells the present moment.
        """
        # Every desk has threads of its own, so that none waits for another.
        self._calls: defaultdict[str, BlockingCalls] = defaultdict(BlockingCalls)
        self._published = published
        self._kind = kind
        self._timeout = timeout
        self._clock = clock
        self._reports: dict[str, Report] = {}
        self._refreshes: dict[str, RunningCall[Report]] = {}
        self._failures: dict[str, datetime] = {}
        self._hosts: dict[str, AskedHost] = {}
        self._lock = threading.Lock()

    def latest(self, entry: str) -> Report | None:
        """Return the latest report, however old it is."""
        return self._reports.get(entry)

    def age(self, report: Report) -> timedelta:
        """Return how old a report is."""
        return self._clock() - report.as_of

    def failed_recently(self, entry: str) -> bool:
        """Tell whether the desk has failed just now, and is not asked again yet."""
        failed = self._failures.get(entry)
        return failed is not None and self._clock() - failed < RETRY_AFTER

    def leave_alone(self, entry: str) -> None:
        """Let the desk count as one that has failed just now."""
        self._failures[entry] = self._clock()

    async def refreshed(self, question: Question[Report], seconds: float) -> Report:
        """Return a report that is fresh, or was asked for now.

        Args:
            question: What the desk is asked.
            seconds: How long the customer can wait; the question goes on for others.

        Raises:
            VendorError: There is none, or not in time.
            Exception: What a desk of a bot's own raises.
        """
        refresh, vendor = self._refresh(question), question.desk.vendor
        try:
            return await self._calls[question.desk_name].join(vendor, refresh, seconds)
        finally:
            # For each of those who wait for it; none yet if no thread was free.
            note_host(self._hosts.get(question.entry, AskedHost()).name)

    def _refresh(self, question: Question[Report]) -> RunningCall[Report]:
        with self._lock:
            refresh = self._refreshes.get(question.entry)
            # One that outlives its time hangs where no time limit reaches it: start another one.
            if refresh is None or refresh.future.done() or not refresh.operation.seconds_left():
                if refresh is not None:
                    refresh.future.cancel()  # in case it still waits for a thread
                # Not limited by the first customer's time: others who join may wait longer.
                call = partial(self._ask, question)
                refresh = self._calls[question.desk_name].start(call, self._timeout)
                self._refreshes[question.entry] = refresh
            return refresh

    def _ask(self, question: Question[Report]) -> Report:
        began, entry, desk = self._clock(), question.entry, question.desk

        def is_recent(report: Report) -> bool:
            self._reports[entry] = report  # it is used while the vendor cannot be reached
            return self.age(report) <= question.fresh or report.as_of > began

        with asked_host() as self._hosts[entry]:
            try:
                with observed(self._kind, desk=question.desk_name, vendor=desk.vendor):
                    report = self._published.refresh(desk, entry, question.ask, is_recent)
            except Exception:
                self.leave_alone(entry)
                raise
        self._reports[entry] = report
        return report

"""Count all requests, and those of each skill, desk, hour or channel."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from zoneinfo import ZoneInfo

from .figures import Figures
from .recorded_event import RecordedEvent
from .request_record import RequestRecord, is_offer, request_record

# The name of the group of requests that have no desk, skill or channel.
NONE = "(none)"
# So many groups are shown; the requests of all others are counted as one more. There are never so
# many hours, and hardly so many desks, skills or channels.
MAX_GROUPS = 500
OTHERS = "(others)"


class By(str, Enum):
    """What requests can be grouped by."""

    SKILL = "skill"
    DESK = "desk"
    HOUR = "hour"
    CHANNEL = "channel"


@dataclass
class Counted:
    """All figures of a report.

    Attributes:
        zone: The time zone of days, weekdays and hours.
        since: Requests that were made before are not counted; in seconds since 1970.
        by: What the groups are.
        all: The figures of all requests.
        groups: The figures of each group, by its name; of those that are too many, together.
        incomplete: How many requests have events but not the one with which a request begins.
        first: When the first request was made, in seconds since 1970; None without requests.
        last: When the last one was made.
    """

    zone: ZoneInfo
    since: float | None = None
    by: By | None = None
    all: Figures = field(default_factory=Figures)
    groups: dict[str, Figures] = field(default_factory=dict)
    incomplete: int = 0
    first: float | None = None
    last: float | None = None

    def count(
        self,
        requests: Iterable[list[RecordedEvent]],
        progress: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Count requests; `progress` is told the number of each request's events."""
        for events in requests:
            progress(len(events))
            record = request_record(events)
            if record is None and is_offer(events):
                continue
            if record is None:
                self.incomplete += self._is_recent(events[-1].time)
            elif self._is_recent(record.asked_at):
                self._add(record)

    def _is_recent(self, moment: float) -> bool:
        return self.since is None or moment >= self.since

    def _add(self, record: RequestRecord) -> None:
        moment = record.asked_at
        self.first = moment if self.first is None else min(self.first, moment)
        self.last = moment if self.last is None else max(self.last, moment)
        self.all.add(record, self.zone)
        if self.by is not None:
            name = self._group(record, self.by)
            if name not in self.groups and len(self.groups) >= MAX_GROUPS:
                name = OTHERS
            self.groups.setdefault(name, Figures()).add(record, self.zone)

    def _group(self, record: RequestRecord, by: By) -> str:
        if by is By.HOUR:
            return f"{datetime.fromtimestamp(record.asked_at, self.zone):%H}:00"
        return str(getattr(record, by.value)) or NONE

"""Compare the configured skills with those of the vendor's account."""

from __future__ import annotations

from collections.abc import Iterator

from ..desk import AgentDesk
from ..findings import Finding, error, ok
from ..shift import ShiftReport, ShiftStatus


def unknown_skills(desk: AgentDesk, report: ShiftReport) -> Iterator[Finding]:
    """Yield an error for each configured skill that the vendor does not know."""
    for skill, words in desk.unknown_skills(report).items():
        yield error(
            f"{desk.vendor} has no {words}. Nobody is transferred there.",
            f"Write what {desk.vendor} shows.",
            f"skills.{skill}",
        )


def checked_skills(desk: AgentDesk, report: ShiftReport) -> Iterator[Finding]:
    """Yield the unknown skills, and how many of the account's are on shift now."""
    yield from unknown_skills(desk, report)
    statuses = [shift.status for shift in report.shifts.values()]
    yield ok(f"{statuses.count(ShiftStatus.ON_SHIFT)} of {len(statuses)} skills are on shift now.")

"""The shift reports that servers share: one server asks the vendor, the others read its report.

If the state store is lost, each server asks for itself: a customer is better served by a vendor
that is asked twice than by no answer.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from ..desk import AgentDesk
from ..errors import VendorConnectionError, VendorSilenceError
from ..shift import Shift, ShiftReport, ShiftStatus
from ..state_store import StateStore, StateStoreWithFallback, hashed_key
from ..vendor_http.deadline import current_operation

# A vendor that just failed is not asked again for every customer, by no server.
RETRY_SECONDS = 5.0
# How often a server looks for the report of the one that asks.
POLL_SECONDS = 0.1


def entry_of(desk_name: str, desk: AgentDesk, skill: str) -> str:
    """Return what a report is about: all skills of a desk, or one of them.

    Raises:
        SkillError: The desk has no such skill.
    """
    key = desk.skill_key(skill)
    return desk_name if desk.reports_all_skills else f"{desk_name}/{key}"


class PublishedReports:
    """The reports in the state store, and the lease of the server that asks the vendor."""

    def __init__(self, store: StateStore, usable_seconds: float, lease_seconds: float) -> None:
        """Take the store, how long a report is kept, and how long a server may ask at most."""
        self._store = StateStoreWithFallback(store, "the shift status is not shared")
        self._usable_seconds = usable_seconds
        self._lease_seconds = lease_seconds

    def refresh(
        self,
        desk: AgentDesk,
        entry: str,
        ask: Callable[[], ShiftReport],
        is_recent: Callable[[ShiftReport], bool],
    ) -> ShiftReport:
        """Ask the vendor and publish its report, or wait for the server that asks it now.

        Args:
            desk: The desk.
            entry: What the report is about.
            ask: Asks the vendor.
            is_recent: Gets each published report; tells whether it is recent enough.

        Raises:
            VendorError: The vendor did not tell, or the other server has not heard from it.
        """
        lease = uuid.uuid4().hex
        while True:
            text = self._store.get(_key("shifts", desk, entry))
            if text is not None and is_recent(report := _from_json(text)):
                return report
            if self._has_failed(desk, entry):
                raise VendorConnectionError(desk.vendor, "it has just failed; it was not asked")
            if self._may_ask(desk, entry, lease):
                return self._ask(desk, entry, ask, lease)
            operation = current_operation.get(None)
            if operation is None or operation.seconds_left() < POLL_SECONDS:
                raise VendorSilenceError(desk.vendor, "another server asks it, without an answer")
            time.sleep(POLL_SECONDS)

    def publish(self, desk: AgentDesk, entry: str, report: ShiftReport) -> None:
        """Let all servers read a report; without the store they ask for themselves."""
        text = _to_json(report)
        self._store.put(_key("shifts", desk, entry), text, self._usable_seconds)

    def _may_ask(self, desk: AgentDesk, entry: str, lease: str) -> bool:
        key = _key("asking", desk, entry)
        # The lease itself is found where it was stored, but the store's answer was lost.
        return self._store.set_if_absent(key, lease, self._lease_seconds) in (None, lease)

    def _ask(
        self, desk: AgentDesk, entry: str, ask: Callable[[], ShiftReport], lease: str
    ) -> ShiftReport:
        try:
            report = ask()
        except Exception:
            self._store.put(_key("failed", desk, entry), "", RETRY_SECONDS)
            raise
        else:
            self.publish(desk, entry, report)
            return report
        finally:
            self._store.remove(_key("asking", desk, entry), lease)

    def _has_failed(self, desk: AgentDesk, entry: str) -> bool:
        return self._store.get(_key("failed", desk, entry)) is not None


def _key(kind: str, desk: AgentDesk, entry: str) -> str:
    return hashed_key(kind, desk.identity, entry)


def _to_json(report: ShiftReport) -> str:
    shifts = {
        key: [shift.status.value, shift.opens_at and shift.opens_at.timestamp()]
        for key, shift in report.shifts.items()
    }
    return json.dumps({"as_of": report.as_of.timestamp(), "shifts": shifts})


def _from_json(text: str) -> ShiftReport:
    stored: dict[str, Any] = json.loads(text)
    as_of = datetime.fromtimestamp(stored["as_of"], timezone.utc)
    shifts = {
        key: Shift(
            ShiftStatus(status),
            as_of=as_of,
            opens_at=None if opens is None else datetime.fromtimestamp(opens, timezone.utc),
        )
        for key, (status, opens) in stored["shifts"].items()
    }
    return ShiftReport(as_of, shifts)

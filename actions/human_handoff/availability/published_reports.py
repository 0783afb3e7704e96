"""The reports that servers share: one server asks the vendor, the others read its report.

If the state store is lost, each server asks for itself: a customer is better served by a vendor
that is asked twice than by no answer.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Generic, TypeVar

from ..desk import AgentDesk
from ..errors import VendorConnectionError, VendorSilenceError
from ..shift import Shift, ShiftReport, ShiftStatus
from ..state_store import StateStore, StateStoreWithFallback, hashed_key
from ..vendor_http.deadline import current_operation

Report = TypeVar("Report")

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


@dataclass(frozen=True)
class StoredForm(Generic[Report]):
    """How reports of one kind stand in the state store.

    Attributes:
        kind: What they tell, as a word that begins their keys.
        without_store: What is not so while the store cannot be used, for the log.
    """

    kind: str
    without_store: str
    to_json: Callable[[Report], str]
    from_json: Callable[[str], Report]


class PublishedReports(Generic[Report]):
    """The reports in the state store, and the lease of the server that asks the vendor."""

    def __init__(
        self,
        form: StoredForm[Report],
        store: StateStore,
        usable_seconds: float,
        lease_seconds: float,
    ) -> None:
        """Take the store, how long a report is kept, and how long a server may ask at most."""
        self._form = form
        self._store = StateStoreWithFallback(store, form.without_store)
        self._usable_seconds = usable_seconds
        self._lease_seconds = lease_seconds

    def refresh(
        self,
        desk: AgentDesk,
        entry: str,
        ask: Callable[[], Report],
        is_recent: Callable[[Report], bool],
    ) -> Report:
        """Ask the vendor and publish its report, or wait for the server that asks it now.

        Args:
            desk: The desk.
            entry: What the report is about.
            ask: Asks the vendor.
            is_recent: Gets each published report; tells whether it is recent enough.

        Raises:
            VendorError: The vendor did not tell, or the other server has not heard from it.
        """
        lease, has_lease = uuid.uuid4().hex, False
        try:
            while True:
                text = self._store.get(self._key("", desk, entry))
                if text is not None and is_recent(report := self._form.from_json(text)):
                    return report
                if self._has_failed(desk, entry):
                    raise VendorConnectionError(desk.vendor, "it has just failed; it was not asked")
                if has_lease:
                    return self._ask(desk, entry, ask)
                has_lease = self._may_ask(desk, entry, lease)
                # Who gets the lease looks again: the server that had it may have published since.
                if not has_lease:
                    _wait_for_another_server(desk)
        finally:
            if has_lease:
                self._store.remove(self._key("asking", desk, entry), lease)

    def publish(self, desk: AgentDesk, entry: str, report: Report) -> None:
        """Let all servers read a report; without the store they ask for themselves."""
        text = self._form.to_json(report)
        self._store.put(self._key("", desk, entry), text, self._usable_seconds)

    def _may_ask(self, desk: AgentDesk, entry: str, lease: str) -> bool:
        key = self._key("asking", desk, entry)
        # The lease itself is found where it was stored, but the store's answer was lost.
        return self._store.set_if_absent(key, lease, self._lease_seconds) in (None, lease)

    def _ask(self, desk: AgentDesk, entry: str, ask: Callable[[], Report]) -> Report:
        try:
            report = ask()
        except Exception:
            self._store.put(self._key("failed", desk, entry), "", RETRY_SECONDS)
            raise
        self.publish(desk, entry, report)
        return report

    def _has_failed(self, desk: AgentDesk, entry: str) -> bool:
        return self._store.get(self._key("failed", desk, entry)) is not None

    def _key(self, mark: str, desk: AgentDesk, entry: str) -> str:
        kind = "_".join(filter(None, (mark, self._form.kind)))
        return hashed_key(kind, desk.identity, entry)


def _wait_for_another_server(desk: AgentDesk) -> None:
    operation = current_operation.get(None)
    if operation is None or operation.seconds_left() < POLL_SECONDS:
        raise VendorSilenceError(desk.vendor, "another server asks it, without an answer")
    time.sleep(POLL_SECONDS)


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


SHIFTS = StoredForm("shifts", "the shift status is not shared", _to_json, _from_json)

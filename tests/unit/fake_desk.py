"""A desk whose outcomes are given beforehand, and a handoff to such desks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from actions.human_handoff import (
    AgentDesk,
    Escalation,
    SettingsModel,
    Shift,
    ShiftReport,
    ShiftStatus,
    SkillError,
    Transfer,
    TransferState,
    errors,
)
from actions.human_handoff.handoff_logic.handoff import Handoff
from actions.human_handoff.handoff_settings.loader import Configuration
from actions.human_handoff.handoff_settings.settings import HandoffSettings
from actions.human_handoff.vendor_http.blocking_calls import BlockingCalls

REQUESTED = Transfer(TransferState.REQUESTED)
WITH_AGENT = Transfer(TransferState.WITH_AGENT)
REFUSED = errors.VendorRefusedError("Stand-in", "no", 400)
SILENT = errors.VendorSilenceError("Stand-in", "no answer")
UNREACHABLE = errors.VendorConnectionError("Stand-in", "no connection")
NO_SKILL = SkillError("the skill cannot be transferred to")

ON, OFF, UNKNOWN = ShiftStatus.ON_SHIFT, ShiftStatus.OFF_SHIFT, ShiftStatus.UNKNOWN
_CALLS = BlockingCalls()


class Desk(AgentDesk):
    """A desk without a vendor that records every call.

    Attributes:
        outcomes: What the next transfers return or raise, in order.
        escalations: Every transfer that was requested, in order.
        skills: The shift of each skill; None if the desk has every skill, always on shift.
        shift_errors: Raised by the next shift questions, in order.
        shift_calls: The skill of every shift question, in order.
        during_transfer: Called while a transfer is running.
        silent_channels: The channels on which the transfer does not carry the message.
    """

    vendor = "Stand-in"
    Settings = SettingsModel
    reports_all_skills = True

    def __init__(
        self,
        *outcomes: Transfer | Exception,
        carries: bool = True,
        skills: Mapping[str, Shift | ShiftStatus] | None = None,
        shift_errors: Iterable[Exception] = (),
    ) -> None:
        self.outcomes = deque(outcomes)
        self.escalations: list[Escalation] = []
        self.skills = skills
        self.shift_errors = deque(shift_errors)
        self.shift_calls: list[str] = []
        self.during_transfer: Callable[[], object] = lambda: None
        self.silent_channels = set() if carries else {"liveperson", "web", "rest", ""}

    def skill_key(self, skill: str) -> str:
        if self.skills is not None and skill not in self.skills:
            raise SkillError(f"no skill {skill}")
        return skill

    def carries_message(self, channel: str) -> bool:
        return channel not in self.silent_channels

    def shift_report(self, skill: str, max_age: timedelta) -> ShiftReport:
        self.shift_calls.append(skill)
        if self.shift_errors:
            raise self.shift_errors.popleft()
        reported = {skill: ON} if self.skills is None else self.skills
        shifts = {
            key: shift if isinstance(shift, Shift) else Shift(shift)
            for key, shift in reported.items()
        }
        return ShiftReport(datetime.now(timezone.utc), shifts)

    def escalate(self, escalation: Escalation) -> Transfer:
        self.escalations.append(escalation)
        self.during_transfer()
        outcome = self.outcomes.popleft()  # a call that the test does not expect: IndexError
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def configuration(desks: Mapping[str, Desk], **settings: Any) -> Configuration:
    """Return a configuration of these desks that asks for the shift anew every time."""
    values: dict[str, Any] = {
        "desks": list(desks),
        "skills": {"default": "human"},
        "seconds_per_message": 0,
        "shift_cache": {"fresh_minutes": 0, "usable_minutes": 0},
    }
    return Configuration(HandoffSettings(**(values | settings)), dict(desks))


def handoff(desks: Desk | Mapping[str, Desk] | None = None, **settings: Any) -> Handoff:
    """Return a handoff to these desks; a single one is called `desk`."""
    named = desks if isinstance(desks, Mapping) else {"desk": desks or Desk()}
    return Handoff(configuration(named, **settings), blocking_calls=_CALLS)

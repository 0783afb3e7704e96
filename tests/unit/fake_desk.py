"""A desk whose outcomes are given beforehand, and a handoff to such desks."""

from __future__ import annotations

import asyncio
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
)
from actions.human_handoff.availability.opening_hours import OpeningHours, OpeningHoursSettings
from actions.human_handoff.handoff_logic.fallback import Route
from actions.human_handoff.handoff_logic.handoff import AvailableDesk, Handoff
from actions.human_handoff.handoff_settings.loader import Configuration
from actions.human_handoff.handoff_settings.settings import HandoffSettings

ON, OFF, UNKNOWN = ShiftStatus.ON_SHIFT, ShiftStatus.OFF_SHIFT, ShiftStatus.UNKNOWN


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


def configuration(
    *desks: Desk, opening_hours: Mapping[str, str] | None = None, **settings: Any
) -> Configuration:
    """Return a configuration that asks for the shift anew every time.

    Args:
        desks: A single desk is called `desk`; several are called `a`, `b`, `c` and so on.
        opening_hours: The rules of desks that have opening hours, in UTC.
        settings: The settings at the top of the file.
    """
    named = dict(zip("abcd" if len(desks) > 1 else ["desk"], desks))
    values: dict[str, Any] = {
        "desks": list(named),
        "skills": {"default": "human"},
        "seconds_per_message": 0,
        "shift_cache": {"fresh_minutes": 0, "usable_minutes": 0},
    }
    hours = {
        name: OpeningHours(OpeningHoursSettings(rules=rules, time_zone="UTC"), "hours")
        for name, rules in (opening_hours or {}).items()
    }
    channels = {name: frozenset({"*"}) for name in named}
    skills = frozenset(skill for desk in desks for skill in desk.skills or ())
    return Configuration(HandoffSettings(**(values | settings)), named, hours, channels, skills)


def handoff(*desks: Desk, **settings: Any) -> Handoff:
    """Return a handoff to these desks, by default to one; see `configuration`."""
    return Handoff(configuration(*(desks or [Desk()]), **settings))


def available(bot: Handoff, skill: str = "human", seconds: float = 5) -> AvailableDesk:
    """Return the desk that could take a request."""
    return asyncio.run(bot.available_desk(skill, bot.desks_of(skill), seconds))


def next_route(bot: Handoff, skill: str, *tried: str, seconds: float = 5) -> Route | None:
    """Return the next route of a request."""
    return asyncio.run(bot.next_route(skill, bot.desks_of(skill), list(tried), seconds))

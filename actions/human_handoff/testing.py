"""For tests of a bot that uses this plugin: a desk that follows a script and calls nobody.

In a test of actions, the plugin's and your own share one handoff:

    desk = ScriptedDesk(transfers=["refused"])
    actions = Escalate(scripted_handoff(desk)), TransferFailed(scripted_handoff(desk))

Or in the `human_handoff.yml` of a test's action server:

    desks: [scripted]
    skills: {default: human}
    scripted:
      desk: rasa_human_handoff.testing:ScriptedDesk   # actions.human_handoff… where it is copied
      shift: off_shift
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal

from .availability.desk_reports import utc_now
from .desk import AgentDesk, Escalation, Transfer, TransferState
from .errors import SkillError, VendorConnectionError, VendorRefusedError, VendorSilenceError
from .handoff_logic.handoff import Handoff
from .handoff_settings.loader import Configuration
from .handoff_settings.settings import HandoffSettings
from .pydantic_compat import Field, SettingsModel
from .shift import Shift, ShiftReport, ShiftStatus, Waiting

ScriptedOutcome = Literal["requested", "with_agent", "refused", "unreachable", "unconfirmed"]


class ScriptedDeskSettings(SettingsModel):
    """The script of a desk.

    Attributes:
        skills: The skills the desk has.
        shift: The shift status it reports.
        opens_at: When the next shift begins, with a time zone.
        transfers: What becomes of each transfer, in order; all after the last are accepted.
        carries_message: Whether the transfer delivers the transfer message.
        waiting_minutes: How long those wait who are in the queue; the desk tells none without it.
        takes_back: Whether the bot can take a conversation back.
    """

    skills: list[str] = ["human"]
    shift: Literal["on_shift", "off_shift", "unknown"] = "on_shift"
    opens_at: datetime | None = None
    transfers: list[ScriptedOutcome] = []
    carries_message: bool = False
    waiting_minutes: float | None = Field(default=None, ge=0)
    takes_back: bool = False


class ScriptedDesk(AgentDesk):
    """A desk that follows its script and records its transfers.

    Attributes:
        script: May be changed at any time, because shifts are not cached.
        escalations: Every transfer that was requested, in order.
        taken_back: The ids of the conversations that the bot has taken back, in order.
    """

    vendor = "Scripted"
    channels = ("*",)
    Settings = ScriptedDeskSettings
    reports_openings = True
    carries_contact = True
    old_report_will_do = False
    fresh_for = timedelta(0)

    def __init__(
        self, settings: ScriptedDeskSettings | None = None, path: str = "", **script: Any
    ) -> None:
        """Take the script from a configuration, or as keywords in a test."""
        self.script = settings or ScriptedDeskSettings(**script)
        self.escalations: list[Escalation] = []
        self.taken_back: list[str] = []
        self.tells_waiting_time = self.script.waiting_minutes is not None
        self.takes_back = self.script.takes_back

    def skill_key(self, skill: str) -> str:
        """Return the skill, if the script has it."""
        if skill not in self.script.skills:
            raise SkillError("Scripted: the skill is not in the script")
        return skill

    def carries_message(self, channel: str) -> bool:
        """Return what the script says."""
        return self.script.carries_message

    def shift_report(self, skill: str, max_age: timedelta) -> ShiftReport:
        """Return the script's shift; for "unknown" the desk cannot be reached."""
        if self.script.shift == "unknown":
            raise VendorConnectionError(self.vendor, "not reached, according to the script")
        now = utc_now()
        shift = Shift(ShiftStatus(self.script.shift), as_of=now, opens_at=self.script.opens_at)
        return ShiftReport(now, {skill: shift})

    def waiting(self, skill: str) -> Waiting | None:
        """Return the script's waiting time, as of now."""
        minutes = self.script.waiting_minutes
        return None if minutes is None else Waiting(utc_now(), minutes * 60)

    def take_back(self, conversation_id: str, user_id: str | None) -> None:
        """Record that the bot has the conversation again."""
        self.taken_back.append(conversation_id)

    def escalate(self, escalation: Escalation) -> Transfer:
        """Do what the script says about this transfer."""
        self.skill_key(escalation.skill)
        number = len(self.escalations)
        self.escalations.append(escalation)
        outcomes = self.script.transfers
        return _OUTCOMES[outcomes[number] if number < len(outcomes) else "requested"]()


def scripted_handoff(*desks: ScriptedDesk, **settings: Any) -> Handoff:
    """Return a handoff to these desks, in this order.

    Args:
        desks: Their names are `scripted`, `scripted_2` and so on.
        settings: Top-level settings of `human_handoff.yml`; the default skill is the first
            skill of the first desk.
    """
    names = ["scripted", *(f"scripted_{number}" for number in range(2, len(desks) + 1))]
    skills = {"default": desks[0].script.skills[0]}
    chosen = HandoffSettings(**{"skills": skills, "desks": names, **settings})
    channels = {name: frozenset(ScriptedDesk.channels) for name in names}
    return Handoff(Configuration(chosen, dict(zip(names, desks)), channels=channels))


def _refuses() -> Transfer:
    raise VendorRefusedError(ScriptedDesk.vendor, "refused, according to the script", 400)


def _cannot_be_reached() -> Transfer:
    raise VendorConnectionError(ScriptedDesk.vendor, "not reached, according to the script")


def _falls_silent() -> Transfer:
    raise VendorSilenceError(ScriptedDesk.vendor, "no answer, according to the script")


_OUTCOMES: dict[str, Callable[[], Transfer]] = {
    "requested": lambda: Transfer(TransferState.REQUESTED),
    "with_agent": lambda: Transfer(TransferState.WITH_AGENT),
    "refused": _refuses,
    "unreachable": _cannot_be_reached,
    "unconfirmed": _falls_silent,
}

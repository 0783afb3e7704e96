"""The neutral words: what a bot can ask of any agents' software.

A vendor is one `AgentDesk`. Everything outside `vendors/` speaks only these words.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, ClassVar

from .pydantic_compat import SettingsModel


class ShiftStatus(str, Enum):
    """Could somebody take the conversation now?"""

    ON_SHIFT = "on_shift"
    OFF_SHIFT = "off_shift"
    UNKNOWN = "unknown"  # the vendor did not say; never a guess


class Reason(str, Enum):
    """Why a shift status is what it is."""

    REPORTED = "reported"  # the vendor said so, recently enough
    OUT_OF_DATE = "out_of_date"  # the vendor said so, and does not answer now
    VENDOR_ERROR = "vendor_error"  # the vendor does not answer, and said nothing usable before
    OPENING_HOURS = "opening_hours"  # outside the configured hours; the vendor was not asked
    SKILL_NOT_FOUND = "skill_not_found"  # the vendor answers and does not list the skill


@dataclass(frozen=True)
class Shift:
    """Whether a skill is on shift.

    Attributes:
        as_of: When the vendor said so; None if it did not.
        opens_at: When the next shift begins, if the vendor tells.
    """

    status: ShiftStatus
    reason: Reason = Reason.REPORTED
    as_of: datetime | None = None
    opens_at: datetime | None = None


@dataclass(frozen=True)
class ShiftReport:
    """What a vendor said of its skills at one moment; keys as `AgentDesk.skill_key` gives."""

    as_of: datetime
    shifts: Mapping[str, Shift]


class TransferState(str, Enum):
    """How far the vendor says a transfer has come."""

    REQUESTED = "requested"  # accepted; whether an agent has it yet, the vendor does not say
    WITH_AGENT = "with_agent"  # the vendor says that the agents' side has it


@dataclass(frozen=True)
class Contact:
    """How to reach the customer; either may be unknown. Never in a repr."""

    name: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Escalation:
    """One request to put a conversation into human hands.

    Attributes:
        conversation_id: The vendor's id of the conversation.
        user_id: The vendor's id of the user (LivePerson: of the bot user), if known.
        skill: The builder's word for the skill.
        message: The last words before the transfer, for desks that carry them; None for none.
        intent: What the bot understood when the customer asked, for a receiving bot.
        question: What the customer said when asking, for a receiving bot.
        channel: Rasa's name of the channel the customer writes on.
        said_before: What the customer said last, up to the question.
    """

    conversation_id: str
    user_id: str | None
    skill: str
    message: str | None = field(default=None, repr=False)
    contact: Contact = field(default_factory=Contact)
    intent: str | None = None
    question: str | None = field(default=None, repr=False)
    channel: str = ""
    said_before: Sequence[str] = field(default=(), repr=False)


@dataclass(frozen=True)
class Transfer:
    """A transfer the vendor accepted.

    Attributes:
        slots: Values of the vendor's answer for the builder's own slots, as configured.
        channel_payload: What the bot's answer tells the channel, where the transfer travels in it.
    """

    state: TransferState
    slots: Mapping[str, Any] = field(default_factory=dict, repr=False)
    channel_payload: Mapping[str, Any] | None = field(default=None, repr=False)


class AgentDesk(ABC):
    """The agents' software of one vendor. Methods block and are called off the event loop.

    Attributes:
        vendor: The vendor's name as it spells it.
        Settings: The desk's own section of `human_handoff.yml`.
        reports_shifts: Whether the vendor can be asked who is on shift. Where it cannot, a
            report says only that the desk could be reached.
        reports_openings: Whether the vendor also tells when the next shift begins.
        reports_all_skills: Whether one report lists every skill of the account, so that a
            skill it does not list is not known to the vendor.
        carries_contact: Whether the transfer call takes the customer's name and e-mail along.
        tells_of_failures: Whether the platform tells the bot that an accepted transfer failed.
        old_report_will_do: Whether an old report may stand in where the vendor does not answer.
        fresh_for: How long a report needs no new question; None for the board's own setting.
    """

    vendor: ClassVar[str]
    Settings: ClassVar[type[SettingsModel]]
    reports_shifts: ClassVar[bool] = True
    reports_openings: ClassVar[bool] = False
    reports_all_skills: ClassVar[bool] = False
    carries_contact: ClassVar[bool] = False
    tells_of_failures: ClassVar[bool] = False
    old_report_will_do: ClassVar[bool] = True
    fresh_for: timedelta | None = None

    @abstractmethod
    def __init__(self, settings: Any, path: str) -> None:
        """Take the checked section; a desk opens no connection before its first call.

        Args:
            settings: An instance of `Settings`.
            path: Where the section stands, for the text of a `ConfigurationError`.
        """

    @abstractmethod
    def skill_key(self, skill: str) -> str:
        """Return the vendor's key for a skill.

        Raises:
            SkillError: The skill is neither configured nor a key the vendor could know.
        """

    @abstractmethod
    def carries_message(self, channel: str) -> bool:
        """Tell whether the transfer call delivers the transfer message on a Rasa channel."""

    def transfers_in_reply(self, channel: str) -> bool:
        """Tell whether a transfer is part of what the bot answers on a Rasa channel, and no call.

        It may be made again when the same message is handled again: the platform gets one answer.
        """
        return False

    @abstractmethod
    def shift_report(self, skill: str, max_age: timedelta) -> ShiftReport:
        """Ask who is on shift.

        Args:
            skill: The skill somebody asks for; the report may hold others as well.
            max_age: A report that is not older will do, if the vendor keeps one.

        Raises:
            VendorError: The vendor did not tell.
        """

    def refresh(self, skill: str) -> ShiftReport:
        """Ask who is on shift now, and publish it where the desk shares it with other bots.

        Raises:
            VendorError: The vendor did not tell, or did not take what was to be published.
        """
        return self.shift_report(skill, timedelta(0))

    @abstractmethod
    def escalate(self, escalation: Escalation) -> Transfer:
        """Ask the vendor, once, to put the conversation into an agent's hands.

        Raises:
            SkillError: Nothing was sent, the skill cannot be transferred to.
            VendorError: The vendor did not accept; `may_have_acted` tells what that means.
        """

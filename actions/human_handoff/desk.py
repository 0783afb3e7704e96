"""The interface that every vendor implements, and the neutral types it speaks.

A vendor is one subclass of `AgentDesk`. Code outside `vendors/` uses only what is defined here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import Any, ClassVar

from .findings import Finding, not_checked
from .pydantic_compat import SettingsModel
from .shift import ShiftReport, Waiting
from .state_store import StateStore


class TransferState(str, Enum):
    """How far an accepted transfer has come, according to the vendor."""

    REQUESTED = "requested"  # accepted; the vendor does not tell whether an agent has joined
    WITH_AGENT = "with_agent"  # the vendor says that its agents have the conversation


@dataclass(frozen=True)
class Contact:
    """The customer's name and e-mail address; either may be unknown. Neither is in the repr."""

    name: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Escalation:
    """One request to transfer a conversation to an agent.

    Attributes:
        conversation_id: The vendor's id of the conversation.
        user_id: The vendor's id of the user (LivePerson: of the bot user), if known.
        skill: The skill, as the bot builder calls it.
        message: The transfer message, for desks that deliver it themselves; None for no message.
        intent: The intent that Rasa recognised when the customer asked for a human.
        question: The message with which the customer asked, personal data masked.
        channel: Rasa's name of the channel the customer writes on.
        last_messages: The customer's last messages, oldest first, up to that question.
    """

    conversation_id: str = field(repr=False)
    user_id: str | None = field(repr=False)
    skill: str
    message: str | None = field(default=None, repr=False)
    contact: Contact = field(default_factory=Contact)
    intent: str | None = None
    question: str | None = field(default=None, repr=False)
    channel: str = ""
    last_messages: Sequence[str] = field(default=(), repr=False)


@dataclass(frozen=True)
class Transfer:
    """A transfer that the vendor accepted.

    Attributes:
        slots: Values from the vendor's response for the bot builder's own slots, as configured.
        channel_payload: What the channel needs, where the transfer is part of the bot's reply.
    """

    state: TransferState
    slots: Mapping[str, Any] = field(default_factory=dict, repr=False)
    channel_payload: Mapping[str, Any] | None = field(default=None, repr=False)


class AgentDesk(ABC):
    """The agents' software of one vendor. Methods block and are called off the event loop.

    Attributes:
        vendor: The vendor's name in its own spelling.
        Settings: The model of the desk's section in `human_handoff.yml`.
        reports_shifts: Whether a report says who is on shift, not only that the vendor answers.
        reports_openings: Whether the vendor also tells when the next shift begins.
        reports_all_skills: Whether one report lists every skill of the account.
        carries_contact: Whether the transfer call carries the customer's name and e-mail address.
        sends_by_vendor_api: Whether `VendorAPI` sends all requests, so that it is known which left.
        tells_of_failures: Whether the platform tells the bot that an accepted transfer failed.
        tells_waiting_time: Whether the vendor tells how long customers of a skill wait.
        old_report_will_do: Whether an old report is used while the vendor cannot be reached.
        takes_back: Whether the bot can take a conversation back from the agents (`take_back`).
        channels: The Rasa channels that carry this vendor's ids, unless the configuration says.
        fresh_for: How long a report is used without asking again; None for the cache's setting.
        identity: The same for the same desk and settings on all servers; the configuration sets it.
    """

    vendor: ClassVar[str]
    Settings: ClassVar[type[SettingsModel]]
    reports_shifts: ClassVar[bool] = True
    reports_openings: ClassVar[bool] = False
    reports_all_skills: ClassVar[bool] = False
    carries_contact: ClassVar[bool] = False
    sends_by_vendor_api: ClassVar[bool] = False
    tells_of_failures: bool = False
    tells_waiting_time: bool = False
    old_report_will_do: ClassVar[bool] = True
    channels: ClassVar[tuple[str, ...]] = ()
    takes_back: bool = False
    fresh_for: timedelta | None = None
    identity: str = ""

    @abstractmethod
    def __init__(self, settings: Any, path: str) -> None:
        """Keep the checked settings, an instance of `Settings`; no connection is opened yet.

        `path` tells where the section is in the file, for the text of a `ConfigurationError`.
        """

    @abstractmethod
    def skill_key(self, skill: str) -> str:
        """Return the vendor's key for a skill.

        Raises:
            SkillError: The skill is not configured and cannot be one of the vendor's own keys.
        """

    @abstractmethod
    def carries_message(self, channel: str) -> bool:
        """Tell whether the transfer call delivers the transfer message on this Rasa channel."""

    def transfers_in_reply(self, channel: str) -> bool:
        """Tell whether the transfer is part of the bot's reply on this Rasa channel, not a call.

        Such a transfer may be built again when the same message is handled again, because the
        platform reads only one reply.
        """
        return False

    @abstractmethod
    def shift_report(self, skill: str, max_age: timedelta) -> ShiftReport:
        """Ask who is on shift.

        Args:
            skill: The skill that is needed; the report may contain others as well.
            max_age: How old a report may be that the vendor has stored.

        Raises:
            VendorError: The vendor did not tell.
        """

    def refresh(self, skill: str) -> ShiftReport:
        """Ask who is on shift now, and publish it where the desk shares it with other bots.

        A `VendorError` says that the vendor did not tell, or that the publication failed.
        """
        return self.shift_report(skill, timedelta(0))

    def unknown_skills(self, report: ShiftReport) -> Mapping[str, str]:
        """Return the configured skills that the vendor lacks, with words such as "skill 7"."""
        return {}

    def diagnose(self, channels: Collection[str]) -> Iterable[Finding]:
        """Check addresses, keys and skills, changing nothing; `channels` are the section's."""
        return [not_checked("This desk has no checks of its own.")]

    def share_state(self, store: StateStore) -> None:  # noqa: B027 - few desks need it
        """Keep in this store what all servers must know together, such as a limit of calls.

        It is called once, before any other method; a desk without such limits ignores it.
        """

    def waiting(self, skill: str) -> Waiting | None:
        """Tell how long customers wait for this skill, or None where the vendor does not tell.

        Raises:
            SkillError: The skill is not configured and cannot be one of the vendor's own keys.
            VendorError: The vendor tells such things, but did not now.
        """
        return None

    @abstractmethod
    def escalate(self, escalation: Escalation) -> Transfer:
        """Ask the vendor, once, to transfer the conversation to an agent.

        Raises:
            SkillError: Nothing was sent, because the skill cannot be transferred to.
            VendorError: It did not accept; `may_have_acted` tells whether it may have transferred.
        """

    def take_back(self, conversation_id: str, user_id: str | None) -> None:
        """Let the bot have a conversation again, whoever has it; only where `takes_back` is true.

        The ids are those of the `Escalation`.

        Raises:
            VendorError: The vendor did not accept; `may_have_acted` tells whether the bot may have
                the conversation all the same.
        """
        raise NotImplementedError(f"{self.vendor} does not let a bot take a conversation back")

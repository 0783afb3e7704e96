"""What a vendor has to supply to be put through the contract suite."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from actions.human_handoff import AgentDesk, Escalation
from actions.human_handoff.pydantic_compat import read_settings
from actions.human_handoff.vendors import DESKS
from sandbox import Control


class Vendor(ABC):
    """The canned data of one vendor: no test code, only what differs."""

    name: ClassVar[str]
    # A skill that the vendor knows, and one that it does not.
    skill: ClassVar[str] = "human"
    unknown_skill: ClassVar[str] = "no such skill"
    # The sandbox's names of the calls that a shift report and a transfer make, in order.
    shift_calls: ClassVar[list[str]]
    transfer_calls: ClassVar[list[str]]
    # Faults of the transfer call after which the vendor's yes is still a yes.
    still_accepted: ClassVar[frozenset[str]] = frozenset()
    # How the vendor says in a 200 that something went wrong, where it has words for it.
    error_in_200: ClassVar[object] = None
    # Everything in the section that must never be printed.
    secrets: ClassVar[list[str]]

    def __init__(self, urls: dict[str, str], control: Control) -> None:
        self.urls = urls
        self.control = control

    @abstractmethod
    def section(self) -> dict[str, Any]:
        """The desk's section of `human_handoff.yml`, for the running sandbox."""

    @abstractmethod
    def set_shift(self, on_shift: bool, opens_at_ms: int | None = None) -> None:
        """Tell the sandbox whether the skill is on shift; a time where the vendor tells one."""

    @abstractmethod
    def sent(self, escalation: Escalation) -> dict[str, Any]:
        """Field by field, what the vendor must have received."""

    def conversation(self, escalation: Escalation) -> str:
        """What the vendor knows the conversation by."""
        return escalation.conversation_id

    def desk(self) -> AgentDesk:
        """A desk that has called nobody yet."""
        kind = DESKS[self.name]
        return kind(read_settings(kind.Settings, self.section(), self.name), self.name)

"""What a vendor has to supply to be put through the contract suite."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from actions.human_handoff import AgentDesk, Escalation
from actions.human_handoff.pydantic_compat import read_settings
from actions.human_handoff.vendors import DESKS
from sandbox import Control


class Vendor(ABC):
    """The data of one vendor: no test code, only what differs.

    Attributes:
        skill: A skill that the vendor knows.
        unknown_skill: A skill that the vendor does not know.
        shift_name: What the sandbox calls the agents of that skill.
        shift_calls: The sandbox's names of the calls that a shift report makes, in order.
        transfer_calls: The same for a transfer.
        still_accepted: Faults of the transfer call after which a success is still a success.
        error_in_200: A payload with status 200 that says that something went wrong, if any.
        secrets: Everything in the section that must never be printed.
    """

    name: ClassVar[str]
    skill: ClassVar[str] = "human"
    unknown_skill: ClassVar[str] = "no such skill"
    shift_name: ClassVar[str]
    shift_calls: ClassVar[list[str]]
    transfer_calls: ClassVar[list[str]]
    still_accepted: ClassVar[frozenset[str]] = frozenset()
    error_in_200: ClassVar[object] = None
    secrets: ClassVar[list[str]]

    def __init__(self, urls: dict[str, str], control: Control) -> None:
        self.urls = urls
        self.control = control

    @abstractmethod
    def section(self) -> dict[str, Any]:
        """Return the desk's section of `human_handoff.yml`, for the running sandbox."""

    @abstractmethod
    def sent(self, escalation: Escalation) -> dict[str, Any]:
        """Return what the vendor must have received, field by field."""

    def set_shift(self, on_shift: bool, opens_at_ms: int | None = None) -> None:
        """Put the skill on shift or off; a time where the vendor tells one."""
        self.control.set_shift(self.name, self.shift_name, on=on_shift, back_ms=opens_at_ms)

    def conversation(self, escalation: Escalation) -> str:
        """Return the id by which the vendor knows the conversation."""
        return escalation.conversation_id

    def desk(self) -> AgentDesk:
        """Return a desk that has called nobody yet."""
        kind = DESKS[self.name]
        return kind(read_settings(kind.Settings, self.section(), self.name), self.name)

"""What a vendor has to supply to be put through the contract suite."""

from __future__ import annotations

import importlib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar

from ruamel.yaml import YAML

from actions.human_handoff import AgentDesk, Escalation, Shift
from actions.human_handoff.handoff_settings.desks import built_desk
from sandbox import Control
from sandbox.vendors import MANIFESTS
from tests import ROOT

# The bot's configuration, with which the demo runs on the sandbox.
FILE = "human_handoff.yml"
SECTIONS = YAML(typ="safe", pure=True).load((ROOT / FILE).read_text(encoding="utf-8"))


class Vendor(ABC):
    """The data of one vendor: no test code, only what differs.

    Attributes:
        skill: A skill that the vendor knows.
        unknown_skill: A skill that the vendor does not know.
        shift_name: What the sandbox calls the agents of that skill.
        shift_calls: The sandbox's names of the calls that a shift report makes, in order.
        changes: What this way of the vendor's replaces in the section of `human_handoff.yml`.
        transfer_calls: The same for a transfer.
        waiting_calls: The same for the question how long customers wait; none if it is not told.
        still_accepted: Faults of the transfer call after which a success is still a success.
        error_in_200: A payload with status 200 that says that something went wrong, if any.
        secrets: Everything in the section that must never be printed.
        addresses: The settings with the vendor's addresses.
        wrong_keys: Settings with a value that is refused; the desk's own checks name the setting.
    """

    name: ClassVar[str]
    skill: ClassVar[str] = "human"
    unknown_skill: ClassVar[str] = "no such skill"
    shift_name: ClassVar[str]
    shift_calls: ClassVar[list[str]]
    changes: ClassVar[Mapping[str, Any]] = {}
    transfer_calls: ClassVar[list[str]]
    waiting_calls: ClassVar[tuple[str, ...]] = ()
    still_accepted: ClassVar[frozenset[str]] = frozenset()
    error_in_200: ClassVar[object] = None
    secrets: ClassVar[list[str]]
    addresses: ClassVar[list[str]]
    wrong_keys: ClassVar[Mapping[str, object]]

    def __init__(self, urls: Mapping[str, str], control: Control) -> None:
        self.urls = urls
        self.control = control

    @property
    def transfer_call(self) -> str:
        """The call after which the vendor may have transferred the customer."""
        return self.transfer_calls[-1]

    def set_queue(self, people: int, seconds: float) -> None:
        """Let so many customers wait for the skill, and so long."""
        raise NotImplementedError("this vendor does not tell how long customers wait")

    @abstractmethod
    def sent(self, escalation: Escalation) -> dict[str, Any]:
        """Return what the vendor must have received, field by field."""

    def section(self) -> dict[str, Any]:
        """Return the desk's section of `human_handoff.yml`, for the running sandbox."""
        (manifest,) = (each for each in MANIFESTS if each.slug == self.name)
        urls = {"urls": manifest.urls_section(self.urls)}
        return {**SECTIONS[self.name], **self.changes, **urls}

    def set_shift(self, on_shift: bool, opens_at_ms: int | None = None) -> None:
        """Put the skill on shift or off; a time where the vendor tells one."""
        self.control.set_shift(self.name, self.shift_name, on=on_shift, back_ms=opens_at_ms)

    def conversation(self, escalation: Escalation) -> str:
        """Return the id by which the vendor knows the conversation."""
        return escalation.conversation_id

    @cached_property
    def desk(self) -> AgentDesk:
        """The desk that a test uses from its beginning to its end."""
        return self.new_desk()

    def new_desk(self, **values: object) -> AgentDesk:
        """Return a desk that has called nobody yet; `values` replace sections of its section."""
        return built_desk(self.name, {self.name: {**self.section(), **values}}, FILE)[0]

    def shift(self, desk: AgentDesk) -> Shift:
        """Return what a desk reports of the skill now."""
        return desk.shift_report(self.skill, timedelta(0)).shifts[desk.skill_key(self.skill)]


def vendor_data(name: str, urls: Mapping[str, str], control: Control) -> Vendor:
    """Return the data of one vendor, or of one of its ways: the class `Data` of the module."""
    data: Vendor = importlib.import_module(f"{__name__}.{name}").Data(urls, control)
    return data

"""What the drivers of the imitated vendors have in common."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import httpx

from sandbox.vendor_base.manifest import Manifest
from tests.sandbox.driver import Driver


def without_none(keys: dict[str, Any]) -> dict[str, Any]:
    """The keys whose value is not None: a test sets a key to None to leave it out."""
    return {key: value for key, value in keys.items() if value is not None}


class VendorDriver(Driver, ABC):
    """Well-formed calls to one imitated vendor, and what differs between the vendors."""

    manifest: ClassVar[Manifest]
    # Must not be shown anywhere.
    secrets: ClassVar[tuple[str, ...]]
    # How `show_credentials` shows them.
    masked: ClassVar[list[str]]
    # Of `hand_over`: a part of the transfer that is recorded, and what the customer reads.
    recorded: ClassVar[dict[str, Any]]
    announcement: ClassVar[list[tuple[str, str, str]]] = []
    # Why `hand_over_wrongly` is refused, and a part of GET /state after `change_everything`.
    refusal_reason: ClassVar[str]
    changed: ClassVar[dict[str, Any]]
    # The header by which the bot knows the vendor, and its value.
    token: ClassVar[tuple[str, str]]
    # By the name of a call: what makes it, and the status of its response.
    each_call: ClassVar[dict[str, Any]]

    @property
    def admin(self) -> Any:
        """The control routes that only this vendor has."""
        return getattr(self, self.manifest.slug)

    def says_later(self, text: str) -> int:
        """Let the bot send a message by itself; return the status."""
        raise NotImplementedError("this vendor has no call for it")

    @property
    def is_with_bot(self) -> bool:
        """Whether the bot has the conversation, also as the vendor itself shows it."""
        return self.has_conversation == "bot"

    @abstractmethod
    def hand_over(self, conversation: str | None = None) -> httpx.Response:
        """Transfer the conversation to the agents."""

    @abstractmethod
    def hand_over_wrongly(self) -> httpx.Response:
        """Ask for a transfer that is refused."""

    @abstractmethod
    def show_credentials(self) -> list[str]:
        """Use every credential; return how two calls show the one of the transfer."""

    @abstractmethod
    def change_everything(self) -> None:
        """Change everything that control or a call can change."""

    @abstractmethod
    def complains(self, response: httpx.Response, complaint: str) -> bool:
        """Whether a response is a refusal in the vendor's form that says this."""

"""What is still under way in a conversation: it tells when a customer's line has had its effect."""

from collections.abc import Callable
from typing import Any, TypeAlias

Event: TypeAlias = dict[str, Any]


class Deliveries:
    """Reads the sandbox's events of one conversation and keeps count of what must follow."""

    def __init__(self, conversation: str, has_message: Callable[[int], bool]) -> None:
        """`has_message` tells of a transfer, by its serial, whether the customer reads one."""
        self._conversation = conversation
        self._has_message = has_message
        self.with_agent = False
        self._unsettled: set[int] = set()
        self._messages = 0
        self._bot_told = self._bot_answers = True

    @property
    def settled(self) -> bool:
        """Whether nothing more will happen by itself."""
        return not (self._unsettled or self._messages) and self._bot_told and self._bot_answers

    def note(self, event: Event) -> None:
        """Take in the next event."""
        if event.get("conversation") != self._conversation:
            return
        handle = {
            "message": self._message,
            "transfer_accepted": self._accepted,
            "transfer_failed": self._failed,
            "agent_joined": self._joined,
            "agent_left": self._left,
            "bot_failed": self._answered,
        }.get(event["type"])
        if handle is not None:
            handle(event)

    def _accepted(self, event: Event) -> None:
        self._answered(event)
        if not self.with_agent:  # An agent who is there already does not join again.
            self._unsettled.add(event["serial"])
        self._messages += self._has_message(event["serial"])

    def _failed(self, event: Event) -> None:
        self._unsettled.discard(event["serial"])
        # The bot is told after its present turn, and then says or does something about it.
        self._bot_told = self._bot_answers = event["failure"] is None

    def _joined(self, event: Event) -> None:
        self.with_agent = True
        self._unsettled.clear()

    def _left(self, event: Event) -> None:
        self.with_agent = False

    def _message(self, event: Event) -> None:
        message = event["message"]
        if message["to"] == "bot":
            self._bot_told = self._bot_told or message["from"] == "vendor"
        elif message["from"] == "vendor":
            self._messages = max(0, self._messages - 1)
        elif message["from"] == "bot":
            self._answered(event)

    def _answered(self, event: Event) -> None:
        # What the bot says before it was told, belongs to the turn before.
        self._bot_answers = self._bot_answers or self._bot_told

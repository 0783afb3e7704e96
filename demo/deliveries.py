"""What is still under way in a conversation: it tells when a customer's line has had its effect."""

from typing import Any, TypeAlias

Event: TypeAlias = dict[str, Any]


class Deliveries:
    """Reads the sandbox's events of one conversation and keeps count of what must follow."""

    def __init__(self, conversation: str) -> None:
        """Begin with nothing under way."""
        self._conversation = conversation
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
            # Whether anybody takes it, is for people to decide.
            "transfer_waiting": self._waits,
            "transfer_withdrawn": self._waits,
            "transfer_failed": self._failed,
            "agent_joined": self._joined,
            "agent_left": self._left,
            "bot_answered": self._answered,
            "bot_failed": self._answered,
        }.get(event["type"])
        if handle is not None:
            handle(event)

    def _accepted(self, event: Event) -> None:
        if not self.with_agent:  # An agent who is there already does not join again.
            self._unsettled.add(event["serial"])
        self._messages += event["announced"]  # Else the bot says it, in its turn, or nobody.

    def _waits(self, event: Event) -> None:
        self._unsettled.discard(event["serial"])

    def _failed(self, event: Event) -> None:
        self._unsettled.discard(event["serial"])
        if event["failure"] is not None:
            # The bot is told after its present turn, and then says or does something about it.
            self._bot_told = self._bot_answers = False

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

    def _answered(self, event: Event) -> None:
        # A turn that ends before the bot was told, is the one before.
        self._bot_answers = self._bot_answers or self._bot_told

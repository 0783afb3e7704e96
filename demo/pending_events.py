"""Tell from the sandbox's events whether a customer's message has had all its consequences.

A transfer that was accepted, for example, is followed by an agent who joins, or by its failure and
the bot's next turn. The terminal chat shows the next prompt only after these events.
"""

from typing import Any, TypeAlias

Event: TypeAlias = dict[str, Any]


class PendingEvents:
    """The events that must still follow in one conversation."""

    def __init__(self, conversation: str) -> None:
        """Start with nothing pending."""
        self._conversation = conversation
        self.with_agent = False
        # Accepted transfers that nobody has taken and that have not failed, by serial number.
        self._open_transfers: set[int] = set()
        # Transfer messages that the vendor will show to the customer.
        self._transfer_messages = 0
        # After a failed transfer: was the bot informed, and has it finished the turn after that?
        self._bot_informed = self._bot_answered = True

    @property
    def settled(self) -> bool:
        """Whether no further event follows by itself."""
        is_open = self._open_transfers or self._transfer_messages
        return not is_open and self._bot_informed and self._bot_answered

    def update(self, event: Event) -> None:
        """Take the next event into account."""
        if event.get("conversation") != self._conversation:
            return
        handler = {
            "message": self._message,
            "transfer_accepted": self._accepted,
            # A person decides when an agent takes the transfer, so it is not pending.
            "transfer_waiting": self._not_pending,
            "transfer_withdrawn": self._not_pending,
            "transfer_failed": self._failed,
            "agent_joined": self._joined,
            "agent_left": self._left,
            "bot_answered": self._turn_ended,
            "bot_failed": self._turn_ended,
        }.get(event["type"])
        if handler is not None:
            handler(event)

    def _accepted(self, event: Event) -> None:
        if not self.with_agent:  # An agent who is in the conversation does not join again.
            self._open_transfers.add(event["serial"])
        # Where the vendor does not announce the transfer, the bot did so in its own turn.
        self._transfer_messages += event["announced"]

    def _not_pending(self, event: Event) -> None:
        self._open_transfers.discard(event["serial"])

    def _failed(self, event: Event) -> None:
        self._open_transfers.discard(event["serial"])
        if event["failure"] is not None:
            # The bot is informed after its current turn, and reacts in the next one.
            self._bot_informed = self._bot_answered = False

    def _joined(self, event: Event) -> None:
        self.with_agent = True
        self._open_transfers.clear()

    def _left(self, event: Event) -> None:
        self.with_agent = False

    def _message(self, event: Event) -> None:
        message = event["message"]
        if message["to"] == "bot":
            self._bot_informed = self._bot_informed or message["from"] == "vendor"
        elif message["from"] == "vendor":
            self._transfer_messages = max(0, self._transfer_messages - 1)

    def _turn_ended(self, event: Event) -> None:
        # A turn that ends before the bot was informed is still the one before.
        self._bot_answered = self._bot_answered or self._bot_informed

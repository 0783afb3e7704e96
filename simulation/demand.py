"""What customers need: turns, and what each turn costs at every server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from . import figures


@dataclass(frozen=True)
class Turn:
    """One message of a customer, and all that comes of it.

    Attributes:
        number: Its place in the conversation, from 1.
        is_handoffs: Whether it belongs to the handoff.
        is_transfer: Whether it ends in the call that transfers the conversation.
    """

    number: int
    is_handoffs: bool = False
    is_transfer: bool = False

    @property
    def rasa_ms(self) -> float:
        """How long it keeps the event loop of a Rasa server busy, with the calls of the stores."""
        return self.rasa_cpu_ms / figures.COMPUTING.value

    @property
    def rasa_cpu_ms(self) -> float:
        """CPU time of the Rasa server."""
        if self.number == 1:
            return figures.FIRST_TURN.value
        plain = figures.HANDOFF_TURN.value if self.is_handoffs else figures.TURN.value
        # The turns that were measured were the second one, and the third to fifth.
        earlier = self.number - (4 if self.is_handoffs else 2)
        return plain + figures.EARLIER_TURN.value * earlier

    @property
    def action_calls(self) -> float:
        """Calls of the action server; the first turn starts the session."""
        handoffs = figures.HANDOFF_CALLS.value / figures.HANDOFF_TURNS.value
        return (self.number == 1) + (handoffs if self.is_handoffs else 0)

    @property
    def rows(self) -> float:
        """Rows that are added to the tracker store."""
        if self.number == 1:
            return figures.FIRST_TURN_ROWS.value
        if self.is_handoffs:
            return figures.HANDOFF_ROWS.value / figures.HANDOFF_TURNS.value
        return figures.TURN_ROWS.value

    @property
    def state_commands(self) -> float:
        """Commands of the state store at CM.com or Parley."""
        transfer = figures.TRANSFER_COMMANDS.value if self.is_transfer else 0
        return figures.TURN_COMMANDS.value + transfer

    @property
    def liveperson_state_commands(self) -> float:
        """Commands of the state store at LivePerson, where the transfer is a part of the reply."""
        return figures.LIVEPERSON_TURN_COMMANDS.value


@dataclass(frozen=True)
class Demand:
    """How many customers come, and how they talk.

    Attributes:
        per_minute: Conversations that begin in a minute.
        turns: Messages of a customer in a conversation; at least 4, because a handoff has three.
        handoff_share: The share of the conversations whose last turns are a handoff.
    """

    per_minute: float
    turns: int = int(figures.TURNS.value)
    handoff_share: float = figures.HANDOFF_SHARE.value

    def conversation(self, is_handed_over: bool) -> Iterator[Turn]:
        """Return the turns of one conversation."""
        first = self.turns - figures.HANDOFF_TURNS.value
        for number in range(1, self.turns + 1):
            is_handoffs = is_handed_over and number > first
            yield Turn(number, is_handoffs, is_handoffs and number == self.turns)

    @property
    def conversations_per_second(self) -> float:
        """Conversations that begin in a second."""
        return self.per_minute / 60

    @property
    def turns_per_second(self) -> float:
        """Turns in a second."""
        return self.conversations_per_second * self.turns

    @property
    def transfers_per_second(self) -> float:
        """Transfers in a second."""
        return self.conversations_per_second * self.handoff_share

    @property
    def open_conversations(self) -> float:
        """Conversations that are open at any moment, by Little's law."""
        return self.per_minute * figures.MINUTES.value

    def per_conversation(self, attribute: str) -> float:
        """Return the mean over all conversations of the sum over their turns."""
        plain = sum(getattr(turn, attribute) for turn in self.conversation(False))
        handed = sum(getattr(turn, attribute) for turn in self.conversation(True))
        return float(plain + self.handoff_share * (handed - plain))

    def per_second(self, attribute: str) -> float:
        """Return what all turns of a second need together."""
        return self.conversations_per_second * self.per_conversation(attribute)

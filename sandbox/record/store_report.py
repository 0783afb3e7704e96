"""What the bot's state store holds, as whoever started the bot reports it.

The sandbox shares no code with the plugin, so it cannot read the store by itself. The report has
no name, no address and no text of a customer.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

WaitState: TypeAlias = Literal["waiting", "taking_back"]
Kind: TypeAlias = Literal["message", "callback"]
MessageState: TypeAlias = Literal["waiting", "given_up"]


@dataclass
class Wait:
    """A customer for whom the bot waits until an agent writes.

    Attributes:
        sender: What Rasa calls the customer.
        state: Whether the bot still waits, or is taking the conversation back.
        due_at: When the bot takes it back by itself, in epoch milliseconds.
    """

    sender: str
    state: WaitState
    due_at: int


@dataclass
class NotedMessage:
    """A message that a customer has left, and that is not delivered.

    Attributes:
        reference: The reference that the customer was told.
        kind: Whether it is a message, or the customer wants to be called.
        state: Whether it is still tried, or was given up.
        noted_at: When it was stored, in epoch milliseconds.
        attempts: How often its delivery was tried.
        next_at: When it is tried next, in epoch milliseconds; null if it is not known.
        error: The kind of the latest error.
    """

    reference: str
    kind: Kind
    state: MessageState
    noted_at: int
    attempts: int
    next_at: int | None = None
    error: str | None = None


@dataclass
class StoreReport:
    """The latest report.

    Attributes:
        is_known: Whether anybody has reported at all.
        waits: Who waits for an agent.
        messages: The messages that are not delivered.
    """

    is_known: bool = False
    waits: tuple[Wait, ...] = ()
    messages: tuple[NotedMessage, ...] = ()

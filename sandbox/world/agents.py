"""What the agents do with a transfer that their vendor has accepted."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Answer: TypeAlias = Literal["accept", "wait", "refuse"]


@dataclass
class Agents:
    """Body of PUT /agents.

    `accept`: one joins at once. `wait`: nobody does until the transfer is accepted or refused by
    hand. `refuse`: the transfer fails as soon as it was accepted.
    """

    answer: Answer

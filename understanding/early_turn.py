"""How many turns before or after the right one a handoff comes, in whole conversations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

# With the offer of a person after misunderstandings: after so many in a row.
MISUNDERSTANDINGS = 2
NOT_UNDERSTOOD = "nlu_fallback"
REQUEST = "human_handoff"


@dataclass
class Turns:
    """When handoffs came.

    Attributes:
        early: Conversations with a handoff before the right turn.
        right: Those with a handoff at the right turn.
        late: Those with one after it.
        never: Those without one that should have one.
        false: Those with one that should have none.
        rightly_none: Those without one that should have none.
        distances: How many turns too late (or too early, below 0) each handoff came.
    """

    early: int = 0
    right: int = 0
    late: int = 0
    never: int = 0
    false: int = 0
    rightly_none: int = 0
    distances: list[int] = field(default_factory=list)


def handoff_turn(intents: Sequence[str | None], *, with_offer: bool) -> int | None:
    """Return the number of the turn at which a person comes, None if none does.

    With the offer, a person comes after misunderstandings, too: the customer accepts the offer.
    """
    in_a_row = 0
    for number, intent in enumerate(intents):
        in_a_row = in_a_row + 1 if intent == NOT_UNDERSTOOD else 0
        if intent == REQUEST or (with_offer and in_a_row == MISUNDERSTANDINGS):
            return number
    return None


def count(pairs: Iterable[tuple[int | None, int | None]]) -> Turns:
    """Count pairs of the turn of the handoff and the right turn."""
    turns = Turns()
    for came, right in pairs:
        if right is None:
            name = "rightly_none" if came is None else "false"
        elif came is None:
            name = "never"
        else:
            turns.distances.append(came - right)
            name = "right" if came == right else "early" if came < right else "late"
        setattr(turns, name, getattr(turns, name) + 1)
    return turns

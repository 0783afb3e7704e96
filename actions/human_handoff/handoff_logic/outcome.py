"""What became of a transfer."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from ..desk import TransferState
from ..errors import HandoffError, SkillError, VendorConnectionError, VendorError
from .fallback import Route

# Noted while the vendor is being asked; what follows a crash cannot tell what became of it.
IN_PROGRESS = "under way"


class Failure(str, Enum):
    """Why a transfer did not come about."""

    SKILL = "skill"  # nobody can be transferred to this skill; nothing was sent
    UNREACHABLE = "unreachable"  # the vendor did not get the call
    REFUSED = "refused"  # the vendor said no
    UNCONFIRMED = "unconfirmed"  # the vendor may have done it, and did not say
    LATER = "later"  # the vendor accepted, and told afterwards that nobody came


@dataclass(frozen=True)
class Outcome:
    """What became of a transfer: `state` if the vendor accepted, else `failure`."""

    route: Route
    state: TransferState | None = None
    failure: Failure | None = None
    slots: dict[str, Any] = field(default_factory=dict, repr=False)
    channel_payload: dict[str, Any] | None = field(default=None, repr=False)


def failure_of(error: HandoffError) -> Failure:
    """Return what an error means for the transfer that met it."""
    if isinstance(error, SkillError):
        return Failure.SKILL
    if isinstance(error, VendorError) and error.may_have_acted:
        return Failure.UNCONFIRMED
    if isinstance(error, VendorConnectionError):
        return Failure.UNREACHABLE
    return Failure.REFUSED


def recorded_outcome(route: Route, word: str) -> Outcome:
    """Return the outcome that was noted when the same transfer was asked for before."""
    if word in {state.value for state in TransferState}:
        return Outcome(route, state=TransferState(word))
    return Outcome(route, failure=Failure.UNCONFIRMED if word == IN_PROGRESS else Failure(word))

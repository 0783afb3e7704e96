"""What became of a transfer."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from ..desk import TransferState
from ..errors import SkillError, VendorConnectionError, VendorError
from .fallback import Route


class Failure(str, Enum):
    """Why a transfer failed."""

    SKILL = "skill"  # nobody can be transferred to this skill; nothing was sent
    UNREACHABLE = "unreachable"  # the request did not reach the vendor
    REFUSED = "refused"  # the vendor refused
    UNCONFIRMED = "unconfirmed"  # the vendor may have transferred, but did not confirm it
    LATER = "later"  # the vendor accepted, and reported afterwards that the transfer failed


@dataclass(frozen=True)
class Outcome:
    """What became of a transfer: a `state` if the vendor accepted it, else a `failure`."""

    route: Route
    state: TransferState | None = None
    failure: Failure | None = None
    slots: dict[str, Any] = field(default_factory=dict, repr=False)
    channel_payload: dict[str, Any] | None = field(default=None, repr=False)

    @property
    def record(self) -> str:
        """The value that the idempotency record keeps of it."""
        result: TransferState | Failure = self.state or self.failure or Failure.UNCONFIRMED
        return str(result.value)


def failure_of(error: BaseException) -> Failure:
    """Return what an error means for the transfer that raised it."""
    if isinstance(error, SkillError):
        return Failure.SKILL
    if not isinstance(error, VendorError) or error.may_have_acted:
        return Failure.UNCONFIRMED
    if isinstance(error, VendorConnectionError):
        return Failure.UNREACHABLE
    return Failure.REFUSED


def recorded_outcome(route: Route, record: str | None) -> Outcome:
    """Return the outcome that was recorded when the same transfer was requested before.

    None was recorded where a server died while it asked the vendor, so nobody can tell whether the
    vendor transferred the conversation.
    """
    if record in {state.value for state in TransferState}:
        return Outcome(route, state=TransferState(record))
    return Outcome(route, failure=Failure(record) if record else Failure.UNCONFIRMED)

"""What a desk reports of the agents' shifts and of their queue, in types that know no vendor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class ShiftStatus(str, Enum):
    """Whether an agent could take a conversation now."""

    ON_SHIFT = "on_shift"
    OFF_SHIFT = "off_shift"
    UNKNOWN = "unknown"  # the vendor did not tell; never a guess


class Reason(str, Enum):
    """Why a shift status is what it is."""

    REPORTED = "reported"  # the vendor reported it, recently enough
    OUT_OF_DATE = "out_of_date"  # an older report; the vendor cannot be reached now
    VENDOR_ERROR = "vendor_error"  # the vendor cannot be reached and there is no usable report
    OPENING_HOURS = "opening_hours"  # outside the configured hours; the vendor was not asked
    SKILL_NOT_FOUND = "skill_not_found"  # the vendor's report does not list the skill


@dataclass(frozen=True)
class Shift:
    """The shift status of one skill.

    Attributes:
        as_of: When the vendor reported it; None if it did not.
        opens_at: When the next shift begins, if the vendor or the opening hours tell.
    """

    status: ShiftStatus
    reason: Reason = Reason.REPORTED
    as_of: datetime | None = None
    opens_at: datetime | None = None


@dataclass(frozen=True)
class ShiftReport:
    """The shifts that a vendor reported at one moment, by `AgentDesk.skill_key`."""

    as_of: datetime
    shifts: Mapping[str, Shift]


@dataclass(frozen=True)
class Waiting:
    """How long customers wait for an agent of a skill, as the vendor measures it.

    Attributes:
        as_of: When the vendor measured it.
        seconds: How long those wait who are in the queue; None if it does not tell.
        people: How many are in the queue; None if it does not tell.
    """

    as_of: datetime
    seconds: float | None = None
    people: int | None = None

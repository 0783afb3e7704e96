"""`shift_cache` in `human_handoff.yml`: how old a shift status may be."""

from __future__ import annotations

from ..errors import ConfigurationError
from ..pydantic_compat import Field, SettingsModel

# The shift status of last week says nothing about today.
MAX_AGE_MINUTES = 7 * 24 * 60


class ShiftCacheSettings(SettingsModel):
    """`shift_cache`: how old a shift status may be.

    Attributes:
        fresh_minutes: Up to this age it is used without asking the vendor. Longer: customers are
            transferred after the shift has ended, or sent away after it has begun. Shorter: more
            calls, for each of which a customer waits; 0 asks for every request. CM.com is asked
            again after 20 seconds in any case.
        usable_minutes: Up to this age it is used while the vendor cannot be reached. Shorter:
            `unknown_means` decides soon after the vendor fails; as short as `fresh_minutes`: at
            once. Longer: a schedule is believed that may have changed. Of CM.com no old status is
            used.
    """

    fresh_minutes: float = Field(default=15, ge=0, le=MAX_AGE_MINUTES)
    usable_minutes: float = Field(default=60, ge=0, le=MAX_AGE_MINUTES)


def check_shift_cache(cache: ShiftCacheSettings, path: str) -> None:
    """Check what the types cannot express.

    Args:
        cache: The section.
        path: The section's path, for errors.

    Raises:
        ConfigurationError: An old status is used for a shorter time than a fresh one.
    """
    if cache.usable_minutes < cache.fresh_minutes:
        raise ConfigurationError(
            f"{path}.usable_minutes is wrong: it must not be less than fresh_minutes."
        )

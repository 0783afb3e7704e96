"""`callback` of `messages`: customers may ask to be called instead."""

from __future__ import annotations

from ..availability.opening_hours import OpeningHours, OpeningHoursSettings
from ..errors import Problems
from ..pydantic_compat import Field, SettingsModel
from .phone_numbers import check_region


class CallbackSettings(SettingsModel):
    """`callback`: a customer may also ask to be called.

    Attributes:
        region: The country of telephone numbers that are written without `+` (ISO 3166).
        hours_each: How long each of the times is that are offered, in hours.
        opening_hours: When customers can be called, where these are not the opening hours of the
            skill's desk.
    """

    region: str
    hours_each: float = Field(default=3, ge=0.5, le=12)
    opening_hours: OpeningHoursSettings | None = None


def check_callback(callback: CallbackSettings, path: str) -> None:
    """Check what the types cannot express.

    Args:
        callback: The section.
        path: The section's path, for errors.

    Raises:
        ConfigurationError: Names every setting that is wrong and what to write.
    """
    problems = Problems()
    problems.collect(lambda: check_region(callback.region, f"{path}.region"))
    hours = problems.collect(lambda: callback.opening_hours)
    if hours is not None:
        problems.collect(_check_hours, hours, f"{path}.opening_hours")
    problems.raise_all()


def _check_hours(hours: OpeningHoursSettings, path: str) -> None:
    hours.check_values(path)
    OpeningHours(hours, path)

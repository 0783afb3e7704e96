"""Times for a call as slots hold them: JSON that a customer's session may keep for days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ..availability.call_times import CallTime
from .slot_values import mapping_of, text_of

Offered = tuple[str, CallTime]


def as_offered(offered: Iterable[Offered]) -> list[dict[str, str]]:
    """Return offered times, each with its title."""
    return [{"title": title} | as_value(time) for title, time in offered]


def as_value(time: CallTime) -> dict[str, str]:
    """Return one time."""
    return {"begins": time.begins.isoformat(), "ends": time.ends.isoformat()}


def offered_in(value: object) -> list[Offered]:
    """Return the offered times of a slot; those that cannot be read are left out."""
    found = []
    for each in value if isinstance(value, list) else []:
        title, time = text_of(mapping_of(each).get("title")), time_in(each)
        if title is not None and time is not None:
            found.append((title, time))
    return found


def time_in(value: object) -> CallTime | None:
    """Return the time of a slot; None if it has none."""
    values = mapping_of(value)
    begins, ends = _moment(values.get("begins")), _moment(values.get("ends"))
    return CallTime(begins, ends) if begins and ends else None


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None

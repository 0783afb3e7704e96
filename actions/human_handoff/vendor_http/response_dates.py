"""The `Date` headers of vendors' responses, for who wants to compare them with this clock."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from email.utils import parsedate_to_datetime


@dataclass(frozen=True)
class ResponseDate:
    """When a vendor said that it answered, and when its answer came.

    Attributes:
        vendor: The vendor's name.
        seconds_ahead: By how much this clock is ahead of the vendor's; less than 0: behind.
    """

    vendor: str
    seconds_ahead: float


_kept: ContextVar[list[ResponseDate]] = ContextVar("response_dates")


@contextmanager
def kept_dates() -> Iterator[list[ResponseDate]]:
    """Return a list to which every response adds its date, also in threads begun inside."""
    dates: list[ResponseDate] = []
    token = _kept.set(dates)
    try:
        yield dates
    finally:
        _kept.reset(token)


def note_date(vendor: str, headers: Mapping[str, str]) -> None:
    """Keep the date of a response, if anybody wants it and it has one."""
    dates = _kept.get(None)
    if dates is None:
        return
    try:
        said = parsedate_to_datetime(headers.get("Date", "")).timestamp()
    except (TypeError, ValueError, OverflowError):  # there is none, or it is not a date
        return
    dates.append(ResponseDate(vendor, time.time() - said))

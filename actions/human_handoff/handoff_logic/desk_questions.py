"""What desks are asked before a transfer, as it is configured: who is on shift, who waits."""

from __future__ import annotations

import logging
from datetime import timedelta

from ..availability.availability import Availability
from ..availability.shift_cache import ShiftCache
from ..availability.waiting_times import WaitingTimes
from ..handoff_settings.loader import Configuration
from ..state_store import StateStore

logger = logging.getLogger(__name__)


def availability_of(configuration: Configuration, store: StateStore) -> Availability:
    """Return who answers whether a desk could take a conversation."""
    settings = configuration.settings
    cache = ShiftCache(
        store,
        fresh=timedelta(minutes=settings.shift_cache.fresh_minutes),
        usable=timedelta(minutes=settings.shift_cache.usable_minutes),
        timeout=settings.deadline_seconds,
    )
    return Availability(
        configuration.desks,
        configuration.opening_hours,
        cache,
        transfers_if_unknown=settings.unknown_means == "on_shift",
    )


def waiting_times_of(configuration: Configuration, store: StateStore) -> WaitingTimes | None:
    """Return who answers how long customers wait; None where that is not to be told."""
    settings = configuration.settings
    if settings.waiting is None:
        return None
    desks, timeout = configuration.desks, settings.deadline_seconds
    if not any(desk.tells_waiting_time for desk in desks.values()):
        logger.warning("waiting has no effect: no desk tells how long customers wait")
    return WaitingTimes(desks, store, settings.waiting, timeout)

"""A customer's conversation under another id: clients that Parley has merged."""

from __future__ import annotations

import logging
from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker

from ..webhook_calls import LaterError

logger = logging.getLogger(__name__)


class NotMovedError(LaterError):
    """The tracker store did not do it; the platform should deliver again."""

    def __init__(self) -> None:
        super().__init__("the tracker store has failed")


async def move(agent: Any, before: str, after: str) -> None:
    """Give the new id what Rasa knows of the old one, unless it has a conversation of its own.

    The old conversation stays where it is: nothing is lost if the merging was a mistake.

    Raises:
        NotMovedError: The tracker store has failed.
    """
    try:
        moved = await _move(agent.tracker_store, before, after)
    except Exception:  # any store, any driver
        logger.debug("the tracker store has failed", exc_info=True)
        raise NotMovedError from None
    if not moved:
        logger.warning("nothing moved: the merged client has a conversation of its own")


async def _move(store: Any, before: str, after: str) -> bool:
    known = await store.retrieve_full_tracker(before)
    if known is None or not known.events:
        return True  # there is nothing to move
    own = await store.retrieve(after)
    if own is not None and own.events:
        return False
    # The events are all that a store keeps: the slots, the loop and so the hand-over follow.
    slots = known.slots.values()
    await store.save(DialogueStateTracker.from_events(after, list(known.events), slots))
    return True

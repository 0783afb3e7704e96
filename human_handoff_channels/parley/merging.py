"""Copy a customer's conversation to another id after Parley has merged two clients."""

from __future__ import annotations

import logging
from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker

from ..webhook_calls import RetryLaterError

logger = logging.getLogger(__name__)


async def copy_conversation(agent: Any, old_id: str, new_id: str) -> None:
    """Copy what Rasa has under the old id, unless the new id has a conversation of its own.

    The old conversation stays as it is: nothing is lost if the merging was a mistake.

    Raises:
        RetryLaterError: The tracker store has failed.
    """
    try:
        is_done = await _copy(agent.tracker_store, old_id, new_id)
    except Exception:  # noqa: BLE001 - any store, any driver
        raise RetryLaterError("the tracker store has failed") from None
    if not is_done:
        logger.warning("nothing copied: the merged client has a conversation of its own")


async def _copy(store: Any, old_id: str, new_id: str) -> bool:
    """Return False where the new id has a conversation of its own."""
    old = await store.retrieve_full_tracker(old_id)
    if old is None or not old.events:
        return True  # there is nothing to copy
    new = await store.retrieve(new_id)
    if new is not None and new.events:
        return False
    # A store keeps only the events; the slots, the active loop and the hand-over follow from them.
    slots = old.slots.values()
    await store.save(DialogueStateTracker.from_events(new_id, list(old.events), slots))
    return True

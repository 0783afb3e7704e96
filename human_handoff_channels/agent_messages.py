"""Keep what agents write in Rasa's tracker, where the platform tells the bot.

Rasa has an event for it, `AgentUttered`, which is in the tracker store and changes nothing else: no
policy, no slot and no form sees it, so that the bot stays as silent as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa.shared.core.events import AgentUttered
from rasa.shared.core.trackers import DialogueStateTracker

from .tracker import TrackerReader
from .typed_text import MAX_CHARACTERS
from .webhook_calls import NoModelError, RetryLaterError


@dataclass(frozen=True, repr=False)  # what an agent writes is in no log
class AgentMessage:
    """Something that an agent has written to a customer.

    Attributes:
        conversation: What Rasa calls the customer.
        key: The idempotency key: the same for every delivery of this message.
        text: The text; empty where the message is a picture or the like.
    """

    conversation: str
    key: str
    text: str


async def keep_agent_message(agent: Any, message: AgentMessage) -> None:
    """Add the text of a message to the tracker, once, and while agents have the conversation.

    It holds the lock that Rasa's own turns hold. What is too long is cut off.

    Raises:
        RetryLaterError: Rasa has no model yet, or the tracker could not be read or saved.
    """
    if agent is None or not agent.is_ready():
        raise NoModelError
    if not message.text:
        return
    try:
        async with agent.lock_store.lock(message.conversation):
            tracker = await agent.tracker_store.retrieve(message.conversation)
            if tracker is not None and _is_new(message, tracker):
                tracker.update(
                    AgentUttered(message.text[:MAX_CHARACTERS], metadata=_metadata(message))
                )
                await agent.tracker_store.save(tracker)
    except Exception:  # noqa: BLE001 - any store, any driver; their texts may hold the message
        raise RetryLaterError("what an agent has written could not be kept") from None


def _is_new(message: AgentMessage, tracker: DialogueStateTracker) -> bool:
    kept = (event.metadata for event in tracker.events if isinstance(event, AgentUttered))
    return bool(TrackerReader(tracker).is_handed_over) and _metadata(message) not in kept


def _metadata(message: AgentMessage) -> dict[str, str]:
    return {"message_id": message.key}

"""What Rasa is told of an event."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import UserMessage

from ..tracker import CONVERSATION_ID, USER_ID
from .conversations import Conversation
from .output import CHANNEL
from .payloads import Event
from .settings import LivePersonSettings

# What a bot can use of a conversation's context. The visitor's address is not among it: whatever
# stands here is kept in Rasa's tracker store.
_CONTEXT = ("type", "skillId", "campaignId", "engagementId", "contextType", "assignedAgentId")
_VISITOR = ("language", "consumerId")


def to_rasa(
    conversation: Conversation, event: Event, settings: LivePersonSettings
) -> UserMessage | None:
    """Return the message, None where the bot is told nothing.

    `CLOSE_CONVERSATION` tells nothing: `/restart` would forget the slots of a conversation that
    LivePerson can open again, and its tracker is nobody else's.
    """
    words: str | None = ""
    if event.kind in ("TEXT", "RICH_CONTENT"):
        words = conversation.meant(event.words, event.clicked)
    elif event.kind == "START":
        words = settings.start_message
    elif event.kind == "RETURN":
        words = event.words
    if not words:
        return None
    return UserMessage(
        words,
        sender_id=conversation.id,
        input_channel=CHANNEL,
        # Known again after a crash: see `tracker.py`.
        message_id=f"{conversation.id}/{event.key}",
        metadata=_metadata(conversation, event),
    )


def _metadata(conversation: Conversation, event: Event) -> dict[str, Any]:
    context = conversation.context
    visitor = context.get("visitor")
    own = {name: context[name] for name in _CONTEXT if context.get(name) not in (None, "")}
    if isinstance(visitor, dict):
        own |= {name: visitor[name] for name in _VISITOR if visitor.get(name) not in (None, "")}
    if conversation.attributes:
        own["sdes"] = conversation.attributes
    if event.content:
        own["content"] = event.content
    metadata: dict[str, Any] = {CONVERSATION_ID: conversation.id, CHANNEL: own}
    # Assumption: the agent a conversation is assigned to when the bot gets it is the bot's user.
    if isinstance(context.get("assignedAgentId"), str) and context["assignedAgentId"]:
        metadata[USER_ID] = context["assignedAgentId"]
    return metadata

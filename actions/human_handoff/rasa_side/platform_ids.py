"""Which ids a vendor's platform has for the customer, and whose word is taken for them.

Rasa's `rest` and `socketio` channels take a message's metadata from the browser, so a customer
could name somebody else's conversation there. Ids are believed only on the channels that the desk
lists in the configuration, and one vendor's ids are never sent to another.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from ..handoff_settings.channel_names import ANY_CHANNEL
from . import slots
from .slot_values import mapping_of, text_of
from .tracker import TrackerView

MAX_ID_LENGTH = 256
# They would name another resource in a URL's path.
_UNSAFE = frozenset("/\\")


@dataclass(frozen=True)
class PlatformIds:
    """The vendor's ids of a customer.

    Attributes:
        conversation_id: The id of the conversation.
        user_id: The id of the user, if the vendor has one.
    """

    conversation_id: str = field(repr=False)
    user_id: str | None = field(default=None, repr=False)


def ids_for(
    tracker: TrackerView, desk: str, channels: Collection[str], *, is_only_desk: bool
) -> PlatformIds | None:
    """Return the customer's ids at a desk; None if they are not known.

    Args:
        tracker: The conversation.
        desk: The desk's name in the configuration.
        channels: The Rasa channels whose messages carry this desk's ids.
        is_only_desk: Whether no other desk is configured, so that a slot with a single id is
            this desk's.
    """
    conversation = _from_slot(tracker, slots.CONVERSATION_ID, desk, is_only_desk)
    user = _from_slot(tracker, slots.USER_ID, desk, is_only_desk)
    if is_trusted(tracker.channel, channels):
        latest = _from_messages(tracker, channels)
        conversation = latest.get(slots.CONVERSATION_ID) or conversation or tracker.sender_id
        user = latest.get(slots.USER_ID) or user
    if conversation is None or not is_id(conversation) or not is_id(user or "-"):
        return None
    return PlatformIds(conversation, user)


def is_trusted(channel: object, channels: Collection[str]) -> bool:
    """Tell whether a channel's metadata carries a desk's ids."""
    return ANY_CHANNEL in channels or channel in channels


def is_id(text: str) -> bool:
    """Tell whether a text can be an id: no slash, no dot segment, no control character."""
    return (
        0 < len(text) <= MAX_ID_LENGTH
        and text.isprintable()
        and text not in (".", "..")
        and not _UNSAFE & set(text)
    )


def _from_messages(tracker: TrackerView, channels: Collection[str]) -> dict[str, str]:
    """Return each id of the latest message that has it, of those on trusted channels."""
    found: dict[str, str] = {}
    for event in tracker.newest_first("user"):
        metadata = mapping_of(event.get("metadata"))
        if not metadata or not is_trusted(event.get("input_channel"), channels):
            continue
        for name in (slots.CONVERSATION_ID, slots.USER_ID):
            value = text_of(metadata.get(name))
            if value and name not in found:
                found[name] = value
    return found


def _from_slot(tracker: TrackerView, name: str, desk: str, is_only_desk: bool) -> str | None:
    value = tracker.slots.value(name)
    if isinstance(value, dict):
        return text_of(value.get(desk))
    return text_of(value) if is_only_desk else None

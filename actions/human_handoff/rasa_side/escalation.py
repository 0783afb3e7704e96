"""Build the request for a desk: who asks, on which channel, and what the customer wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import dropwhile, islice

from ..desk import Escalation
from ..handoff_logic.fallback import Route
from . import slots
from .tracker import CHECK_ACTION, Event, TrackerView

# The question goes to another bot, where personal data is forbidden: addresses, phone numbers.
_PERSONAL_DATA = re.compile(r"\S+@\S+|\+?\d[\d ()./-]{5,}\d")
# How many of the customer's messages before the request the agents see.
LAST_MESSAGES = 3


def escalation_of(tracker: TrackerView, route: Route, message: str | None) -> Escalation:
    """Return the request for a desk.

    Args:
        tracker: The conversation.
        route: The desk and the skill.
        message: The transfer message, where the transfer call delivers it.
    """
    messages = list(islice(_messages_until_request(tracker.events), LAST_MESSAGES))
    request = messages[0] if messages else {}
    text = request.get("text")
    intent = (request.get("parse_data") or {}).get("intent") or {}
    return Escalation(
        conversation_id=_platform_id(tracker, slots.CONVERSATION_ID) or tracker.sender_id,
        user_id=_platform_id(tracker, slots.USER_ID),
        skill=route.skill,
        message=message,
        contact=tracker.contact,
        intent=intent.get("name"),
        question=text and _PERSONAL_DATA.sub("***", text),
        channel=tracker.channel,
        last_messages=[str(each.get("text") or "") for each in reversed(messages)],
    )


def _messages_until_request(events: list[Event]) -> Iterator[Event]:
    """Return the customer's messages, first the one that asked for a human, then older ones."""
    earlier = dropwhile(_is_not_shift_check, reversed(events))
    return (event for event in earlier if event.get("event") == "user")


def _is_not_shift_check(event: Event) -> bool:
    return event.get("event") != "action" or event.get("name") != CHECK_ACTION


def _platform_id(tracker: TrackerView, name: str) -> str | None:
    """Return an id from the latest message's metadata that has it, else from the slot."""
    for message in tracker.user_messages:
        if value := (message.get("metadata") or {}).get(name):
            return str(value)
    value = tracker.slot(name)
    return str(value) if value else None

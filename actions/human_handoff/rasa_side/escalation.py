"""Build the request for a desk: who asks, on which channel, and what the customer wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import dropwhile, islice

from ..desk import Escalation
from ..handoff_logic.fallback import Route
from .idempotency import is_shift_check
from .platform_ids import PlatformIds
from .slot_values import Event, mapping_of, text_of
from .tracker import TrackerView

# The question goes to another bot, where personal data is forbidden: phone numbers, and every
# word with an @ in it.
_PHONE_NUMBER = re.compile(r"\+?\d(?:[\d\s()./\u2010-\u2015-]|,(?=\d)){5,}\d")
_WORD = re.compile(r"\S+(?:\s{0,3}[@\uff20]\s{0,3}\S+)?")
# How many of the customer's messages before the request the agents see.
LAST_MESSAGES = 3


def escalation_of(
    tracker: TrackerView, route: Route, ids: PlatformIds, message: str | None
) -> Escalation:
    """Return the request for a desk.

    Args:
        tracker: The conversation.
        route: The desk and the skill.
        ids: The customer's ids at that desk.
        message: The transfer message, where the transfer call delivers it.
    """
    messages = list(islice(_messages_until_request(tracker.events), LAST_MESSAGES))
    request = messages[0] if messages else {}
    text = text_of(request.get("text"))
    intent = mapping_of(mapping_of(request.get("parse_data")).get("intent"))
    return Escalation(
        conversation_id=ids.conversation_id,
        user_id=ids.user_id,
        skill=route.skill,
        message=message,
        contact=tracker.contact,
        intent=text_of(intent.get("name")),
        question=text and _masked(text),
        channel=tracker.channel,
        last_messages=[text_of(each.get("text")) or "" for each in reversed(messages)],
    )


def _messages_until_request(events: list[Event]) -> Iterator[Event]:
    """Return the customer's messages, first the one that asked for a human, then older ones."""
    earlier = dropwhile(lambda event: not is_shift_check(event), reversed(events))
    return (event for event in earlier if event.get("event") == "user")


def _masked(text: str) -> str:
    return _PHONE_NUMBER.sub("***", _WORD.sub(_without_address, text))


def _without_address(words: re.Match[str]) -> str:
    return "***" if {"@", "\uff20"} & set(words[0][1:-1]) else words[0]

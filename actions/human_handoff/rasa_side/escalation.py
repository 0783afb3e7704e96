"""What a desk is told of a request: who asks, on which channel, and what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import dropwhile, islice

from ..desk import Escalation
from ..handoff_logic.fallback import Route
from .tracker import CHECK_ACTION, PREFIX, Conversation, Event

# What a bot passes on to another goes where personal data is forbidden.
_PERSONAL = re.compile(r"\S+@\S+|\+?\d[\d ()./-]{5,}\d")
# How much of the talk before the request agents are shown.
SAID_BEFORE = 3


def escalation_of(talk: Conversation, route: Route, message: str | None) -> Escalation:
    """Return what a desk is told.

    Args:
        talk: The conversation.
        route: Which desk, and which skill.
        message: The last words, where the transfer itself says them.
    """
    said = list(islice(_said_until_asked(talk.events), SAID_BEFORE))
    question = said[0] if said else {}
    text = question.get("text")
    intent = (question.get("parse_data") or {}).get("intent") or {}
    return Escalation(
        conversation_id=_platform_id(talk, "conversation_id") or talk.sender_id,
        user_id=_platform_id(talk, "user_id"),
        skill=route.skill,
        message=message,
        contact=talk.contact,
        intent=intent.get("name"),
        question=text and _PERSONAL.sub("***", text),
        channel=talk.channel,
        said_before=[str(each.get("text") or "") for each in reversed(said)],
    )


def _said_until_asked(events: list[Event]) -> Iterator[Event]:
    """Return what the customer said, the message that asked for a human first."""
    earlier = dropwhile(_is_no_check, reversed(events))
    return (event for event in earlier if event.get("event") == "user")


def _is_no_check(event: Event) -> bool:
    return event.get("event") != "action" or event.get("name") != CHECK_ACTION


def _platform_id(talk: Conversation, name: str) -> str | None:
    key = PREFIX + name
    for event in talk.spoken:
        if found := (event.get("metadata") or {}).get(key):
            return str(found)
    own = talk.value(name)
    return str(own) if own else None

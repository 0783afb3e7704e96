"""The reply to an event: never empty, with one action at most, which stands at its end.

A pause in which the bot seems to type is followed by a message or an action of the same reply.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Any

from . import content
from .content import Item

logger = logging.getLogger(__name__)

Reply = dict[str, Any]
Analytics = dict[str, Any]


def compose(
    items: Iterable[Item], silent: str, delay_seconds: int = 0, analytics: Analytics | None = None
) -> Reply:
    """Compose the reply of the bot's items.

    Args:
        items: Messages and actions, in the order in which the bot sent them.
        silent: What agents read where the bot sent nothing. A reply without a message and without
            an action is an error to LivePerson, and sends the customer to its default skill.
        delay_seconds: The pause between two messages.
        analytics: What Rasa recognised in the customer's message; see `analytics_of`.
    """
    messages: list[Item] = []
    actions: list[Item] = []
    for item in items:
        (actions if content.is_action(item) else messages).append(item)
    # After another action the customer would wait for agents who were never asked.
    actions.sort(key=lambda action: not content.is_transfer(action))
    if len(actions) > 1:
        # LivePerson: "We only support ONE ACTION per Custom Endpoint service response".
        names = ", ".join(action["data"]["name"] for action in actions[1:])
        logger.warning("dropped: a second action in one answer (%s)", names)
    response = [*_spaced(messages, delay_seconds), *actions[:1]]
    while response and content.is_pause(response[-1]):
        response.pop()  # else the bot would seem to type, and nothing would come
    if not response:
        response = [content.private_text(silent)]
    # The specification lets the intents be left out; the types of LivePerson's reference service
    # and every figure have them.
    return {"response": response, "analytics": {"intents": [], **(analytics or {})}}


def analytics_of(intent: tuple[str, float] | None) -> Analytics:
    """Return the analytics of a reply: the intent that Rasa recognised, and its confidence."""
    if intent is None or not intent[0].strip():
        return {}
    name, confidence = intent
    # The id must not hold white space, and JavaScript has one more kind of it than Python.
    identification = re.sub(r"[\s\ufeff]+", "_", name.strip())
    score = min(1.0, max(0.0, confidence))
    entry = {"id": identification, "description": name, "confidenceScore": score}
    return {"intents": [entry]}


def _spaced(items: list[Item], seconds: int) -> list[Item]:
    if not seconds:
        return items
    spaced: list[Item] = []
    for item in items:
        if spaced and not (content.is_pause(item) or content.is_pause(spaced[-1])):
            spaced.append(content.delay(seconds))
        spaced.append(item)
    return spaced

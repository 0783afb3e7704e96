"""One answer: never empty, one action at most, and that at its end."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Any

from . import content
from .content import Item

logger = logging.getLogger(__name__)

Answer = dict[str, Any]
Intent = tuple[str, float]


def composed(
    items: Iterable[Item], silent: str, delay_seconds: int = 0, intent: Intent | None = None
) -> Answer:
    """Put items together to an answer.

    Args:
        items: What was said, in order, actions among them.
        silent: What agents read where nothing was said. An answer without a message and without
            an action is an error to LivePerson, and sends the customer to its default skill.
        delay_seconds: The pause between two messages.
        intent: What Rasa understood, and how surely.
    """
    said: list[Item] = []
    actions: list[Item] = []
    for item in items:
        (actions if content.is_action(item) else said).append(item)
    if len(actions) > 1:
        # "We only support ONE ACTION per Custom Endpoint service response".
        names = ", ".join(each["data"]["name"] for each in actions[1:])
        logger.warning("dropped: a second action in one answer (%s)", names)
    response = [*_spaced(said, delay_seconds), *actions[:1]]
    if not any(item["type"] != "DELAY" for item in response):
        response = [content.private_text(silent)]
    return {"response": response, "analytics": _analytics(intent)}


def transfers(answer: Answer) -> bool:
    """Tell whether an answer transfers the conversation."""
    return any(content.is_transfer(item) for item in answer["response"])


def _spaced(items: list[Item], seconds: int) -> list[Item]:
    if not seconds:
        return items
    spaced: list[Item] = []
    for item in items:
        if spaced and "DELAY" not in (item["type"], spaced[-1]["type"]):
            spaced.append(content.delay(seconds))
        spaced.append(item)
    return spaced


def _analytics(intent: Intent | None) -> dict[str, Any]:
    if intent is None or not intent[0].strip():
        return {}
    name, confidence = intent
    # An id has no white space, of which JavaScript knows one more than Python.
    identification = re.sub(r"[\s\ufeff]+", "_", name.strip())
    score = min(1.0, max(0.0, confidence))
    known = {"id": identification, "description": name, "confidenceScore": score}
    return {"intents": [known]}

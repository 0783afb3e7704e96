"""Put the recogniser's answer in the place of the bot's classifier where the two differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Intent = dict[str, Any]

# Where a request was none, the other intents' confidence grows, but not more than to the double:
# the bot's classifier had no eyes for them, so most often its fallback is the right answer.
MOST_GROWTH = 2.0
# The least confidence of a request's intent. The bot's fallback has a threshold that was chosen for
# the bot's own classifier; the one of the component decides what is a request.
SURE = 0.9


@dataclass(frozen=True)
class Decision:
    """What the component makes of a message.

    Attributes:
        name: `promoted`, where the bot's classifier had another intent; `demoted`, where it had
            taken the message for a request; `kept`, where both agree.
        ranking: The new intents, the most confident one first, which is the message's intent.
            Empty where both say that it is no request: then nothing changes.
    """

    name: str
    ranking: list[Intent]


def decide(
    first: Intent, ranking: Sequence[Intent], intent: str, confidence: float, threshold: float
) -> Decision:
    """Return what becomes of the intents of the bot's classifiers.

    Args:
        first: The message's intent; its name is None where nothing has classified the message.
        ranking: The intents and their confidence, as the classifier has left them.
        intent: The intent of a request.
        confidence: How sure the recogniser is that the message is a request.
        threshold: How sure it must be.
    """
    was_request, is_request = first.get("name") == intent, confidence >= threshold
    if not was_request and not is_request:
        return Decision("kept", [])
    others = [each for each in _by_confidence([first, *ranking]) if each["name"] != intent]
    if is_request:
        rest = sum(each["confidence"] for each in others)
        sure = max(confidence, SURE)
        factor = min(1.0, (1 - sure) / rest) if rest else 1.0
        request = {"name": intent, "confidence": sure}
        name = "kept" if was_request else "promoted"
        return Decision(name, [request, *_scaled(others, factor)])
    taken = _confidence_of(first)
    factor = min(MOST_GROWTH, 1 / max(1 - taken, 1 / MOST_GROWTH))
    none = {"name": None, "confidence": 0.0}
    # The request is the last one, so that a classifier's fallback does not find two close ones.
    last = {"name": intent, "confidence": 0.0}
    return Decision("demoted", [*(_scaled(others, factor) or [none]), last])


def _by_confidence(intents: Sequence[Intent]) -> list[Intent]:
    """Return the intents in order, each once, the first one that is named so."""
    named: dict[Any, Intent] = {}
    for each in intents:
        if each.get("name") is not None:
            named.setdefault(each["name"], {**each, "confidence": _confidence_of(each)})
    return sorted(named.values(), key=lambda each: -each["confidence"])


def _confidence_of(intent: Intent) -> float:
    confidence = intent.get("confidence")
    return float(confidence) if isinstance(confidence, (int, float)) else 0.0


def _scaled(intents: Sequence[Intent], factor: float) -> list[Intent]:
    return [{**each, "confidence": min(1.0, each["confidence"] * factor)} for each in intents]

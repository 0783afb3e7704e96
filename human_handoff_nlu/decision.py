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
        ranking: The intents, the most confident one first. The first is the message's intent.
    """

    name: str
    ranking: list[Intent]


def decide(ranking: Sequence[Intent], intent: str, confidence: float, threshold: float) -> Decision:
    """Return what becomes of the ranking of the bot's classifier.

    Args:
        ranking: The intents and their confidence; the first is the message's intent. It may be
            empty.
        intent: The intent of a request.
        confidence: How sure the recogniser is that the message is a request.
        threshold: How sure it must be.
    """
    others = [each for each in ranking if each["name"] not in (intent, None)]
    was_request = bool(ranking) and ranking[0]["name"] == intent
    if confidence >= threshold:
        rest = sum(each["confidence"] for each in others)
        sure = max(confidence, SURE)
        first = {"name": intent, "confidence": sure}
        factor = min(1.0, (1 - sure) / rest) if rest else 1.0
        return Decision("kept" if was_request else "promoted", [first, *_scaled(others, factor)])
    if not was_request:
        return Decision("kept", list(ranking))
    factor = min(MOST_GROWTH, 1 / max(1 - ranking[0]["confidence"], 1 / MOST_GROWTH))
    none = {"name": None, "confidence": 0.0}
    last = {"name": intent, "confidence": confidence}
    # The request is the last one, so that a classifier's fallback does not find two close ones.
    return Decision("demoted", [*(_scaled(others, factor) or [none]), last])


def _scaled(intents: Sequence[Intent], factor: float) -> list[Intent]:
    return [{**each, "confidence": min(1.0, each["confidence"] * factor)} for each in intents]

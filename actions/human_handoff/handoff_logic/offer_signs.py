"""Decide whether the bot offers a person by itself. This module does not know Rasa."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from ..handoff_events.vocabulary import Occasion
from ..handoff_settings.offers import OffersSettings
from .repeated_questions import Message, is_same_question
from .scolding import scolds_machine

# A question is compared with this many messages before it; who asks again later has forgotten.
RECENT_MESSAGES = 10


def sign_of(messages: Sequence[Message], settings: OffersSettings) -> Occasion | None:
    """Return the sign in the customer's latest messages that a person should be offered.

    Args:
        messages: The customer's messages of this session, the latest first.
        settings: Which signs count.
    """
    if not messages:
        return None
    latest, earlier = messages[0], messages[1 : RECENT_MESSAGES + 1]
    if settings.scolding and scolds_machine(latest.text):
        return Occasion.SCOLDING
    in_a_row = sum(1 for _ in takewhile(lambda each: each.is_misunderstood, messages))
    if 0 < settings.misunderstandings <= in_a_row:
        return Occasion.MISUNDERSTANDINGS
    if settings.repeated_question and any(is_same_question(latest, each) for each in earlier):
        return Occasion.REPEATED_QUESTION
    return None

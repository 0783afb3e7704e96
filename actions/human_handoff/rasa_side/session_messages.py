"""What a customer has written in this session, and whether a person was offered before.

Everything comes from the events of Rasa's tracker, so that no slot has to be kept for it, and a
message that is handled again after a crash counts once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile

from ..handoff_logic.contact_answers import INTENT_PREFIXES
from ..handoff_logic.repeated_questions import Message
from . import slots
from .slot_values import Event, mapping_of, text_of
from .tracker import TrackerView

OFFER_FORM = "human_handoff_offer_form"
MISUNDERSTOOD_ACTION = "action_human_handoff_misunderstood"
# Rasa's intent for a message that no intent fits.
NLU_FALLBACK = "nlu_fallback"
# After these actions a message counts as misunderstood, whatever its intent is.
FALLBACK_ACTIONS = frozenset({"action_default_fallback", "action_two_stage_fallback"})
# So many messages are looked at, and so many entities of each.
MOST_MESSAGES = 30
MOST_ENTITIES = 30
_NOT_WRITTEN = frozenset({slots.FAILED_INTENT, slots.RETURNED_INTENT, "session_start"})
# A reminder, which Rasa's HTTP API brings as a message of the customer's.
_EXTERNAL = INTENT_PREFIXES[1]


def session_messages(tracker: TrackerView) -> list[Message]:
    """Return the customer's messages of this session, the latest first.

    A transfer, its failure and its end begin anew: what agents were asked was not asked the bot.
    """
    events = takewhile(lambda each: not _is_transfer(each), _of_this_session(tracker.events))
    return list(islice(_messages(events), MOST_MESSAGES))


def has_offered(tracker: TrackerView) -> bool:
    """Tell whether the bot has offered a person in this session."""
    return any(map(_is_offer, _of_this_session(tracker.events)))


def offers_before(tracker: TrackerView) -> int:
    """Return how often the bot has offered a person in this conversation."""
    return sum(map(_is_offer, tracker.events))


def answers_offer(tracker: TrackerView) -> bool:
    """Tell whether the customer's latest message was an answer to the offer of a person."""
    return any(_is_action(each, OFFER_FORM) for each in tracker.events_since)


def _messages(events: Iterable[Event]) -> Iterator[Message]:
    actions: set[str] = set()
    for event in events:
        if event.get("event") == "action":
            actions.add(str(event.get("name")))
        elif event.get("event") == "user":
            message = _message(event, actions)
            actions = set()
            if message.intent not in _NOT_WRITTEN and not message.text.startswith(_EXTERNAL):
                yield message


def _of_this_session(events: Sequence[Event]) -> Iterator[Event]:
    """Yield the events of this session, the latest first; a restart begins a session as well."""
    return takewhile(
        lambda each: each.get("event") not in ("session_started", "restart"), reversed(events)
    )


def _message(event: Event, actions: set[str]) -> Message:
    parsed = mapping_of(event.get("parse_data"))
    intent = text_of(mapping_of(parsed.get("intent")).get("name")) or ""
    is_misunderstood = intent == NLU_FALLBACK or bool(
        actions & (FALLBACK_ACTIONS | {MISUNDERSTOOD_ACTION})
    )
    text = text_of(event.get("text")) or ""
    return Message(text, intent, _entities(parsed.get("entities")), is_misunderstood)


def _entities(values: object) -> frozenset[tuple[str, str]]:
    found = values[:MOST_ENTITIES] if isinstance(values, list) else []
    return frozenset(
        (str(each.get("entity")), (text_of(each.get("value")) or "").casefold())
        for each in map(mapping_of, found)
    )


def _is_offer(event: Event) -> bool:
    return event.get("event") == "active_loop" and event.get("name") == OFFER_FORM


def _is_transfer(event: Event) -> bool:
    return event.get("event") == "slot" and event.get("name") == slots.STATE


def _is_action(event: Event, name: str) -> bool:
    return event.get("event") == "action" and event.get("name") == name

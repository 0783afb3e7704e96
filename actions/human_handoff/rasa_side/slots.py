"""The states of a handoff, and the name of every slot that holds a part of it.

Nothing here imports Rasa or rasa_sdk: the actions run in the action server, the channels in the
Rasa server, and both read the same names. `docs/states.md` draws the transitions.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from ..handoff_events.event import EVENT_SLOT
from ..handoff_settings.language import OWN_SLOT

# Slots that a bot builder may set.
SKILL = "human_handoff_skill"
TOPIC = "human_handoff_topic"
NAME = "human_handoff_name"
EMAIL = "human_handoff_email"
CONVERSATION_ID = "human_handoff_conversation_id"
USER_ID = "human_handoff_user_id"
# The language of the conversation, where `language.slot` names this slot.
LANGUAGE = OWN_SLOT
# Slots that a bot builder may read.
STATE = "human_handoff_state"
SHIFT_STATUS = "human_handoff_shift_status"
DESK = "human_handoff_desk"
ATTEMPTS = "human_handoff_attempts"
FAILURE = "human_handoff_failure"
# When the state was set, in seconds since 1970.
STATE_SINCE = "human_handoff_state_since"
# Why the latest request was made, what became of it or of its latest attempt, and its latest event.
REASON = "human_handoff_reason"
OUTCOME = "human_handoff_outcome"
EVENT = EVENT_SLOT
# Slots that only the plugin uses.
REQUEST_NUMBER = "human_handoff_request"
REQUESTED_SKILL = "human_handoff_requested_skill"
TRIED_ROUTES = "human_handoff_tried"
WITHHELD = "human_handoff_withheld"
ANNOUNCED = "human_handoff_announced"
BAD_ANSWERS = "human_handoff_bad_answers"
# The message that a customer leaves, while it is asked for, and the reference of the latest one.
MESSAGE_OFFER = "human_handoff_message_offer"
MESSAGE = "human_handoff_message"
MESSAGE_REFERENCE = "human_handoff_message_reference"
# A callback: the telephone number (which a bot builder may set), whether the customer has checked
# it, the time, and the times on offer.
PHONE = "human_handoff_phone"
PHONE_CHECK = "human_handoff_phone_check"
CALL_TIME = "human_handoff_callback_time"
CALL_TIMES = "human_handoff_callback_times"
# The slots of one message, and of one callback, before anything is asked for it.
NO_MESSAGE: Mapping[str, Any] = {MESSAGE_OFFER: None, MESSAGE: None}
NO_CALLBACK: Mapping[str, Any] = {
    **NO_MESSAGE,
    PHONE_CHECK: None,
    CALL_TIME: None,
    CALL_TIMES: None,
}
# What the customer chose latest, and the occasion on which it was asked, while it is asked.
CHOICE = "human_handoff_choice"
CHOICE_OCCASION = "human_handoff_choice_occasion"
# The offer of a person asks for this slot, and never fills it.
OFFER = "human_handoff_offer"
# The latest time in which agents had the conversation, and whether the customer says it was solved;
# a bot builder may read both.
LAST_HANDOFF = "human_handoff_last_handoff"
SOLVED = "human_handoff_solved"
# Whether the question has been put off until a message of the customer is answered, or asked.
SOLVED_QUESTION = "human_handoff_solved_question"
# In a bot of flows, what follows an action: the action or the form that Rasa itself would run next
# in a bot with rules. Only the domain of a bot of flows has this slot.
NEXT = "human_handoff_next"
# The loop that keeps the bot silent asks for this slot, without a message, and never fills it.
SILENCE = "human_handoff_silence"

# Intents that a platform sends instead of a customer's text.
FAILED_INTENT = "human_handoff_failed"
RETURNED_INTENT = "human_handoff_returned"
# Intents that the channels or `human-handoff watch` send, and one that a platform may send.
NOBODY_CAME_INTENT = "human_handoff_nobody_came"
AGENT_WROTE_INTENT = "human_handoff_agent_wrote"


class HandoffState(str, Enum):
    """How far the handoff of a conversation has come; the values of the slot `STATE`."""

    NONE = "none"  # no transfer was asked for, or the conversation came back to the bot
    REQUESTED = "requested"  # the vendor accepted the transfer and tells no more
    WITH_AGENT = "with_agent"  # the vendor says that its agents have the conversation
    FAILED = "failed"  # the transfer failed; the customer may ask again
    GAVE_UP = "gave_up"  # too many transfers failed; the vendor is not asked again in this session


def state_of(value: object) -> HandoffState:
    """Return the state that a value of the slot `STATE` means; any other value means NONE."""
    try:
        return HandoffState(value)
    except ValueError:
        return HandoffState.NONE


# In these states the vendor's agents have the conversation and the bot is silent.
HANDED_OVER = frozenset({HandoffState.REQUESTED, HandoffState.WITH_AGENT})

_AFTER_A_TRANSFER = HANDED_OVER | {HandoffState.FAILED}
# Which states can follow which. A state may also follow itself where nothing has changed.
TRANSITIONS: Mapping[HandoffState, frozenset[HandoffState]] = {
    HandoffState.NONE: _AFTER_A_TRANSFER,
    # The vendor fails an accepted transfer later: the next route is tried, or none is left.
    HandoffState.REQUESTED: _AFTER_A_TRANSFER | {HandoffState.GAVE_UP, HandoffState.NONE},
    HandoffState.WITH_AGENT: _AFTER_A_TRANSFER | {HandoffState.GAVE_UP, HandoffState.NONE},
    HandoffState.FAILED: _AFTER_A_TRANSFER | {HandoffState.GAVE_UP, HandoffState.NONE},
    # Only a new session asks the vendor again, or the end of `gave_up_minutes`.
    HandoffState.GAVE_UP: frozenset({HandoffState.NONE}),
}


def state_values(state: HandoffState, now: float) -> dict[str, Any]:
    """Return the slots of a state that begins now, in seconds since 1970."""
    return {STATE: state.value, STATE_SINCE: now}


# A new request starts with these values, whatever the request before it left behind.
NEW_REQUEST: Mapping[str, Any] = {
    STATE: HandoffState.NONE.value,
    TRIED_ROUTES: [],
    WITHHELD: [],
    ANNOUNCED: False,
    BAD_ANSWERS: 0,
}

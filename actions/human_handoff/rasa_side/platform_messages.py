"""The platforms' own messages to the bot, and the action that follows each."""

from __future__ import annotations

from . import slots
from .failure_reports import FAILED_MESSAGE

RETURN_ACTION = "action_human_handoff_returned"
FAILED_ACTION = "action_human_handoff_transfer_failed"
# In case the bot's NLU takes them for another intent.
PLATFORM_MESSAGES = {
    FAILED_MESSAGE: FAILED_ACTION,
    "__agent_returned__": RETURN_ACTION,
}
PLATFORM_INTENTS = frozenset({slots.FAILED_INTENT, slots.RETURNED_INTENT, slots.NOBODY_CAME_INTENT})

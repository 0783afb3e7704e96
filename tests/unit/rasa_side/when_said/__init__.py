"""When each sentence of the plugin may be said; every action that a test runs is held to it."""

from __future__ import annotations

import re
from typing import Any

from actions.human_handoff.rasa_side.base import HandoffAction
from tests.unit.rasa_side.events import Result
from tests.unit.rasa_side.rasa_tracker import DOMAIN
from tests.unit.rasa_side.when_said import noting, offers, queue, transfer
from tests.unit.rasa_side.when_said.moment import When

# Sentences of the bot's own domain, which the plugin may say in the bot's place.
OF_THE_BOT = {"utter_default", "utter_please_rephrase"}
WHEN_SAID: dict[str, When] = {**transfer.WHEN, **queue.WHEN, **offers.WHEN, **noting.WHEN}
TITLE, TITLED = "utter_human_handoff_callback_time", "utter_human_handoff_callback_times"
# All that the bot may say in a turn before and after which the desk has the conversation. The first
# is said where another route takes a transfer that failed later.
WHILE_WITH_DESK = {
    "utter_human_handoff_transfer",
    "utter_human_handoff_cannot_leave",
    "utter_human_handoff_leave_unconfirmed",
}
# What has been said in the tests that have run so far.
said_so_far: set[str] = set()


def sentences(action: type[HandoffAction], result: Result) -> list[dict[str, Any]]:
    """Return what the customer reads of an action: its messages, then a form's question."""
    named = [each for each in result.messages if each["response"] not in {None, *OF_THE_BOT}]
    titles = [each | {"response": TITLE} for each in named if each["response"] == TITLED]
    question = _question(action.action_name, result)
    return [*named, *titles, *([{"response": question}] if question else [])]


def unfilled(message: dict[str, Any]) -> list[str]:
    """Return the placeholders of a sentence for which an action has sent nothing."""
    name = message["response"]
    variants = DOMAIN["responses"][name] if name != TITLE else []  # filled by the action itself
    needed = {each for one in variants for each in re.findall(r"\{(\w+)\}", one["text"])}
    return [each for each in needed if message.get(each) is None]


def _question(action: str, result: Result) -> str | None:
    """Return the response with which Rasa asks for the next slot of a form."""
    form = action.removeprefix("validate_")
    is_rejected = any(each["event"] == "action_execution_rejected" for each in result.events)
    requested = [each["value"] for each in result.events if each.get("name") == "requested_slot"]
    if form == action or is_rejected or not requested:
        return None
    names = (f"utter_ask_{form}_{requested[-1]}", f"utter_ask_{requested[-1]}")
    return next((name for name in names if name in WHEN_SAID), None)

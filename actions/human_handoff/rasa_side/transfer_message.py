"""Texts of the bot's domain that an action needs, such as the message before the transfer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk.types import DomainDict

from .slot_values import MAX_TEXT_LENGTH, SlotValues

TRANSFER_RESPONSE = "utter_human_handoff_transfer"
BLANK_MESSAGE = "BLANK_MESSAGE"  # LivePerson's word for a transfer without a message
_SLOT_REFERENCE = re.compile(r"\{(\w+)\}")


def transfer_message(domain: DomainDict, channel: str, slots: SlotValues) -> str | None:
    """Return the message for a channel, slots filled in; None if the bot should send none."""
    text = _response_text(domain, TRANSFER_RESPONSE, channel, slots)
    if text in ("", BLANK_MESSAGE):
        return None
    message = _SLOT_REFERENCE.sub(lambda match: slots.text(match[1]) or "", text)
    return message[:MAX_TEXT_LENGTH]


def filled_response(
    domain: DomainDict,
    response: str,
    channel: str,
    slots: SlotValues,
    values: Mapping[str, str],
) -> str:
    """Return the text of a response for a channel with these values; empty if there is none."""
    text = _response_text(domain, response, channel, slots)
    return _SLOT_REFERENCE.sub(lambda match: values.get(match[1], ""), text)


def _response_text(domain: DomainDict, response: str, channel: str, slots: SlotValues) -> str:
    """Return the text of the variation that Rasa would choose, and the first of several."""
    variations = [
        each
        for each in (domain.get("responses") or {}).get(response) or []
        if each.get("channel") in (None, "", channel) and _holds(each, slots)
    ]
    # As Rasa 3.6 does: those for the channel come first, and of these the ones with a condition.
    chosen = min(
        variations,
        key=lambda each: (each.get("channel") != channel, not each.get("condition")),
        default={},
    )
    return str(chosen.get("text") or "").strip()


def _holds(variation: Mapping[str, Any], slots: SlotValues) -> bool:
    conditions = variation.get("condition") or []
    return all(_is_same(slots.value(each["name"]), each["value"]) for each in conditions)


def _is_same(value: object, wanted: object) -> bool:
    if isinstance(value, str) and isinstance(wanted, str):
        return value.casefold() == wanted.casefold()
    return value == wanted

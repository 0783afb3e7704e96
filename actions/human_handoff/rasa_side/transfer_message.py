"""Texts of the bot's domain that an action needs, such as the message before the transfer."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rasa_sdk.types import DomainDict

from .slot_values import MAX_TEXT_LENGTH, SlotValues

TRANSFER_RESPONSE = "utter_human_handoff_transfer"
BLANK_MESSAGE = "BLANK_MESSAGE"  # LivePerson's word for a transfer without a message
_SLOT_REFERENCE = re.compile(r"\{(\w+)\}")


def transfer_message(domain: DomainDict, channel: str, slots: SlotValues) -> str | None:
    """Return the message for a channel, slots filled in; None if the bot should send none."""
    text = _response_text(domain, TRANSFER_RESPONSE, channel)
    if text in ("", BLANK_MESSAGE):
        return None
    message = _SLOT_REFERENCE.sub(lambda match: slots.text(match[1]) or "", text)
    return message[:MAX_TEXT_LENGTH]


def filled_response(
    domain: DomainDict, response: str, channel: str, values: Mapping[str, str]
) -> str:
    """Return the text of a response for a channel with these values; empty if there is none."""
    text = _response_text(domain, response, channel)
    return _SLOT_REFERENCE.sub(lambda match: values.get(match[1], ""), text)


def _response_text(domain: DomainDict, response: str, channel: str) -> str:
    responses = (domain.get("responses") or {}).get(response) or []
    for_channel = [each for each in responses if each.get("channel") == channel]
    for_all = [each for each in responses if not each.get("channel")]
    return str(next(iter(for_channel + for_all), {}).get("text") or "").strip()

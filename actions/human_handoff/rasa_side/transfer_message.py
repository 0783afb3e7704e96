"""The message before the transfer, as the bot's domain has it."""

from __future__ import annotations

import re

from rasa_sdk.types import DomainDict

from .slot_values import MAX_TEXT_LENGTH, SlotValues

TRANSFER_RESPONSE = "utter_human_handoff_transfer"
BLANK_MESSAGE = "BLANK_MESSAGE"  # LivePerson's word for a transfer without a message
_SLOT_REFERENCE = re.compile(r"\{(\w+)\}")


def transfer_message(domain: DomainDict, channel: str, slots: SlotValues) -> str | None:
    """Return the message for a channel, slots filled in; None if the bot should send none."""
    responses = (domain.get("responses") or {}).get(TRANSFER_RESPONSE) or []
    for_channel = [each for each in responses if each.get("channel") == channel]
    for_all = [each for each in responses if not each.get("channel")]
    text = str(next(iter(for_channel + for_all), {}).get("text") or "").strip()
    if text in ("", BLANK_MESSAGE):
        return None
    message = _SLOT_REFERENCE.sub(lambda match: slots.text(match[1]) or "", text)
    return message[:MAX_TEXT_LENGTH]

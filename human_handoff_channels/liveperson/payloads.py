"""Read LivePerson's requests: the conversation it creates, the event it delivers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..webhook_calls import InvalidPayloadError, Json

_STATES = {"STARTED": "START", "CLOSED": "CLOSE_CONVERSATION"}
_FROM_PLATFORM = frozenset({"START", "CLOSE_CONVERSATION", "CONVERSATION"})


@dataclass(frozen=True, repr=False)  # a customer's data is in no log
class Event:
    """One event of a conversation.

    Attributes:
        kind: `TEXT`, `RICH_CONTENT`, `START`, `CLOSE_CONVERSATION`, or a kind that is not handled.
        text: What the customer wrote, empty where it was no text. In `START` it is what the
            customer wrote before the conversation came to the bot.
        from_customer: Whether the event comes from the customer, not from the platform.
        key: The idempotency key: the same for every delivery of this event.
        clicked: The ids that came with a click on a button.
        content: Rich content as LivePerson sent it.
    """

    kind: str
    text: str
    from_customer: bool
    key: str
    clicked: tuple[str, ...] = ()
    content: Json = field(default_factory=dict)


def read_conversation(body: Json) -> tuple[Json | None, Json]:
    """Return a conversation's engagement attributes and its context.

    Raises:
        InvalidPayloadError: One of them is no object. Either may be missing: LivePerson sends the
            attributes where they are switched on, and once only.
    """
    attributes, context = body.get("sdes"), body.get("context")
    for name, value in (("sdes", attributes), ("context", context)):
        if value is not None and not isinstance(value, dict):
            raise InvalidPayloadError(f"{name} is no object")
    return attributes, context or {}


def read_event(body: Json) -> Event:
    """Return the event of a body.

    Raises:
        InvalidPayloadError: The event has no type, or a text no message.
    """
    kind = body.get("type")
    if not isinstance(kind, str) or not kind:
        raise InvalidPayloadError("type is missing")
    data = body.get("data", {})
    if data is not None and not isinstance(data, dict):
        raise InvalidPayloadError("data is no object")
    data = data or {}
    if kind == "CONVERSATION":  # in the specification; the reference service has START and so on
        kind = _STATES.get(str(data.get("name")), kind)
    lp_event = _lp_event(body.get("context"))
    text, content = _text_and_content(kind, data, lp_event)
    return Event(
        kind=kind,
        text=text.strip(),
        from_customer=kind not in _FROM_PLATFORM and body.get("source") in (None, "CONSUMER"),
        key=_key(kind, data, body.get("context")),
        clicked=tuple(_clicked_ids(lp_event)),
        content=content,
    )


def _text_and_content(kind: str, data: Json, lp_event: Json) -> tuple[str, Json]:
    if kind == "TEXT":
        if not isinstance(data.get("message"), str):
            raise InvalidPayloadError("data.message is no text")
        return data["message"], {}
    if kind == "RICH_CONTENT":
        if not isinstance(data.get("content"), dict):
            raise InvalidPayloadError("data.content is no object")
        return ", ".join(dict.fromkeys(_texts_of(data["content"]))), data["content"]
    last = lp_event.get("lastConsumerMessage")
    return (last if kind == "START" and isinstance(last, str) else ""), {}


def _lp_event(context: object) -> Json:
    event = context.get("lpEvent") if isinstance(context, dict) else None
    return event if isinstance(event, dict) else {}


def _key(kind: str, data: Json, context: object) -> str:
    # Sequences count within a dialog, and the specification allows "some fake number". The data
    # is part of the key, so that two messages with the same number are not taken for one.
    event = _lp_event(context)
    sequence = event.get("sequence")
    if isinstance(sequence, (int, str)) and not isinstance(sequence, bool):
        last = event.get("lastConsumerMessage") if kind == "START" else None
        parts: list[Any] = [kind, event.get("dialogId"), sequence, data, last]
    else:
        parts = [kind, data, context]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def _clicked_ids(event: Json) -> Iterator[str]:
    metadata = event.get("metadata")
    for item in metadata if isinstance(metadata, list) else []:
        is_click = isinstance(item, dict) and item.get("type") == "ExternalId"
        if is_click and isinstance(item.get("id"), str):
            yield item["id"]


def _texts_of(content: Json) -> Iterator[str]:
    """Yield the texts and titles of rich content, and the descriptions of maps and pictures."""
    remaining: list[Any] = [content]
    while remaining:
        value = remaining.pop()
        if isinstance(value, list):
            remaining.extend(reversed(value))
        elif isinstance(value, dict):
            for name in ("text", "title", "alt"):
                if isinstance(value.get(name), str) and value[name].strip():
                    yield value[name].strip()
            remaining.extend(value.get(name) for name in ("quickReplies", "replies", "elements"))

"""Read what the router delivers: messages and events, and hand-overs.

https://developers.cm.com/central-services/docs/twoway-format
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from dateutil.parser import isoparse

from ..agent_messages import AgentMessage
from ..webhook_calls import InvalidPayloadError, Json, read_json
from .chat import Chat, lower_names, read_chat

_FROM_CUSTOMER = "clientoriginated"
# To the customer. Assumption: of a chat that agents have, only they write such messages.
_TO_CUSTOMER = "clientterminated"
_SESSION_ENDED = "routersessionended"
# The template of the Hand Over Endpoint leaves a hole where there is no context: `"context":}`.
_HOLE = re.compile(rb":\s*(?=[,}])")


@dataclass(frozen=True, repr=False)  # a customer's data is in no log
class CustomerMessage:
    """A message of the customer.

    Attributes:
        key: The idempotency key: the same for every delivery of this message.
        text: The text; None where the message is something else.
    """

    key: str
    text: str | None


@dataclass(frozen=True)
class SessionEnd:
    """The end of the router's session.

    Attributes:
        key: The idempotency key of the event.
        created_at: When CM.com made the event, in seconds since 1970; None where it does not tell.
    """

    key: str
    created_at: float | None


@dataclass(frozen=True, repr=False)  # a customer's data is in no log
class Delivery:
    """One request of the router.

    Attributes:
        chat: The chat that it is about.
        messages: The customer's messages, in order.
        session_ends: The events that ended the router's session.
        agent_messages: The messages to the customer, which the router delivers to the bot where a
            link leads from the agents' adapter to the bot's.
    """

    chat: Chat
    messages: list[CustomerMessage]
    session_ends: list[SessionEnd]
    agent_messages: list[AgentMessage] = field(default_factory=list)


def read_delivery(body: Json) -> Delivery:
    """Return what a request to the Message or the Event Endpoint holds.

    Raises:
        InvalidPayloadError: It is not what the TwoWay format's page describes.
    """
    fields = lower_names(body, "body")
    if "chat" not in fields and "chatid" in fields:
        return _flat_event(fields)
    chat = read_chat(fields.get("chat"))
    messages = [
        CustomerMessage(_key(message), text)
        for message in _items(fields, "conversationMessages")
        if (text := _text(message)) != ""
    ]
    if messages and chat.missing:
        raise InvalidPayloadError(f"the chat has no {chat.missing}")
    session_ends = [
        _session_end(event)
        for event in _items(fields, "conversationEvents")
        if _word(event, "$type") == _SESSION_ENDED
    ]
    agent_messages = [
        AgentMessage(chat.id, _key(message), _agents_text(message))
        for message in _items(fields, "conversationMessages")
        if _word(message, "direction") == _TO_CUSTOMER
    ]
    return Delivery(chat, messages, session_ends, agent_messages)


def _flat_event(fields: Json) -> Delivery:
    """Return an event that stands in the body itself: `{"chatId": …, "eventType": …}`.

    CM.com's pages do not show this shape; the one public bridge reads it before the other one.
    https://github.com/Dutchtoysgroup/zipchat-cm-bridge
    """
    chat = read_chat(fields, "chatId", needs_account=False)
    is_end = _word(fields, "eventType") == _SESSION_ENDED
    return Delivery(chat, [], [_session_end(fields)] if is_end else [])


def read_handover(body: bytes) -> Chat | None:
    """Return the chat of a request to the Hand Over Endpoint, None where it names none."""
    for candidate in (body, _HOLE.sub(b":null", body)):
        try:
            return read_chat(read_json(candidate), "chatId")
        except InvalidPayloadError:
            continue
    return None


def _items(fields: Json, name: str) -> list[Json]:
    items = fields.get(name.lower())
    if items is None:
        return []
    if not isinstance(items, list):
        raise InvalidPayloadError(f"{name} is no list")
    return [lower_names(item, f"one of {name}") for item in items]


def _word(fields: Json, name: str) -> str:
    value = fields.get(name.lower())
    if not isinstance(value, str):
        raise InvalidPayloadError(f"{name} is missing")
    return value.lower()


def _agents_text(message: Json) -> str:
    """Return the text, empty where it is something else: that an agent has written is enough."""
    text = message.get("text") if _word(message, "$type") == "text" else None
    return text.strip() if isinstance(text, str) else ""


def _text(message: Json) -> str | None:
    """Return the text, None where it is something else, empty where the customer wrote nothing."""
    kind = _word(message, "$type")
    if _word(message, "direction") != _FROM_CUSTOMER:
        return ""
    if kind != "text":
        return None
    text = message.get("text")
    if text is not None and not isinstance(text, str):
        raise InvalidPayloadError("text is no text")
    return (text or "").strip()


def _session_end(event: Json) -> SessionEnd:
    return SessionEnd(_key(event), _seconds(event.get("createdon")))


def _seconds(moment: object) -> float | None:
    """Return an ISO 8601 moment in seconds since 1970, None where it is something else."""
    if not isinstance(moment, str):
        return None
    try:
        parsed: datetime = isoparse(moment)  # CM.com may write seven digits after the second
        # "createdOn … UTC": a moment without an offset is in UTC too.
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=timezone.utc)).timestamp()
    except (ValueError, OverflowError):
        return None


def _key(fields: Json) -> str:
    # The page promises neither field: "id (no) … createdOn (no)". Without both, two messages with
    # the same text look like one that came twice. Each is handled: a "yes" must not be lost.
    identification = fields.get("id")
    has_id = isinstance(identification, (str, int)) and not isinstance(identification, bool)
    if has_id and identification != "":
        return _digest(identification)
    return _digest(fields) if fields.get("createdon") else uuid.uuid4().hex


def _digest(value: Any) -> str:
    try:
        text = json.dumps(value, sort_keys=True)
    except RecursionError:
        raise InvalidPayloadError("the body is nested too deeply") from None
    return hashlib.sha256(text.encode()).hexdigest()[:32]

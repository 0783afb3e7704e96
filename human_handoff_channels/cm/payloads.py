"""What the router delivers, read.

https://developers.cm.com/central-services/docs/twoway-format
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from dataclasses import dataclass
from typing import Any

from ..webhook_calls import Json, WrongShapeError, read_json
from .chat import Chat, lowered, read_chat

_FROM_THE_CUSTOMER = "clientoriginated"
_SESSION_ENDED = "routersessionended"
# In the template of the Hand Over Endpoint an empty context leaves nothing: `"context":}`.
_NOTHING = re.compile(rb":\s*(?=[,}])")


@dataclass(frozen=True)
class Said:
    """What the customer has sent.

    Attributes:
        key: The same for every delivery of this message.
        words: The text; None where it was something else.
    """

    key: str
    words: str | None


@dataclass(frozen=True)
class Delivery:
    """One call of the router.

    Attributes:
        chat: Which chat it is about.
        said: The customer's messages, in order.
        endings: The keys of the events that ended the router's session.
    """

    chat: Chat
    said: list[Said]
    endings: list[str]


def read_delivery(body: Json) -> Delivery:
    """Return what a call of the Message or the Event Endpoint holds.

    Raises:
        WrongShapeError: It is not what the TwoWay format's page describes.
    """
    fields = lowered(body, "body")
    chat = read_chat(fields.get("chat"))
    said = [
        Said(_key(message), words)
        for message in _listed(fields, "conversationMessages")
        if (words := _words(message)) != ""
    ]
    if said and chat.missing:
        raise WrongShapeError(f"the chat has no {chat.missing}")
    endings = [
        _key(event)
        for event in _listed(fields, "conversationEvents")
        if _named(event, "$type").lower() == _SESSION_ENDED
    ]
    return Delivery(chat, said, endings)


def read_handover(body: bytes) -> Chat | None:
    """Return the chat of a call of the Hand Over Endpoint, None where it names none."""
    for each in (body, _NOTHING.sub(b":null", body)):
        try:
            return read_chat(read_json(each), "chatId")
        except WrongShapeError:
            continue
    return None


def _listed(fields: Json, name: str) -> list[Json]:
    listed = fields.get(name.lower())
    if listed is None:
        return []
    if not isinstance(listed, list):
        raise WrongShapeError(f"{name} is no list")
    return [lowered(each, f"one of {name}") for each in listed]


def _named(fields: Json, name: str) -> str:
    value = fields.get(name.lower())
    if not isinstance(value, str):
        raise WrongShapeError(f"{name} is missing")
    return value


def _words(message: Json) -> str | None:
    """Return the text, None where it is something else, nothing where nobody said a word."""
    kind = _named(message, "$type").lower()
    if _named(message, "direction").lower() != _FROM_THE_CUSTOMER:
        return ""
    if kind != "text":
        return None
    text = message.get("text")
    if text is not None and not isinstance(text, str):
        raise WrongShapeError("text is no text")
    return (text or "").strip()


def _key(fields: Json) -> str:
    # Neither is promised: "id (no) … createdOn (no)". Without both, two messages with the same
    # words cannot be told from one that came twice, and a customer's "yes" must not be lost.
    identification = fields.get("id")
    is_one = isinstance(identification, (str, int)) and not isinstance(identification, bool)
    if is_one and identification != "":
        return _digest(identification)
    return _digest(fields) if fields.get("createdon") else uuid.uuid4().hex


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:32]

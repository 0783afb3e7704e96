"""LivePerson's calls, read: the conversation it creates, the event it delivers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..webhook_calls import Json, WrongShapeError

_STATES = {"STARTED": "START", "CLOSED": "CLOSE_CONVERSATION"}
_OF_THE_CONVERSATION = frozenset({"START", "CLOSE_CONVERSATION", "CONVERSATION"})


@dataclass(frozen=True)
class Event:
    """One event of a conversation.

    Attributes:
        kind: `TEXT`, `RICH_CONTENT`, `START`, `CLOSE_CONVERSATION`, or what we don't know.
        words: What the customer said, empty where it was no text.
        from_customer: Whether the customer did something, rather than the conversation.
        clicked: The ids that came back with a click.
        content: Rich content as LivePerson sent it.
        key: The same for every delivery of this event.
    """

    kind: str
    words: str
    from_customer: bool
    key: str
    clicked: tuple[str, ...] = ()
    content: Json = field(default_factory=dict)


def read_conversation(body: Json) -> tuple[Json | None, Json]:
    """Return a conversation's engagement attributes and its context.

    Raises:
        WrongShapeError: One of them is no object. Either may be missing: LivePerson sends the
            attributes where they are switched on, and once only.
    """
    attributes, context = body.get("sdes"), body.get("context")
    for name, value in (("sdes", attributes), ("context", context)):
        if value is not None and not isinstance(value, dict):
            raise WrongShapeError(f"{name} is no object")
    return attributes, context or {}


def read_event(body: Json) -> Event:
    """Return the event of a body.

    Raises:
        WrongShapeError: The event has no type, or a text no message.
    """
    kind = body.get("type")
    if not isinstance(kind, str) or not kind:
        raise WrongShapeError("type is missing")
    data = body.get("data", {})
    if data is not None and not isinstance(data, dict):
        raise WrongShapeError("data is no object")
    data = data or {}
    if kind == "CONVERSATION":  # the specification's word; the service's are others
        kind = _STATES.get(str(data.get("name")), kind)
    words, content = _said(kind, data)
    return Event(
        kind=kind,
        words=words.strip(),
        from_customer=kind not in _OF_THE_CONVERSATION and body.get("source") in (None, "CONSUMER"),
        key=_key(kind, data, body.get("context")),
        clicked=tuple(_clicked(_event_of(body.get("context")))),
        content=content,
    )


def _said(kind: str, data: Json) -> tuple[str, Json]:
    if kind == "TEXT":
        if not isinstance(data.get("message"), str):
            raise WrongShapeError("data.message is no text")
        return data["message"], {}
    if kind == "RICH_CONTENT":
        if not isinstance(data.get("content"), dict):
            raise WrongShapeError("data.content is no object")
        return ", ".join(dict.fromkeys(_words_of(data["content"]))), data["content"]
    return "", {}


def _event_of(context: object) -> Json:
    event = context.get("lpEvent") if isinstance(context, dict) else None
    return event if isinstance(event, dict) else {}


def _key(kind: str, data: Json, context: object) -> str:
    # Sequences count within a dialog, and the specification allows "some fake number": so what
    # was said belongs to the key, and two messages never share one because of their numbers.
    event = _event_of(context)
    sequence = event.get("sequence")
    if isinstance(sequence, (int, str)) and not isinstance(sequence, bool):
        parts: list[Any] = [kind, event.get("dialogId"), sequence, data]
    else:
        parts = [kind, data, context]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def _clicked(event: Json) -> Iterator[str]:
    metadata = event.get("metadata")
    for each in metadata if isinstance(metadata, list) else []:
        known = isinstance(each, dict) and each.get("type") == "ExternalId"
        if known and isinstance(each.get("id"), str):
            yield each["id"]


def _words_of(content: Json) -> Iterator[str]:
    """Yield what rich content says: texts, titles, and what stands for a map or a picture."""
    waiting: list[Any] = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            for name in ("text", "title", "alt"):
                if isinstance(value.get(name), str) and value[name].strip():
                    yield value[name].strip()
            waiting.extend(value.get(name) for name in ("quickReplies", "replies", "elements"))

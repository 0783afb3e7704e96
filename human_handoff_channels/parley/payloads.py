"""Read the payloads of Parley's webhook: messages, actions and client mergings.

Parley's page shows only the payload of an event, and calls the others "similar".
https://developers.parley.io/docs/service-api/payloads
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jmespath

from ..agent_messages import AgentMessage
from ..webhook_calls import InvalidPayloadError, Json
from .settings import ParleySettings

logger = logging.getLogger(__name__)

# The text of a message with which Parley announces a user; the customer did not write it.
# https://developers.parley.io/docs/service-api/user-registration
_ANNOUNCEMENT = "user_registered"
# Parley's own clients number the sender of a message: 1 is the user.
# Assumption: a message without a number is the user's as well.
_FROM_USER = (None, 1, "1")
# 2 is an agent. Assumption: the bot's own messages do not come back with this number.
_FROM_AGENT = (2, "2")
# What a message may hold beside a text, as Parley's Client API names it.
_OTHER_KINDS = ("image", "media", "custom", "carousel", "buttons", "quickReplies", "title")
# An id becomes part of a URL, so it holds no slash and is not `.` or `..`.
_IDENTIFICATION = re.compile(r"(?!\.{1,2}$)[^\s/]{1,128}")


@dataclass(frozen=True, repr=False)  # a customer's data is in no log
class Message:
    """A message of a user.

    Attributes:
        user: The user's id.
        key: The idempotency key: the same for every delivery of this message.
        text: The text; empty where the message is a picture or the like.
        account_id: The user's id in the account's own systems (`uniqueIdentifier`).
    """

    user: str
    key: str
    text: str
    account_id: str | None


@dataclass(frozen=True, repr=False)  # a customer's data is in no log
class Action:
    """Something that was done with a user; Parley does not document what there is."""

    user: str


@dataclass(frozen=True, repr=False)  # a customer's data is in no log
class Merging:
    """A user has another id from now on."""

    old_id: str
    new_id: str


Payload = Message | AgentMessage | Action | Merging


def identification(value: object) -> str | None:
    """Return the id of a user or a message as text; None where the value cannot be an id.

    Parley's table says that it is a number, its sample shows a text.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    is_id = isinstance(value, str) and value.isprintable() and _IDENTIFICATION.fullmatch(value)
    return str(value) if is_id else None


class Payloads:
    """Reads payloads by the JMESPaths in the settings."""

    def __init__(self, settings: ParleySettings) -> None:
        """Compile the paths."""
        self._text = jmespath.compile(settings.message_text)
        self._id = jmespath.compile(settings.message_id)
        self._old_id = jmespath.compile(settings.merged_from)
        self._new_id = jmespath.compile(settings.merged_to)
        self._readers: dict[str, Callable[[Json], Payload | None]] = {
            "message": self._message,
            "action": self._action,
            # Assumption: the name; it is accepted in any spelling.
            "clientmerging": self._merging,
        }

    def read(self, payload: Json) -> Payload | None:
        """Return what a payload holds; None where it holds nothing for the bot.

        Raises:
            InvalidPayloadError: It has no type, or no body.
        """
        kind, body = payload.get("type"), payload.get("body")
        if not isinstance(kind, str) or not kind:
            raise InvalidPayloadError("type is missing")
        if not isinstance(body, dict):
            raise InvalidPayloadError("body is no object")
        read = self._readers.get(re.sub(r"[ _-]", "", kind.lower()))
        return read(payload) if read else None

    def _message(self, payload: Json) -> Message | AgentMessage | None:
        fields = _fields(payload)
        user = _user(payload)
        value = _search(self._text, payload)
        text = value.strip() if isinstance(value, str) else ""
        if user is not None and fields.get("typeId") in _FROM_AGENT:
            return AgentMessage(user, self._key(payload, fields, text), text)
        if fields.get("typeId") not in _FROM_USER:
            return None
        if text == _ANNOUNCEMENT:
            return None
        if user is None or not (text or any(fields.get(name) for name in _OTHER_KINDS)):
            logger.warning("ignored: a message of a shape that we do not know")
            return None
        account_id = identification(payload["body"]["user"].get("uniqueIdentifier"))
        return Message(user, self._key(payload, fields, text), text, account_id)

    def _action(self, payload: Json) -> Action | None:
        user = _user(payload)
        return None if user is None else Action(user)

    def _merging(self, payload: Json) -> Merging | None:
        old_id = identification(_search(self._old_id, payload))
        new_id = identification(_search(self._new_id, payload))
        if old_id is None or new_id is None:
            logger.warning("nothing copied: a client merging of a shape that we do not know")
            return None
        return None if old_id == new_id else Merging(old_id, new_id)

    def _key(self, payload: Json, fields: Json, text: str) -> str:
        message_id = identification(_search(self._id, payload))
        if message_id is not None:
            return message_id
        if not fields.get("time"):
            # A customer may write the same twice, so an equal text alone is no second delivery.
            return uuid.uuid4().hex
        parts = [fields["time"], text, [fields.get(name) for name in _OTHER_KINDS]]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def _fields(payload: Json) -> Json:
    """Return a message's own fields: in a body inside the body, as an event has it, or without."""
    body: Json = payload["body"]
    inner = body.get("body")
    return body | inner if isinstance(inner, dict) else body


def _user(payload: Json) -> str | None:
    user = payload["body"].get("user")
    return identification(user.get("id")) if isinstance(user, dict) else None


def _search(path: Any, payload: Json) -> object:
    try:
        value: object = path.search(payload)
    except jmespath.exceptions.JMESPathError:  # a function whose argument has another type
        return None
    return value

"""What Parley's webhook brings, read: messages, actions, the merging of clients.

Only the payload of an event is shown on Parley's page; the others are "similar".
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

from ..webhook_calls import Json, WrongShapeError
from .settings import ParleySettings

logger = logging.getLogger(__name__)

# The text of a message that tells of a user: nobody has said it.
# https://developers.parley.io/docs/service-api/user-registration
_SYSTEM = "user_registered"
# Parley's own clients number whose a message is; 1 is the user's.
# Assumption: one without a number is the user's as well.
_OF_THE_USER = (None, 1, "1")
# What a message may hold beside a text, as Parley's Client API names it.
_OTHER_KINDS = ("image", "media", "custom", "carousel", "buttons", "quickReplies", "title")
# It stands in an address: with a slash, or as dots alone, it would name something else.
_IDENTIFICATION = re.compile(r"(?!\.{1,2}$)[^\s/]{1,128}")


@dataclass(frozen=True)
class Message:
    """What a user has sent.

    Attributes:
        user: The user's id.
        key: The same for every delivery of this message.
        words: The text; empty where it is a picture or the like.
        own_id: What the account itself calls the user (`uniqueIdentifier`).
    """

    user: str
    key: str
    words: str
    own_id: str | None


@dataclass(frozen=True)
class Action:
    """Something was done with a user; what is not documented."""

    user: str


@dataclass(frozen=True)
class Merging:
    """A user has another id from now on."""

    before: str
    after: str


Payload = Message | Action | Merging


def identification(value: object) -> str | None:
    """Return a user's or a message's id as text, None where it can be none.

    Parley's table says that it is a number, its sample has a text.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    is_one = isinstance(value, str) and value.isprintable() and _IDENTIFICATION.fullmatch(value)
    return str(value) if is_one else None


class Payloads:
    """Reads payloads, where the settings say that things stand."""

    def __init__(self, settings: ParleySettings) -> None:
        """Take the places."""
        self._text = jmespath.compile(settings.message_text)
        self._id = jmespath.compile(settings.message_id)
        self._before = jmespath.compile(settings.merged_from)
        self._after = jmespath.compile(settings.merged_to)
        self._kinds: dict[str, Callable[[Json], Payload | None]] = {
            "message": self._message,
            "action": self._action,
            # Assumption: its name, in whatever spelling.
            "clientmerging": self._merging,
        }

    def read(self, payload: Json) -> Payload | None:
        """Return what a payload says; None where it says nothing to the bot.

        Raises:
            WrongShapeError: There is no kind, or no body.
        """
        kind, body = payload.get("type"), payload.get("body")
        if not isinstance(kind, str) or not kind:
            raise WrongShapeError("type is missing")
        if not isinstance(body, dict):
            raise WrongShapeError("body is no object")
        read = self._kinds.get(re.sub(r"[ _-]", "", kind.lower()))
        return read(payload) if read else None

    def _message(self, payload: Json) -> Message | None:
        said = _said(payload)
        user = _user(payload)
        if said.get("typeId") not in _OF_THE_USER:
            return None
        text = _found(self._text, payload)
        words = text.strip() if isinstance(text, str) else ""
        if words == _SYSTEM:
            return None
        if user is None or not (words or any(said.get(name) for name in _OTHER_KINDS)):
            logger.warning("not told: a message of a shape that we do not know")
            return None
        own_id = identification(payload["body"]["user"].get("uniqueIdentifier"))
        return Message(user, self._key(payload, said, words), words, own_id)

    def _action(self, payload: Json) -> Action | None:
        user = _user(payload)
        return None if user is None else Action(user)

    def _merging(self, payload: Json) -> Merging | None:
        before = identification(_found(self._before, payload))
        after = identification(_found(self._after, payload))
        if before is None or after is None:
            logger.warning("nothing moved: a client merging of a shape that we do not know")
            return None
        return None if before == after else Merging(before, after)

    def _key(self, payload: Json, said: Json, words: str) -> str:
        own = identification(_found(self._id, payload))
        if own is not None:
            return own
        if not said.get("time"):
            # Saying the same twice is no second delivery; without a sign it is not taken for one.
            return uuid.uuid4().hex
        parts = [said["time"], words, [said.get(name) for name in _OTHER_KINDS]]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def _said(payload: Json) -> Json:
    """Return a message's own fields: in a body of its own, as an event's, or without one."""
    body: Json = payload["body"]
    inner = body.get("body")
    return body | inner if isinstance(inner, dict) else body


def _user(payload: Json) -> str | None:
    user = payload["body"].get("user")
    return identification(user.get("id")) if isinstance(user, dict) else None


def _found(place: Any, payload: Json) -> object:
    try:
        found: object = place.search(payload)
    except jmespath.exceptions.JMESPathError:  # a function that cannot take what stands there
        return None
    return found

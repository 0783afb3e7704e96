"""A chat of the Conversational Router, as messages, hand-overs and Rasa's tracker name it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..tracker import CONVERSATION_ID, USER_ID
from ..webhook_calls import Json, WrongShapeError

CHANNEL = "cm"
# By these CM.com finds the chat of a message of ours; a chat's id is a hash of the last three.
_ADDRESS = ("accountId", "channel", "conversationClientId", "conversationHostId")
# Kept in Rasa's tracker store; the customer's name (`conversationClientName`) is not among them.
_KEPT = ("sessionId", *_ADDRESS)
# Assumption: a GUID as far as the pages show it.
_CHAT_ID = re.compile(r"[!-~]{1,200}")


@dataclass(frozen=True)
class Chat:
    """A chat.

    Attributes:
        id: CM.com's id, and Rasa's name for the customer.
        known: What else is known of it, under CM.com's names.
    """

    id: str
    known: dict[str, str]

    @property
    def account(self) -> str:
        """The technical link it belongs to."""
        return self.known["accountId"]

    @property
    def missing(self) -> str | None:
        """What is missing before the bot can answer."""
        return next((name for name in _ADDRESS if name not in self.known), None)

    @property
    def metadata(self) -> dict[str, Any]:
        """What Rasa is told with each message."""
        if self.missing is not None:  # an event; what is known from a message is more
            return {CONVERSATION_ID: self.id}
        client = self.known["conversationClientId"]
        return {CONVERSATION_ID: self.id, USER_ID: client, CHANNEL: self.known}

    @property
    def address(self) -> dict[str, str]:
        """What a message of the bot's has as its `chat`."""
        return {"id": self.id} | {name: self.known[name] for name in _ADDRESS}


def read_chat(value: object, id_name: str = "id") -> Chat:
    """Return the chat of a call.

    Raises:
        WrongShapeError: It has no id, or belongs to nobody.
    """
    fields = lowered(value, "chat")
    identification = fields.get(id_name.lower())
    if not isinstance(identification, str) or not _CHAT_ID.fullmatch(identification):
        raise WrongShapeError("the chat has no id")
    known = _kept(fields)
    if "accountId" not in known:
        raise WrongShapeError("the chat has no accountId")
    return Chat(identification, known)


def recalled(identification: str, metadata: object) -> Chat | None:
    """Return a chat that Rasa's tracker knows, None where it does not know enough."""
    fields = lowered(metadata, "metadata") if isinstance(metadata, dict) else {}
    chat = Chat(identification, _kept(fields))
    return chat if chat.missing is None else None


def lowered(value: object, place: str) -> Json:
    """Return an object with its names in lower case: the router reads and writes them in any.

    Raises:
        WrongShapeError: It is no object.
    """
    if not isinstance(value, dict):
        raise WrongShapeError(f"{place} is no object")
    return {name.lower(): each for name, each in value.items()}


def _kept(fields: Mapping[str, Any]) -> dict[str, str]:
    given = {name: fields.get(name.lower()) for name in _KEPT}
    return {name: value for name, value in given.items() if isinstance(value, str) and value}

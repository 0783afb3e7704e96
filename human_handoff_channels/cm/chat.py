"""A chat of the Conversational Router, as it stands in messages, hand-overs and Rasa's tracker."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..plugin import CONVERSATION_ID, USER_ID
from ..webhook_calls import InvalidPayloadError, Json
from .settings import CHANNEL

# By these fields CM.com finds the chat of a message of ours; its id is a hash of the last three.
_ADDRESS = ("accountId", "channel", "conversationClientId", "conversationHostId")
# Kept in Rasa's tracker store; the customer's name (`conversationClientName`) is left out.
_KEPT = ("sessionId", *_ADDRESS)
# Assumption: CM.com's pages show only GUIDs, but do not promise them.
_CHAT_ID = re.compile(r"[!-~]{1,200}")


@dataclass(frozen=True, repr=False)  # a customer's data is in no log
class Chat:
    """A chat.

    Attributes:
        id: CM.com's id, which is also what Rasa calls the customer.
        fields: Other fields of the chat, under CM.com's names.
    """

    id: str
    fields: dict[str, str]

    @property
    def account(self) -> str | None:
        """The id of the technical link that the chat belongs to; None in a flat event."""
        return self.fields.get("accountId")

    @property
    def session(self) -> str | None:
        """The id of the router's session, None where the request names none."""
        return self.fields.get("sessionId")

    @property
    def missing(self) -> str | None:
        """The first field that is missing for a reply to the chat; None where it is complete."""
        return next((name for name in _ADDRESS if name not in self.fields), None)

    @property
    def metadata(self) -> dict[str, Any]:
        """The metadata of a message to Rasa."""
        if self.missing is not None:
            # This is an event's chat. Left out, its fields do not hide those of a message before.
            return {CONVERSATION_ID: self.id}
        client = self.fields["conversationClientId"]
        return {CONVERSATION_ID: self.id, USER_ID: client, CHANNEL: self.fields}

    @property
    def address(self) -> dict[str, str]:
        """The `chat` of a message to the customer."""
        return {"id": self.id} | {name: self.fields[name] for name in _ADDRESS}


def read_chat(value: object, id_name: str = "id", *, needs_account: bool = True) -> Chat:
    """Return the chat of a request, whose id is in the field `id_name`.

    Raises:
        InvalidPayloadError: It has no id, or not the account that it needs.
    """
    fields = lower_names(value, "chat")
    identification = fields.get(id_name.lower())
    if not isinstance(identification, str) or not _CHAT_ID.fullmatch(identification):
        raise InvalidPayloadError("the chat has no id")
    chat = Chat(identification, _kept(fields))
    if needs_account and chat.account is None:
        raise InvalidPayloadError("the chat has no accountId")
    return chat


def chat_from_metadata(identification: str, metadata: object) -> Chat | None:
    """Return a chat from the metadata in Rasa's tracker; None where fields are missing."""
    fields = lower_names(metadata, "metadata") if isinstance(metadata, dict) else {}
    chat = Chat(identification, _kept(fields))
    return chat if chat.missing is None else None


def lower_names(value: object, place: str) -> Json:
    """Return an object with its names in lower case; the router writes them in any case.

    Raises:
        InvalidPayloadError: It is no object.
    """
    if not isinstance(value, dict):
        raise InvalidPayloadError(f"{place} is no object")
    return {name.lower(): field for name, field in value.items()}


def _kept(fields: Mapping[str, Any]) -> dict[str, str]:
    kept = {name: fields.get(name.lower()) for name in _KEPT}
    return {name: value for name, value in kept.items() if isinstance(value, str) and value}

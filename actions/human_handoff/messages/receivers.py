"""Who gets messages: a mailbox, or an address to which they are posted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Protocol

from ..errors import (
    VendorAuthenticationError,
    VendorConnectionError,
    VendorError,
    VendorRefusedError,
    VendorSilenceError,
)
from ..outbox.delivery import is_refusal
from ..outbox.signed_post import SignedPost
from ..outbox.webhook_settings import WebhookSettings
from .mailbox import Mailbox
from .message import Message, one_line, printed
from .settings import MessagesSettings

ID_HEADER = "X-Human-Handoff-Message-Id"
# The version of the posted documents.
VERSION = 1


class Receiver(Protocol):
    """Gets messages."""

    def send(self, message: Message, reference: str) -> None:
        """Send a message.

        Raises:
            VendorError: The receiver has not said that it accepted it.
        """

    def is_refusal(self, error: VendorError) -> bool:
        """Tell whether the receiver does not want this message, whenever it is sent."""


class PostedMessages:
    """Posts messages to one address."""

    def __init__(self, settings: WebhookSettings) -> None:
        """Take the settings."""
        self._post = SignedPost(settings, "messages", ID_HEADER)

    def send(self, message: Message, reference: str) -> None:
        """Post a message."""
        document: dict[str, Any] = {
            "version": VERSION,
            "id": message.key,
            "reference": reference,
            "time": message.time,
            "skill": message.skill,
            "channel": message.channel,
            "name": message.name,
            "email": message.email,
            "message": printed(message.text),
        }
        if message.phone is not None:
            document["callback"] = {
                "phone": message.phone,
                "at": one_line(message.call_at or ""),
                "from": message.call_from,
                "until": message.call_until,
            }
        self._post(message.key, json.dumps(document, separators=(",", ":")))

    def is_refusal(self, error: VendorError) -> bool:
        """Tell whether it is a 4xx that means this message."""
        return is_refusal(error) and not isinstance(error, VendorAuthenticationError)


def receivers_of(
    settings: MessagesSettings, folder: Path, language: str = "en"
) -> dict[str, Receiver]:
    """Return the receivers by their names.

    Args:
        settings: The section of the configuration.
        folder: Where relative paths of files begin.
        language: That of ready-made e-mails whose section names none.
    """
    mailboxes: dict[str, Receiver] = {
        name: Mailbox(each.email, folder, language)
        for name, each in settings.receivers.items()
        if each.email is not None
    }
    return mailboxes | {
        name: PostedMessages(each.webhook)
        for name, each in settings.receivers.items()
        if each.webhook is not None
    }


def kind_of(error: VendorError) -> str:
    """Return the kind of an error, for the operator: words of our own, and a status."""
    if isinstance(error, VendorAuthenticationError):
        return f"login refused with {error.status}"
    if isinstance(error, VendorRefusedError):
        return f"answered {error.status}"
    if isinstance(error, VendorConnectionError):
        return "not reached"
    return "no answer" if isinstance(error, VendorSilenceError) else "answer not understood"

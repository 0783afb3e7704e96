"""What the bot says, as text: for platforms whose other kinds of message are not documented."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from rasa.core.channels.channel import OutputChannel

from .plugin import VendorError

logger = logging.getLogger(__name__)


class WordsOutput(OutputChannel, ABC):
    """Says everything as text; a customer answers buttons by writing what stands on them."""

    @abstractmethod
    async def say(self, recipient_id: str, text: str) -> None:
        """Send a text that is not empty.

        Raises:
            VendorError: The platform did not take it.
        """

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Say a text."""
        if words := str(text or "").strip():
            await self.say(recipient_id, words)

    async def send_image_url(self, recipient_id: str, image: str, **kwargs: Any) -> None:
        """Say where a picture is."""
        await self.send_text_message(recipient_id, image)

    async def send_attachment(self, recipient_id: str, attachment: Any, **kwargs: Any) -> None:
        """Say where an attachment is."""
        await self.send_text_message(recipient_id, address_of(attachment))

    async def send_text_with_buttons(
        self, recipient_id: str, text: str, buttons: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        """Say a text and what stands on the buttons, a line each."""
        await self.send_text_message(recipient_id, "\n".join([str(text or ""), *_titles(buttons)]))

    async def send_elements(
        self, recipient_id: str, elements: Iterable[dict[str, Any]], **kwargs: Any
    ) -> None:
        """Say each of Rasa's elements: its words, its picture, its buttons."""
        for element in elements:
            words = [str(element.get(name) or "") for name in ("title", "subtitle", "image_url")]
            lines = [line for line in words if line.strip()] + _titles(element.get("buttons"))
            await self.send_text_message(recipient_id, "\n".join(lines))

    async def send_custom_json(
        self, recipient_id: str, json_message: dict[str, Any], **kwargs: Any
    ) -> None:
        """Say the text of a custom message, if it has one."""
        text = json_message.get("text") if isinstance(json_message, dict) else None
        if isinstance(text, str):
            await self.send_text_message(recipient_id, text)
        else:
            logger.warning("dropped: a custom message that this channel cannot show")


class Unfailing(WordsOutput):
    """Says what it can, where a sentence that fails must not undo what has happened."""

    def __init__(self, output: WordsOutput) -> None:
        """Take who says it."""
        self._output = output

    def name(self) -> str:  # the answers of a bot may differ from channel to channel
        """Return the channel's name."""
        return str(self._output.name())

    async def say(self, recipient_id: str, text: str) -> None:
        """Send a text; a failure is a line in the log."""
        try:
            await self._output.say(recipient_id, text)
        except VendorError as error:
            logger.warning("not said: %s", error)


def address_of(attachment: Any) -> str:
    """Return where an attachment is; empty where it does not say."""
    payload = attachment.get("payload") if isinstance(attachment, dict) else None
    address = payload.get("src") if isinstance(payload, dict) else attachment
    return address if isinstance(address, str) else ""


def _titles(buttons: object) -> list[str]:
    listed = buttons if isinstance(buttons, list) else []
    titles = [str(each.get("title") or "").strip() for each in listed if isinstance(each, dict)]
    return [f"- {title}" for title in titles if title]

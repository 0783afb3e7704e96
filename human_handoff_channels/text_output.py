"""Send Rasa's responses as text, for platforms that document no other kind of message."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from rasa.core.channels.channel import OutputChannel

from .failed_actions import accepts
from .plugin import VendorError

logger = logging.getLogger(__name__)

Button = dict[str, Any]


class TextOutputChannel(OutputChannel, ABC):
    """Sends every response as text; a customer chooses a button by writing its title.

    A channel with richer messages overrides the methods of those kinds.

    Attributes:
        channel: The channel's name.
    """

    channel: ClassVar[str]

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return cls.channel

    @abstractmethod
    async def send_text(self, recipient_id: str, text: str) -> None:
        """Send a text that is not empty.

        Raises:
            VendorError: The platform did not accept it.
        """

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Send a text, unless it is empty."""
        if stripped := str(text or "").strip():
            await self.send_text(recipient_id, stripped)

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Send a message of the bot, but not its `utter_default` after an action has failed."""
        if accepts(message):
            await super().send_response(recipient_id, message)

    async def send_image_url(self, recipient_id: str, image: str, **kwargs: Any) -> None:
        """Send the URL of a picture."""
        await self.send_text_message(recipient_id, image)

    async def send_attachment(self, recipient_id: str, attachment: Any, **kwargs: Any) -> None:
        """Send the URL of an attachment."""
        await self.send_text_message(recipient_id, attachment_url(attachment))

    async def send_text_with_buttons(
        self, recipient_id: str, text: str, buttons: list[Button], **kwargs: Any
    ) -> None:
        """Send a text, and below it a line for each button's title."""
        await self.send_text_message(recipient_id, "\n".join([str(text or ""), *_lines(buttons)]))

    async def send_elements(
        self, recipient_id: str, elements: Iterable[dict[str, Any]], **kwargs: Any
    ) -> None:
        """Send a text for each of Rasa's elements: title, subtitle, picture URL and buttons."""
        for element in elements:
            texts = [text_field(element, name) for name in ("title", "subtitle", "image_url")]
            lines = [text for text in texts if text] + _lines(element.get("buttons"))
            await self.send_text_message(recipient_id, "\n".join(lines))

    async def send_custom_json(
        self, recipient_id: str, json_message: dict[str, Any], **kwargs: Any
    ) -> None:
        """Send a custom message, or drop it with a line in the log."""
        payload = json_message if isinstance(json_message, dict) else {}
        if not await self.send_custom(recipient_id, payload):
            logger.warning("dropped: a custom message that this channel cannot show")

    async def send_custom(self, recipient_id: str, payload: dict[str, Any]) -> bool:
        """Send the `text` of a custom message; return False where it has none."""
        text = payload.get("text")
        if not isinstance(text, str):
            return False
        await self.send_text_message(recipient_id, text)
        return True


class BestEffortOutput(TextOutputChannel):
    """Sends what it can, where a failed message must not undo what has happened in the turn."""

    def __init__(self, output: TextOutputChannel) -> None:
        """Send over this channel."""
        self._output = output

    def name(self) -> str:  # type: ignore[override] # the class has no channel
        """Return the channel's name, by which Rasa chooses the bot's responses."""
        return self._output.name()

    async def send_text(self, recipient_id: str, text: str) -> None:
        """Send a text; a failure is a line in the log."""
        try:
            await self._output.send_text(recipient_id, text)
        except VendorError as error:
            logger.warning("a message was not sent: %s", error)


def attachment_url(attachment: Any) -> str:
    """Return the URL of an attachment, empty where it has none."""
    payload = attachment.get("payload") if isinstance(attachment, dict) else None
    url = payload.get("src") if isinstance(payload, dict) else attachment
    return url if isinstance(url, str) else ""


def text_field(element: dict[str, Any], name: str) -> str:
    """Return a field of one of Rasa's elements or buttons as text, empty where it is missing."""
    return str(element.get(name) or "").strip()


def titled_buttons(buttons: object) -> Iterator[tuple[str, Button]]:
    """Yield each of Rasa's buttons that has a title, with that title."""
    for button in buttons if isinstance(buttons, list) else []:
        if isinstance(button, dict) and (title := text_field(button, "title")):
            yield title, button


def shown_buttons(buttons: object) -> list[tuple[str, Button]]:
    """Return the buttons that have a title; one without a title is a line in the log."""
    titled = list(titled_buttons(buttons))
    if isinstance(buttons, list) and len(titled) < len(buttons):
        logger.warning("dropped: a button without a title")
    return titled


def _lines(buttons: object) -> list[str]:
    return [f"- {title}" for title, _ in shown_buttons(buttons)]

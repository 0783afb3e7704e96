"""Collect the bot's messages of one turn as items of the reply."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from ..text_output import Button, TextOutputChannel, shown_buttons, text_field
from . import content
from .content import Item
from .settings import CHANNEL

logger = logging.getLogger(__name__)

# Takes an item, and the payloads of its buttons by their titles.
Receiver = Callable[[Item, dict[str, str]], Awaitable[None]]


class LivePersonOutput(TextOutputChannel):
    """Collects the messages of a turn; nothing is sent before the reply.

    Rasa keeps the output of a turn for its reminders. So messages that come after the reply go to
    the receiver of `take_items`, and stand in the next reply.

    Attributes:
        has_quick_replies: Whether the customer can be shown quick replies.
    """

    channel = CHANNEL

    def __init__(self) -> None:
        """Start without items."""
        self.has_quick_replies = True
        self._items: list[Item] = []
        self._receiver: Receiver | None = None
        self._offered: dict[str, str] = {}

    def take_items(self, receiver: Receiver) -> list[Item]:
        """Return the items so far; `receiver` is called with each item that comes later."""
        items, self._items = self._items, []
        self._receiver = receiver
        return items

    def take_offered(self) -> dict[str, str]:
        """Return the payloads of the buttons in the items so far, by their titles."""
        offered, self._offered = self._offered, {}
        return offered

    @property
    def is_silent(self) -> bool:
        """Whether the bot has said nothing so far."""
        return not self._items and self._receiver is None

    async def _add(self, item: Item) -> None:
        if self._receiver is None:
            self._items.append(item)
        else:
            await self._receiver(item, self.take_offered())

    async def send_text(self, recipient_id: str, text: str) -> None:
        """Add a text."""
        await self._add(content.text(text))

    async def send_image_url(self, recipient_id: str, image: str, **kwargs: Any) -> None:
        """Add a picture; LivePerson shows only those that come over HTTPS."""
        if str(image).startswith("https://"):
            await self._add(content.vertical([content.image_element(str(image))]))
        else:
            await self.send_text_message(recipient_id, image)

    async def send_text_with_buttons(
        self, recipient_id: str, text: str, buttons: list[Button], **kwargs: Any
    ) -> None:
        """Add a text with buttons below it."""
        elements = self._buttons(buttons)
        if not elements:
            await self.send_text_message(recipient_id, text)
            return
        message = str(text or "").strip()
        above = [content.text_element(message)] if message else []
        await self._add(content.vertical([*above, *elements]))

    async def send_quick_replies(
        self, recipient_id: str, text: str, quick_replies: list[Button], **kwargs: Any
    ) -> None:
        """Add a text with quick replies, or with buttons where the customer is in a chat."""
        message = str(text or "").strip()
        elements = self._buttons(quick_replies) if self.has_quick_replies and message else []
        if elements:
            await self._add(content.quick_replies(message, elements))
        else:
            await self.send_text_with_buttons(recipient_id, text, quick_replies)

    async def send_elements(
        self, recipient_id: str, elements: Iterable[dict[str, Any]], **kwargs: Any
    ) -> None:
        """Add each of Rasa's elements: its picture, its title and subtitle, its buttons."""
        for element in elements:
            parts = []
            title, image = text_field(element, "title"), text_field(element, "image_url")
            if image.startswith("https://"):
                parts.append(content.image_element(image, title))
            shown_as_text = "" if image.startswith("https://") else image
            texts = (title, text_field(element, "subtitle"), shown_as_text)
            parts += [content.text_element(text) for text in texts if text]
            parts += self._buttons(element.get("buttons"))
            if parts:
                await self._add(content.vertical(parts))

    async def send_custom(self, recipient_id: str, payload: dict[str, Any]) -> bool:
        """Add the plugin's handoff, an item in LivePerson's format, or a text."""
        handoff, item = payload.get("human_handoff"), payload.get(CHANNEL)
        if isinstance(handoff, dict):
            await self._hand_off(handoff)
        is_item = isinstance(item, dict) and content.is_item(item)
        if isinstance(item, dict) and is_item:
            await self._add(item)
        if CHANNEL in payload:
            return is_item
        return isinstance(handoff, dict) or await super().send_custom(recipient_id, payload)

    async def _hand_off(self, handoff: dict[str, Any]) -> None:
        summary = handoff.get("summary")
        lines = [str(line) for line in summary] if isinstance(summary, list) else []
        if any(line.strip() for line in lines):
            await self._add(content.private_text("\n".join(lines)))
        requested = handoff.get("transfer")
        parameters = requested if isinstance(requested, dict) else {}
        skill, agent = parameters.get("skill"), parameters.get("agent")
        if isinstance(skill, str) and skill:
            await self._add(content.transfer(skill, str(agent) if agent else None))
        elif requested is not None:
            logger.error("no transfer: the bot names no skill")

    def _buttons(self, buttons: object) -> list[dict[str, Any]]:
        elements = []
        for title, button in shown_buttons(buttons):
            element = content.button_element(title, button)
            elements.append(element)
            if payload := content.payload_of(button):
                self._offered[element["title"]] = payload
        return elements

"""What the bot says in one turn, collected for the answer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from rasa.core.channels.channel import OutputChannel

from ..text_output import address_of
from . import content
from .content import Item

logger = logging.getLogger(__name__)

CHANNEL = "liveperson"


class LivePersonOutput(OutputChannel):
    """Collects a turn's messages as items of an answer.

    Rasa keeps the output of a turn for its reminders: what is said after the answer was given goes
    to `hand_over`'s receiver, and comes with the next answer.
    """

    def __init__(self, offer: Callable[[str, str], None], quick_replies: bool = True) -> None:
        """Take who is told of a button's title and payload, and what the customer's side has."""
        self._offer = offer
        self._quick_replies = quick_replies
        self._items: list[Item] = []
        self._receiver: Callable[[Item], None] = self._items.append

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return CHANNEL

    def hand_over(self, receiver: Callable[[Item], None]) -> list[Item]:
        """Return what was said so far; what is still to come goes to the receiver."""
        said, self._items = self._items, []
        self._receiver = receiver
        return said

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Say a text."""
        if words := str(text or "").strip():
            self._receiver(content.text(words))

    async def send_image_url(self, recipient_id: str, image: str, **kwargs: Any) -> None:
        """Show a picture; LivePerson shows none that does not come over HTTPS."""
        if str(image).startswith("https://"):
            self._receiver(content.vertical([content.image_element(str(image))]))
        else:
            await self.send_text_message(recipient_id, image)

    async def send_attachment(self, recipient_id: str, attachment: Any, **kwargs: Any) -> None:
        """Say where an attachment is."""
        await self.send_text_message(recipient_id, address_of(attachment))

    async def send_text_with_buttons(
        self, recipient_id: str, text: str, buttons: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        """Show a text with buttons below it."""
        elements = self._buttons(buttons)
        if not elements:
            await self.send_text_message(recipient_id, text)
            return
        words = str(text or "").strip()
        above = [content.text_element(words)] if words else []
        self._receiver(content.vertical([*above, *elements]))

    async def send_quick_replies(
        self, recipient_id: str, text: str, quick_replies: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        """Show predefined answers; in a chat, buttons."""
        words = str(text or "").strip()
        elements = self._buttons(quick_replies) if self._quick_replies and words else []
        if elements:
            self._receiver(content.quick_replies(words, elements))
        else:
            await self.send_text_with_buttons(recipient_id, text, quick_replies)

    async def send_elements(
        self, recipient_id: str, elements: Iterable[dict[str, Any]], **kwargs: Any
    ) -> None:
        """Show each of Rasa's elements: its picture, its words, its buttons."""
        for element in elements:
            parts = []
            title = str(element.get("title") or "").strip()
            if str(element.get("image_url") or "").startswith("https://"):
                parts.append(content.image_element(str(element["image_url"]), title))
            words = (title, str(element.get("subtitle") or "").strip())
            parts += [content.text_element(each) for each in words if each]
            parts += self._buttons(element.get("buttons") or [])
            if parts:
                self._receiver(content.vertical(parts))

    async def send_custom_json(
        self, recipient_id: str, json_message: dict[str, Any], **kwargs: Any
    ) -> None:
        """Take our own marker, or an item in LivePerson's words."""
        own = json_message.get("human_handoff") if isinstance(json_message, dict) else None
        raw = json_message.get(CHANNEL) if isinstance(json_message, dict) else None
        if isinstance(own, dict):
            self._hand_off(own)
        elif isinstance(raw, dict) and content.is_item(raw):
            self._receiver(raw)
        else:
            logger.warning("dropped: a custom message that this channel cannot show")

    def _hand_off(self, marker: dict[str, Any]) -> None:
        summary = marker.get("summary")
        lines = [str(line) for line in summary] if isinstance(summary, list) else []
        if any(line.strip() for line in lines):
            self._receiver(content.private_text("\n".join(lines)))
        named = marker.get("transfer")
        asked = named if isinstance(named, dict) else {}
        skill = asked.get("skill")
        if isinstance(skill, str) and skill:
            agent = asked.get("agent")
            self._receiver(content.transfer(skill, str(agent) if agent else None))
        elif named is not None:
            logger.error("no transfer: the bot names no skill")

    def _buttons(self, buttons: object) -> list[dict[str, Any]]:
        found = []
        for each in buttons if isinstance(buttons, list) else []:
            element = content.button_element(each) if isinstance(each, dict) else None
            if element is not None:
                found.append(element)
                if payload := content.payload_of(each):
                    self._offer(element["title"], payload)
        return found

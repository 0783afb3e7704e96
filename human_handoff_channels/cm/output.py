"""Send the bot's messages to CM.com while the turn goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..plugin import VendorError
from ..text_output import TextOutputChannel
from ..tracker import TrackerReader
from .api import VENDOR, TwoWayAPI
from .chat import Chat, chat_from_metadata
from .settings import CHANNEL


class CMOutput(TextOutputChannel):
    """Sends to the chat of the message that the bot replies to."""

    channel = CHANNEL

    def __init__(self, api: TwoWayAPI, chat: Chat) -> None:
        self._api = api
        self._chat = chat

    async def send_text(self, recipient_id: str, text: str) -> None:
        """Send a text that is not empty."""
        await self._api.send(self._chat, text)


class LookupOutput(TextOutputChannel):
    """Sends to a chat that Rasa's tracker knows, where there is no message to reply to."""

    channel = CHANNEL

    def __init__(self, api: TwoWayAPI, agent: Callable[[], Any]) -> None:
        """Take the API, and what returns Rasa's agent or None before the server has started."""
        self._api = api
        self._agent = agent

    async def send_text(self, recipient_id: str, text: str) -> None:
        """Send a text that is not empty.

        Raises:
            VendorError: CM.com did not accept it, or the tracker does not know the chat.
        """
        tracker = await TrackerReader.read(self._agent(), recipient_id)
        chat = chat_from_metadata(recipient_id, tracker.metadata(CHANNEL))
        if chat is None:
            raise VendorError(VENDOR, "nothing was sent, Rasa knows no such chat")
        await self._api.send(chat, text)

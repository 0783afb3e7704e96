"""What the bot says, sent while its turn goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..plugin import VendorError
from ..text_output import WordsOutput
from ..tracker import RasaMemory
from .api import VENDOR, TwoWayAPI
from .chat import CHANNEL, Chat, recalled


class CMOutput(WordsOutput):
    """Answers a chat that has just said something."""

    def __init__(self, twoway: TwoWayAPI, chat: Chat) -> None:
        self._twoway = twoway
        self._chat = chat

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return CHANNEL

    async def say(self, recipient_id: str, text: str) -> None:
        """Send a text that is not empty."""
        await self._twoway.send(self._chat, text)


class RecallingOutput(WordsOutput):
    """Finds in Rasa's tracker how a chat is reached that has not just said something."""

    def __init__(self, twoway: TwoWayAPI, agent: Callable[[], Any]) -> None:
        """Take who knows Rasa's agent, which is not there before the server has started."""
        self._twoway = twoway
        self._agent = agent

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return CHANNEL

    async def say(self, recipient_id: str, text: str) -> None:
        """Send a text that is not empty.

        Raises:
            VendorError: CM.com did not take it, or the tracker does not know the chat.
        """
        memory = await RasaMemory.of(self._agent(), recipient_id)
        chat = recalled(recipient_id, memory.metadata(CHANNEL))
        if chat is None:
            raise VendorError(VENDOR, "nothing was sent, Rasa knows no such chat")
        await self._twoway.send(chat, text)

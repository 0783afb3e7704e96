"""Rasa, as a channel talks to it whose platform takes the bot's words over an API of its own.

What the bot says is sent while its turn goes on: some platforms take nothing from a bot whose
conversation is with agents, so the last words before a transfer must be there first.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from rasa.core.channels.channel import UserMessage

from .plugin import VendorError
from .text_output import Unfailing, WordsOutput
from .tracker import RETURNED, RasaMemory
from .webhook_calls import LaterError

logger = logging.getLogger(__name__)

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class NoModelError(LaterError):
    """Rasa has no model yet; the platform should deliver again."""

    def __init__(self) -> None:
        super().__init__("no model is loaded")


@dataclass(frozen=True)
class Heard:
    """What a customer said.

    Attributes:
        conversation: What Rasa calls the customer (its `sender_id`).
        words: The text.
        message_id: The same for every delivery, also after a restart.
        metadata: Kept in Rasa's tracker store; the plugin's ids stand in it.
    """

    conversation: str
    words: str
    message_id: str
    metadata: dict[str, Any] = field(default_factory=dict)


class WayBack(ABC):
    """How a platform shows that the bot has a conversation again."""

    @abstractmethod
    async def may_hear(self, heard: Heard, memory: RasaMemory) -> bool:
        """Tell whether the bot is told of a message that came while agents have the conversation.

        What it is told while they still have it, it does not answer.
        """

    @abstractmethod
    async def is_back(self, heard: Heard, memory: RasaMemory) -> bool:
        """Tell whether such a message shows that the bot has the conversation again."""


class Bot:
    """The bot, one message at a time; see `Deliveries` for their order."""

    def __init__(
        self, channel: str, on_new_message: OnNewMessage, failed: str, way_back: WayBack
    ) -> None:
        """Take the channel's name, Rasa's ear, and what is said when a turn fails."""
        self._channel = channel
        self._on_new_message = on_new_message
        self._failed = failed
        self._way_back = way_back

    async def hear(self, heard: Heard, output: WordsOutput, agent: Any) -> None:
        """Let the bot answer a message, once; a message that it has handled is not told again.

        Raises:
            NoModelError: There is no bot yet.
            VendorError: The platform did not take what the bot said.
        """
        memory = await self.memory(heard.conversation, agent)
        if memory.has_heard(heard.message_id):
            return  # a server that ended before it could acknowledge; all was said in that turn
        if memory.is_handed_over:
            if not await self._way_back.may_hear(heard, memory):
                return
            if await self._way_back.is_back(heard, memory):
                await self._tell(_returned(heard), Unfailing(output))
        words = memory.meant(heard.words)
        await self._tell(Heard(heard.conversation, words, heard.message_id, heard.metadata), output)

    async def give_back(self, heard: Heard, output: WordsOutput, agent: Any) -> bool:
        """Tell the bot that it has a conversation again; False where it has not lost it.

        What it says to that is lost where the platform does not take it.

        Raises:
            NoModelError: There is no bot yet.
        """
        memory = await self.memory(heard.conversation, agent)
        if not memory.is_handed_over or memory.has_heard(_returned(heard).message_id):
            return False
        await self._tell(_returned(heard), Unfailing(output))
        return True

    async def memory(self, conversation: str, agent: Any) -> RasaMemory:
        """Return what Rasa knows of a conversation.

        Raises:
            NoModelError: There is no bot yet.
        """
        if agent is not None and not agent.is_ready():
            raise NoModelError
        return await RasaMemory.of(agent, conversation)

    async def _tell(self, heard: Heard, output: WordsOutput) -> None:
        message = UserMessage(
            heard.words,
            output,
            heard.conversation,
            input_channel=self._channel,
            message_id=heard.message_id,
            metadata=heard.metadata,
        )
        try:
            await self._on_new_message(message)
        except VendorError:
            raise
        except Exception as error:  # whatever Rasa raises, the customer is answered
            # The error's own text may hold what the customer said.
            logger.error("the turn failed: %s", type(error).__name__)
            logger.debug("the turn failed", exc_info=True)
            await output.send_text_message(heard.conversation, self._failed)


def _returned(heard: Heard) -> Heard:
    return Heard(heard.conversation, RETURNED, f"{heard.message_id}/returned", heard.metadata)

"""Deliveries become turns of the bot, each once and in order."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from ..bot import Bot, Heard, NoModelError, OnNewMessage, WayBack
from ..delivery_queue import Deliveries
from ..tracker import CONVERSATION_ID, RasaMemory
from .api import TwoWayAPI
from .chat import CHANNEL, Chat, recalled
from .output import CMOutput, RecallingOutput
from .payloads import Delivery, Said
from .settings import CMSettings

logger = logging.getLogger(__name__)

Step = Callable[[], Awaitable[object]]


class RoutingIsBack(WayBack):
    """Assumption: the router brings the bot nothing of a chat that is with agents.

    So what comes long after the transfer comes from a chat that is routed to the bot again. What
    was written while the transfer was under way is told as well, and the plugin keeps silent.
    """

    def __init__(self, after_seconds: float) -> None:
        self._after_seconds = after_seconds

    async def may_hear(self, heard: Heard, memory: RasaMemory) -> bool:
        """Everything is told."""
        return True

    async def is_back(self, heard: Heard, memory: RasaMemory) -> bool:
        """Tell whether agents have got the chat long ago."""
        return time.time() - memory.away_since > self._after_seconds


class _Together:
    """The turns of one call: after one that failed the others wait for the next delivery.

    Only while somebody waits who can deliver again.
    """

    def __init__(self) -> None:
        self.is_waited_for = True
        self._failure: Exception | None = None

    async def take(self, step: Step) -> None:
        if self._failure is not None and self.is_waited_for:
            raise self._failure
        try:
            await step()
        except Exception as error:
            self._failure = error
            raise


class Turns:
    """The bot's side of the router's calls."""

    def __init__(
        self, settings: CMSettings, twoway: TwoWayAPI, on_new_message: OnNewMessage
    ) -> None:
        self._twoway = twoway
        self._not_understood = settings.not_understood
        self._handover_returns = settings.handover_means == "return"
        self._way_back = RoutingIsBack(settings.return_after_seconds)
        self._bot = Bot(CHANNEL, on_new_message, settings.failed, self._way_back)
        self._deliveries = Deliveries(settings.answer_seconds, settings.remember_minutes * 60)

    async def deliver(self, delivery: Delivery, agent: Any) -> None:
        """Handle what a call holds, in order.

        Raises:
            NoModelError: There is no bot yet.
            VendorError: CM.com did not take what the bot said.
        """
        chat, together = delivery.chat, _Together()
        works: list[tuple[str, Step]] = [
            *((said.key, partial(self._hear, chat, said, agent)) for said in delivery.said),
            *((key, partial(self._end, _heard(chat, key), agent)) for key in delivery.endings),
        ]
        # Begun at once: what another call says next stands behind all of them.
        handled = (
            self._deliveries.handle(chat.id, f"{chat.id}/{key}", partial(together.take, step))
            for key, step in works
        )
        results = await asyncio.gather(*handled, return_exceptions=True)
        together.is_waited_for = False
        for result in results:
            if result is not None:
                raise result

    async def give_back(self, chat_id: str, agent: Any) -> bool | None:
        """Tell the bot that it has a chat again; False where it has not lost it.

        None is for a turn that waits for another one: the bot will be told.

        Raises:
            NoModelError: There is no bot yet.
        """
        returned: bool | None = None

        async def work() -> None:
            nonlocal returned
            memory = await self._bot.memory(chat_id, agent)
            chat = recalled(chat_id, memory.metadata(CHANNEL))
            metadata = chat.metadata if chat else {CONVERSATION_ID: chat_id}
            returned = await self._end(Heard(chat_id, "", key, metadata), agent)

        key = f"{chat_id}/{uuid.uuid4().hex}"
        await self._deliveries.handle(chat_id, key, work)
        return returned

    async def handed_over(self, chat_id: str, agent: Any) -> None:
        """See whether a hand-over gives the chat back; the router reports our own as well.

        That one it reports while the turn that asked for it goes on: so nobody waits for a turn
        before the tracker says that agents got the chat long ago.
        """
        if not self._handover_returns:
            return
        try:
            memory = await self._bot.memory(chat_id, agent)
            if memory.is_handed_over and await self._way_back.is_back(
                Heard(chat_id, "", ""), memory
            ):
                await self.give_back(chat_id, agent)
        except NoModelError:
            logger.warning("a hand-over was not looked at: no model is loaded")

    async def _hear(self, chat: Chat, said: Said, agent: Any) -> None:
        heard = _heard(chat, said.key, said.words or "")
        output = CMOutput(self._twoway, chat)
        if said.words is not None:
            await self._bot.hear(heard, output, agent)
            return
        memory = await self._bot.memory(chat.id, agent)
        if memory.is_handed_over:
            if not await self._way_back.is_back(heard, memory):
                return
            await self._bot.give_back(heard, output, agent)
        await output.send_text_message(chat.id, self._not_understood)

    async def _end(self, heard: Heard, agent: Any) -> bool:
        output = RecallingOutput(self._twoway, lambda: agent)
        return await self._bot.give_back(heard, output, agent)


def _heard(chat: Chat, key: str, words: str = "") -> Heard:
    return Heard(chat.id, words, f"{chat.id}/{key}", chat.metadata)

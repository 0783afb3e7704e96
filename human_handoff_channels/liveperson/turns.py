"""Events become turns of the bot, and turns become answers, in time.

An event is handled once: a repeated delivery waits for the same answer. LivePerson waits 60
seconds and delivers at most three times; its own words, with the 404 of an unknown conversation:
https://developers.liveperson.com/third-party-bots-custom-endpoint-service-implementation.html
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from rasa.core.channels.channel import UserMessage

from ..tracker import RETURNED, RasaMemory
from . import content
from .conversations import Conversation
from .output import CHANNEL, LivePersonOutput
from .payloads import Event
from .rasa_message import to_rasa
from .reply import Answer, Intent, composed, transfers
from .settings import LivePersonSettings

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class Turns:
    """The bot's side of LivePerson's events."""

    def __init__(self, settings: LivePersonSettings, on_new_message: OnNewMessage) -> None:
        self._settings = settings
        self._texts = settings.texts
        self._on_new_message = on_new_message
        # The event loop itself would let go of a turn that nobody waits for any more.
        self._running: set[asyncio.Future[Any]] = set()

    async def answer(self, conversation: Conversation, event: Event, agent: Any = None) -> Answer:
        """Answer one event, the same again for each of its deliveries."""
        answer = conversation.answer_to(event.key)
        if answer is None:
            answer = self._begin(self._in_time(conversation, event, agent))
            conversation.remember(event.key, answer)
        # A platform that hangs up ends the call, not the turn.
        return await asyncio.shield(answer)

    async def give_back(self, conversation: Conversation, agent: Any = None) -> Answer:
        """Tell the bot that it has the conversation again; answer what it says to that."""
        event = Event("RETURN", RETURNED, from_customer=False, key=f"return-{time.time_ns()}")
        return await asyncio.shield(self._begin(self._in_time(conversation, event, agent)))

    def _begin(self, work: Coroutine[Any, Any, Result]) -> asyncio.Future[Result]:
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _in_time(self, conversation: Conversation, event: Event, agent: Any) -> Answer:
        output = LivePersonOutput(conversation.offer, conversation.has_quick_replies)
        turn = self._begin(self._turn(conversation, event, agent, output))
        done, _ = await asyncio.wait({turn}, timeout=self._settings.answer_seconds)
        intent = turn.result() if done else None
        # From here on, what is said comes with the next answer.
        said = output.hand_over(conversation.keep_late)
        if not done:
            logger.warning("the bot was late: a sentence was sent, its answer will follow")
            said.append(content.text(self._texts.late))
        answer = composed(
            [*(conversation.take_late() if done else []), *said],
            self._texts.silent,
            self._settings.delay_seconds,
            intent,
        )
        if transfers(answer):
            conversation.transferred_at = time.monotonic()
        return answer

    async def _turn(
        self, conversation: Conversation, event: Event, agent: Any, output: LivePersonOutput
    ) -> Intent | None:
        """Let the bot speak; the intent is what it understood."""
        try:
            async with conversation.lock:
                return await self._talk(conversation, event, agent, output)
        except Exception as error:  # whatever Rasa raises, the customer is answered
            # The error's own text may hold what the customer said.
            logger.error("the turn failed: %s", type(error).__name__)
            logger.debug("the turn failed", exc_info=True)
            await output.send_text_message(conversation.id, self._texts.failed)
            return None

    async def _talk(
        self, conversation: Conversation, event: Event, agent: Any, output: LivePersonOutput
    ) -> Intent | None:
        message = to_rasa(conversation, event, self._settings)
        if message is None:
            if event.from_customer:
                await output.send_text_message(conversation.id, self._texts.not_understood)
            return None
        if agent is not None and not agent.is_ready():
            raise RuntimeError("no model is loaded")
        if event.kind == "RETURN":
            conversation.transferred_at, conversation.must_look = None, False
        elif await self._was_heard(conversation, message, agent, output):
            return None
        message.output_channel = output
        await self._on_new_message(message)
        if not self._settings.analytics:
            return None
        return (await RasaMemory.of(agent, conversation.id)).intent(message.message_id)

    async def _was_heard(
        self, conversation: Conversation, message: UserMessage, agent: Any, output: LivePersonOutput
    ) -> bool:
        """Say again what a server that crashed has said; else see whether the bot is back."""
        moved = conversation.transferred_at
        patience = self._settings.return_after_seconds
        is_long_ago = bool(moved and patience and time.monotonic() - moved > patience)
        if not conversation.must_look and not is_long_ago:
            return False
        memory = await RasaMemory.of(agent, conversation.id)
        if conversation.is_new and await memory.say_again(message.message_id, output):
            return True  # and the next one may have been heard as well
        is_handed_over = (
            moved is not None if memory.is_handed_over is None else memory.is_handed_over
        )
        conversation.is_new = conversation.must_look = False
        if is_handed_over and not conversation.has_late_transfer:
            # Assumption: LivePerson delivers only what a bot's own conversations say. So a `PUT`
            # after the transfer, or a message long after it, means that the bot has it again.
            conversation.transferred_at = None
            await self._on_new_message(
                UserMessage(
                    RETURNED,
                    output,
                    conversation.id,
                    input_channel=CHANNEL,
                    message_id=f"{message.message_id}/returned",
                    metadata=message.metadata,
                )
            )
        return False

"""Turn LivePerson's events into turns of the bot, and reply in time.

An event is handled once; a repeated delivery gets the same reply. LivePerson waits 60 seconds and
delivers at most three times. It says so here, and that it repeats its `PUT` after a 404:
https://developers.liveperson.com/third-party-bots-custom-endpoint-service-implementation.html
"""

from __future__ import annotations

import asyncio
import logging
import time
from functools import partial
from typing import Any

from ..bot import Bot, OnNewMessage
from ..delivery_queue import unique_key
from ..incoming import RETURNED, IncomingMessage
from ..tracker import TrackerReader
from ..typed_text import typed_text
from . import content
from .conversations import Conversation
from .output import LivePersonOutput
from .payloads import Event
from .reply import Analytics, Reply, analytics_of, compose, has_transfer
from .settings import CHANNEL, LivePersonSettings

logger = logging.getLogger(__name__)


class Turns:
    """The bot's turns."""

    def __init__(self, settings: LivePersonSettings, on_new_message: OnNewMessage) -> None:
        self._settings = settings
        self._texts = settings.texts
        self._bot = Bot(CHANNEL, on_new_message, settings.texts.failed)

    async def reply(self, conversation: Conversation, event: Event, agent: Any = None) -> Reply:
        """Return the reply to an event, the same for each of its deliveries."""
        work = partial(self._reply_in_time, conversation, event, agent)
        reply = conversation.queue.begin(event.key, event.key, work)
        # LivePerson may end its request before the reply is ready; the turn goes on.
        return await asyncio.shield(reply)

    async def give_back(self, conversation: Conversation, agent: Any = None) -> Reply:
        """Tell Rasa that the bot has the conversation again; return the bot's reply to that.

        Raises:
            NoModelError: Rasa has no model yet.
        """
        self._bot.check_model(agent)
        event = Event("RETURN", RETURNED, from_customer=False, key=unique_key("return"))
        return await self.reply(conversation, event, agent)

    async def _reply_in_time(self, conversation: Conversation, event: Event, agent: Any) -> Reply:
        output = LivePersonOutput(conversation.offer, conversation.has_quick_replies)
        turn = partial(self._turn, conversation, event, agent, output)
        analytics = await conversation.queue.handle(conversation.id, unique_key("turn"), turn)
        is_late = analytics is None
        # From here on, the bot's messages stand in the next reply.
        items = output.take_items(conversation.keep_late)
        if is_late:
            logger.warning("the bot is slow: its messages follow with the next reply")
            items.append(content.text(self._texts.late))
        else:
            items = [*conversation.take_late(), *items]
        reply = compose(items, self._texts.silent, self._settings.delay_seconds, analytics)
        if has_transfer(reply):
            conversation.transferred_at = time.monotonic()
        return reply

    async def _turn(
        self, conversation: Conversation, event: Event, agent: Any, output: LivePersonOutput
    ) -> Analytics:
        """Let the bot reply to an event; return what Rasa recognised in it."""
        async with self._bot.failure_reply(conversation.id, output, event.key):
            message = self._message(conversation, event)
            if message is not None:
                return await self._send(conversation, event, message, agent, output)
            if event.from_customer:
                await output.send_text_message(conversation.id, self._texts.not_understood)
        return {}

    def _message(self, conversation: Conversation, event: Event) -> IncomingMessage | None:
        """Return the message to Rasa; None where Rasa gets none.

        It gets none of `CLOSE_CONVERSATION`: `/restart` would forget the slots of a conversation
        that LivePerson can open again, and no other conversation has the same tracker.
        """
        text: str | None = ""
        if event.kind in ("TEXT", "RICH_CONTENT"):
            text = conversation.resolve_title(event.text, event.clicked)
        elif event.kind == "START":
            text = typed_text(event.text) if event.text else self._settings.start_message
        elif event.kind == "RETURN":
            text = event.text
        if not text:
            return None
        # After a crash, Rasa's tracker tells by the message's id whether it was handled.
        message_id = f"{conversation.id}/{event.key}"
        return IncomingMessage(conversation.id, text, message_id, conversation.metadata(event))

    async def _send(
        self,
        conversation: Conversation,
        event: Event,
        message: IncomingMessage,
        agent: Any,
        output: LivePersonOutput,
    ) -> Analytics:
        self._bot.check_model(agent)
        if event.kind == "RETURN":
            conversation.transferred_at, conversation.must_read_tracker = None, False
        elif await self._was_handled(conversation, event, message, agent, output):
            return {}
        is_bots = conversation.transferred_at is None
        await self._bot.send(message, output, tells_failure=is_bots)
        if not self._settings.analytics:
            return {}
        tracker = await TrackerReader.read(agent, conversation.id)
        return analytics_of(tracker.intent(message.message_id))

    async def _was_handled(
        self,
        conversation: Conversation,
        event: Event,
        message: IncomingMessage,
        agent: Any,
        output: LivePersonOutput,
    ) -> bool:
        """Repeat the reply of a server that crashed; else tell Rasa if the bot is back.

        Where Rasa could not be told, the customer has been asked to repeat the message.
        """
        # LivePerson sends `START` when a conversation comes to the bot, also when it comes again.
        may_be_back = conversation.must_read_tracker or event.kind == "START"
        if not may_be_back and not self._was_transferred_long_ago(conversation):
            return False
        tracker = await self._bot.tracker(conversation.id, agent)
        if conversation.is_new and await tracker.repeat_reply(message.message_id, output):
            # `is_new` stays: that server may have handled the next message as well.
            return True
        is_handed_over = tracker.is_handed_over
        if is_handed_over is None:
            is_handed_over = conversation.transferred_at is not None
        conversation.is_new = conversation.must_read_tracker = False
        if is_handed_over and not conversation.has_late_transfer:
            # Assumption: LivePerson delivers only events of conversations that the bot has. So a
            # `PUT` after the transfer, or a message long after it, means that the bot is back.
            if not await self._bot.send(message.returned(), output):
                conversation.must_read_tracker = True  # so that the next message tries again
                return True
            conversation.transferred_at = None
        return False

    def _was_transferred_long_ago(self, conversation: Conversation) -> bool:
        seconds, since = self._settings.return_after_seconds, conversation.transferred_at
        return bool(since and seconds and time.monotonic() - since > seconds)

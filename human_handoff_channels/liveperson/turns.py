"""Turn LivePerson's events into turns of the bot, and reply in time.

An event is handled once; a repeated delivery gets the same reply, also from another Rasa server.
LivePerson waits 60 seconds and delivers at most three times. It says so here, and that it repeats
its `PUT` after a 404:
https://developers.liveperson.com/third-party-bots-custom-endpoint-service-implementation.html
"""

from __future__ import annotations

import asyncio
import logging
import time
from functools import partial
from typing import Any

from ..bot import Bot, OnNewMessage
from ..delivery_queue import DeliveryQueue, unique_key
from ..incoming import RETURNED, IncomingMessage
from ..shared_state import SharedState
from ..tracker import TrackerReader
from ..typed_text import typed_text
from . import content
from .content import Item
from .conversations import Conversation, Conversations, Name
from .payloads import Event
from .reply import Analytics, Reply, analytics_of, compose
from .settings import CHANNEL, LivePersonSettings
from .turn import Turn

logger = logging.getLogger(__name__)


class Turns:
    """The bot's turns."""

    def __init__(
        self,
        settings: LivePersonSettings,
        conversations: Conversations,
        on_new_message: OnNewMessage,
        state: SharedState,
    ) -> None:
        self._settings = settings
        self._texts = settings.texts
        self._conversations = conversations
        self._bot = Bot(CHANNEL, on_new_message, settings.texts.failed, state)
        remember_seconds = settings.remember_minutes * 60
        self._queue = DeliveryQueue(state, settings.answer_seconds, remember_seconds)

    async def reply(self, name: Name, event: Event, agent: Any = None) -> Reply:
        """Return the reply to an event, the same for each of its deliveries."""
        turn = Turn(name, event, agent)
        reply = self._queue.begin(turn.key, partial(self._reply_in_time, turn))
        # LivePerson may end its request before the reply is ready; the turn goes on.
        return await asyncio.shield(reply)

    async def give_back(self, name: Name, agent: Any = None) -> Reply:
        """Tell Rasa that the bot has the conversation again; return the bot's reply to that.

        Raises:
            NoModelError: Rasa has no model yet.
        """
        self._bot.check_model(agent)
        event = Event("RETURN", RETURNED, from_customer=False, key=unique_key("return"))
        return await self.reply(name, event, agent)

    async def _reply_in_time(self, turn: Turn) -> Reply:
        key = f"{turn.key}/turn"
        reply = await self._queue.handle(key, partial(self._reply, turn), turn.name.id)
        if reply is not None:
            return reply
        logger.warning("the bot is slow: its messages follow with the next reply")
        items = self._take_items(turn)
        turn.late_reply = self._compose([*items, content.text(self._texts.late)])
        return await self._settle(turn, turn.late_reply, items)

    async def _reply(self, turn: Turn) -> Reply:
        turn.conversation = await self._conversations.find(turn.name) or turn.conversation
        turn.output.has_quick_replies = turn.conversation.has_quick_replies
        analytics = await self._take(turn)
        if turn.late_reply is not None:
            return await self._settle(turn, turn.late_reply, [])
        items, late = self._take_items(turn), turn.conversation.late
        return await self._settle(turn, self._compose([*late, *items], analytics), items, len(late))

    async def _settle(self, turn: Turn, reply: Reply, items: list[Item], late: int = 0) -> Reply:
        """Return the reply that counts: this one, or one that was given before.

        Args:
            turn: The turn.
            reply: The reply that was composed.
            items: The bot's messages in it; they are kept for the next reply if it does not count.
            late: How many of the messages that were kept before are in it.
        """
        counts = await self._queue.settle(turn.key, reply)
        offered = turn.output.take_offered()

        def change(conversation: Conversation) -> None:
            conversation.noticed = max(conversation.noticed, turn.noticed)
            conversation.offer(offered)
            if counts == reply:
                del conversation.late[:late]
            else:
                conversation.keep_late(items)

        await self._conversations.change(turn.name, change)
        return counts

    def _take_items(self, turn: Turn) -> list[Item]:
        """Return the bot's messages so far; later ones stand in the next reply."""

        async def keep(item: Item, offered: dict[str, str]) -> None:
            def change(conversation: Conversation) -> None:
                conversation.offer(offered)
                conversation.keep_late([item])

            await self._conversations.change(turn.name, change)

        return turn.output.take_items(keep)

    def _compose(self, items: list[Item], analytics: Analytics | None = None) -> Reply:
        return compose(items, self._texts.silent, self._settings.delay_seconds, analytics)

    async def _take(self, turn: Turn) -> Analytics:
        """Let the bot reply to an event; return what Rasa recognised in it."""
        async with self._bot.failure_reply(turn.name.id, turn.output, turn.event.key):
            text = self._text(turn)
            if text:
                return await self._send(turn, turn.message(text))
            if turn.event.from_customer:
                await turn.output.send_text_message(turn.name.id, self._texts.not_understood)
        return {}

    def _text(self, turn: Turn) -> str | None:
        """Return the text for Rasa; None or empty where Rasa gets no message.

        It gets none of `CLOSE_CONVERSATION`: `/restart` would forget the slots of a conversation
        that LivePerson can open again, and no other conversation has the same tracker.
        """
        event = turn.event
        if event.kind in ("TEXT", "RICH_CONTENT"):
            return turn.conversation.resolve_title(event.text, event.clicked)
        if event.kind == "START":
            return typed_text(event.text) if event.text else self._settings.start_message
        return event.text if event.kind == "RETURN" else None

    async def _send(self, turn: Turn, message: IncomingMessage) -> Analytics:
        tracker = await self._bot.tracker(turn.name.id, turn.agent)
        if await tracker.repeat_reply(message.message_id, turn.output):
            return {}  # a server has handled it, and has ended before it could reply
        is_bots = turn.event.kind == "RETURN" or not tracker.is_handed_over
        if not is_bots and self._is_back(turn, tracker):
            # Where Rasa could not be told, the customer has been asked to repeat the message.
            if not await self._bot.send(message.returned(), turn.output):
                return {}
            is_bots = True
        turn.noticed = turn.conversation.created
        await self._bot.send(message, turn.output, tells_failure=is_bots)
        if is_bots and turn.output.is_silent:
            # Perhaps the bot has transferred the customer in a turn of another server, which has
            # handled the same event while the state store was away.
            tracker = await self._bot.tracker(turn.name.id, turn.agent)
            await tracker.repeat_reply(message.message_id, turn.output)
        if not self._settings.analytics:
            return {}
        tracker = await TrackerReader.read(turn.agent, turn.name.id)
        return analytics_of(tracker.intent(message.message_id))

    def _is_back(self, turn: Turn, tracker: TrackerReader) -> bool:
        """Tell whether an event shows that the bot has a conversation again.

        Assumption: LivePerson delivers only events of conversations that the bot has. So a `PUT`
        after the transfer, or a message long after it, means that the bot is back. LivePerson
        sends `START` when a conversation comes to the bot, also when it comes again.
        """
        conversation, seconds = turn.conversation, self._settings.return_after_seconds
        if conversation.has_late_transfer:
            return False
        is_assigned = conversation.created > conversation.noticed or turn.event.kind == "START"
        passed = time.time() - tracker.handed_over_at
        return is_assigned or (seconds is not None and passed > seconds)

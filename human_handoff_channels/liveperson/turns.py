"""Turn LivePerson's events into turns of the bot, and reply in time.

An event is handled once; a repeated delivery gets the same reply, also from another Rasa server.
LivePerson waits 60 seconds and delivers at most three times. It says so here, and that it repeats
its `PUT` after a 404:
https://developers.liveperson.com/third-party-bots-custom-endpoint-service-implementation.html
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

from ..bot import Bot, OnNewMessage
from ..delivery_queue import DeliveryQueue, unique_key
from ..failed_actions import ActionFailedError
from ..incoming import RETURNED, IncomingMessage
from ..own_sentences import OwnSentence
from ..shared_state import SharedState
from ..tracker import TrackerReader
from ..webhook_calls import RefusedError, RetryLaterError
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
        self._return_seconds = settings.return_after_seconds
        texts, slot = settings.texts, settings.language_slot
        self._silent = texts.silent
        self._late = OwnSentence(texts.late, slot)
        self._not_understood = OwnSentence(texts.not_understood, slot)
        self._conversations = conversations
        self._bot = Bot(CHANNEL, on_new_message, OwnSentence(texts.failed, slot), state)
        remember_seconds = settings.remember_minutes * 60
        self._queue = DeliveryQueue(state, settings.answer_seconds, remember_seconds)

    async def reply(self, name: Name, event: Event, agent: Any = None) -> Reply:
        """Return the reply to an event, the same for each of its deliveries.

        Raises:
            RefusedError: The conversation is unknown.
            NoModelError: Rasa has no model yet.
        """
        return await self._answer(Turn(name, event, agent))

    async def _answer(self, turn: Turn) -> Reply:
        # Nothing is awaited before: the conversation's turns are in the order of arrival.
        begun = self._queue.begin(f"{turn.key}/turn", partial(self._reply, turn), turn.name.id)
        reply = self._queue.begin(turn.key, partial(self._reply_in_time, turn, begun))
        # LivePerson may end its request before the reply is ready; the turn goes on.
        return await asyncio.shield(reply)

    async def give_back(self, name: Name, agent: Any = None) -> Reply:
        """Tell Rasa that the bot has the conversation again; return the bot's reply to that.

        Raises:
            NoModelError: Rasa has no model yet.
            RetryLaterError: The bot could not be told; agents still have the conversation.
        """
        self._bot.check_model(agent)
        event = Event("RETURN", RETURNED, from_customer=False, key=unique_key("return"))
        turn = Turn(name, event, agent)
        reply = await self._answer(turn)
        if turn.has_failed:
            raise RetryLaterError("the bot's actions have failed")
        return reply

    async def _reply_in_time(self, turn: Turn, begun: asyncio.Future[Reply]) -> Reply:
        if (reply := await self._queue.wait(begun)) is not None:
            return reply
        logger.warning("the bot is slow: its messages follow with the next reply")
        items = self._take_items(turn)
        turn.late_reply = self._compose([*items, content.text(self._late.text(turn.tracker))])
        return await self._settle(turn, turn.late_reply, items)

    async def _reply(self, turn: Turn) -> Reply:
        conversation = await self._conversations.find(turn.name)
        if conversation is None and turn.event.kind != "RETURN":
            raise RefusedError(HTTPStatus.NOT_FOUND, "unknown conversation")
        turn.conversation = conversation or turn.conversation
        turn.output.has_quick_replies = turn.conversation.has_quick_replies
        analytics = await self._take(turn)
        if turn.late_reply is not None:
            return await self._settle(turn, turn.late_reply, [])
        items, late = self._take_items(turn), turn.conversation.late
        return await self._settle(turn, self._compose([*late, *items], analytics), items, late)

    async def _settle(
        self, turn: Turn, reply: Reply, items: list[Item], late: Sequence[Item] = ()
    ) -> Reply:
        """Return the reply that counts: this one, or one that was given before.

        Args:
            turn: The turn.
            reply: The reply that was composed.
            items: The bot's messages in it; if it does not count, those that the other reply does
                not have are kept for the next one.
            late: The messages that were kept before, and are in it.
        """
        counts = await self._queue.settle(turn.key, reply)
        offered, given = turn.output.take_offered(), counts["response"]
        is_given = given == reply["response"]
        if turn.given is None:
            turn.given = [] if is_given else list(given)
        dropped = late if is_given else list(filter(content.is_transfer, given))
        kept = [] if is_given else turn.take_unknown(items)

        def change(conversation: Conversation) -> None:
            conversation.noticed = max(conversation.noticed, turn.noticed)
            conversation.offer(offered)
            conversation.drop_late(dropped)
            conversation.keep_late(kept)

        await self._conversations.change(turn.name, change)
        return counts

    def _take_items(self, turn: Turn) -> list[Item]:
        """Return the bot's messages so far; later ones stand in the next reply."""

        async def keep(item: Item, offered: dict[str, str]) -> None:
            kept = turn.take_unknown([item])

            def change(conversation: Conversation) -> None:
                conversation.offer(offered)
                conversation.keep_late(kept)

            await self._conversations.change(turn.name, change)

        return turn.output.take_items(keep)

    def _compose(self, items: list[Item], analytics: Analytics | None = None) -> Reply:
        return compose(items, self._silent, self._settings.delay_seconds, analytics)

    async def _take(self, turn: Turn) -> Analytics:
        """Let the bot reply to an event; return what Rasa recognised in it."""
        text = turn.text(self._settings.start_message)
        message = turn.message(text or "")
        async with self._bot.failure_reply(message, turn.output, lambda: turn.tracker):
            if text:
                return await self._send(turn, message)
            if turn.event.from_customer and await self._is_bots(turn):
                text = self._not_understood.text(turn.tracker)
                await turn.output.send_text_message(turn.name.id, text)
        return {}

    async def _is_bots(self, turn: Turn) -> bool:
        """Tell whether the bot has the conversation; agents read what is sent to them."""
        tracker = turn.tracker = await self._bot.tracker(turn.name.id, turn.agent)
        return not tracker.is_handed_over or turn.shows_return(tracker, self._return_seconds)

    async def _send(self, turn: Turn, message: IncomingMessage) -> Analytics:
        tracker = turn.tracker = await self._bot.tracker(turn.name.id, turn.agent)
        if await self._bot.repeat_reply(message, tracker, turn.output):
            # A server has handled it, and has ended before it could reply.
            turn.noticed = turn.conversation.created
            return self._analytics(message, tracker)
        is_bots = turn.event.kind == "RETURN" or not tracker.is_handed_over
        if not is_bots and turn.shows_return(tracker, self._return_seconds):
            if not await self._bot.send_return(message, turn.output):
                # Agents still have it, as Rasa knows; in their loop the message would be lost.
                raise ActionFailedError
            is_bots = True
        turn.noticed = turn.conversation.created
        is_handled = await self._bot.send(message, turn.output, tracker, tells_failure=is_bots)
        turn.has_failed = turn.event.kind == "RETURN" and not is_handled
        if is_bots and turn.output.is_silent:
            # Perhaps the bot has transferred the customer in a turn of another server, which has
            # handled the same event while the state store was away.
            tracker = await self._bot.tracker(turn.name.id, turn.agent)
            await self._bot.repeat_reply(message, tracker, turn.output)
        if not self._settings.analytics:
            return {}
        return self._analytics(message, await TrackerReader.read(turn.agent, turn.name.id))

    def _analytics(self, message: IncomingMessage, tracker: TrackerReader) -> Analytics:
        has_any = self._settings.analytics
        return analytics_of(tracker.intent(message.message_id)) if has_any else {}

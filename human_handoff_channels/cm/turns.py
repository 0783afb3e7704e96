"""Turn the router's deliveries into turns of the bot, each once and in order."""

from __future__ import annotations

import asyncio
import logging
import time
from functools import partial
from typing import Any

from ..agent_messages import keep_agent_message
from ..bot import Bot, OnNewMessage
from ..delivery_queue import DeliveryQueue, unique_key
from ..incoming import IncomingMessage, ReturnDetector
from ..own_sentences import OwnSentence
from ..plugin import CONVERSATION_ID, Deadline
from ..shared_state import SharedState
from ..tracker import TrackerReader
from ..unanswered import Unanswered, message_id_of, tell_rasa
from ..webhook_calls import NoModelError
from .api import TwoWayAPI
from .chat import Chat, chat_from_metadata
from .output import CMOutput, LookupOutput
from .payloads import CustomerMessage, Delivery, SessionEnd
from .settings import CHANNEL, CMSettings
from .turn import DeliveryTurns, Work

logger = logging.getLogger(__name__)

# How far the clocks of CM.com and of this server may be apart.
CLOCKS_DIFFER_SECONDS = 60.0


class RoutingReturnDetector(ReturnDetector):
    """Takes a message long after the transfer for a sign that the bot has the chat again.

    Assumption: the router delivers nothing of a chat that agents have. So a message long after
    the transfer comes from a chat that is routed to the bot again. Rasa also gets what the
    customer wrote while the transfer was under way, and the plugin keeps the bot silent.
    """

    def __init__(self, after_seconds: float) -> None:
        self._after_seconds = after_seconds

    async def is_for_bot(self, message: IncomingMessage, tracker: TrackerReader) -> bool:
        """Return True: Rasa gets every message."""
        return True

    async def is_returned(self, message: IncomingMessage, tracker: TrackerReader) -> bool:
        """Tell whether the transfer was long ago."""
        return self.is_long_ago(tracker)

    def is_long_ago(self, tracker: TrackerReader) -> bool:
        """Tell whether agents got the chat longer ago than the settings say."""
        return time.time() - tracker.handed_over_at > self._after_seconds


class Turns:
    """The bot's turns."""

    def __init__(
        self,
        settings: CMSettings,
        api: TwoWayAPI,
        on_new_message: OnNewMessage,
        state: SharedState,
        unanswered: Unanswered,
    ) -> None:
        self._unanswered = unanswered
        self._api = api
        slot = settings.language_slot
        self._not_understood = OwnSentence(settings.not_understood, slot)
        self._keeps_agent_messages = settings.keep_agent_messages
        self._handover_returns = settings.handover_means == "return"
        self._detector = RoutingReturnDetector(settings.return_after_seconds)
        self._bot = Bot(CHANNEL, on_new_message, OwnSentence(settings.failed, slot), state)
        self._queue = DeliveryQueue(state, settings.answer_seconds, settings.remember_minutes * 60)

    async def deliver(self, delivery: Delivery, agent: Any) -> None:
        """Handle the messages and events of a delivery, in order.

        Raises:
            NoModelError: Rasa has no model yet.
            VendorError: CM.com did not accept a message of the bot.
        """
        chat, turns = delivery.chat, DeliveryTurns()
        if delivery.agent_messages:
            await self._unanswered.agent_wrote(chat.id)
        works: list[tuple[str, Work]] = [
            (message.key, partial(self._receive, chat, message, agent))
            for message in delivery.messages
        ]
        for written in delivery.agent_messages if self._keeps_agent_messages else ():
            key = f"agent_message/{written.key}"
            works.append((key, partial(keep_agent_message, agent, written)))
        for end in delivery.session_ends:
            works.append((end.key, partial(self._end_session, chat, end, agent)))
        # All are enqueued at once: what a later delivery brings comes after all of them.
        handled = (
            self._queue.handle(f"{chat.id}/{key}", partial(turns.run, work), chat.id)
            for key, work in works
        )
        results = await asyncio.gather(*handled, return_exceptions=True)
        turns.is_waited_for = False
        for result in results:
            if result is not None:
                raise result

    async def give_back(self, chat_id: str, agent: Any) -> bool | None:
        """Tell Rasa that the bot has a chat again.

        Returns:
            False where agents did not have it; None where another turn is still under way, after
            which Rasa gets the return.

        Raises:
            NoModelError: Rasa has no model yet.
        """
        key = f"{chat_id}/{unique_key('return')}"

        async def work() -> bool:
            return await self._end(await self._known(chat_id, key, agent), agent)

        return await self._queue.handle(None, work, chat_id)

    async def nobody_came(self, deadline: Deadline, agent: Any) -> bool | None:
        """Tell Rasa that nobody has come to a chat; None where the turn is still under way."""
        chat_id = deadline.conversation

        async def work() -> bool:
            message = await self._known(chat_id, f"{chat_id}/{message_id_of(deadline)}", agent)
            output = LookupOutput(self._api, lambda: agent)
            is_untouched = partial(self._unanswered.is_untouched, deadline)
            return await tell_rasa(self._bot, message, output, agent, is_untouched)

        return await self._queue.handle(f"{chat_id}/nobody_came/{deadline.key}", work, chat_id)

    async def _known(self, chat_id: str, message_id: str, agent: Any) -> IncomingMessage:
        """Return a message without text, with what Rasa's tracker knows of the chat."""
        tracker = await self._bot.tracker(chat_id, agent)
        chat = chat_from_metadata(chat_id, tracker.metadata(CHANNEL))
        metadata = chat.metadata if chat else {CONVERSATION_ID: chat_id}
        return IncomingMessage(chat_id, "", message_id, metadata)

    async def handed_over(self, chat_id: str, agent: Any) -> None:
        """Look whether a hand-over gives the chat back to the bot; the router reports others too.

        It reports the bot's own hand-over during the turn that asked for it. So no turn is waited
        for before the tracker tells that agents got the chat long ago.
        """
        if not self._handover_returns:
            return
        try:
            tracker = await self._bot.tracker(chat_id, agent)
            if tracker.is_handed_over and self._detector.is_long_ago(tracker):
                await self.give_back(chat_id, agent)
        except NoModelError:
            logger.warning("a hand-over was not looked at: no model is loaded")

    async def _receive(self, chat: Chat, message: CustomerMessage, agent: Any) -> None:
        incoming = _incoming(chat, message.key, message.text or "")
        output = CMOutput(self._api, chat)
        if message.text is not None:
            await self._bot.receive(incoming, output, agent, self._detector)
            return
        tracker = await self._bot.tracker(chat.id, agent)
        if tracker.is_handed_over:
            if not self._detector.is_long_ago(tracker):
                return
            await self._bot.give_back(incoming, output, agent)
        await output.send_text_message(chat.id, self._not_understood.text(tracker))

    async def _end_session(self, chat: Chat, end: SessionEnd, agent: Any) -> None:
        tracker = await self._bot.tracker(chat.id, agent)
        known = chat_from_metadata(chat.id, tracker.metadata(CHANNEL))
        if chat.session and known and known.session not in (None, chat.session):
            logger.info("ignored: the end of another session of the router")
            return
        transferred_at = tracker.handed_over_at - CLOCKS_DIFFER_SECONDS
        if end.created_at is not None and end.created_at < transferred_at:
            logger.info("ignored: an end of the router's session from before the transfer")
            return
        await self._end(_incoming(chat, end.key), agent)

    async def _end(self, message: IncomingMessage, agent: Any) -> bool:
        output = LookupOutput(self._api, lambda: agent)
        return await self._bot.give_back(message, output, agent)


def _incoming(chat: Chat, key: str, text: str = "") -> IncomingMessage:
    return IncomingMessage(chat.id, text, f"{chat.id}/{key}", chat.metadata)

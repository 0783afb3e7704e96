"""Turn Parley's payloads into turns of the bot, in the order of their arrival."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from enum import Enum
from functools import partial
from typing import Any

from ..agent_messages import AgentMessage, keep_agent_message
from ..bot import Bot, OnNewMessage
from ..delivery_queue import DeliveryQueue, unique_key
from ..incoming import IncomingMessage, ReturnDetector
from ..own_sentences import OwnSentence
from ..plugin import CONVERSATION_ID, USER_ID, Deadline
from ..shared_state import SharedState
from ..tracker import TrackerReader
from ..unanswered import Unanswered, message_id_of, tell_rasa
from ..webhook_calls import NoModelError, RetryLaterError
from .api import BotService, Owner
from .merging import copy_conversation
from .output import ParleyOutput
from .payloads import Action, Merging, Message, Payload
from .settings import CHANNEL, ParleySettings

Work = Callable[[], Awaitable[object]]


class Return(Enum):
    """The outcome of a return; `NOT_ASKED`: Parley could not be asked who owns the user."""

    DONE = "done"
    NOT_HANDED_OVER = "not handed over"
    OWNED_BY_ANOTHER = "owned by another"
    NOT_ASKED = "not asked"
    LATER = "later"


class OwnerReturnDetector(ReturnDetector):
    """Takes a user who belongs to the bot's Service for one that the bot has again.

    A Service owns a user until another one becomes the owner, and Parley may deliver messages to
    Services that do not own the user. So a message alone shows nothing, unless it comes long after
    the transfer and Parley's answers name no owner: else the bot would be silent for ever.
    """

    def __init__(self, service: BotService, unanswered: Unanswered, after_minutes: float) -> None:
        """Ask this Service who owns a user."""
        self._service = service
        self._unanswered = unanswered
        self._after_seconds = after_minutes * 60

    async def is_for_bot(self, message: IncomingMessage, tracker: TrackerReader) -> bool:
        """Tell whether the bot's Service owns the user; else the agents read the message.

        Rasa also gets what says that the customer does not want to wait: the plugin knows whether
        an agent has written.

        Raises:
            RetryLaterError: Parley could not be asked. The message is delivered again.
        """
        return self._unanswered.may_leave(message.text) or await self._is_bots(message, tracker)

    async def is_returned(self, message: IncomingMessage, tracker: TrackerReader) -> bool:
        """Tell whether the bot's Service owns the user.

        Raises:
            RetryLaterError: Parley could not be asked. The message is delivered again.
        """
        # Of any other message `is_for_bot` has asked.
        is_asked = not self._unanswered.may_leave(message.text)
        return is_asked or await self._is_bots(message, tracker)

    async def _is_bots(self, message: IncomingMessage, tracker: TrackerReader) -> bool:
        owner = await self._service.owner(message.conversation)
        if owner is Owner.NO_ANSWER:
            raise RetryLaterError("the owner of a customer is unknown")
        is_long_ago = time.time() - tracker.handed_over_at > self._after_seconds
        return owner is Owner.BOT or (owner is Owner.UNKNOWN and is_long_ago)


class Turns:
    """The bot's turns."""

    def __init__(
        self,
        settings: ParleySettings,
        service: BotService,
        on_new_message: OnNewMessage,
        state: SharedState,
        unanswered: Unanswered,
    ) -> None:
        self._unanswered = unanswered
        slot = settings.language_slot
        self._not_understood = OwnSentence(settings.not_understood, slot)
        self._keeps_agent_messages = settings.keep_agent_messages
        self._service = service
        self._output = ParleyOutput(service)
        after_minutes = settings.return_after_minutes
        self._detector = OwnerReturnDetector(service, unanswered, after_minutes)
        self._bot = Bot(CHANNEL, on_new_message, OwnSentence(settings.failed, slot), state)
        self._queue = DeliveryQueue(state, settings.answer_seconds, settings.remember_minutes * 60)

    async def handle(self, payload: Payload, agent: Any) -> None:
        """Handle a payload; return when its turn is over, or after the time to wait.

        Raises:
            NoModelError: Rasa has no model yet.
            VendorError: Parley did not accept a message of the bot.
            RetryLaterError: The tracker store has failed, or Parley could not be asked who owns the
                user.
        """
        work: Work
        if isinstance(payload, Message):
            work = partial(self._receive, payload, agent)
            key = f"message/{payload.user}/{payload.key}"
            await self._queue.handle(key, work, payload.user)
        elif isinstance(payload, AgentMessage):
            await self._unanswered.agent_wrote(payload.conversation)
            if self._keeps_agent_messages:
                work = partial(keep_agent_message, agent, payload)
                key = f"agent_message/{payload.conversation}/{payload.key}"
                await self._queue.handle(key, work, payload.conversation)
        elif isinstance(payload, Action):
            # Assumption: a change of owner comes as an action, if Parley tells of it at all.
            work = partial(self._act, payload.user, agent)
            await self._queue.handle(None, work, payload.user)
        else:
            work = partial(self._merge, payload, agent)
            key = f"merging/{payload.old_id}/{payload.new_id}"
            await self._queue.handle(key, work, payload.old_id, payload.new_id)

    async def give_back(self, user: str, agent: Any) -> Return:
        """Tell Rasa that the bot has a user again, unless another Service owns the user.

        Where Parley does not tell the owner, the caller is believed.

        Raises:
            NoModelError: Rasa has no model yet.
        """
        believed = {Owner.BOT, Owner.UNKNOWN, Owner.NO_ANSWER}
        work = partial(self._give_back, user, agent, believed)
        return await self._queue.handle(None, work, user) or Return.LATER

    async def nobody_came(self, deadline: Deadline, agent: Any) -> bool | None:
        """Tell Rasa that nobody has come to a user; None where the turn is still under way."""
        user = deadline.conversation
        message = _incoming(Message(user, message_id_of(deadline), "", None))
        is_untouched = partial(self._unanswered.is_untouched, deadline)
        work = partial(tell_rasa, self._bot, message, self._output, agent, is_untouched)
        return await self._queue.handle(f"nobody_came/{user}/{deadline.key}", work, user)

    async def _receive(self, message: Message, agent: Any) -> None:
        if message.text:
            await self._bot.receive(_incoming(message), self._output, agent, self._detector)
            return
        tracker = await self._bot.tracker(message.user, agent)
        if not tracker.is_handed_over:
            text = self._not_understood.text(tracker)
            await self._output.send_text_message(message.user, text)

    async def _merge(self, merging: Merging, agent: Any) -> None:
        if agent is None or not agent.is_ready():
            raise NoModelError
        await copy_conversation(agent, merging.old_id, merging.new_id)

    async def _act(self, user: str, agent: Any) -> None:
        if await self._give_back(user, agent, {Owner.BOT}) is Return.NOT_ASKED:
            raise RetryLaterError("the owner of a customer is unknown")

    async def _give_back(self, user: str, agent: Any, accepted: set[Owner]) -> Return:
        if not (await self._bot.tracker(user, agent)).is_handed_over:
            return Return.NOT_HANDED_OVER
        owner = await self._service.owner(user)
        if owner not in accepted:
            return Return.NOT_ASKED if owner is Owner.NO_ANSWER else Return.OWNED_BY_ANOTHER
        message = _incoming(Message(user, unique_key("return"), "", None))
        await self._bot.give_back(message, self._output, agent)
        return Return.DONE


def _incoming(message: Message) -> IncomingMessage:
    fields = {"uniqueIdentifier": message.account_id} if message.account_id is not None else {}
    metadata = {CONVERSATION_ID: message.user, USER_ID: message.user, CHANNEL: fields}
    # Without the user's id, which may be another one when Parley delivers the message again.
    return IncomingMessage(message.user, message.text, f"{CHANNEL}/{message.key}", metadata)

"""Pass the customers' messages to Rasa, each once, and tell Rasa when the bot gets a chat back.

CM.com's and Parley's channels send the bot's messages over an API of the platform, while the turn
goes on: some platforms accept nothing from a bot once agents have the conversation, so the last
message before a transfer must be sent before the turn is over.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from rasa.core.channels.channel import UserMessage

from .failed_actions import ActionFailedError, observed_turn
from .incoming import IncomingMessage, ReturnDetector
from .own_sentences import OwnSentence
from .plugin import VendorError
from .shared_state import SharedState
from .text_output import BestEffortOutput, TextOutputChannel
from .tracker import TrackerReader
from .webhook_calls import NoModelError, RetryLaterError

logger = logging.getLogger(__name__)

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]

# For so long a message is remembered whose failure the platform did not let us tell.
UNTOLD_SECONDS = 3600.0


class Bot:
    """The bot, which takes one message at a time; `DeliveryQueue` keeps their order."""

    def __init__(
        self, channel: str, on_new_message: OnNewMessage, failed: OwnSentence, state: SharedState
    ) -> None:
        """Take the channel's name, Rasa's handler, and the customer's message after a failure.

        `state` is what the channel shares with its other Rasa servers.
        """
        self._channel = channel
        self._on_new_message = on_new_message
        self._failed = failed
        self._state = state

    async def receive(
        self,
        message: IncomingMessage,
        output: TextOutputChannel,
        agent: Any,
        detector: ReturnDetector,
    ) -> None:
        """Let the bot reply to a message, unless Rasa has handled the message before.

        Raises:
            NoModelError: Rasa has no model yet.
            VendorError: The platform did not accept a message of the bot.
        """
        tracker = await self.tracker(message.conversation, agent)
        if tracker.has_message(message.message_id):
            # The server ended before it could acknowledge; the reply was sent during the turn. But
            # a failure is told after the turn. Better twice than never.
            is_untold = await self._state.get("untold", message.message_id) is not None
            if is_untold or tracker.has_failure_to_tell(message.message_id):
                await output.send_text_message(message.conversation, self._failed.text(tracker))
                await self._state.update(lambda _: None, 0, "untold", message.message_id)
            return
        is_bots = not tracker.is_handed_over
        if not is_bots:
            if not await detector.is_for_bot(message, tracker):
                return
            is_bots = await detector.is_returned(message, tracker)
            if is_bots and not await self.send_return(message, BestEffortOutput(output)):
                # Agents still have it, as Rasa knows; in their loop the message would be lost.
                await output.send_text_message(message.conversation, self._failed.text(tracker))
                return
        text = tracker.resolve_title(message.text)
        await self.send(replace(message, text=text), output, tracker, tells_failure=is_bots)

    async def give_back(
        self, message: IncomingMessage, output: TextOutputChannel, agent: Any
    ) -> bool:
        """Tell Rasa that the bot has a conversation again; return False where agents have it not.

        The return stands also where the platform does not accept the bot's reply to it.

        Raises:
            NoModelError: Rasa has no model yet.
            RetryLaterError: The action that handles a return has failed; agents still have it.
        """
        tracker = await self.tracker(message.conversation, agent)
        if not tracker.is_handed_over or tracker.has_message(message.returned().message_id):
            return False
        if not await self.send_return(message, BestEffortOutput(output)):
            raise RetryLaterError("the bot's actions have failed")
        return True

    async def tracker(self, conversation: str, agent: Any) -> TrackerReader:
        """Read what Rasa knows of a conversation.

        Raises:
            NoModelError: Rasa has no model yet.
        """
        self.check_model(agent)
        return await TrackerReader.read(agent, conversation)

    def check_model(self, agent: Any) -> None:
        """Check that Rasa has a model, as far as its agent is known.

        Raises:
            NoModelError: Rasa has no model yet.
        """
        if agent is not None and not agent.is_ready():
            raise NoModelError

    async def send_return(self, message: IncomingMessage, output: TextOutputChannel) -> bool:
        """Tell Rasa of the return that a message shows; return False where that has failed."""
        return await self.send(message.returned(), output)

    async def send(
        self,
        message: IncomingMessage,
        output: TextOutputChannel,
        tracker: TrackerReader | None = None,
        *,
        tells_failure: bool = True,
    ) -> bool:
        """Send a message to Rasa, whose replies go to `output`.

        Where a custom action has failed and the bot has said nothing after that, it returns False,
        and the customer reads that something went wrong if `tells_failure`. Who has not written
        anything is told nothing, also where Rasa itself has failed. `tracker` is that of a customer
        who has.

        Raises:
            VendorError: The platform did not accept a message of the bot.
        """
        tells_failure = tells_failure and message.from_customer
        async with self.failure_reply(message, output, lambda: tracker):
            user_message = UserMessage(
                message.text,
                output,
                message.conversation,
                input_channel=self._channel,
                message_id=message.message_id,
                # A copy: what is noted of this turn is not true of another one for the same event.
                metadata=dict(message.metadata),
            )
            with observed_turn(user_message.metadata, tells_failure=tells_failure) as actions:
                await self._on_new_message(user_message)
            if actions.ended_in_failure and tells_failure:
                raise ActionFailedError
            return not actions.ended_in_failure
        return False

    async def repeat_reply(
        self, message: IncomingMessage, tracker: TrackerReader, output: TextOutputChannel
    ) -> bool:
        """Say again what the bot said to a message; return False where Rasa has no such message."""
        is_known = await tracker.repeat_reply(message.message_id, output)
        if tracker.has_failure_to_tell(message.message_id):
            await output.send_text_message(message.conversation, self._failed.text(tracker))
        return is_known

    @asynccontextmanager
    async def failure_reply(
        self,
        message: IncomingMessage,
        output: TextOutputChannel,
        tracker: Callable[[], TrackerReader | None],
    ) -> AsyncIterator[None]:
        """Tell a customer who has written that the turn has failed where the block raises an error.

        `tracker` returns the conversation's, if it has been read by then.
        Where the platform does not accept that either, its next delivery is answered so.

        Raises:
            VendorError: The platform did not accept a message of the bot.
        """
        try:
            yield
        except VendorError:
            raise
        except Exception as error:  # noqa: BLE001 - Rasa and the bot's actions may raise anything
            # The text of the error may hold what the customer wrote.
            logger.error("the turn failed: %s", type(error).__name__)
            if not message.from_customer:
                return
            try:
                text = self._failed.text(tracker())
                await output.send_text_message(message.conversation, text)
            except VendorError:
                await self._state.set_if_absent("", UNTOLD_SECONDS, "untold", message.message_id)
                raise

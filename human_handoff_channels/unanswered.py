"""Customers to whom nobody has come: what agents write is noted, and in time Rasa is told.

One Rasa server at a time reads who waits until when. So Rasa is told once, also if a server is
killed. Whether an agent has written is decided in the state store, by one atomic step.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from sanic import Blueprint, Sanic

from .bot import Bot
from .incoming import IncomingMessage
from .plugin import (
    NOBODY_CAME_INTENT,
    TURN_SECONDS,
    DaemonThreads,
    Deadline,
    DeadlineDelivery,
    Deadlines,
    DeliveryThread,
    NotToldError,
    StateStore,
    StateStoreError,
    Teller,
    UnansweredTransfers,
    VendorError,
    leaves_queue,
)
from .text_output import TextOutputChannel
from .webhook_calls import RetryLaterError, agent_of

logger = logging.getLogger(__name__)

# What Rasa gets when nobody has come in time: the intent, as Rasa spells one.
NOBODY_CAME = f"/{NOBODY_CAME_INTENT}"

TellRasa = Callable[[Deadline, Any], Awaitable[object]]


class Unanswered:
    """What a channel knows of transfers that no agent has answered."""

    def __init__(self, channel: str, store: StateStore) -> None:
        """Take Rasa's name of the channel, and the store that all servers share."""
        self._channel = channel
        self._store = store
        self._records = UnansweredTransfers(store)
        self._threads = DaemonThreads(4, "human_handoff")

    async def agent_wrote(self, conversation: str) -> None:
        """Note that an agent has written, so that the bot does not take the conversation back.

        Raises:
            RetryLaterError: The state store could not be asked.
        """
        note = self._threads.submit(self._records.agent_wrote, conversation)
        try:
            await asyncio.wrap_future(note)
        except StateStoreError:
            raise RetryLaterError("what an agent has written could not be noted") from None

    def may_leave(self, text: str) -> bool:
        """Tell whether a message says that the customer does not want to wait any more.

        Rasa decides whether an agent has written.
        """
        return leaves_queue(text)

    def add_to(self, blueprint: Blueprint, tell: TellRasa) -> None:
        """Let this server tell Rasa of customers to whom nobody has come, while it runs."""
        watch = _Watch(tell)
        thread = DeliveryThread(
            lambda: DeadlineDelivery(Deadlines(self._store, self._channel), self._records, watch),
            f"human_handoff_unanswered_{self._channel}",
        )

        async def start(app: Sanic, _: object) -> None:
            watch.begin(app, asyncio.get_running_loop())
            thread.start()

        async def stop(_: Sanic, _loop: object) -> None:
            await asyncio.get_running_loop().run_in_executor(None, thread.stop)

        blueprint.listener("after_server_start")(start)
        blueprint.listener("before_server_stop")(stop)


class _Watch(Teller):
    """Tells Rasa in the server's event loop, from a thread beside it."""

    def __init__(self, tell: TellRasa) -> None:
        self._tell = tell
        self._app: Sanic | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def begin(self, app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        self._app, self._loop = app, loop

    def tell(self, deadline: Deadline) -> None:
        """Let the bot handle it in a turn of the conversation."""
        assert self._loop is not None  # noqa: S101 - for mypy: the thread is started after `begin`
        turn = asyncio.run_coroutine_threadsafe(
            self._checked(self._tell(deadline, agent_of(self._app))), self._loop
        )
        try:
            turn.result(TURN_SECONDS)
        except (RetryLaterError, VendorError) as error:
            raise NotToldError(f"a customer to whom nobody came: {error}") from None
        except Exception as error:  # noqa: BLE001 - whatever Rasa raises
            raise NotToldError(
                f"a customer to whom nobody came: {type(error).__name__} in Rasa"
            ) from None

    async def _checked(self, turn: Awaitable[object]) -> None:
        if await turn is None:
            raise RetryLaterError("the turn is still under way")


async def tell_rasa(
    bot: Bot, message: IncomingMessage, output: TextOutputChannel, agent: Any
) -> bool:
    """Tell Rasa that nobody has come, unless the agents have given the conversation back.

    `message` has what Rasa must know of the conversation; its text is not used.

    Raises:
        RetryLaterError: The tracker cannot be read, or the bot's actions have failed.
        VendorError: The platform did not accept a message of the bot.
    """
    tracker = await bot.tracker(message.conversation, agent)
    if tracker.is_handed_over is None:
        raise RetryLaterError("the tracker cannot be read")
    if not tracker.is_handed_over or tracker.has_message(message.message_id):
        return True
    nobody_came = replace(message, text=NOBODY_CAME, from_customer=False)
    if not await bot.send(nobody_came, output):
        raise RetryLaterError("the bot's actions have failed")
    return True


def message_id_of(deadline: Deadline) -> str:
    """Return the id of the message for Rasa; another one after Rasa's action has failed."""
    return f"nobody_came/{deadline.key}/{deadline.failures}"

"""What all imitated vendors share: one world with a bot, customers, agents, calls and faults."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from .bot import Bot
from .bot_line import BotLine
from .calls import CallLog
from .conversations import Conversations
from .deliveries import Deliveries
from .events import EventLog
from .faults import FaultBook
from .rest import CHANNEL, RestLine
from .transfers import Transfers


class Stage:
    """The shared state; made inside the event loop that serves it."""

    def __init__(self, bot_url: str) -> None:
        """A fresh world; `urls` is filled when the ports are known."""
        self.urls: dict[str, str] = {}
        self.bot = Bot(bot_url)
        self.events = EventLog()
        self.calls = CallLog(self.events)
        self.faults = FaultBook()
        # How the bot is reached, by channel; each vendor adds its own.
        self.lines: dict[str, BotLine] = {}
        self.conversations = Conversations(self.events, self.bot, self.lines)
        self.deliveries = Deliveries(self.events, self.bot)
        self.lines[CHANNEL] = RestLine(self.bot, self.deliveries, self.conversations)
        # What the bot's desks are called, as whoever started it has told.
        self.desks: list[str] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.transfers = Transfers(self.events, self.conversations, self.spawn)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside the calls; a reset or the end of the sandbox stops it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def changed(self) -> None:
        """Tell those who follow that GET /stage has something else to show."""
        self.events.add("stage_changed")

    def reset(self) -> None:
        """Back to the beginning: no faults, calls, transfers or conversations."""
        for task in self._tasks:
            task.cancel()
        self.faults.clear()
        self.calls.reset()
        self.transfers.reset()
        self.conversations.reset()
        self.deliveries.reset()
        self.events.reset()

    async def close(self) -> None:
        """Stop what runs beside the calls."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.deliveries.close()

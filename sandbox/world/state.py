"""What all imitated vendors share: one world with a bot, customers, agents, calls and faults."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeAlias

import httpx

from ..bot.address import Bot
from ..bot.channel import BotLine
from ..bot.rasa_tracker import Tracker
from ..bot.rest_channel import CHANNEL, RestLine
from ..bot.webhook_delivery import Deliveries
from ..faults.orders import FaultBook
from ..record.call_log import CallLog
from .closing import Closing
from .conversations import Conversations
from .event_log import EventLog
from .transfers import Transfers

# What a call is about, by the parameters of its path and its body, which may be anything.
Named: TypeAlias = Callable[[Mapping[str, Any], Mapping[str, Any]], object]


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
        # Many customers talk at once, and a proxy has no business between two local programs.
        self.http = httpx.AsyncClient(
            limits=httpx.Limits(max_connections=None), trust_env=False, follow_redirects=False
        )
        self.deliveries = Deliveries(self.events, self.bot, self.http)
        self.lines[CHANNEL] = RestLine(self.bot, self.deliveries, self.conversations)
        # What the bot's desks are called, as whoever started it has told.
        self.desks: list[str] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.transfers = Transfers(self.events, self.conversations, self.spawn)
        self.closing = Closing(self.events, self.conversations, self.transfers)
        self.tracker = Tracker(self.bot, self.http)
        # Where the action server listens, for those who want to see Rasa's calls of it.
        self.actions: str | None = None
        # By the name of a call, each vendor for its own: which conversation it is about, and
        # which keys of its bodies hold personal data.
        self.named: dict[str, Named] = {}
        self.personal: dict[str, frozenset[str]] = {}

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside the calls; a reset or the end of the sandbox stops it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def conversation_of(
        self, call: str | None, parameters: Mapping[str, Any], body: object
    ) -> str | None:
        """The conversation that a call names, as far as can be told."""
        named = self.named.get(call or "")
        if named is None:
            return None
        found = named(parameters, body if isinstance(body, dict) else {})
        return found if isinstance(found, str) and found else None

    def changed(self) -> None:
        """Tell those who follow that GET /setup has something else to show."""
        self.events.add("setup_changed")

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
        await self.http.aclose()

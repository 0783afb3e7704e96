"""The state that all imitated vendors share: the bot, customers, agents, calls and faults."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeAlias

import httpx

from .bot.address import ActionServer, Bot
from .bot.rasa_tracker import TrackerReader
from .bot.rest_channel import CHANNEL, RestChannel
from .bot.ticket_system import CALL as TICKET_CALL
from .bot.ticket_system import PERSONAL_KEYS, Tickets
from .bot.webhook_delivery import Deliveries
from .faults.orders import FaultQueue
from .record.call_log import CallLog
from .record.event_log import EventLog
from .record.handoff_log import HandoffLog
from .record.store_report import StoreReport
from .serving.signed_documents import SIGNATURE_HEADER
from .world.bot_channel import BotChannel
from .world.conversations import Conversations
from .world.transfers import Transfers
from .world.turns import Turns

# Returns the conversation's id of a call, from the parameters of its path and from its body. The
# caller may have sent anything, so the id may be any JSON value.
FindConversation: TypeAlias = Callable[[Mapping[str, Any], Mapping[str, Any]], object]


class SandboxState:
    """The shared state; created inside the event loop that serves it.

    Attributes:
        urls: The address of every service; filled when the ports are known.
        channels: The channels to the bot by name; each vendor adds its own.
        desks: What the bot's desks are called, as whoever started the bot has set it.
        store_report: What the bot's state store holds, from whoever started the bot.
        find_conversation: By the name of a call: which conversation it is about.
        personal_keys: By the name of a call: which keys of its bodies have personal data.
    """

    def __init__(self, bot_url: str) -> None:
        """`bot_url`: where Rasa listens, without a path."""
        self.urls: dict[str, str] = {}
        self.bot = Bot(bot_url)
        self.action_server = ActionServer()
        self.events = EventLog()
        self.calls = CallLog(self.events)
        self.calls.hide(SIGNATURE_HEADER)
        self.handoffs = HandoffLog(self.events)
        self.tickets = Tickets(self.events)
        self.store_report = StoreReport()
        self.faults = FaultQueue()
        # Many customers write at once, and two local programs need no proxy between them.
        self.http = httpx.AsyncClient(
            limits=httpx.Limits(max_connections=None), trust_env=False, follow_redirects=False
        )
        self.deliveries = Deliveries(self.events, self.bot, self.http)
        self.tracker = TrackerReader(self.bot, self.http, self.handoffs)
        self.channels: dict[str, BotChannel] = {}
        self.conversations = Conversations(self.events, self.channels, CHANNEL)
        self.channels[CHANNEL] = RestChannel(self.bot, self.deliveries, self.conversations)
        self.turns = Turns(self.events, self.conversations)
        self._tasks: set[asyncio.Task[None]] = set()
        self.transfers = Transfers(self.events, self.conversations, self.turns, self.spawn)
        self.desks: list[str] = []
        self.find_conversation: dict[str, FindConversation] = {}
        self.personal_keys: dict[str, frozenset[str]] = {TICKET_CALL: PERSONAL_KEYS}

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something in the background; a reset or the end of the sandbox cancels it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def conversation_of(
        self, call: str | None, parameters: Mapping[str, Any], body: object
    ) -> str | None:
        """Return the id of the conversation that a call is about, as far as it names one."""
        find = self.find_conversation.get(call or "")
        if find is None:
            return None
        conversation = find(parameters, body if isinstance(body, dict) else {})
        return conversation if isinstance(conversation, str) and conversation else None

    def setup_changed(self) -> None:
        """Add the event that GET /setup shows something else."""
        self.events.add("setup_changed")

    def reset(self) -> None:
        """Go back to the beginning: no faults, calls, transfers or conversations."""
        for task in self._tasks:
            task.cancel()
        self.faults.clear()
        self.calls.reset()
        self.transfers.reset()
        self.conversations.reset()
        self.deliveries.reset()
        self.handoffs.reset()
        self.tickets.reset()
        self.events.reset()

    async def close(self) -> None:
        """Stop the background tasks and close the connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.http.aclose()

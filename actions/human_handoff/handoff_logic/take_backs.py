"""Take conversations back in which no agent has written: never both an agent and the bot.

The state store decides whether an agent has written (`unanswered.records`). Between that decision
and the desk's answer an agent may still write. So the bot looks once more after the desk has given
the conversation back, when no agent can write any more; if one has written, the agents win.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from ..desk import AgentDesk
from ..errors import HandoffError
from ..handoff_settings.channel_names import OWN_CHANNELS
from ..state_store import StateStore, hashed
from ..unanswered.deadlines import Deadline, Deadlines
from ..unanswered.records import Record, UnansweredTransfers
from ..unanswered.settings import UnansweredSettings
from ..vendor_http.blocking_calls import BlockingCalls
from .take_back_calls import TakeBack, TakeBackCalls
from .transfers import MIN_CALL_SECONDS, STORE_THREADS

logger = logging.getLogger(__name__)

T = TypeVar("T")

# What agents have written before the desk gave the conversation back is known after so long.
SETTLE_SECONDS = 1.0
STORE = "the state store"


class TakeBacks:
    """Knows which transfers no agent has answered, and takes them back."""

    def __init__(
        self,
        desks: Mapping[str, AgentDesk],
        settings: UnansweredSettings,
        store: StateStore,
    ) -> None:
        """Take the desks by their names, and the store of all servers."""
        self._desks = desks
        self._settings = settings
        self._store = store
        self._records = UnansweredTransfers(store)
        self._store_calls = BlockingCalls(STORE_THREADS)
        self._calls = TakeBackCalls(desks)
        if settings.seconds and not any(desk.takes_back for desk in desks.values()):
            logger.warning(
                "unanswered.nobody_came_after has no effect: no desk lets the bot take a "
                "conversation back"
            )

    def hears_agents_on(self, channel: str) -> bool:
        """Tell whether the bot is told on this Rasa channel when agents write."""
        return channel in self._settings.agents_heard_on

    def can_take_back(self, desk: str | None) -> bool:
        """Tell whether a desk lets the bot take a conversation back."""
        return desk is not None and desk in self._desks and self._desks[desk].takes_back

    async def begin(
        self, conversation: str, channel: str, desk: str, transfer: str, asked_at: float
    ) -> None:
        """Record an accepted transfer, and until when somebody from the desk must have written.

        `transfer` is the same each time the same transfer is accepted. What an agent has written
        since `asked_at` counts. Where it cannot be recorded, the conversation is not taken back.
        """
        if not self.hears_agents_on(channel):
            return
        limit = self._settings.seconds if self.can_take_back(desk) else None
        due_at = self._records.now() + limit if limit else 0.0
        begin = partial(self._begin, conversation, channel, hashed(transfer), due_at, asked_at)
        if await self._ask_store(begin) is None:
            logger.error("a transfer has no limit: the bot will not take it back")

    async def waiting(self, conversation: str) -> Record | TakeBack:
        """Return the transfer in which no agent has written.

        Where there is none, it is `AGENT_WROTE`; where the store cannot be asked or knows nothing
        of the transfer, `NOT_KNOWN`.
        """
        record = await self._ask_store(partial(self._records.get, conversation))
        if record is None:
            return TakeBack.NOT_KNOWN
        return record if record.is_unanswered else TakeBack.AGENT_WROTE

    async def first_word_at(self, conversation: str, channel: str) -> float | None:
        """Return when an agent wrote first in the latest transfer, in seconds since 1970.

        None if none has, or if that is not known.
        """
        if not self.hears_agents_on(channel):
            return None
        record = await self._ask_store(partial(self._records.get, conversation))
        return record.first_word_at or None if record is not None else None

    def is_due(self, record: Record) -> bool:
        """Tell whether nobody has come in time."""
        return 0 < record.due_at <= self._records.now()

    async def note_agent(self, conversation: str) -> None:
        """Note that an agent has written."""
        if await self._ask_store(partial(self._records.agent_wrote, conversation)) is None:
            logger.error("it is not noted that an agent has written: the bot may take it back")

    async def take_back(
        self, record: Record, desk: str, ids: tuple[str, str, str | None], seconds: float
    ) -> TakeBack:
        """Take a conversation back, unless an agent has written.

        Args:
            record: What `waiting` has returned.
            desk: The desk that has it.
            ids: Rasa's id of the conversation, the vendor's, and the vendor's id of the user.
            seconds: How long it may take.
        """
        conversation, transfer = ids[0], record.transfer
        if not self.can_take_back(desk):
            return TakeBack.REFUSED
        may_take = await self._ask_store(partial(self._records.take, conversation, transfer))
        if not may_take:
            return TakeBack.NOT_KNOWN if may_take is None else TakeBack.AGENT_WROTE
        result = await self._calls.take_back(desk, ids[1], ids[2], seconds - SETTLE_SECONDS)
        if result is not TakeBack.DONE:
            wait = partial(self._records.wait_on, conversation, transfer)
            is_waiting = await self._ask_store(wait)
            return TakeBack.AGENT_WROTE if is_waiting is False else result
        await asyncio.sleep(SETTLE_SECONDS)
        # Where the store is lost now, nobody has told that an agent has written.
        is_ours = await self._ask_store(partial(self._records.finish, conversation, transfer))
        return TakeBack.CROSSED if is_ours is False else TakeBack.DONE

    async def wait_again(
        self, conversation: str, channel: str, record: Record, *, is_last: bool
    ) -> None:
        """Let the desk have it for the same time once more, and then ask again; or for ever."""
        due_at = 0.0 if is_last else self._records.now() + (self._settings.seconds or 0)
        await self._ask_store(partial(self._wait_again, conversation, channel, record, due_at))

    def _begin(
        self, conversation: str, channel: str, transfer: str, due_at: float, asked_at: float
    ) -> bool:
        if channel in OWN_CHANNELS and not Deadlines(self._store, channel).is_watched():
            # What agents write would be noted in another store, or not at all.
            logger.warning(
                "a transfer has no limit: the channel %s and the action server do not share a "
                "state store. Name the same one in credentials.yml and human_handoff.yml.",
                channel,
            )
            return True
        record = self._records.begin(conversation, transfer, due_at, asked_at)
        if record.due_at:
            self._wait(conversation, channel, record)
        return True

    def _wait_again(self, conversation: str, channel: str, record: Record, due_at: float) -> bool:
        if self._records.unanswered(conversation, record.transfer) is None:
            return False
        # In this order: a server that is killed in between leaves a limit that is read once more,
        # and no transfer without one.
        if due_at:
            self._wait(conversation, channel, Record(record.transfer, due_at=due_at))
        return self._records.wait_on(conversation, record.transfer, due_at)

    def _wait(self, conversation: str, channel: str, record: Record) -> None:
        deadline = Deadline(conversation, record.transfer, record.due_at)
        if not Deadlines(self._store, channel).add(deadline):
            logger.error("a transfer has no limit: too many customers wait for an agent")

    async def _ask_store(self, call: Callable[[], T]) -> T | None:
        """Return what the store answers; None if nobody knows."""
        try:
            return await self._store_calls.run(STORE, call, MIN_CALL_SECONDS)
        except HandoffError as error:
            logger.error("whether an agent has written is not known: %s", error)
            return None

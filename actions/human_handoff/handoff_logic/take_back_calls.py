"""Ask a desk to let the bot have a conversation again, and find out what became of that."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from enum import Enum
from functools import partial

from ..desk import AgentDesk
from ..errors import HandoffError, VendorError
from ..ownership import Owner, Ownership
from ..vendor_http.blocking_calls import BlockingCalls
from ..vendor_http.deadline import current_operation

logger = logging.getLogger(__name__)

# So much of the time is left for the question who has the conversation.
OWNER_SECONDS = 2.0


class TakeBack(Enum):
    """What became of an attempt to take a conversation back."""

    DONE = "done"  # the bot has it, and no agent has written
    AGENT_WROTE = "agent wrote"  # the agents have it, and the customer has read one of them
    CROSSED = "crossed"  # the bot has it, but an agent wrote before the desk gave it back
    REFUSED = "refused"  # the agents have it: the desk said no, or was not reached
    UNCONFIRMED = "unconfirmed"  # nobody knows who has it
    NOT_KNOWN = "not known"  # nobody knows whether an agent has written; the desk was not asked


_OF_OWNER = {Owner.BOT: TakeBack.DONE, Owner.AGENTS: TakeBack.REFUSED}


class TakeBackCalls:
    """Asks desks; every desk has its own threads, so that none waits for another."""

    def __init__(self, desks: Mapping[str, AgentDesk]) -> None:
        """Take the desks by their names."""
        self._desks = desks
        self._calls: defaultdict[str, BlockingCalls] = defaultdict(BlockingCalls)

    async def take_back(
        self, name: str, conversation: str, user: str | None, seconds: float
    ) -> TakeBack:
        """Ask a desk once; where it has not answered, ask it who has the conversation.

        `conversation` and `user` are the vendor's ids.
        """
        desk = self._desks[name]
        ask = partial(_take_back, desk, conversation, user)
        ask_seconds = max(seconds - OWNER_SECONDS, seconds / 2)
        result = await self._run(name, ask, ask_seconds, if_not_asked=TakeBack.REFUSED)
        if result is TakeBack.UNCONFIRMED and isinstance(desk, Ownership):
            # Parley's ids of users stand for conversations where there is no other.
            ask = partial(_owned, desk, user or conversation)
            result = await self._run(name, ask, seconds / 4, if_not_asked=TakeBack.UNCONFIRMED)
        return result

    async def _run(
        self, name: str, call: Callable[[], TakeBack], seconds: float, *, if_not_asked: TakeBack
    ) -> TakeBack:
        desk = self._desks[name]
        try:
            return await self._calls[name].run(
                desk.vendor, call, seconds, is_tracked=desk.sends_by_vendor_api
            )
        except VendorError as error:
            logger.warning("desk %s: %s", name, error)
            return TakeBack.UNCONFIRMED if error.may_have_acted else if_not_asked


def _take_back(desk: AgentDesk, conversation: str, user: str | None) -> TakeBack:
    try:
        desk.take_back(conversation, user)
    except HandoffError as error:
        logger.warning("a conversation was not taken back: %s", error)
        may_have_acted = isinstance(error, VendorError) and error.may_have_acted
        return TakeBack.UNCONFIRMED if may_have_acted else TakeBack.REFUSED
    except Exception as error:  # noqa: BLE001 - a desk of a bot's own may raise anything
        # The error's text may contain personal data.
        logger.error("a conversation was not taken back: the desk raised %s", type(error).__name__)
        operation = current_operation.get()
        may_have_acted = operation.has_acted or not operation.is_tracked
        return TakeBack.UNCONFIRMED if may_have_acted else TakeBack.REFUSED
    return TakeBack.DONE


def _owned(desk: Ownership, user: str) -> TakeBack:
    try:
        return _OF_OWNER.get(desk.owner(user), TakeBack.UNCONFIRMED)
    except Exception as error:  # noqa: BLE001 - as above
        logger.warning("the owner of a customer is unknown: %s", type(error).__name__)
        return TakeBack.UNCONFIRMED

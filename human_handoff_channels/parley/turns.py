"""What Parley brings becomes turns of the bot, in the order of their arrival."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Any

from rasa.core.channels.channel import UserMessage

from ..bot import Bot, Heard, NoModelError
from ..delivery_queue import Deliveries
from ..tracker import CONVERSATION_ID, USER_ID
from .api import CHANNEL, ByOwner, ParleyOutput, Service, Whose
from .merging import move
from .payloads import Action, Merging, Message, Payload
from .settings import ParleySettings


class Return(Enum):
    """What became of a call of `…/return`."""

    DONE = "done"
    NOT_AWAY = "not away"
    NOT_OURS = "not ours"
    LATER = "later"


class Turns:
    """The bot's side of Parley's payloads."""

    def __init__(
        self,
        settings: ParleySettings,
        on_new_message: Callable[[UserMessage], Awaitable[Any]],
        service: Service,
    ) -> None:
        """Take the settings, Rasa's ear and the way to Parley."""
        self._not_understood = settings.not_understood
        self._service = service
        self._output = ParleyOutput(service)
        self._bot = Bot(CHANNEL, on_new_message, settings.failed, ByOwner(service))
        self._deliveries = Deliveries(settings.answer_seconds, settings.remember_minutes * 60)

    async def handle(self, payload: Payload, agent: Any) -> None:
        """Handle what Parley has brought; return when it is done, or goes on without Parley.

        Raises:
            NoModelError: There is no bot yet.
            VendorError: Parley did not take what the bot said.
            NotMovedError: The tracker store has failed.
        """
        if isinstance(payload, Message):
            await self._hear(payload, agent)
        elif isinstance(payload, Action):
            await self._look(payload.user, agent)
        else:
            await self._merge(payload, agent)

    async def give_back(self, user: str, agent: Any) -> Return:
        """Tell the bot that it has a user again, unless Parley says that another Service has.

        Where Parley does not tell whose the user is, the caller is believed.

        Raises:
            NoModelError: There is no bot yet.
        """
        became = Return.LATER

        async def work() -> None:
            nonlocal became
            became = await self._give_back(user, agent, {Whose.BOT, Whose.UNKNOWN})

        await self._deliveries.handle(user, _once("return"), work)
        return became

    async def _hear(self, message: Message, agent: Any) -> None:
        async def work() -> None:
            if message.words:
                await self._bot.hear(_heard(message), self._output, agent)
            elif not await self._is_away(message.user, agent):
                await self._output.send_text_message(message.user, self._not_understood)

        key = f"message/{message.user}/{message.key}"
        await self._deliveries.handle(message.user, key, work)

    async def _look(self, user: str, agent: Any) -> None:
        # Assumption: a change of owner comes as an action, if Parley tells of it at all.
        async def work() -> None:
            await self._give_back(user, agent, {Whose.BOT})

        await self._deliveries.handle(user, _once("action"), work)

    async def _merge(self, merging: Merging, agent: Any) -> None:
        async def work() -> None:
            if agent is None or not agent.is_ready():
                raise NoModelError
            await move(agent, merging.before, merging.after)

        key = f"merging/{merging.before}/{merging.after}"
        await self._deliveries.handle(merging.before, key, work, merging.after)

    async def _give_back(self, user: str, agent: Any, good: set[Whose]) -> Return:
        if not await self._is_away(user, agent):
            return Return.NOT_AWAY
        if await self._service.whose(user) not in good:
            return Return.NOT_OURS
        heard = _heard(Message(user, _once("return"), "", None))
        await self._bot.give_back(heard, self._output, agent)
        return Return.DONE

    async def _is_away(self, user: str, agent: Any) -> bool:
        return bool((await self._bot.memory(user, agent)).is_handed_over)


def _heard(message: Message) -> Heard:
    own = {"uniqueIdentifier": message.own_id} if message.own_id is not None else {}
    metadata = {CONVERSATION_ID: message.user, USER_ID: message.user, CHANNEL: own}
    # Without the user's id: it may be another one when Parley delivers again.
    return Heard(message.user, message.words, f"{CHANNEL}/{message.key}", metadata)


def _once(kind: str) -> str:
    return f"{kind}/{uuid.uuid4().hex}"

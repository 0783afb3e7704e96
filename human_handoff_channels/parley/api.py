"""The bot's Service at Parley: it writes to users, and asks whose they are."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timezone
from enum import Enum
from functools import partial
from typing import TypeVar

from ..bot import Heard, WayBack
from ..plugin import (
    BlockingCalls,
    Owners,
    ServiceAPI,
    Signature,
    VendorAPI,
    VendorError,
    VendorRefusedError,
    path_segment,
)
from ..text_output import WordsOutput
from ..tracker import RasaMemory
from .settings import ParleySettings

logger = logging.getLogger(__name__)

CHANNEL = "parley"
_VENDOR = "Parley"
_UTC_NOW = partial(datetime.now, timezone.utc)
Result = TypeVar("Result")


class Whose(Enum):
    """To which Service a user belongs."""

    BOT = "bot"
    ANOTHER = "another"
    UNKNOWN = "unknown"


class Service:
    """The calls of the bot's Service; each in a thread, so that nobody else waits."""

    def __init__(self, settings: ParleySettings) -> None:
        """Take the checked section; nothing is called yet."""
        self._settings = settings
        signature = Signature(
            settings.service,
            settings.account,
            settings.secret,
            settings.signature_seconds,
            _UTC_NOW,
        )
        self._api = ServiceAPI(VendorAPI(_VENDOR), settings.url, signature)
        self._owners = Owners(self._api)
        self._blocking_calls = BlockingCalls()

    async def write(self, user: str, text: str) -> None:
        """Write to a user; what Parley refuses because the user is another Service's is dropped.

        Raises:
            VendorError: Parley did not take it.
        """
        path = self._settings.messages_path.replace("{user}", path_segment(_VENDOR, user))
        body = {self._settings.message_field: text}
        try:
            await self._call(partial(self._api.call, "POST", path, body, "a message to a user"))
        except VendorRefusedError:
            # To deliver the customer's message again would not help, and the turn that has handed
            # the customer over must not be undone.
            if await self.whose(user) is not Whose.ANOTHER:
                raise
            logger.warning("not said: the customer belongs to another Service")

    async def whose(self, user: str) -> Whose:
        """Ask whose a user is; a failure is `UNKNOWN`, never the bot's."""
        try:
            owner = await self._call(partial(self._owners.owner, user))
        except VendorError as error:
            logger.warning("unknown whose a customer is: %s", error)
            return Whose.UNKNOWN
        if owner is None:
            logger.warning("unknown whose a customer is: Parley's answer names no Service")
            return Whose.UNKNOWN
        return Whose.BOT if owner == self._settings.service else Whose.ANOTHER

    async def _call(self, call: Callable[[], Result]) -> Result:
        return await self._blocking_calls.run(_VENDOR, call, self._settings.send_seconds)


class ByOwner(WayBack):
    """A user who belongs to the bot's Service is back.

    Ownership is for good, and Parley may bring messages to Services that do not own the user:
    so a message alone shows nothing.
    """

    def __init__(self, service: Service) -> None:
        """Take who asks."""
        self._service = service

    async def may_hear(self, heard: Heard, memory: RasaMemory) -> bool:
        """Tell whether Parley says that the user is the bot's; else agents read it."""
        return await self._service.whose(heard.conversation) is Whose.BOT

    async def is_back(self, heard: Heard, memory: RasaMemory) -> bool:
        """Say yes: what the bot may hear has shown it."""
        return True


class ParleyOutput(WordsOutput):
    """Writes what the bot says."""

    def __init__(self, service: Service) -> None:
        """Take who writes."""
        self._service = service

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return CHANNEL

    async def say(self, recipient_id: str, text: str) -> None:
        """Write to a user."""
        await self._service.write(recipient_id, text)

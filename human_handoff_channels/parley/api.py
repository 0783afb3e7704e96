"""The bot's Service at Parley: it writes to users, and asks which Service owns them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timezone
from enum import Enum
from functools import partial
from typing import TypeVar

from ..plugin import (
    BlockingCalls,
    Owners,
    ServiceAPI,
    Signature,
    VendorAPI,
    VendorError,
    VendorRefusedError,
    VendorResponseError,
    path_segment,
)
from .settings import ParleySettings

logger = logging.getLogger(__name__)

_VENDOR = "Parley"
_UTC_NOW = partial(datetime.now, timezone.utc)
Result = TypeVar("Result")


# With these Parley has answered the question for the owner, and will answer the next one alike: it
# refuses it (200 with another status, 400), or does not have this call.
_ANSWERS = frozenset({200, 400, 404, 405, 501})


class Owner(Enum):
    """Which Service owns a user.

    `UNKNOWN`: Parley has answered, but names no owner. `NO_ANSWER`: it could not be asked now.
    """

    BOT = "bot"
    ANOTHER = "another"
    UNKNOWN = "unknown"
    NO_ANSWER = "no answer"


class BotService:
    """The calls of the bot's Service, off the event loop and with a timeout."""

    def __init__(self, settings: ParleySettings) -> None:
        """Take the account from the settings; nothing is called yet."""
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

    async def send(self, user: str, text: str) -> None:
        """Send a text to a user; drop it where Parley refuses it for a user of another Service.

        Raises:
            VendorError: Parley did not accept it.
        """
        path = self._settings.messages_path.replace("{user}", path_segment(_VENDOR, user))
        body = {self._settings.message_field: text}
        try:
            await self._call(partial(self._api.call, "POST", path, body, "a message to a user"))
        except VendorRefusedError:
            # Another delivery of the customer's message would not help, and the turn that has
            # handed the customer over must not be undone.
            if await self.owner(user) is not Owner.ANOTHER:
                raise
            logger.warning("a message was not sent: the customer belongs to another Service")

    async def owner(self, user: str) -> Owner:
        """Ask which Service owns a user; a failure is never `BOT`."""
        try:
            owner = await self._call(partial(self._owners.owner, user))
        except VendorError as error:
            logger.warning("the owner of a customer is unknown: %s", error)
            return Owner.UNKNOWN if _is_an_answer(error) else Owner.NO_ANSWER
        if owner is None:
            logger.warning("the owner of a customer is unknown: Parley's answer names no Service")
            return Owner.UNKNOWN
        return Owner.BOT if owner == self._settings.service else Owner.ANOTHER

    async def _call(self, call: Callable[[], Result]) -> Result:
        return await self._blocking_calls.run(_VENDOR, call, self._settings.send_seconds)


def _is_an_answer(error: VendorError) -> bool:
    if isinstance(error, VendorRefusedError):
        return error.status in _ANSWERS
    return isinstance(error, VendorResponseError)

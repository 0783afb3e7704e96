"""Note the messages of this bot's customers, and deliver those of all servers."""

from __future__ import annotations

import logging
import time
from functools import partial
from pathlib import Path
from typing import Any

from ..errors import VendorError
from ..outbox.lease import Lease
from ..outbox.thread import DeliveryThread
from ..state_store import StateStore, StateStoreError
from ..vendor_http.blocking_calls import BlockingCalls
from .delivery import MessageDelivery
from .message import Message
from .receivers import receivers_of
from .records import WHAT, MessageRecords, NoRoomError
from .settings import MessagesSettings

logger = logging.getLogger(__name__)

LEASE_SECONDS = 60.0


class Messages:
    """Notes messages; one of the servers delivers them.

    Attributes:
        settings: `messages` in the configuration.
        records: The messages of all servers.
    """

    def __init__(
        self, settings: MessagesSettings, store: StateStore, folder: Path, language: str = "en"
    ) -> None:
        """Take the checked settings and the store of all servers; no thread runs yet.

        The other arguments are those of `receivers_of`.
        """
        self.settings = settings
        self.records = MessageRecords(store)
        self._store = store
        self._receivers = receivers_of(settings, folder, language)
        self._calls = BlockingCalls()
        self._thread = DeliveryThread(self._delivery, "human_handoff_messages")

    async def note(self, key: str, skill: str, seconds: float, **content: Any) -> str | None:
        """Note a message; return its reference, or None if nobody knows whether it is noted.

        Args:
            key: The same each time the same message is noted.
            skill: The skill of the request.
            seconds: How long the customer can wait.
            content: The other attributes of the `Message`.

        Raises:
            NoRoomError: It was not noted, because too many wait.
        """
        message = Message(key=key, skill=skill, noted_at=time.time(), **content)
        receiver = self.settings.receiver_of(skill)
        note = partial(self.records.note, message, receiver)
        try:
            reference = await self._calls.run(WHAT, note, seconds)
        except NoRoomError as error:
            logger.error("a message was not noted: %s", error)
            raise
        except (StateStoreError, VendorError) as error:
            logger.error("a message may not have been noted: %s", error)
            return None
        if reference is None:
            logger.error("a message may not have been noted: too many wait for %s", receiver)
            return None
        self.start()
        self._thread.wake()
        return reference

    def start(self) -> None:
        """Deliver what waits, in a thread; called in the process that serves."""
        try:
            self._thread.start()
        except RuntimeError:
            logger.error("messages are not delivered now: the system has no thread left")

    def stop(self) -> None:
        """Let another server deliver."""
        self._thread.stop()

    def _delivery(self) -> MessageDelivery:
        lease = Lease(self._store, "outbox/messages/lease", LEASE_SECONDS)
        return MessageDelivery(self.records, self._receivers, self.settings.receiver_of, lease)


def messages_of(
    settings: MessagesSettings | None, store: StateStore, folder: Path, language: str
) -> Messages | None:
    """Return what notes messages; None where none can be left."""
    return Messages(settings, store, folder, language) if settings else None

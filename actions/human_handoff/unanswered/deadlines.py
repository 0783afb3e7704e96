"""Who waits until when: a durable queue for each channel, read by one server at a time.

All entries of a channel wait for the same time, so the first of the queue is the next that is due.
An entry is removed when Rasa has handled what it was told. If Rasa could not be told, the entry
goes to the end of the queue and is tried again.
"""

from __future__ import annotations

import json
import logging
import math
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace

from ..errors import HandoffError
from ..outbox.delivery import POLL_SECONDS, Delivery, growing
from ..outbox.lease import Lease
from ..outbox.queue import Outbox
from ..state_store import StateStore, StateStoreError
from ..vendor_http.pauses import Pause
from .records import UnansweredTransfers

logger = logging.getLogger(__name__)

WHAT = "the customers to whom nobody has come"
# A turn of the bot is waited for so long; two thirds of the lease must not be shorter.
TURN_SECONDS = 20.0
LEASE_SECONDS = 30.0
# So long a queue counts as read after a server has said so, and so often it says so.
WATCHED_SECONDS = 7 * 24 * 3600.0
WATCH_SECONDS = 3600.0
# While Rasa cannot be told, this is the longest time between two attempts, and their number.
LONGEST_PAUSE = 30.0
MOST_FAILURES = 100


@dataclass(frozen=True)
class Deadline:
    """A customer who waits for an agent.

    Attributes:
        conversation: Rasa's id of the conversation.
        transfer: The key of the transfer.
        due_at: When the bot takes it back, in seconds since 1970.
        failures: How often Rasa could not be told.
    """

    conversation: str = field(repr=False)
    transfer: str
    due_at: float
    failures: int = 0

    @property
    def key(self) -> str:
        """The same each time Rasa is told of this limit; another one after a new limit."""
        return f"{self.transfer}/{self.due_at:.3f}"


class NotToldError(HandoffError):
    """Rasa could not be told, or has not handled it; it is told again."""


class Teller(ABC):
    """Tells Rasa that nobody has come."""

    @abstractmethod
    def tell(self, deadline: Deadline) -> None:
        """Return when Rasa has handled it, or when there is nothing to handle any more.

        Raises:
            NotToldError: It is told again later.
        """


class Deadlines:
    """The queue of one channel."""

    def __init__(self, store: StateStore, channel: str) -> None:
        """Take the store of all servers, and Rasa's name of the channel."""
        self._store = store
        self._name = f"unanswered/{channel}"
        self._watched = f"{self._name}/watched"
        self.queue = Outbox(store, self._name, WHAT)

    def add(self, deadline: Deadline) -> bool:
        """Put a customer into the queue; tell whether there was room.

        Raises:
            StateStoreError: Nobody knows whether the customer is in the queue.
        """
        return self.queue.put(json.dumps(asdict(deadline)))

    def watch(self) -> None:
        """Say that a server reads this queue, in the same store as those who fill it.

        Raises:
            StateStoreError: Nobody knows.
        """
        self._store.put(self._watched, "", WATCHED_SECONDS)

    def is_watched(self) -> bool:
        """Tell whether a server has read this queue lately.

        Raises:
            StateStoreError: Nobody knows.
        """
        return self._store.get(self._watched) is not None

    def lease(self) -> Lease:
        """Return the lease of the server that reads the queue; it is taken in that process."""
        return Lease(self._store, f"outbox/{self._name}/lease", LEASE_SECONDS)


class DeadlineDelivery(Delivery):
    """What the thread does that tells Rasa."""

    def __init__(
        self,
        deadlines: Deadlines,
        records: UnansweredTransfers,
        teller: Teller,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the queue, what became of the transfers, and who tells Rasa."""
        super().__init__(deadlines.lease(), WHAT)
        self._deadlines = deadlines
        self._records = records
        self._teller = teller
        self._pause = Pause(clock)
        self._clock = clock
        self._watched_at = -math.inf

    def step(self) -> float:
        """Read the queue where something waits, so that an empty one needs no lease."""
        try:
            if self._clock() - self._watched_at >= WATCH_SECONDS:
                self._deadlines.watch()
                self._watched_at = self._clock()
            if not self._deadlines.queue.waiting():
                return POLL_SECONDS
        except StateStoreError:
            pass  # the next step says so in the log
        return super().step()

    def send_next(self) -> float:
        """Tell Rasa of the first customer, if it is time."""
        if self._pause.seconds_left:
            return min(self._pause.seconds_left, POLL_SECONDS)
        first = self._deadlines.queue.first()
        if first is None:
            return POLL_SECONDS
        deadline = _deadline(first.text)
        if deadline is not None and self._is_open(deadline):
            left = deadline.due_at - self._records.now()
            if left > 0:
                return min(left, POLL_SECONDS)
            if not self._is_told(deadline):
                return 0.0
        self._deadlines.queue.remove(first)
        return 0.0

    def _is_open(self, deadline: Deadline) -> bool:
        return self._records.unanswered(deadline.conversation, deadline.transfer) is not None

    def _is_told(self, deadline: Deadline) -> bool:
        """Tell Rasa; return False where it was not told and has no new place in the queue."""
        try:
            self._teller.tell(deadline)
        except NotToldError as error:
            failures = deadline.failures + 1
            if failures > MOST_FAILURES:
                logger.error("%s; given up: the customer still waits for an agent", error)
                return True
            pause = growing(deadline.failures, LONGEST_PAUSE)
            self._pause.begin(pause)
            logger.warning("%s; tried again in %.0f s", error, pause)
            return self._deadlines.add(replace(deadline, failures=failures))
        return True


def _deadline(text: str) -> Deadline | None:
    """Return an entry of the queue; None for one of another version."""
    try:
        return Deadline(**json.loads(text))
    except (ValueError, TypeError):
        return None

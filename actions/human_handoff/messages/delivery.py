"""Deliver noted messages: one that is refused keeps back no other one.

A trouble of the receiver, such as a mail server that is down, is a pause for that receiver alone. A
refusal of one message is a pause for that message alone. Either grows from one attempt to the next.
A message that could not be delivered for three days is given up, and stays in the list.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping

from ..errors import VendorError, VendorResponseError
from ..outbox.delivery import POLL_SECONDS, Delivery, growing, pause_after
from ..outbox.lease import Lease
from ..outbox.numbers import Waiting
from ..outbox.queue import Outbox
from ..vendor_http.pauses import Pause
from .receivers import Receiver, kind_of
from .records import ROOM_FOR_REPEATED, WHAT, MessageRecords, Record, State

logger = logging.getLogger(__name__)

GIVE_UP_SECONDS = 3 * 24 * 3600.0
# A message that was refused is tried again after so long, and later at most so seldom.
FIRST_PAUSE_OF_MESSAGE = 60.0
LONGEST_PAUSE_OF_MESSAGE = 3600.0
# So many places of a queue may be empty, beside as many as there are messages.
SPARE_PLACES = 50


class _Queue:
    """The messages of one receiver."""

    def __init__(self, receiver: Receiver, outbox: Outbox, clock: Callable[[], float]) -> None:
        self.receiver = receiver
        self.outbox = outbox
        self.pause = Pause(clock)
        self.failures = 0


class MessageDelivery(Delivery):
    """What the thread does that delivers messages."""

    def __init__(
        self,
        records: MessageRecords,
        receivers: Mapping[str, Receiver],
        receiver_of: Callable[[str], str],
        lease: Lease,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the messages, who gets them, and the lease of the server that delivers.

        `receiver_of` returns the name of the receiver of a skill's messages.
        """
        super().__init__(lease, WHAT)
        self._records = records
        self._receiver_of = receiver_of
        self._is_readdressed = False
        self._queues = [
            _Queue(receiver, records.queue(name, ROOM_FOR_REPEATED), clock)
            for name, receiver in receivers.items()
        ]

    def send_next(self) -> float:
        """Send the first message that is due, of a receiver without a pause."""
        if not self._is_readdressed:
            self._readdress()
            self._is_readdressed = True
        for queue in self._queues:
            if not queue.pause.seconds_left and self._send_first(queue):
                return 0.0
        return POLL_SECONDS

    def _readdress(self) -> None:
        """Give messages to the receivers of their skills that wait for one who is gone.

        A receiver has been renamed in the configuration, or taken out of it.
        """
        queued = {waiting.text for queue in self._queues for waiting in queue.outbox.every()}
        moved = 0
        for record in self._records.open():
            if record.state is State.WAITING and record.reference not in queued:
                self._records.requeue(record, self._receiver_of(record.skill))
                moved += 1
        if moved:
            logger.warning(
                "%d messages wait for a receiver that is not configured any more; the receivers "
                "of their skills get them",
                moved,
            )

    def _send_first(self, queue: _Queue) -> bool:
        """Send the first message that is due; tell whether there was one."""
        not_due = []
        for waiting in queue.outbox.every():
            record = self._records.get(waiting.text)
            if record is None or record.state is not State.WAITING:
                queue.outbox.take_out(waiting)  # done with, or too old
            elif record.next_at <= self._records.now():
                self._send(queue, waiting, record)
                return True
            else:
                not_due.append(waiting)
        # Who waits for long at the beginning makes the places behind count as taken.
        is_sparse = bool(not_due) and queue.outbox.waiting() > 2 * len(not_due) + SPARE_PLACES
        if is_sparse and queue.outbox.put(not_due[0].text):
            queue.outbox.take_out(not_due[0])
        return False

    def _send(self, queue: _Queue, waiting: Waiting, record: Record) -> None:
        try:
            queue.receiver.send(record.message, record.reference)
        except VendorError as error:
            is_queued = self._failed(queue, record, error)
        except Exception as error:  # noqa: BLE001 - it must not stop the other receivers
            # The error's text may contain personal data.
            text = f"the delivery raised {type(error).__name__}"
            is_queued = self._failed(queue, record, VendorResponseError(WHAT, text))
        else:
            self._records.finish(record)
            logger.info("message %s is delivered", record.reference)
            queue.failures = 0
            is_queued = True
        if is_queued:
            queue.outbox.take_out(waiting)

    def _failed(self, queue: _Queue, record: Record, error: VendorError) -> bool:
        """Tell whether the message need not stand where it stands in the queue."""
        now, attempts, kind = self._records.now(), record.attempts, kind_of(error)
        if now - record.since >= GIVE_UP_SECONDS:
            self._records.change(record, state=State.GIVEN_UP, attempts=attempts + 1, error=kind)
            logger.error("message %s is given up: %s", record.reference, error)
            return True
        if queue.receiver.is_refusal(error):
            pause = growing(attempts, LONGEST_PAUSE_OF_MESSAGE, FIRST_PAUSE_OF_MESSAGE)
        else:
            pause = pause_after(error, queue.failures)
            queue.failures += 1
            queue.pause.begin(pause)
        self._records.change(record, attempts=attempts + 1, next_at=now + pause, error=kind)
        logger.warning("message %s: %s; tried again in %.0f s", record.reference, error, pause)
        # To the end of the queue, so that it is not always the first that is tried.
        return queue.outbox.put(record.reference)

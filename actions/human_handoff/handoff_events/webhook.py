"""Post every handoff event to an address, signed: none is lost once it is in the state store.

The receiver gets each event at least once, in the order of the store, with the same id each time.
What happens at nearly the same time is posted together.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import Any

from ..instrumentation import Kind, observed
from ..outbox.delivery import InOrder
from ..outbox.lease import Lease
from ..outbox.queue import Outbox
from ..outbox.signed_post import SignedPost
from ..outbox.thread import DeliveryThread
from ..outbox.webhook_settings import WebhookSettings
from ..state_store import StateStore, hashed
from .event import as_json
from .sinks import Sink
from .store_writer import StoreWriter

logger = logging.getLogger(__name__)

ID_HEADER = "X-Human-Handoff-Delivery-Id"
WHAT = "handoff events"
LEASE_SECONDS = 20.0
# A server that is stopped has so long to put what it has in memory into the store.
STOP_SECONDS = 2.0


class WebhookSink(Sink):
    """Puts events into the state store, from where one of the servers posts them.

    Attributes:
        writer: Writes the events of this server to the store, and counts what was given up.
        outbox: The events of all servers that wait for their delivery.
    """

    def __init__(self, settings: WebhookSettings, store: StateStore) -> None:
        """Take the settings and the store of all servers; no thread runs yet."""
        self._store = store
        self.outbox = Outbox(store, "webhook", WHAT)
        self._post = SignedPost(settings, WHAT, ID_HEADER)
        self.writer = StoreWriter(self._put)
        self._thread = DeliveryThread(self._delivery, "human_handoff_webhook")

    def start(self) -> None:
        """Deliver what waits in the store, in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """Put what is in memory into the store, and let another server deliver it."""
        self.writer.stop(STOP_SECONDS)
        self._thread.stop()

    def send(self, document: dict[str, Any]) -> None:
        """Take an event; it is written to the store in a thread."""
        try:
            self.start()
        except RuntimeError:
            logger.error("handoff events are not delivered now: the system has no thread left")
        # A text, so that nothing that the bot does with the document is posted.
        self.writer.write(as_json(document))

    def _delivery(self) -> InOrder:
        lease = Lease(self._store, "outbox/webhook/lease", LEASE_SECONDS)
        return InOrder(self.outbox, lease, self._send, self._give_up)

    def _put(self, documents: Sequence[str]) -> bool:
        # The same if it is put again after an error: then it is in the queue once.
        delivery_id = hashed(documents)
        body = f'{{"id":"{delivery_id}","events":[{",".join(documents)}]}}'
        # The id comes first, for the header.
        has_room = self.outbox.put(f"{delivery_id} {body}")
        self._thread.wake()
        return has_room

    def _send(self, text: str) -> None:
        """Post some events.

        Raises:
            VendorError: The receiver has not accepted them.
        """
        delivery_id, _, body = text.partition(" ")
        with observed(Kind.WEBHOOK):
            self._post(delivery_id, body)

    def _give_up(self, text: str, reason: str) -> None:
        _, _, body = text.partition(" ")
        self.writer.drop(reason, len(json.loads(body)["events"]))

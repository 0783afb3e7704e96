"""Post every handoff event to an address, signed: none is lost once it is in the state store.

The receiver gets each event at least once, in the order of the store, with the same id each time.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import threading
import time
from typing import Any

from ..instrumentation import Kind, observed
from ..pydantic_compat import SecretStr
from ..state_store import StateStore
from ..vendor_http.client import VendorAPI
from .delivery import Delivery
from .lease import Lease
from .outbox import Outbox
from .settings import WebhookSettings
from .sinks import Sink
from .store_writer import StoreWriter

logger = logging.getLogger(__name__)

ID_HEADER = "X-Human-Handoff-Event-Id"
TIMESTAMP_HEADER = "X-Human-Handoff-Timestamp"
SIGNATURE_HEADER = "X-Human-Handoff-Signature"
# Two thirds of the lease must be longer than a request.
REQUEST_SECONDS = 10.0
LEASE_SECONDS = 20.0
# A server that is stopped has so long to put what it has in memory into the store.
STOP_SECONDS = 2.0


def signature(secret: SecretStr, timestamp: str, body: bytes) -> str:
    """Return what proves to the receiver that this bot has sent the event, and when."""
    key = secret.get_secret_value().encode()
    return "v1=" + hmac.new(key, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class WebhookSink(Sink):
    """Puts events into the state store, from where one of the servers posts them.

    Attributes:
        writer: Writes the events of this server to the store, and counts what was given up.
        outbox: The events of all servers that wait for their delivery.
    """

    def __init__(self, settings: WebhookSettings, store: StateStore) -> None:
        """Take the settings and the store of all servers; no thread runs yet."""
        self._settings = settings
        self._store = store
        self.outbox = Outbox(store, "webhook")
        self._api = VendorAPI("handoff events")
        self.writer = StoreWriter(self._put)
        self._thread: threading.Thread | None = None
        self._woken = threading.Event()
        self._stopped = threading.Event()

    def start(self) -> None:
        """Deliver what waits in the store, in a thread.

        It is called in the process that serves: a thread does not outlive a fork.
        """
        if self._stopped.is_set() or (self._thread is not None and self._thread.is_alive()):
            return
        lease = Lease(self._store, "outbox/webhook/lease", LEASE_SECONDS)
        delivery = Delivery(self.outbox, lease, self._post, self.writer.drop)
        self._thread = threading.Thread(
            target=delivery.run,
            args=(self._woken, self._stopped),
            name="human_handoff_webhook",
            daemon=True,
        )
        self._thread.start()

    def stop(self) -> None:
        """Put what is in memory into the store, and let another server deliver it."""
        self.writer.stop(STOP_SECONDS)
        self._stopped.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)

    def send(self, document: dict[str, Any]) -> None:
        """Take an event; it is written to the store in a thread."""
        try:
            self.start()
        except RuntimeError:
            logger.error("handoff events are not delivered now: the system has no thread left")
        # The id comes first, for the header.
        self.writer.write(f"{document['id']} {json.dumps(document, separators=(',', ':'))}")

    def _put(self, text: str) -> bool:
        has_room = self.outbox.put(text)
        self._woken.set()
        return has_room

    def _post(self, text: str) -> None:
        """Post an event.

        Raises:
            VendorError: The receiver has not accepted it.
        """
        event_id, _, body = text.partition(" ")
        timestamp, data = str(int(time.time())), body.encode()
        headers = {
            "Content-Type": "application/json",
            ID_HEADER: event_id,
            TIMESTAMP_HEADER: timestamp,
            SIGNATURE_HEADER: signature(self._settings.secret, timestamp, data),
        }
        url = self._settings.url.get_secret_value()
        # The path may contain a secret, so it is not in errors.
        with observed(Kind.WEBHOOK):
            self._api.call(
                "POST",
                url,
                headers=headers,
                body=data,
                seconds=REQUEST_SECONDS,
                log_label="webhook",
                # The receiver has the event, whatever else it answers.
                only_status=True,
            )

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
from concurrent.futures import wait
from typing import Any

from ..instrumentation import Kind, observed
from ..pydantic_compat import SecretStr
from ..state_store import StateStore, StateStoreError
from ..vendor_http.client import VendorAPI
from ..vendor_http.daemon_threads import DaemonThreads
from .delivery import Delivery
from .lease import Lease
from .outbox import Outbox
from .settings import WebhookSettings
from .sinks import Sink

logger = logging.getLogger(__name__)

ID_HEADER = "X-Human-Handoff-Event-Id"
TIMESTAMP_HEADER = "X-Human-Handoff-Timestamp"
SIGNATURE_HEADER = "X-Human-Handoff-Signature"
# So many events wait in memory until the store has taken them; it is lost then, or slow.
MAX_IN_MEMORY = 1000
# The store is asked again after so many seconds.
STORE_PAUSE = 1.0
# Two thirds of the lease must be longer than a request.
REQUEST_SECONDS = 10.0
LEASE_SECONDS = 20.0
# A server that is stopped has so long to put what it has in memory into the store.
STOP_SECONDS = 2.0
# At most one line in the log in so many seconds says how many events were dropped.
WARNING_SECONDS = 60.0


def signature(secret: SecretStr, timestamp: str, body: bytes) -> str:
    """Return what proves to the receiver that this bot has sent the event, and when."""
    key = secret.get_secret_value().encode()
    return "v1=" + hmac.new(key, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class WebhookSink(Sink):
    """Puts events into the state store, from where one of the servers posts them."""

    def __init__(self, settings: WebhookSettings, store: StateStore) -> None:
        """Take the settings and the store of all servers; no thread runs yet."""
        self._settings = settings
        self._store = store
        self._outbox = Outbox(store, "webhook")
        self._api = VendorAPI("handoff events")
        # One thread, so that the events of this server stay in their order.
        self._writer = DaemonThreads(1, "human_handoff_events")
        self._room = threading.BoundedSemaphore(MAX_IN_MEMORY)
        self._thread: threading.Thread | None = None
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._is_store_lost = False
        self._warned_at = -WARNING_SECONDS
        self.dropped = 0

    def start(self) -> None:
        """Deliver what waits in the store, in a thread.

        It is called in the process that serves: a thread does not outlive a fork.
        """
        if self._stopped.is_set() or (self._thread is not None and self._thread.is_alive()):
            return
        lease = Lease(self._store, "outbox/webhook/lease", LEASE_SECONDS)
        delivery = Delivery(self._outbox, lease, self._post)
        self._thread = threading.Thread(
            target=delivery.run,
            args=(self._woken, self._stopped),
            name="human_handoff_webhook",
            daemon=True,
        )
        self._thread.start()

    def stop(self) -> None:
        """Put what is in memory into the store, and let another server deliver it."""
        self.written(STOP_SECONDS)
        self._stopped.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)

    def written(self, seconds: float | None = None) -> bool:
        """Wait until the events so far are in the store; tell whether they are."""
        try:
            written = self._writer.submit(_nothing)
        except RuntimeError:
            return False  # no thread could be started: there is nothing to wait for
        return bool(wait([written], seconds).done)

    def send(self, document: dict[str, Any]) -> None:
        """Take an event; it is written to the store in a thread."""
        # The id comes first, for the header.
        text = f"{document['id']} {json.dumps(document, separators=(',', ':'))}"
        if not self._room.acquire(blocking=False):
            self._drop(f"{MAX_IN_MEMORY} wait for the state store already")
            return
        try:
            self.start()
            self._writer.submit(self._write, text)
        except RuntimeError:
            self._room.release()
            self._drop("the system has no thread left")

    def _write(self, text: str) -> None:
        try:
            while not self._is_written(text):
                if self._stopped.wait(STORE_PAUSE):
                    self._drop("the server was stopped while the state store was lost")
                    return
        except Exception as error:  # noqa: BLE001 - the next event may be written
            self._drop(f"the state store raised {type(error).__name__}")
        finally:
            self._room.release()
        self._woken.set()

    def _is_written(self, text: str) -> bool:
        """Try to write an event; it is done as well if there is no room for it."""
        try:
            has_room = self._outbox.put(text)
        except StateStoreError as error:
            if not self._is_store_lost:
                logger.warning("handoff events wait in memory: %s", error)
            self._is_store_lost = True
            return False
        self._is_store_lost = False
        if not has_room:
            self._drop("too many wait for their delivery already")
        return True

    def _drop(self, reason: str) -> None:
        self.dropped += 1
        now = time.monotonic()
        if now - self._warned_at >= WARNING_SECONDS:
            self._warned_at = now
            logger.error(
                "a handoff event was dropped, %s; since the start %d", reason, self.dropped
            )

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
            )


def _nothing() -> None:
    """Do nothing: what was submitted before has been done then."""

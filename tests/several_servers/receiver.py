"""A receiver of the signed webhook, which can be away."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from demo.ports import free_port

SECRET = "0123456789abcdef0123456789abcdef"


class Receiver:
    """Takes events at an address that stays the same; nobody listens there while it is away.

    Attributes:
        events: Every event that was accepted, in the order of arrival; some come again.
        wrong: How many requests had a wrong signature, or another id than their event.
    """

    def __init__(self) -> None:
        self._port = free_port()
        self._arrived = threading.Condition()
        self.url = f"http://127.0.0.1:{self._port}/events"
        self.events: list[dict[str, Any]] = []
        self.wrong = 0
        self._ids: dict[str, None] = {}  # a dict keeps the order

    @contextmanager
    def running(self) -> Iterator[None]:
        """Listen until the block ends."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.take(dict(self.headers), body)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        with ThreadingHTTPServer(("127.0.0.1", self._port), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            try:
                yield
            finally:
                server.shutdown()
                thread.join()

    def take(self, headers: dict[str, str], body: bytes) -> None:
        """Check and keep an event, as docs/events.md tells a receiver to do."""
        event = json.loads(body)
        signed = headers["X-Human-Handoff-Timestamp"].encode() + b"." + body
        proof = "v1=" + hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
        is_right = hmac.compare_digest(proof, headers["X-Human-Handoff-Signature"])
        with self._arrived:
            self.wrong += not is_right or headers["X-Human-Handoff-Event-Id"] != event["id"]
            self.events.append(event)
            self._ids[event["id"]] = None
            self._arrived.notify_all()

    @property
    def ids(self) -> list[str]:
        """The ids in the order of their first arrival."""
        return list(self._ids)

    def wait_for(self, ids: set[str], seconds: float) -> bool:
        """Wait until all these events have arrived; tell whether they have."""
        with self._arrived:
            return self._arrived.wait_for(lambda: ids <= self._ids.keys(), seconds)

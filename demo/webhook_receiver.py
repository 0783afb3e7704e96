"""A receiver of the signed webhook, which can be away.

`python -m demo.webhook_receiver` runs it until the process is ended, prints its address, and
answers `GET /events` with how many events it has, and how many requests were wrong.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sandbox.serving.signed_documents import is_signed

from .ports import free_port

ID_HEADER = "X-Human-Handoff-Delivery-Id"
SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 - it signs nothing but tests


class Receiver:
    """Takes events at an address that stays the same; nobody listens there while it is away.

    Attributes:
        events: Every event that was accepted, in the order of arrival; some come again.
        wrong: How many requests had a wrong signature, or another id than their document.
    """

    def __init__(self, keeps_connections: bool = False) -> None:
        """`keeps_connections`: as servers do; such a receiver cannot be away while one is open."""
        self._protocol = "HTTP/1.1" if keeps_connections else "HTTP/1.0"
        self._port = free_port()
        self._arrived = threading.Condition()
        self.url = f"http://127.0.0.1:{self._port}/events"
        self.events: list[dict[str, Any]] = []
        self.wrong = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Listen until the block ends."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = receiver._protocol

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.take(dict(self.headers), body)
                self.send_response(HTTPStatus.NO_CONTENT)
                self.end_headers()

            def do_GET(self) -> None:
                body = json.dumps({"events": len(receiver.ids), "wrong": receiver.wrong}).encode()
                self.send_response(HTTPStatus.OK)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

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
        """Check and keep some events, as docs/webhook.md tells a receiver to do."""
        delivery = json.loads(body)
        with self._arrived:
            self.wrong += (
                not is_signed(headers, body, SECRET) or headers[ID_HEADER] != delivery["id"]
            )
            self.events += delivery["events"]
            self._arrived.notify_all()

    @property
    def ids(self) -> list[str]:
        """The ids in the order of their first arrival."""
        return list(dict.fromkeys(event["id"] for event in self.events))

    def wait_for(self, ids: set[str], seconds: float) -> bool:
        """Wait until all these events have arrived; tell whether they have."""
        with self._arrived:
            return self._arrived.wait_for(lambda: ids <= set(self.ids), seconds)


def main() -> None:
    """Receive events until the process is ended."""
    receiver = Receiver(keeps_connections=True)
    with receiver.running():
        print(receiver.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()

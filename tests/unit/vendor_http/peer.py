"""A vendor made of one socket, for what no HTTP server does: resets, drips, half responses."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
from collections.abc import Callable
from typing import Any

# Called with the connection, and with an event that is set when the test is over.
Reply = Callable[[socket.socket, threading.Event], object]

HEAD = b"HTTP/1.1 200 OK\r\n"
# Every connection is closed after its response; without the header the client might use it again.
OK = HEAD + b"Connection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


class Peer(socketserver.ThreadingTCPServer):
    """Answers each connection with the next reply, and all further ones with the last.

    Attributes:
        requests: The head of every request, in order.
    """

    daemon_threads = True

    def __init__(self, *replies: Reply) -> None:
        super().__init__(("127.0.0.1", 0), socketserver.BaseRequestHandler)
        self.replies = list(replies)
        self.requests: list[bytes] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/way"
        self.closing = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def finish_request(self, request: Any, client_address: Any) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = request.recv(65536)
            if not piece:
                return  # the client is gone
            head += piece
        self.requests.append(head)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        reply(request, self.closing)

    def shutdown_request(self, request: Any) -> None:
        """Close at once; the library would first say that no more will be sent."""
        request.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent: some tests want a client that is gone before the response is sent."""

    def close(self) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()


def send(response: bytes) -> Reply:
    return lambda caller, _: caller.sendall(response)


def reset(caller: socket.socket, _: threading.Event) -> None:
    """Make the connection end with a reset."""
    caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def hang(_: socket.socket, closing: threading.Event) -> None:
    """Send nothing, and keep the connection."""
    closing.wait()


def drip(head: bytes, piece: bytes) -> Reply:
    """Send a head, and then a piece every hundredth of a second without an end."""

    def reply(caller: socket.socket, closing: threading.Event) -> None:
        caller.sendall(head)
        while not closing.wait(0.01):
            caller.sendall(piece)

    return reply

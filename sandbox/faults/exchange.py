"""One call on its way through the sandbox, and what a fault can do to it."""

import asyncio
import socket
import struct
import time
from collections.abc import Awaitable, Iterable
from http import HTTPStatus
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..serving.response import WholeResponse


class Exchange:
    """A call whose body has been read and whose response has not been sent."""

    def __init__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Wrap what ASGI gives to an application; call `read` next."""
        self._app = app
        self.scope = scope
        self._receive = receive
        self._send = send
        self.body = b""
        # When the call arrived, in seconds of `time.monotonic`.
        self.arrived = time.monotonic()
        # The response that was sent, perhaps only in part.
        self.response: WholeResponse | None = None

    async def read(self) -> None:
        """Read the request's body."""
        more = True
        while more:
            message = await self._receive()
            self.body += message.get("body", b"")
            more = message.get("more_body", False)

    async def call_vendor(self) -> WholeResponse:
        """Let the imitated vendor carry out the call; return its response without sending it."""
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self._app(self.scope, self._receive_again(), keep)
        start, *chunks = messages
        body = b"".join(chunk.get("body", b"") for chunk in chunks)
        return WholeResponse(start["status"], list(start["headers"]), body)

    async def send(self, response: WholeResponse) -> int:
        """Send a whole response; return its status."""
        self.response = response
        await self._send(_start(response))
        await self._send({"type": "http.response.body", "body": response.body})
        return response.status

    async def send_slowly(
        self, response: WholeResponse, parts: Iterable[bytes], pause: float
    ) -> None:
        """Send the body in parts, with `pause` seconds between them, until the caller leaves."""
        self.response = response
        await self._send(_start(response))
        for part in parts:
            await self._send({"type": "http.response.body", "body": part, "more_body": True})
            if await self.caller_leaves(asyncio.sleep(pause)):
                return
        await self._send({"type": "http.response.body", "body": b""})

    async def caller_leaves(self, pause: Awaitable[Any]) -> bool:
        """Wait for `pause`; return whether the caller has closed the connection before it ends."""
        gone = asyncio.ensure_future(self._disconnected())
        over = asyncio.ensure_future(pause)
        await asyncio.wait({gone, over}, return_when=asyncio.FIRST_COMPLETED)
        for waiting in (gone, over):
            waiting.cancel()
        return gone.done() and not gone.cancelled()

    async def reset(self) -> None:
        """End the connection with a TCP reset and no response."""
        transport = self.scope["state"]["transport"]
        # Closing a socket that lingers for zero seconds sends RST instead of FIN (socket(7)).
        no_linger = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, no_linger
        )
        transport.abort()
        # uvicorn sends a 500 for an application that returns before uvicorn notices the reset.
        await self._disconnected()

    async def _disconnected(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass

    def _receive_again(self) -> Receive:
        """Return a `receive` that yields the body once more, then waits for the disconnect."""
        unread = [{"type": "http.request", "body": self.body, "more_body": False}]

        async def receive() -> Message:
            return unread.pop() if unread else await self._receive()

        return receive


def _start(response: WholeResponse) -> Message:
    headers = [header for header in response.headers if header[0] != b"content-length"]
    if response.status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
        headers.append((b"content-length", str(len(response.body)).encode()))
    return {"type": "http.response.start", "status": response.status, "headers": headers}

"""One call on its way through the sandbox, and what can be done to it."""

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

RawHeaders = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Answer:
    """A whole HTTP answer, before it is sent."""

    status: int
    headers: RawHeaders
    body: bytes

    @classmethod
    def of(cls, body: object, status: int = HTTPStatus.OK) -> "Answer":
        """Text as HTML, null as nothing, anything else as JSON."""
        if body is None:
            return cls(status, [], b"")
        if isinstance(body, str):
            return cls(status, [(b"content-type", b"text/html; charset=utf-8")], body.encode())
        return cls(status, [(b"content-type", b"application/json")], json.dumps(body).encode())

    @property
    def is_plain_text(self) -> bool:
        """Whether its body is text that claims to be nothing else."""
        kinds = [value for name, value in self.headers if name == b"content-type"]
        return bool(self.body) and any(kind.startswith(b"text/plain") for kind in kinds)

    def with_headers(self, headers: dict[str, str]) -> "Answer":
        """The same with these headers in place of its own of the same name."""
        new = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        names = {name for name, _ in new}
        return replace(self, headers=[h for h in self.headers if h[0] not in names] + new)


class Exchange:
    """A call whose body has been read and whose answer has not been sent."""

    def __init__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Wrap what ASGI hands to an application; call `read` next."""
        self._app = app
        self.scope = scope
        self._receive = receive
        self._send = send
        self.body = b""
        # What was sent, or begun to be sent.
        self.answer: Answer | None = None

    @property
    def arrived(self) -> float:
        """When the call began to arrive, in seconds of `time.monotonic`."""
        return float(self.scope["state"]["arrived"])

    async def read(self) -> None:
        """Take in the request's body."""
        more = True
        while more:
            message = await self._receive()
            self.body += message.get("body", b"")
            more = message.get("more_body", False)

    async def ask(self) -> Answer:
        """Let the vendor do its work and keep its answer."""
        sent: list[Message] = []

        async def keep(message: Message) -> None:
            sent.append(message)

        await self._app(self.scope, self._body_again(), keep)
        start, *chunks = sent
        body = b"".join(chunk.get("body", b"") for chunk in chunks)
        return Answer(start["status"], list(start["headers"]), body)

    async def send(self, answer: Answer) -> int:
        """Send an answer as a whole."""
        self.answer = answer
        await self._send(_start(answer))
        await self._send({"type": "http.response.body", "body": answer.body})
        return answer.status

    async def send_slowly(self, answer: Answer, parts: Iterable[bytes], pause: float) -> None:
        """Send an answer in parts with pauses between, until the caller has gone."""
        self.answer = answer
        await self._send(_start(answer))
        for part in parts:
            await self._send({"type": "http.response.body", "body": part, "more_body": True})
            if await self.caller_leaves(asyncio.sleep(pause)):
                return
        await self._send({"type": "http.response.body", "body": b""})

    async def caller_leaves(self, pause: Awaitable[Any]) -> bool:
        """Whether the caller goes away before `pause` is over."""
        gone = asyncio.ensure_future(self._disconnected())
        over = asyncio.ensure_future(pause)
        await asyncio.wait({gone, over}, return_when=asyncio.FIRST_COMPLETED)
        for waiting in (gone, over):
            waiting.cancel()
        return gone.done() and not gone.cancelled()

    async def reset(self) -> None:
        """End the connection with a TCP reset and no answer."""
        transport = self.scope["state"]["transport"]
        # Closing a socket that lingers for zero seconds sends RST instead of FIN (socket(7)).
        lingerless = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, lingerless
        )
        transport.abort()
        # An application that returns before the server has noticed is answered for with a 500.
        await self._disconnected()

    async def _disconnected(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass

    def _body_again(self) -> Receive:
        """A `receive` that hands the body out, then waits for the end like the real one."""
        unread = [{"type": "http.request", "body": self.body, "more_body": False}]

        async def receive() -> Message:
            return unread.pop() if unread else await self._receive()

        return receive


def _start(answer: Answer) -> Message:
    headers = [header for header in answer.headers if header[0] != b"content-length"]
    if answer.status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
        headers.append((b"content-length", str(len(answer.body)).encode()))
    return {"type": "http.response.start", "status": answer.status, "headers": headers}

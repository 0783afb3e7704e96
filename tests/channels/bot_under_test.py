"""A vendor's channel in a real Sanic server, with a scripted Rasa; the sandbox plays the vendor."""

from __future__ import annotations

import asyncio
import itertools
import json
import socket
import ssl
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Coroutine
from typing import Any, ClassVar, cast
from urllib.parse import quote

import httpx
from rasa.core.channels.channel import register
from rasa.shared.core.events import SlotSet
from sanic import Sanic
from sanic.touchup.service import TouchUp

from human_handoff_channels.input_channel import PlatformInputChannel
from human_handoff_channels.plugin import STATE
from sandbox import Control
from sandbox.vendor_base.manifest import Manifest
from tests.channels.scripted_rasa import ScriptedRasa, memory_store

RETURN_TOKEN = "return-token-of-the-tests"
NUMBERS = itertools.count(1000)
# The bots speak plain HTTP. A client without this reads the certificates of all authorities: 20 ms.
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class BotUnderTest(ABC):
    """One channel on a free port, called as its vendor calls it.

    Attributes:
        Input: The channel.
        manifest: The vendor in the sandbox.
        changes: Settings other than those for the demo.
        accepted: The status of an acknowledged delivery.
        customer: The conversation of the tests that need only one.
        sending: The sandbox's name for the call that sends a message of the bot.
        headers: Those of a request with the right token.
        return_headers: Those of a call of `…/return`.
        message_path: Where the customer's messages are posted.
        return_path: Where a return is posted.
        requests: The method and the path of every request with a body.
    """

    Input: ClassVar[type[PlatformInputChannel]]
    manifest: ClassVar[Manifest]
    changes: ClassVar[dict[str, Any]] = {}
    accepted: ClassVar[int] = 200
    customer: ClassVar[str]
    sending: ClassVar[str] = ""
    headers: ClassVar[dict[str, str]]
    return_headers: ClassVar[dict[str, str]]
    message_path: ClassVar[str]
    return_path: ClassVar[str]
    requests: ClassVar[tuple[tuple[str, str], ...]]

    def __init__(self, control: Control, store: Any = None, **settings: Any) -> None:
        self.control = control
        self.store = store or self.new_store()
        self.rasa = ScriptedRasa(self.store)
        section = self.section(control.urls()) | {"state": {"url": "memory://"}} | settings
        self.channel = self.Input.from_credentials(section)
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]

    new_store = staticmethod(memory_store)

    @classmethod
    def section(cls, urls: dict[str, str]) -> dict[str, Any]:
        """The channel's section of credentials.yml for the sandbox at these addresses."""
        return cls.manifest.credentials_section(urls) | cls.changes

    @staticmethod
    @abstractmethod
    def payload(text: str, number: int | None = None, customer: str = "") -> dict[str, Any]:
        """The body that delivers a text; the same number makes it the same message."""

    async def open_conversation(self, customer: str | None = None) -> None:  # noqa: B027
        """Announce a conversation, where the platform does so before its first message."""

    async def show_return(self, customer: str | None = None) -> None:  # noqa: B027
        """Let the platform show that the bot has the customer again."""

    async def write(
        self, text: str, number: int | None = None, customer: str | None = None
    ) -> httpx.Response:
        """Deliver a text of the customer; the same number makes it the same message."""
        customer = customer or self.customer
        number = next(NUMBERS) if number is None else number
        await self.open_conversation(customer)
        path = self.message_path.replace(self.customer, customer)
        response = await self.send(json.dumps(self.payload(text, number, customer)), path)
        self.keep_reply(customer, number, response)
        return response

    async def finish_turns(self, text: str) -> None:
        """Write a last message, and wait for its turn, also where it is acknowledged earlier."""
        turn = self.rasa.holds(text)
        turn.opened.set()
        await self.write(text)
        await asyncio.wait_for(turn.passed.wait(), 10)

    def keep_reply(self, customer: str, number: int, response: httpx.Response) -> None:  # noqa: B027
        """Keep the bot's reply, where it is in the response."""

    def texts_to(self, customer: str | None = None) -> list[str]:
        """The bot's messages that have reached the customer, as the sandbox tells."""
        conversations = {each["id"]: each for each in self.control.conversations()}
        conversation = conversations.get(customer or self.customer, {"messages": []})
        return [each["text"] for each in conversation["messages"] if each["from"] == "bot"]

    async def give_back(
        self, customer: str | None = None, token: str | None = None, content: bytes = b"{}"
    ) -> httpx.Response:
        """Call `…/return`, with the right token unless one is given."""
        path = self.return_path.replace(self.customer, quote(customer or self.customer, safe=""))
        headers = {"Authorization": f"Bearer {token}"} if token else self.return_headers
        return await self.post(path, None, headers, content=content)

    async def send(
        self, content: Any, path: str | None = None, method: str = "POST"
    ) -> httpx.Response:
        """Send a body as it is to a path, with the right tokens."""
        headers = self.return_headers | self.headers
        return await self.request(method, path or self.message_path, None, headers, content=content)

    async def post(
        self, path: str, body: Any = None, headers: dict[str, Any] | None = None, **how: Any
    ) -> httpx.Response:
        """Send a request; without `headers` it has the right token."""
        headers = self.headers if headers is None else headers
        return await self.request("POST", path, body, headers, **how)

    def vendor_answers(self, *answers: Any) -> None:
        """Answer the bot's next messages with a status each, or with a status and a body."""
        for answer in answers:
            status, body = answer if isinstance(answer, tuple) else (answer, None)
            self.control.fault(self.sending, "status", status=status, body=body)

    async def start(self, access_log: bool = False) -> None:
        app = Sanic(f"rasa-{uuid.uuid4().hex}", configure_logging=False)
        app.ctx.agent = self.rasa
        register([self.channel], app, "/webhooks/")
        create = app.create_server(
            sock=self._socket, return_asyncio_server=True, access_log=access_log
        )
        self._server = cast(Any, await create)  # sanic's own methods have no types
        await self._server.startup()
        # Sanic rewrites its own methods when a server starts, and can do so once in a process.
        TouchUp._registry.clear()
        await self._server.before_start()
        await self._server.start_serving()
        base = f"http://127.0.0.1:{self.port}/webhooks/{self.channel.name()}"
        self._client = httpx.AsyncClient(
            base_url=base, timeout=20, trust_env=False, verify=NO_CERTIFICATES
        )

    async def stop(self) -> None:
        await self._client.aclose()
        # Waiting until it is closed would wait for connections that Sanic keeps alive.
        self._server.server.close()

    async def request(
        self, method: str, path: str, body: Any = None, headers: Any = None, **how: Any
    ) -> httpx.Response:
        """Send a request to a path of the channel."""
        how |= {"json": body} if body is not None else {}
        return await self._client.request(method, path, headers=headers, **how)

    async def first_line(self, head: str) -> bytes:
        """Send the head of a request alone, and return the first line of the response."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(head.encode())
        line = await asyncio.wait_for(reader.readline(), 10)
        writer.close()
        return line

    async def hand_over(self, customer: str | None = None, seconds_ago: float = 3600) -> None:
        """Let agents have the customer, as Rasa's tracker tells."""
        since = time.time() - seconds_ago
        event = SlotSet(STATE, "with_agent", timestamp=since)
        await self.rasa.save(customer or self.customer, event)

    async def hand_over_and_return(self, customer: str | None = None) -> None:
        """Let agents have had the customer: the platform shows that the bot has them again."""
        await self.hand_over(customer)
        await self.show_return(customer)

    async def state(self, customer: str | None = None) -> Any:
        tracker = await self.store.retrieve(customer or self.customer)
        return tracker and tracker.get_slot(STATE)


def begin(awaitable: Coroutine[Any, Any, Any]) -> asyncio.Future[Any]:
    return asyncio.ensure_future(awaitable)

"""CM.com's side of the TwoWay format, and a Rasa that keeps its trackers."""

from __future__ import annotations

import json
import logging
import re
import threading
import time
import uuid
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
from rasa.shared.core.events import SlotSet

from human_handoff_channels.cm import CMInput
from tests.channels.rasa_server import DOMAIN, Agent, KeepingRasa, RasaServer, new_tracker

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Rasa pins an SQLAlchemy that warns of the next one
    from rasa.core.tracker_store import InMemoryTrackerStore

TOKEN = "cm-webhook-token-of-the-tests"
RETURN_TOKEN = "cm-return-token-of-the-tests"
PRODUCT_TOKEN = "product-token-of-nobody"
ACCOUNT = "e17acdef-c918-423d-a01b-1000cd084f6a"
ADAPTER = "bot-adapter-1"
CHAT = "47e755ad-69a2-4139-a610-c53d0c8deb4b"
NAME = "Jane Doe of the tests"


def chat(identification: str = CHAT, **changes: Any) -> dict[str, Any]:
    """The document's fields; one that is None is left out."""
    fields = {
        "id": identification,
        "sessionId": "session-1",
        "accountId": ACCOUNT,
        "channel": "CXWebConversations",
        "conversationClientId": f"client-{identification}",
        "conversationHostId": "host-1",
        "conversationClientName": NAME,
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def said(words: Any, number: Any = None, **changes: Any) -> dict[str, Any]:
    """One text of the customer; without a number it is another one each time."""
    message = {
        "$type": "text",
        "id": uuid.uuid4().hex if number is None else f"message-{number}",
        "direction": "ClientOriginated",
        "createdOn": "2026-11-20T10:00:00Z",
        "text": words,
        **changes,
    }
    return {name: value for name, value in message.items() if value is not None}


def message(*messages: Any, to: str = CHAT, **changes: Any) -> dict[str, Any]:
    """What the router posts to the Message Endpoint; words stand for a text."""
    listed = [said(each) if isinstance(each, str) else each for each in messages]
    return {"chat": chat(to, **changes), "conversationMessages": listed, "targetAdaptersInfo": []}


def ended(number: Any = 1, kind: str = "RouterSessionEnded", **changes: Any) -> dict[str, Any]:
    """What it posts to the Event Endpoint."""
    event = {"$type": kind, "id": f"event-{number}", "createdOn": "2026-11-20T10:30:00Z"}
    return {"chat": chat(**changes), "conversationEvents": [event]}


def handed_over(identification: str = CHAT, context: str = "", account: str = ACCOUNT) -> bytes:
    """What the template of the Hand Over Endpoint makes; an empty context leaves invalid JSON."""
    return (
        f'{{"chatId":"{identification}","sessionId":"session-1","accountId":"{account}",'
        f'"channel":"CXWebConversations","conversationHostId":"host-1",'
        f'"conversationClientId":"client-{identification}","context":{context}}}'
    ).encode()


class Router:
    """The TwoWay API, as strict as its page; in a thread of its own.

    The bot keeps its connections, and the event loop could not be closed if it had the other end.
    """

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        # The next answers, one after the other; then all goes well.
        self.statuses: list[int] = []
        # While it is there, nothing is answered until it is set.
        self.gate: threading.Event | None = None
        self.mistakes: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(TwoWayCall, self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/cm/"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        if self.gate is not None:
            self.gate.set()
        self._server.shutdown()
        self._server.server_close()
        assert self.mistakes == []

    def take(self, path: str, token: str | None, body: Any) -> int:
        if self.gate is not None:
            self.gate.wait(10)
        try:
            assert path == f"/cm/conversational/twoway/v2/accounts/{ACCOUNT}/adapters/{ADAPTER}"
            assert token == PRODUCT_TOKEN
            check_twoway(body)
        except AssertionError as mistake:
            self.mistakes.append(repr(mistake))
            return 400
        status = self.statuses.pop(0) if self.statuses else 201
        if status < 300:
            self.sent.append(body)
        return status

    def said_to(self, identification: str = CHAT) -> list[str]:
        return [
            body["conversationMessages"][0]["text"]
            for body in self.sent
            if body["chat"]["conversationClientId"] == f"client-{identification}"
        ]


class TwoWayCall(BaseHTTPRequestHandler):
    """One call."""

    def __init__(self, router: Router, *args: Any) -> None:
        self.router = router
        super().__init__(*args)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self.router.take(self.path, self.headers["X-Cm-Producttoken"], body))
        self.end_headers()
        self.wfile.write(b"<html>not read</html>")

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def check_twoway(body: Any) -> None:
    """What the page asks of a message of ours."""
    assert set(body) == {"chat", "conversationMessages"}
    named = {"id", "accountId", "channel", "conversationClientId", "conversationHostId"}
    assert set(body["chat"]) == named
    assert body["chat"]["accountId"].lower() == ACCOUNT
    (text,) = body["conversationMessages"]
    assert list(text) == ["$type", "id", "direction", "createdOn", "text"]
    assert (text["$type"], text["direction"]) == ("text", "ClientTerminated")
    assert str(uuid.UUID(text["id"])) == text["id"]
    assert text["createdOn"].endswith("Z")
    moment = datetime.fromisoformat(text["createdOn"].replace("Z", "+00:00"))
    assert abs(moment.timestamp() - time.time()) < 60
    assert re.search(r"\S", text["text"])


class Bot:
    """The channel in a real Sanic server on a free port, called as the router calls it."""

    def __init__(self, store: Any = None, **settings: Any) -> None:
        self.store = InMemoryTrackerStore(DOMAIN) if store is None else store
        self.rasa = KeepingRasa(self.store)
        self.agent = Agent(self.rasa, self.store)
        self.router = Router()
        self._server = RasaServer()
        self.port = self._server.port
        self.channel = CMInput.from_credentials(
            {
                "technical_link_id": ACCOUNT,
                "adapter_id": ADAPTER,
                "product_token": PRODUCT_TOKEN,
                "token": TOKEN,
                "url": self.router.url,
                **settings,
            }
        )

    async def start(self, access_log: bool = False) -> None:
        self._client = await self._server.serve(self.channel, self.agent, access_log=access_log)

    async def stop(self) -> None:
        await self._server.stop()
        self.router.stop()

    async def call(
        self, path: str, body: Any = None, headers: dict[str, str] | None = None, **how: Any
    ) -> httpx.Response:
        """Send one call; without headers it has the good token."""
        headers = {"X-Handoff-Token": TOKEN} if headers is None else headers
        given = {"json": body} if body is not None else {}
        return await self._client.post(path, headers=headers, **given, **how)

    async def deliver(self, *messages: Any, to: str = CHAT) -> httpx.Response:
        return await self.call("/message", message(*messages, to=to))

    async def end(self, number: Any = 1, **changes: Any) -> httpx.Response:
        return await self.call(f"/event?token={TOKEN}", ended(number, **changes), {})

    async def hand_over(self, body: bytes | None = None) -> httpx.Response:
        return await self.call("/handover", content=handed_over() if body is None else body)

    async def give_back(self, to: str = CHAT, token: str = TOKEN) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return await self.call(f"/conversations/{to}/return", None, headers)

    async def away(self, seconds: float = 3600, to: str = CHAT) -> None:
        """Let agents have a chat since so many seconds, as Rasa's tracker tells."""
        tracker = await self.store.retrieve(to) or new_tracker(to)
        since = time.time() - seconds
        tracker.update(SlotSet("human_handoff_state", "with_agent", timestamp=since))
        await self.store.save(tracker)

    async def state(self, to: str = CHAT) -> Any:
        tracker = await self.store.retrieve(to)
        return tracker and tracker.get_slot("human_handoff_state")


@asynccontextmanager
async def running(
    store: Any = None, access_log: bool = False, **settings: Any
) -> AsyncIterator[Bot]:
    """A bot with settings of the test's own."""
    bot = Bot(store, **settings)
    await bot.start(access_log)
    try:
        yield bot
    finally:
        await bot.stop()


def lines(caplog: Any) -> list[str]:
    """What the channel has written into the log."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("human_handoff_channels") and record.levelno >= logging.WARNING
    ]

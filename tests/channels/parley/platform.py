"""Parley's side of its webhook and of its Service API, and a Rasa that keeps its trackers."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import logging
import threading
import time
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import httpx
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from human_handoff_channels.parley import ParleyInput
from tests.channels.rasa_server import DOMAIN, Agent, KeepingRasa, RasaServer

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Rasa pins an SQLAlchemy that warns of the next one
    from rasa.core.tracker_store import InMemoryTrackerStore, SQLTrackerStore

TOKEN = "parley-webhook-token"
SERVICE, AGENTS, ACCOUNT = "as272d6g2ds766fcdfgh", "Jlk9e7cSf9g3FFsaqe39", "0W4qcE5aXoKq9OzvHxj2"
SECRET = "not-a-secret-of-anybodys"
USER = "11111"


def message(words: Any, number: Any = 17, user: Any = USER, **inner: Any) -> dict[str, Any]:
    """A message as an event's payload is shaped; a field that is None is left out."""
    fields = {"id": number, "message": words, "typeId": 1, "time": 1700000000} | inner
    said = {name: value for name, value in fields.items() if value is not None}
    owner = {"id": user, "uniqueIdentifier": "customer-7", "additionalInformation": {"a": "b"}}
    return {"type": "message", "body": {"body": said, "user": owner}}


def flat(payload: dict[str, Any]) -> dict[str, Any]:
    """The same without a body in the body."""
    inner = payload["body"]
    return payload | {"body": inner["body"] | {"user": inner["user"]}}


def action(name: str = "ownerChanged", user: Any = USER) -> dict[str, Any]:
    return {"type": "action", "body": {"name": name, "body": {}, "user": {"id": user}}}


def merging(before: Any, after: Any) -> dict[str, Any]:
    ids = {"from": {"id": before}, "to": {"id": after}}
    return {"type": "clientMerging", "body": {"body": ids}}


def sqlite(path: Any) -> SQLTrackerStore:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return SQLTrackerStore(DOMAIN, db=str(path / "rasa.db"))


class Parley:
    """The Service API, as far as the bot's Service calls it; in a thread of its own.

    The bot keeps its connections, and the event loop could not be closed if it had the other end.
    """

    def __init__(self) -> None:
        self.written: list[tuple[str, Any]] = []
        self.bodies: list[Any] = []
        self.owners: dict[str, Any] = {}
        self.asked: list[str] = []
        # What the next words are answered, one after the other; then all goes well.
        self.failures: list[tuple[int, Any]] = []
        # What GET owner is answered instead of an owner.
        self.owner_answer: tuple[int, Any] | None = None
        # While it is there, nothing is answered until it is set.
        self.gate: threading.Event | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(ServiceCall, self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/serviceApi/v2.5"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        if self.gate is not None:
            self.gate.set()
        self._server.shutdown()
        self._server.server_close()

    def write(self, user: str, body: Any) -> tuple[int, Any]:
        if self.failures:
            return self.failures.pop(0)
        if self.owners.get(user, SERVICE) != SERVICE:
            return 400, {"status": "ERROR", "notifications": []}
        self.bodies.append(body)
        self.written.append((user, body.get("message")))
        return 200, {"data": {}, "notifications": [], "status": "SUCCESS"}

    def owner(self, user: str) -> tuple[int, Any]:
        self.asked.append(user)
        if self.owner_answer is not None:
            return self.owner_answer
        data = {"owner": self.owners.get(user, SERVICE)}
        return 200, {"data": data, "notifications": [], "status": "SUCCESS"}

    def said_to(self, user: str = USER) -> list[Any]:
        return [words for whom, words in self.written if whom == user]


class ServiceCall(BaseHTTPRequestHandler):
    """One call."""

    def __init__(self, parley: Parley, *args: Any) -> None:
        self.parley = parley
        super().__init__(*args)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer("messages", lambda user: self.parley.write(user, body))

    def do_GET(self) -> None:
        self._answer("owner", self.parley.owner)

    def _answer(self, what: str, call: Callable[[str], tuple[int, Any]]) -> None:
        if self.parley.gate is not None:
            self.parley.gate.wait(10)
        check_signature(self.headers["Authorization"])
        root, api, version, users, user, last = self.path.split("/")
        assert [root, api, version, users, last] == ["", "serviceApi", "v2.5", "users", what]
        status, said = call(unquote(user))
        self.send_response(status)
        self.end_headers()
        self.wfile.write((said if isinstance(said, str) else json.dumps(said)).encode())

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def check_signature(header: str) -> None:
    """Recompute what Parley's page describes."""
    service, account, until, proof = base64.b64decode(header).decode().split("|")
    text = f"{SERVICE}{ACCOUNT}{until}".encode()
    assert (service, account) == (SERVICE, ACCOUNT)
    assert int(until) > time.time()
    assert proof == hmac.new(SECRET.encode(), text, hashlib.sha512).hexdigest()


class Bot:
    """The channel in a real Sanic server on a free port, called as Parley calls it."""

    def __init__(self, store: Any = None, **settings: Any) -> None:
        self.store = InMemoryTrackerStore(DOMAIN) if store is None else store
        self.rasa = KeepingRasa(self.store)
        self.agent = Agent(self.rasa, self.store)
        self.parley = Parley()
        self._server = RasaServer()
        self.port = self._server.port
        self.settings = {
            "service": SERVICE,
            "account": ACCOUNT,
            "secret": SECRET,
            "token": TOKEN,
            "url": self.parley.url,
            **settings,
        }

    async def start(self) -> None:
        channel = ParleyInput.from_credentials(self.settings)
        self._client = await self._server.serve(channel, self.agent)

    async def stop(self) -> None:
        await self._server.stop()
        self.parley.stop()

    async def call(
        self, path: str, body: Any = None, headers: dict[str, str] | None = None, **how: Any
    ) -> httpx.Response:
        given = {"json": body} if body is not None else {}
        return await self._client.post(path, headers=headers or {}, **given, **how)

    async def bring(self, payload: Any, **how: Any) -> httpx.Response:
        return await self.call("/webhook", payload, {"Authorization": TOKEN}, **how)

    async def give_back(self, user: str = USER, token: str = TOKEN) -> httpx.Response:
        return await self.call(f"/users/{user}/return", {}, {"Authorization": f"Bearer {token}"})

    async def hand_over(self, user: str = USER, owner: Any = AGENTS) -> None:
        """Let agents have a user: at Parley, and in Rasa's tracker."""
        events = [
            UserUttered("a person", message_id="parley/1"),
            SlotSet("city", "Utrecht"),
            BotUttered("I connect you."),
            SlotSet("human_handoff_state", "with_agent"),
        ]
        await self.store.save(DialogueStateTracker.from_events(user, events, DOMAIN.slots))
        self.parley.owners[user] = owner

    async def state(self, user: str = USER) -> Any:
        tracker = await self.store.retrieve(user)
        return tracker and tracker.get_slot("human_handoff_state")


@asynccontextmanager
async def running(store: Any = None, **settings: Any) -> AsyncIterator[Bot]:
    """A bot with settings of the test's own."""
    bot = Bot(store, **settings)
    await bot.start()
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


async def until(event: asyncio.Event) -> None:
    await asyncio.wait_for(event.wait(), 10)

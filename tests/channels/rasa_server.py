"""A Rasa that does as it is told, and the server in which its channels run."""

from __future__ import annotations

import asyncio
import socket
import uuid
import warnings
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from rasa.core.channels.channel import InputChannel, UserMessage, register
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic
from sanic.touchup.service import TouchUp

BACK = "/human_handoff_returned"
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Rasa warns at every domain
    DOMAIN = Domain.from_dict(
        {
            "intents": ["greet"],
            "slots": {
                "human_handoff_state": {
                    "type": "categorical",
                    "values": ["none", "requested", "with_agent"],
                    "initial_value": "none",
                    "mappings": [{"type": "custom"}],
                },
                "city": {"type": "text", "mappings": [{"type": "custom"}]},
            },
        }
    )

Script = Callable[[UserMessage], Awaitable[None]]


class Rasa:
    """Hears, and says what it is told to say; `You said …` to everything else."""

    def __init__(self) -> None:
        self.heard: list[UserMessage] = []
        self.scripts: dict[str, Script] = {}

    async def __call__(self, message: UserMessage) -> None:
        self.heard.append(message)
        script = self.scripts.get(message.text or "")
        if script is not None:
            await script(message)
        else:
            await message.output_channel.send_response(
                message.sender_id, {"text": f"You said {message.text}"}
            )

    @property
    def words(self) -> list[str | None]:
        return [message.text for message in self.heard]

    def says(self, to: str, *messages: dict[str, Any]) -> None:
        """Answer `to` with these messages, in Rasa's words."""

        async def script(message: UserMessage) -> None:
            for each in messages:
                await message.output_channel.send_response(message.sender_id, dict(each))

        self.scripts[to] = script

    def waits(self, to: str, *messages: dict[str, Any], first: tuple[dict, ...] = ()) -> Gate:
        """Say `first` at once and the rest when the gate is opened."""
        gate = Gate()

        async def script(message: UserMessage) -> None:
            output = message.output_channel
            for each in first:
                await output.send_response(message.sender_id, dict(each))
            gate.reached.set()
            await gate.opened.wait()
            for each in messages or ({"text": f"At last: {message.text}"},):
                await output.send_response(message.sender_id, dict(each))
            gate.passed.set()

        self.scripts[to] = script
        return gate


class Gate:
    """A turn that waits for the test."""

    def __init__(self) -> None:
        self.reached, self.opened, self.passed = asyncio.Event(), asyncio.Event(), asyncio.Event()


class Agent:
    """What Rasa's server keeps in `app.ctx.agent`."""

    def __init__(self, rasa: Rasa, tracker_store: Any) -> None:
        self.handle_message = rasa
        self.tracker_store = tracker_store
        self.ready = True

    def is_ready(self) -> bool:
        return self.ready


class KeepingRasa(Rasa):
    """Saves a turn when it is over, as Rasa does; a turn that fails leaves nothing."""

    def __init__(self, store: Any) -> None:
        super().__init__()
        self.store = store
        # What a turn sets beside what it says.
        self.sets: dict[str, str] = {BACK: "none"}

    async def __call__(self, message: UserMessage) -> None:
        await super().__call__(message)
        tracker = await self.store.retrieve(message.sender_id) or new_tracker(message.sender_id)
        metadata = message.metadata or {}
        tracker.update(UserUttered(message.text, message_id=message.message_id, metadata=metadata))
        if message.text in self.sets:
            tracker.update(SlotSet("human_handoff_state", self.sets[message.text]))
        tracker.update(ActionExecuted("action_listen"))
        await self.store.save(tracker)


def new_tracker(identification: str) -> DialogueStateTracker:
    return DialogueStateTracker(identification, DOMAIN.slots)


class RasaServer:
    """A channel in a real Sanic server on a free port."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]

    async def serve(
        self,
        channel: InputChannel,
        agent: Agent,
        add_routes: Callable[[Sanic], None] = lambda _: None,
        access_log: bool = False,
    ) -> httpx.AsyncClient:
        """Start; the client's paths begin where the channel's do."""
        app = Sanic(f"rasa-{uuid.uuid4().hex}", configure_logging=False)
        app.ctx.agent = agent
        register([channel], app, "/webhooks/")
        add_routes(app)
        self._server = await app.create_server(
            sock=self._socket, return_asyncio_server=True, access_log=access_log
        )
        await self._server.startup()
        # Sanic rewrites its own methods when a server starts, and can do so once in a process.
        TouchUp._registry.clear()
        await self._server.before_start()
        await self._server.start_serving()
        base = f"http://127.0.0.1:{self.port}/webhooks/{channel.name()}"
        self._client = httpx.AsyncClient(base_url=base, timeout=20, trust_env=False)
        return self._client

    async def stop(self) -> None:
        await self._client.aclose()
        # Waiting until it is closed waits for connections that Sanic keeps alive.
        self._server.server.close()

"""A Rasa that replies what the test wants, and saves its turns as the real one does."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from human_handoff_channels.incoming import RETURNED
from human_handoff_channels.plugin import OWN_SLOT, STATE

with warnings.catch_warnings():
    # Rasa pins an SQLAlchemy that warns of the next one, and warns at every domain.
    warnings.simplefilter("ignore")
    from rasa.core.tracker_store import InMemoryTrackerStore, SQLTrackerStore

    DOMAIN = Domain.from_dict(
        {
            "intents": ["greet"],
            "slots": {
                STATE: {
                    "type": "categorical",
                    "values": ["none", "requested", "with_agent"],
                    "initial_value": "none",
                    "mappings": [{"type": "custom"}],
                },
                "city": {"type": "text", "mappings": [{"type": "custom"}]},
                OWN_SLOT: {"type": "text", "mappings": [{"type": "custom"}]},
            },
        }
    )

Message = dict[str, Any]
Script = Callable[[UserMessage], Awaitable[None]]


def memory_store() -> InMemoryTrackerStore:
    return InMemoryTrackerStore(DOMAIN)


def sqlite_store(folder: Any) -> SQLTrackerStore:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return SQLTrackerStore(DOMAIN, db=str(folder / "rasa.db"))


def tracker_of(conversation: str, *events: Any) -> DialogueStateTracker:
    return DialogueStateTracker.from_events(conversation, list(events), DOMAIN.slots)


class ScriptedRasa:
    """What Rasa's server keeps in `app.ctx.agent`.

    It replies `You said …` where there is no script, and `I am back.` to a return. A turn is saved
    when it is over, and a turn that fails leaves nothing, as with the real Rasa.
    """

    def __init__(self, store: Any = None) -> None:
        # What the channel reads; the turns are saved to the store that the test began with.
        self.tracker_store = self._store = store
        self.lock_store = InMemoryLockStore()
        self.ready = True
        self.messages: list[UserMessage] = []
        self.scripts: dict[str, Script] = {}
        self.replies(RETURNED, {"text": "I am back."})
        # The value of the plugin's state slot after a message with this text.
        self.states: dict[str, str] = {RETURNED: "none"}
        # What Rasa recognises in a message with this text.
        self.intents: dict[str, dict[str, Any]] = {}
        self._sent: list[Message] = []

    def is_ready(self) -> bool:
        return self.ready

    async def handle_message(self, message: UserMessage) -> None:
        self.messages.append(message)
        self._sent = []
        script = self.scripts.get(message.text or "")
        if script is not None:
            await script(message)
        else:
            await self.send(message, {"text": f"You said {message.text}"})
        if self._store is not None:
            await self._save(message)

    @property
    def texts(self) -> list[str | None]:
        return [message.text for message in self.messages]

    async def send(self, message: UserMessage, *replies: Message) -> None:
        for reply in replies:
            await message.output_channel.send_response(message.sender_id, dict(reply))
            self._sent.append(reply)

    def replies(self, text: str, *replies: Message) -> None:
        """Reply to `text` with these messages."""

        async def script(message: UserMessage) -> None:
            await self.send(message, *replies)

        self.scripts[text] = script

    def holds(self, text: str, *replies: Message, first: tuple[Message, ...] = ()) -> Gate:
        """Reply to `text` with `first` at once, and with the rest when the gate is opened."""
        return self._holds(text, first, replies or ({"text": f"At last: {text}"},))

    def holds_and_says_nothing(self, text: str) -> Gate:
        """End the turn of `text` when the gate is opened, without a reply."""
        return self._holds(text, (), ())

    def _holds(self, text: str, first: tuple[Message, ...], replies: tuple[Message, ...]) -> Gate:
        gate = Gate()

        async def script(message: UserMessage) -> None:
            await self.send(message, *first)
            gate.reached.set()
            await gate.opened.wait()
            await self.send(message, *replies)
            gate.passed.set()

        self.scripts[text] = script
        return gate

    def fails(self, text: str, error: Exception) -> None:
        """Raise an error in the turn of `text`."""

        async def script(message: UserMessage) -> None:
            raise error

        self.scripts[text] = script

    async def save(self, conversation: str, *events: Any) -> None:
        """Save events of an earlier turn."""
        tracker = await self._store.retrieve(conversation) or tracker_of(conversation)
        for event in events:
            tracker.update(event)
        await self._store.save(tracker)

    async def _save(self, message: UserMessage) -> None:
        intent, metadata = self.intents.get(message.text or ""), message.metadata or {}
        user = UserUttered(message.text, intent, message_id=message.message_id, metadata=metadata)
        state = self.states.get(message.text or "")
        await self.save(
            message.sender_id,
            user,
            *(BotUttered(reply.get("text"), data=reply) for reply in self._sent),
            *([SlotSet(STATE, state)] if state else []),
            ActionExecuted("action_listen"),
        )


class Gate:
    """A turn that waits for the test."""

    def __init__(self) -> None:
        self.reached, self.opened, self.passed = asyncio.Event(), asyncio.Event(), asyncio.Event()

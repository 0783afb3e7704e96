"""What Rasa's tracker tells of a conversation, where this process does not know it.

Rasa saves a turn when it is over. So a message in the tracker has been handled, also where the
server that handled it crashed before it could acknowledge the message.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from rasa.core.channels.channel import OutputChannel
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from .failed_actions import is_true, must_be_told
from .plugin import HANDED_OVER, STATE
from .text_output import titled_buttons
from .typed_text import typed_text

logger = logging.getLogger(__name__)


class TrackerReader:
    """The tracker of one conversation, read once."""

    def __init__(self, tracker: DialogueStateTracker | None) -> None:
        self._tracker = tracker

    @classmethod
    async def read(cls, agent: Any, conversation: str) -> TrackerReader:
        """Read a conversation from the agent's tracker store.

        Without a store, or where the store fails, the reader knows nothing.
        """
        store = getattr(agent, "tracker_store", None)
        if store is None:
            return cls(None)
        try:
            return cls(await store.retrieve(conversation))
        except Exception as error:  # noqa: BLE001 - any store, any driver; the turn must go on
            logger.warning("the tracker could not be read: %s", type(error).__name__)
            return cls(None)

    @property
    def exists(self) -> bool:
        """Whether Rasa has this conversation."""
        return bool(self._events)

    def has_slot(self, name: str) -> bool:
        """Tell whether the tracker could be read, and the conversation has this slot."""
        return self._tracker is not None and name in self._tracker.slots

    def slot(self, name: str) -> Any:
        """Return the value of a slot; None where it is empty or there is none."""
        return self._tracker.get_slot(name) if self._tracker is not None else None

    @property
    def is_handed_over(self) -> bool | None:
        """Whether agents have the conversation; None where the tracker does not tell."""
        return self.slot(STATE) in HANDED_OVER if self.has_slot(STATE) else None

    @property
    def handed_over_at(self) -> float:
        """When agents last got the conversation, in seconds since 1970; 0 if they never did."""
        for event in reversed(self._events):
            if isinstance(event, SlotSet) and event.key == STATE and event.value in HANDED_OVER:
                return float(event.timestamp)
        return 0.0

    def metadata(self, name: str) -> Any:
        """Return a field of the metadata of the latest message that has it."""
        for event in reversed(self._events):
            if isinstance(event, UserUttered) and name in (event.metadata or {}):
                return event.metadata[name]
        return None

    def has_message(self, message_id: str) -> bool:
        """Tell whether Rasa has handled a message."""
        return self._turn(message_id) is not None

    def resolve_title(self, text: str) -> str:
        """Return the payload of the button with this title in the last turn.

        Without such a button it is what the customer has typed, as Rasa gets it.
        """
        text = typed_text(text)
        for event in reversed(self._events):
            if isinstance(event, UserUttered):
                break
            for title, button in _buttons_of(event):
                if title.casefold() == text.strip().casefold():
                    return str(button.get("payload") or text)
        return text

    def intent(self, message_id: str) -> tuple[str, float] | None:
        """Return the intent that Rasa recognised in a message, and its confidence."""
        turn = self._turn(message_id)
        if turn is None:
            return None
        intent = turn[0].intent or {}
        name, confidence = intent.get("name"), intent.get("confidence")
        if not isinstance(name, str) or not isinstance(confidence, (int, float)):
            return None
        return name, float(confidence)

    async def repeat_reply(self, message_id: str, output: OutputChannel) -> bool:
        """Send again the bot's reply to a message; return False where Rasa has no such message."""
        turn = self._turn(message_id)
        if turn is None or self._tracker is None:
            return False
        message, later = turn
        for event in later:
            if isinstance(event, BotUttered) and is_true(event.message(), message.metadata):
                await output.send_response(self._tracker.sender_id, event.message())
        return True

    def has_failure_to_tell(self, message_id: str) -> bool:
        """Tell whether Rasa has handled a message, but an action failed and the bot was silent."""
        turn = self._turn(message_id)
        return turn is not None and must_be_told(turn[0].metadata)

    @property
    def _events(self) -> Sequence[Any]:
        return self._tracker.events if self._tracker else ()

    def _turn(self, message_id: str) -> tuple[UserUttered, list[Any]] | None:
        """Return a message, and the events between it and the next message.

        While the state store is away, two servers can handle one message: the first turn counts.
        """
        found: UserUttered | None = None
        later: list[Any] = []
        for event in self._events:
            if isinstance(event, UserUttered):
                if found is not None:
                    break
                found = event if event.message_id == message_id else None
            elif found is not None:
                later.append(event)
        return None if found is None else (found, later)


def _buttons_of(event: Any) -> list[tuple[str, dict[str, Any]]]:
    buttons = (event.data or {}).get("buttons") if isinstance(event, BotUttered) else None
    return list(titled_buttons(buttons))

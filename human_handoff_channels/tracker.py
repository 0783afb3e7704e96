"""What Rasa's tracker knows of a conversation, where this process cannot.

Rasa saves a turn when it is over. So a message that stands in the tracker has been handled, also
by a server that crashed before the platform had its answer.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from rasa.core.channels.channel import OutputChannel
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

logger = logging.getLogger(__name__)

# The plugin's intent for the way back, sent as Rasa spells an intent.
RETURNED = "/human_handoff_returned"
# Where the plugin looks for the platform's ids, in a message's metadata.
CONVERSATION_ID = "human_handoff_conversation_id"
USER_ID = "human_handoff_user_id"
# The plugin's slot and its values while agents have the conversation.
STATE_SLOT = "human_handoff_state"
AWAY = frozenset({"requested", "with_agent"})


class RasaMemory:
    """The tracker of one conversation, read once."""

    def __init__(self, tracker: DialogueStateTracker | None) -> None:
        self._tracker = tracker

    @classmethod
    async def of(cls, agent: Any, conversation_id: str) -> RasaMemory:
        """Read a conversation from Rasa's tracker store; nothing is known without one."""
        store = getattr(agent, "tracker_store", None)
        if store is None:
            return cls(None)
        try:
            return cls(await store.retrieve(conversation_id))
        except Exception as error:  # noqa: BLE001 - any store, any driver; the turn must go on
            logger.warning("the tracker could not be read: %s", type(error).__name__)
            return cls(None)

    @property
    def is_known(self) -> bool:
        """Whether Rasa has this conversation."""
        return self._tracker is not None and bool(self._tracker.events)

    @property
    def is_handed_over(self) -> bool | None:
        """Whether agents have the conversation; None where Rasa cannot tell."""
        if self._tracker is None or STATE_SLOT not in self._tracker.slots:
            return None
        return self._tracker.get_slot(STATE_SLOT) in AWAY

    @property
    def away_since(self) -> float:
        """When agents got the conversation, in seconds since 1970."""
        for event in reversed(self._events):
            if isinstance(event, SlotSet) and event.key == STATE_SLOT and event.value in AWAY:
                return float(event.timestamp)
        return 0.0

    def metadata(self, name: str) -> Any:
        """Return what stands under a name in the metadata of the latest message that has it."""
        for event in reversed(self._events):
            if isinstance(event, UserUttered) and name in (event.metadata or {}):
                return event.metadata[name]
        return None

    def has_heard(self, message_id: str) -> bool:
        """Tell whether Rasa has handled a message."""
        return self._heard(message_id) is not None

    def meant(self, words: str) -> str:
        """Return the payload of the button whose title the customer has written, or the words."""
        for event in reversed(self._events):
            if isinstance(event, UserUttered):
                break
            for button in _buttons_of(event):
                title = str(button.get("title") or "").strip().casefold()
                if title and title == words.strip().casefold():
                    return str(button.get("payload") or words)
        return words

    def intent(self, message_id: str) -> tuple[str, float] | None:
        """Return what Rasa understood of a message, and how surely."""
        heard = self._heard(message_id)
        if heard is None:
            return None
        intent = heard[0].intent or {}
        name, confidence = intent.get("name"), intent.get("confidence")
        if not isinstance(name, str) or not isinstance(confidence, (int, float)):
            return None
        return name, float(confidence)

    async def say_again(self, message_id: str, output: OutputChannel) -> bool:
        """Say what the bot said to a message; tell whether it has heard that message at all."""
        heard = self._heard(message_id)
        if heard is None or self._tracker is None:
            return False
        for event in heard[1]:
            if isinstance(event, BotUttered):
                await output.send_response(self._tracker.sender_id, event.message())
        return True

    @property
    def _events(self) -> Sequence[Any]:
        return self._tracker.events if self._tracker else ()

    def _heard(self, message_id: str) -> tuple[UserUttered, list[Any]] | None:
        after: list[Any] = []
        for event in reversed(self._events):
            if isinstance(event, UserUttered):
                if event.message_id == message_id:
                    return event, after[::-1]
                after = []
            else:
                after.append(event)
        return None


def _buttons_of(event: Any) -> list[dict[str, Any]]:
    buttons = (event.data or {}).get("buttons") if isinstance(event, BotUttered) else None
    return [each for each in buttons or [] if isinstance(each, dict)]

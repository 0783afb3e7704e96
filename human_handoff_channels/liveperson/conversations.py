"""The conversations that this process knows, and what it remembers of each.

All of it may be lost: LivePerson creates a conversation again where we answer 404, and Rasa's
tracker has the rest.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import Any

from ..delivery_queue import DeliveryQueue
from ..plugin import CONVERSATION_ID, USER_ID
from ..typed_text import typed_text
from . import content
from .content import Item
from .payloads import Event
from .settings import CHANNEL

logger = logging.getLogger(__name__)

MAX_CONVERSATIONS = 10_000
MAX_REPLIES = 100
MAX_LATE = 50
MAX_OFFERED = 50

# The fields of a conversation's context that Rasa gets, and keeps in its tracker store. The
# visitor's IP address is left out.
_CONTEXT = ("type", "skillId", "campaignId", "engagementId", "contextType", "assignedAgentId")
_VISITOR = ("language", "consumerId")


class Conversation:
    """One conversation.

    Attributes:
        queue: The bot's turns, one after the other, and the replies for repeated deliveries.
        attributes: LivePerson's engagement attributes (`sdes`).
        context: LivePerson's context of the conversation.
        must_read_tracker: Whether Rasa's tracker is read before the next turn: LivePerson has
            (again) assigned the conversation to the bot, or this process does not know it yet.
        is_new: Whether this process has handled no event of it yet.
        transferred_at: When the reply that transfers it was given, in seconds of
            `time.monotonic`; None while the bot has the conversation.
    """

    def __init__(self, identification: str, queue: DeliveryQueue) -> None:
        self.id = identification
        self.queue = queue
        self.attributes: dict[str, Any] = {}
        self.context: dict[str, Any] = {}
        self.must_read_tracker = True
        self.is_new = True
        self.transferred_at: float | None = None
        self._offered: dict[str, str] = {}
        self._late: list[Item] = []

    @property
    def is_busy(self) -> bool:
        """Whether a reply or a message would be lost if the conversation were forgotten now."""
        return self.queue.is_busy or bool(self._late)

    @property
    def has_quick_replies(self) -> bool:
        """LivePerson: "Quick Replies are only supported in Messaging Conversations"."""
        return self.context.get("type") != "CHAT"

    @property
    def has_late_transfer(self) -> bool:
        """Whether a transfer waits for the next reply, so that agents cannot have had it yet."""
        return any(content.is_transfer(item) for item in self._late)

    def metadata(self, event: Event) -> dict[str, Any]:
        """Return the metadata of a message to Rasa."""
        visitor = self.context.get("visitor")
        fields = _present(self.context, _CONTEXT)
        fields |= _present(visitor, _VISITOR) if isinstance(visitor, dict) else {}
        fields |= {"sdes": self.attributes} if self.attributes else {}
        fields |= {"content": event.content} if event.content else {}
        metadata: dict[str, Any] = {CONVERSATION_ID: self.id, CHANNEL: fields}
        # Assumption: the agent to whom a new conversation is assigned is the bot's user.
        if isinstance(fields.get("assignedAgentId"), str):
            metadata[USER_ID] = fields["assignedAgentId"]
        return metadata

    def keep_late(self, item: Item) -> None:
        """Keep an item that came after the reply for the next reply."""
        if len(self._late) < MAX_LATE or (content.is_action(item) and not self.has_late_transfer):
            self._late.append(item)
        else:
            logger.warning("dropped: too many late messages in one conversation")

    def take_late(self) -> list[Item]:
        """Return the items that came after the latest reply, and forget them."""
        late, self._late = self._late, []
        return late

    def offer(self, title: str, payload: str) -> None:
        """Remember the payload of a button that the customer is shown."""
        self._offered.pop(title, None)
        self._offered[title] = payload
        while len(self._offered) > MAX_OFFERED:
            del self._offered[next(iter(self._offered))]

    def resolve_title(self, text: str, clicked: tuple[str, ...]) -> str:
        """Return the payload of the button that was clicked or that has this title.

        Without such a button it is what the customer has typed, as Rasa gets it.
        """
        payloads = set(self._offered.values())
        for payload in clicked:
            if payload in payloads:
                return payload
        return self._offered.get(text) or typed_text(text)


class Conversations:
    """All of them; where there are too many, those not used for the longest time are forgotten."""

    def __init__(
        self, answer_seconds: float, remember_seconds: float, limit: int = MAX_CONVERSATIONS
    ) -> None:
        """Take the times of a conversation's queue, and how many conversations are kept."""
        self._answer_seconds = answer_seconds
        self._remember_seconds = remember_seconds
        self._limit = limit
        self._conversations: OrderedDict[tuple[str, str, str], Conversation] = OrderedDict()

    def find(self, bot: str, environment: str, identification: str) -> Conversation | None:
        """Return a conversation, None where LivePerson has to create it (again)."""
        key = (bot, environment, identification)
        if key in self._conversations:
            self._conversations.move_to_end(key)
        return self._conversations.get(key)

    def create(self, bot: str, environment: str, identification: str) -> Conversation:
        """Return a conversation, also where this process has it already."""
        conversation = self.find(bot, environment, identification)
        if conversation is None:
            # Twice the limit, because each reply stands in the queue beside its turn.
            limit = 2 * MAX_REPLIES
            queue = DeliveryQueue(self._answer_seconds, self._remember_seconds, limit)
            conversation = Conversation(identification, queue)
            self._conversations[(bot, environment, identification)] = conversation
            self._make_room()
        return conversation

    def _make_room(self) -> None:
        if len(self._conversations) <= self._limit:
            return
        newest = next(reversed(self._conversations))
        for key, conversation in self._conversations.items():
            if key != newest and not conversation.is_busy:
                del self._conversations[key]
                return


def _present(values: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: values[name] for name in names if values.get(name) not in (None, "")}

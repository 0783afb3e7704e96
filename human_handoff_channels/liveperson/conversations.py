"""The conversations that LivePerson has created, in the state store that all Rasa servers share.

What is in the store may be lost: LivePerson creates a conversation again where we answer 404, and
Rasa's tracker has the rest.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, NamedTuple

from ..plugin import CONVERSATION_ID, USER_ID
from ..shared_state import SharedState
from ..typed_text import typed_text
from . import content
from .content import Item
from .payloads import Event
from .settings import CHANNEL

logger = logging.getLogger(__name__)

# How long a conversation is kept after its latest message.
CONVERSATION_SECONDS = 24 * 60 * 60.0
MAX_LATE = 50
MAX_OFFERED = 50

# The fields of a conversation's context that Rasa gets, and keeps in its tracker store. The
# visitor's IP address is left out, also of the state store.
_CONTEXT = ("type", "skillId", "campaignId", "engagementId", "contextType", "assignedAgentId")
_VISITOR = ("language", "consumerId")


@dataclass(repr=False)  # a customer's data is in no log
class Conversation:
    """What is known of a conversation beside Rasa's tracker.

    Attributes:
        attributes: LivePerson's engagement attributes (`sdes`).
        context: The fields of LivePerson's context of the conversation that Rasa gets.
        created: How often LivePerson has created it: it does so when it assigns the conversation
            to the bot, also when the bot gets it again.
        noticed: How many of these times a turn has taken notice of.
        offered: The payloads of the buttons that the customer was shown, by their titles.
        late: What the bot said after its reply, for the next reply.
    """

    attributes: dict[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)
    created: int = 0
    noticed: int = 0
    offered: dict[str, str] = field(default_factory=dict)
    late: list[Item] = field(default_factory=list)

    @property
    def has_quick_replies(self) -> bool:
        """LivePerson: "Quick Replies are only supported in Messaging Conversations"."""
        return self.context.get("type") != "CHAT"

    @property
    def has_late_transfer(self) -> bool:
        """Whether a transfer waits for the next reply, so that agents cannot have had it yet."""
        return any(content.is_transfer(item) for item in self.late)

    def create(self, attributes: dict[str, Any] | None, context: dict[str, Any]) -> None:
        """Take notice that LivePerson has created the conversation, perhaps again."""
        # LivePerson sends the attributes once, when the conversation starts.
        self.attributes = attributes or self.attributes
        self.context = _kept(context) or self.context
        # A turn may have noticed more than the store knows, if the store was away meanwhile.
        self.created = max(self.created, self.noticed) + 1

    def metadata(self, identification: str, event: Event) -> dict[str, Any]:
        """Return the metadata of a message to Rasa."""
        fields = dict(self.context)
        fields |= {"sdes": self.attributes} if self.attributes else {}
        fields |= {"content": event.content} if event.content else {}
        metadata: dict[str, Any] = {CONVERSATION_ID: identification, CHANNEL: fields}
        # Assumption: the agent to whom a new conversation is assigned is the bot's user.
        if isinstance(fields.get("assignedAgentId"), str):
            metadata[USER_ID] = fields["assignedAgentId"]
        return metadata

    def keep_late(self, items: list[Item]) -> None:
        """Keep items that came after the reply for the next reply; a pause has passed by then."""
        for item in (each for each in items if not content.is_pause(each)):
            is_needed = content.is_action(item) and not self.has_late_transfer
            if len(self.late) < MAX_LATE or is_needed:
                self.late.append(item)
            else:
                logger.warning("dropped: too many late messages in one conversation")

    def drop_late(self, items: Iterable[Item]) -> None:
        """Keep these items no longer, because they stand in a reply."""
        for item in items:
            if item in self.late:
                self.late.remove(item)

    def offer(self, buttons: dict[str, str]) -> None:
        """Remember the payloads of buttons that the customer is shown, by their titles."""
        for title, payload in buttons.items():
            self.offered.pop(title, None)
            self.offered[title] = payload
        while len(self.offered) > MAX_OFFERED:
            del self.offered[next(iter(self.offered))]

    def resolve_title(self, text: str, clicked: tuple[str, ...]) -> str:
        """Return the payload of the button that was clicked or that has this title.

        Without such a button it is what the customer has typed, as Rasa gets it.
        """
        payloads = set(self.offered.values())
        for payload in clicked:
            if payload in payloads:
                return payload
        return self.offered.get(text) or typed_text(text)


class Name(NamedTuple):
    """What LivePerson calls a conversation, in the address of its requests."""

    bot: str
    environment: str
    id: str


class Conversations:
    """All of them."""

    def __init__(self, state: SharedState) -> None:
        """Take what the Rasa servers share."""
        self._state = state

    async def is_known(self, name: Name) -> bool:
        """Tell whether there is a conversation; while the store is lost there always is one."""
        return await self._read(name) is not None or self._state.is_lost

    async def find(self, name: Name) -> Conversation | None:
        """Return a conversation, None where LivePerson has to create it (again).

        A store that is lost is waited for. If it stays lost there is always a conversation:
        LivePerson could create it at one server and then deliver to another, again and again.
        """
        read = partial(self._read, name)
        # Without the store, a conversation that agents have given back would count as theirs.
        text = await read() or await self._state.patiently(read)
        if text is not None:
            return _from_json(text)
        return Conversation() if self._state.is_lost else None

    async def create(
        self, name: Name, attributes: dict[str, Any] | None, context: dict[str, Any]
    ) -> None:
        """Take notice that LivePerson has created a conversation, perhaps again.

        A store that is lost is waited for: that LivePerson has given a conversation back must not
        be forgotten. To note it several times does no harm.
        """
        await self._state.patiently(
            lambda: self.change(name, lambda each: each.create(attributes, context))
        )

    async def change(self, name: Name, change: Callable[[Conversation], object]) -> None:
        """Change a conversation, or a new one where there is none."""

        def changed(text: str | None) -> str:
            conversation = Conversation() if text is None else _from_json(text)
            change(conversation)
            return json.dumps(asdict(conversation))

        await self._state.update(changed, CONVERSATION_SECONDS, "conversation", *name)

    async def _read(self, name: Name) -> str | None:
        return await self._state.get("conversation", *name)


def _from_json(text: str) -> Conversation:
    return Conversation(**json.loads(text))


def _kept(context: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a context that Rasa gets."""
    visitor = context.get("visitor")
    return _present(context, _CONTEXT) | (
        _present(visitor, _VISITOR) if isinstance(visitor, dict) else {}
    )


def _present(values: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: values[name] for name in names if values.get(name) not in (None, "")}

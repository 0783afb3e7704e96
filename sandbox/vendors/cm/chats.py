"""The router's chats: which adapter sends to which, and so whether bot or agents have a chat.

https://developers.cm.com/central-services/docs/adapters: "An arrow pointing towards an adapter
means that the pointed-to adapter receives messages from the application where the arrow
originates."
Assumption: the account's ruleset has four arrows, to and from the bot, and to and from the agents'
Mobile Service Cloud (MSC); a chat begins with the bot. Every id is the id of a chat, unless
control has removed it: CM.com, which creates the real ids, is not there.
"""

import uuid
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, TypeAlias

from ...serving.refusal import Refused

CHANNEL = "sandbox-channel-adapter"
BOT = "sandbox-bot-adapter"
MSC = "sandbox-msc-adapter"
ADAPTERS = (CHANNEL, BOT, MSC)

# From one adapter to another.
Link: TypeAlias = tuple[str, str]

TO_BOT: Link = (CHANNEL, BOT)
TO_MSC: Link = (CHANNEL, MSC)
FROM_BOT: Link = (BOT, CHANNEL)
DEFAULT_LINKS: Mapping[Link, bool] = {
    TO_BOT: True,
    FROM_BOT: True,
    TO_MSC: False,
    (MSC, CHANNEL): False,
}
# The links when the bot is disabled and the agents take its place.
WITHOUT_BOT: Mapping[Link, bool] = {link: MSC in link for link in DEFAULT_LINKS}


class Chat:
    """One chat and its links."""

    def __init__(self) -> None:
        """Create a chat with its first session."""
        self.begin_session()

    def begin_session(self) -> None:
        """Begin a new session: the links are as in the ruleset."""
        self.session_id = str(uuid.uuid4())
        self.links = dict(DEFAULT_LINKS)

    def switch(self, changes: Mapping[Link, bool]) -> None:
        """Enable and disable links."""
        self.links.update(changes)

    @property
    def shows_bot(self) -> bool:
        """Whether the customer receives the bot's messages."""
        return self.links[FROM_BOT]

    @property
    def reaches_bot(self) -> bool:
        """Whether the bot receives the customer's messages."""
        return self.links[TO_BOT]

    @property
    def with_bot(self) -> bool:
        """Whether only the bot receives the customer's messages."""
        return self.links[TO_BOT] and not self.links[TO_MSC]

    @property
    def with_agents(self) -> bool:
        """Whether only the agents receive the customer's messages."""
        return self.links[TO_MSC] and not self.links[TO_BOT]

    def as_json(self) -> list[dict[str, Any]]:
        """Return the links, in the order of the ruleset."""
        return [
            {"source": source, "target": target, "enabled": enabled}
            for (source, target), enabled in self.links.items()
        ]


class Chats:
    """The chats that have been used, and those that control has removed."""

    def __init__(self) -> None:
        """Start with none."""
        self.reset()

    def reset(self) -> None:
        """Go back to the defaults: every id is a chat that the bot has."""
        self._chats: dict[str, Chat] = {}
        self._removed: set[str] = set()

    def check(self, chat_id: str) -> None:
        """Refuse a chat that was removed."""
        if chat_id in self._removed:
            raise Refused(HTTPStatus.NOT_FOUND, "the chat is not known")

    def open(self, chat_id: str) -> Chat:
        """Return the chat, after creating it if it has not been used yet."""
        return self._chats.setdefault(chat_id, Chat())

    def remove(self, chat_id: str) -> None:
        """Make the chat unknown from now on."""
        self._chats.pop(chat_id, None)
        self._removed.add(chat_id)

    def give_back(self, chat_id: str) -> None:
        """Set the links as at the beginning of a session, unless the bot has the chat already.

        Assumption: closing a chat in the Agent Inbox is the inverse of the hand-over.
        """
        chat = self._chats.get(chat_id)
        if chat is not None and not chat.with_bot:
            chat.switch(DEFAULT_LINKS)

    def as_json(self) -> dict[str, Any]:
        """Return the links by chat, and the chats that were removed."""
        return {
            "chats": {chat_id: chat.as_json() for chat_id, chat in self._chats.items()},
            "removed_chats": sorted(self._removed),
        }


def links_of(source: str | None, target: str | None, *, both: bool) -> Iterable[Link]:
    """Return the links with this source and target, or with either one of them.

    Assumption: an adapter that is left out does not narrow the choice. A link that the ruleset
    does not have is not created.
    """
    wanted = ((0, source), (1, target))
    named = [(end, adapter) for end, adapter in wanted if adapter is not None]
    fit = all if both else any
    return [link for link in DEFAULT_LINKS if fit(link[end] == name for end, name in named)]

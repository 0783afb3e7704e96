"""The router's chats: which adapter sends to which, and what that means for bot and agents.

https://developers.cm.com/central-services/docs/adapters: "An arrow pointing towards an adapter
means that the pointed-to adapter receives messages from the application where the arrow
originates."
Assumption: the account's ruleset has four arrows, to and from the bot and to and from the agents'
Mobile Service Cloud (MSC); a chat begins with the bot. Every id is the id of a chat, unless
control has removed it: real ones are made by CM.com, which nobody plays here.
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
# What is left of the ruleset where the bot is switched off and the agents take its place.
WITHOUT_BOT: Mapping[Link, bool] = {link: MSC in link for link in DEFAULT_LINKS}


class Chat:
    """One chat and its links."""

    def __init__(self) -> None:
        """A chat with its first session."""
        self.begin_session()

    def begin_session(self) -> None:
        """A new session: the links are as in the ruleset."""
        self.session_id = str(uuid.uuid4())
        self.links = dict(DEFAULT_LINKS)

    def switch(self, changes: Mapping[Link, bool]) -> None:
        """Enable and disable links."""
        self.links.update(changes)

    @property
    def hears_bot(self) -> bool:
        """Whether the customer receives what the bot says."""
        return self.links[FROM_BOT]

    @property
    def reaches_bot(self) -> bool:
        """Whether the bot receives what the customer writes."""
        return self.links[TO_BOT]

    @property
    def with_bot(self) -> bool:
        """Whether the bot has it, and nobody else."""
        return self.links[TO_BOT] and not self.links[TO_MSC]

    @property
    def with_agents(self) -> bool:
        """Whether the agents have it, and nobody else."""
        return self.links[TO_MSC] and not self.links[TO_BOT]

    def as_json(self) -> list[dict[str, Any]]:
        """The links, in the order of the ruleset."""
        return [
            {"source": source, "target": target, "enabled": enabled}
            for (source, target), enabled in self.links.items()
        ]


class Chats:
    """The chats something has happened to, and those that were removed."""

    def __init__(self) -> None:
        """Start with none."""
        self.reset()

    def reset(self) -> None:
        """Every id is a chat again, and with the bot."""
        self._chats: dict[str, Chat] = {}
        self._removed: set[str] = set()

    def check(self, chat_id: str) -> None:
        """Refuse a chat that was removed."""
        if chat_id in self._removed:
            raise Refused(HTTPStatus.NOT_FOUND, "the chat is not known")

    def open(self, chat_id: str) -> Chat:
        """The chat, as a session begins if nothing has happened to it yet."""
        return self._chats.setdefault(chat_id, Chat())

    def remove(self, chat_id: str) -> None:
        """Let the chat be unknown from now on."""
        self._chats.pop(chat_id, None)
        self._removed.add(chat_id)

    def give_back(self, chat_id: str) -> None:
        """The agent has left: the links are as the session began, unless the bot has it already.

        Assumption: closing a chat in the Agent Inbox is the inverse of the hand-over.
        """
        chat = self._chats.get(chat_id)
        if chat is not None and not chat.with_bot:
            chat.switch(DEFAULT_LINKS)

    def as_json(self) -> dict[str, Any]:
        """The links by chat, and the chats that were removed."""
        return {
            "chats": {chat_id: chat.as_json() for chat_id, chat in self._chats.items()},
            "removed_chats": sorted(self._removed),
        }


def links_of(source: str | None, target: str | None, *, both: bool) -> Iterable[Link]:
    """The links with this source and target, or with either one of them.

    Assumption: an adapter that is left out does not narrow the choice. A link that the ruleset
    does not have is not made.
    """
    wanted = ((0, source), (1, target))
    named = [(end, adapter) for end, adapter in wanted if adapter is not None]
    fit = all if both else any
    return [link for link in DEFAULT_LINKS if fit(link[end] == name for end, name in named)]

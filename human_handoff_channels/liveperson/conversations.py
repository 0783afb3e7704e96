"""The conversations this process knows, and what it must remember of each.

All of it can be lost: LivePerson creates a conversation anew where we answer 404, and Rasa's
tracker knows the rest.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from typing import Any

from . import content
from .content import Item
from .reply import Answer

logger = logging.getLogger(__name__)

MAX_CONVERSATIONS = 10_000
MAX_ANSWERS = 100
MAX_LATE = 50
MAX_OFFERED = 50


class Conversation:
    """One conversation.

    Attributes:
        lock: One turn after the other.
        must_look: Whether Rasa's tracker has to be asked before the next turn: LivePerson has
            (again) given the conversation to the bot, or this process has not seen it before.
        is_new: Whether this process has taken no event of it yet.
        transferred_at: When an answer that transfers it was given.
    """

    def __init__(self, identification: str, remember_seconds: float) -> None:
        self.id = identification
        self.attributes: dict[str, Any] = {}
        self.context: dict[str, Any] = {}
        self.lock = asyncio.Lock()
        self.must_look = True
        self.is_new = True
        self.transferred_at: float | None = None
        self._remember_seconds = remember_seconds
        self._offered: dict[str, str] = {}
        self._late: list[Item] = []
        self._answers: OrderedDict[str, tuple[float, asyncio.Future[Answer]]] = OrderedDict()

    @property
    def is_busy(self) -> bool:
        """Whether something would be lost if it were forgotten now."""
        waiting = any(not answer.done() for _, answer in self._answers.values())
        return waiting or self.lock.locked() or bool(self._late)

    @property
    def has_quick_replies(self) -> bool:
        """LivePerson: "Quick Replies are only supported in Messaging Conversations"."""
        return self.context.get("type") != "CHAT"

    @property
    def has_late_transfer(self) -> bool:
        """Whether a transfer waits for the next answer, so that it cannot be over."""
        return any(content.is_transfer(item) for item in self._late)

    def answer_to(self, key: str) -> asyncio.Future[Answer] | None:
        """Return the answer to an event that was delivered before."""
        self._forget_old_answers()
        known = self._answers.get(key)
        return known[1] if known else None

    def remember(self, key: str, answer: asyncio.Future[Answer]) -> None:
        """Keep an answer, also one that is still being found, for repeated deliveries."""
        self._answers[key] = (time.monotonic(), answer)
        self._forget_old_answers()

    def keep_late(self, item: Item) -> None:
        """Keep what was said after the answer for the next one."""
        if len(self._late) < MAX_LATE or (content.is_action(item) and not self.has_late_transfer):
            self._late.append(item)
        else:
            logger.warning("dropped: too many late messages in one conversation")

    def take_late(self) -> list[Item]:
        """Return what was said after the last answer."""
        late, self._late = self._late, []
        return late

    def offer(self, title: str, payload: str) -> None:
        """Remember what a button that is shown means."""
        self._offered.pop(title, None)
        self._offered[title] = payload
        while len(self._offered) > MAX_OFFERED:
            del self._offered[next(iter(self._offered))]

    def meant(self, words: str, clicked: tuple[str, ...]) -> str:
        """Return what Rasa is to be told: a button's payload, or the words."""
        payloads = set(self._offered.values())
        for payload in clicked:
            if payload in payloads:
                return payload
        return self._offered.get(words, words)

    def _forget_old_answers(self) -> None:
        now = time.monotonic()
        for key, (since, answer) in list(self._answers.items()):
            old = now - since > self._remember_seconds or len(self._answers) > MAX_ANSWERS
            if old and answer.done():
                del self._answers[key]


class Conversations:
    """All of them, the least used first; bounded."""

    def __init__(self, remember_seconds: float, limit: int = MAX_CONVERSATIONS) -> None:
        self._remember_seconds = remember_seconds
        self._limit = limit
        self._known: OrderedDict[tuple[str, str, str], Conversation] = OrderedDict()

    def find(self, bot: str, environment: str, identification: str) -> Conversation | None:
        """Return a conversation, None where LivePerson has to create it (again)."""
        key = (bot, environment, identification)
        if key in self._known:
            self._known.move_to_end(key)
        return self._known.get(key)

    def create(self, bot: str, environment: str, identification: str) -> Conversation:
        """Return a conversation, new or known."""
        known = self.find(bot, environment, identification)
        if known is None:
            known = Conversation(identification, self._remember_seconds)
            self._known[(bot, environment, identification)] = known
            self._make_room()
        return known

    def _make_room(self) -> None:
        if len(self._known) <= self._limit:
            return
        newest = next(reversed(self._known))
        for key, each in self._known.items():
            if key != newest and not each.is_busy:
                del self._known[key]
                return

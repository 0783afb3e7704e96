"""A customer who asks for a person while servers fail, and what must be true of that.

The customer reads before writing: answers the bot's questions, and writes again what has failed or
could not be delivered.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

from sandbox import Control
from sandbox.client.control import ControlError
from tests.bot_responses import (
    ASK_EMAIL,
    ASK_NAME,
    FAILED,
    GAVE_UP,
    GAVE_UP_UNCONFIRMED,
    OFF_SHIFT,
    ON_HOLD,
    UNCONFIRMED,
    UNKNOWN,
)
from tests.end_to_end.customer import EMAIL, NAME
from tests.end_to_end.desks import PERSON
from tests.real_bot import Trackers

# The channels' own messages.
WRONG = "Sorry, something went wrong. Please say that again."
LATE = "One moment please, I am still looking into it."
ANSWERS = {ASK_NAME: NAME, ASK_EMAIL: EMAIL}
# The transfer may have been accepted, and may not.
UNKNOWN_FATE = {UNCONFIRMED, GAVE_UP_UNCONFIRMED}
# What a request without a transfer ends with.
NOT_TRANSFERRED = {FAILED, GAVE_UP, OFF_SHIFT, UNKNOWN}
# A turn that waits for dead servers, for the tracker and for the vendor takes no longer than this.
ANSWER_SECONDS = 90.0
# A customer whose message could not be delivered reads for so long before writing it again.
UNDELIVERED_SECONDS = 5.0
POLL_SECONDS = 0.2
# So often a customer writes before giving up; no failure of these tests lasts that long.
MAX_MESSAGES = 15


class Journey:
    """One customer.

    Attributes:
        conversation: The id of the customer's conversation.
        broken: What was promised and did not hold, as sentences.
        outcome: The last text that the customer read before the request had an outcome.
        handled_twice: How many messages Rasa has handled twice. That can happen where Redis is lost
            at that moment, and where a Rasa server hangs so long that another one does its turn.
        forgotten: How many messages were answered and are not in Rasa's tracker. That can happen
            where Redis is lost at that moment: two servers then save the tracker at once.
    """

    def __init__(
        self, control: Control, trackers: Trackers, conversation: str, channel: str, seed: int = 0
    ) -> None:
        self.conversation = conversation
        self.broken: list[str] = []
        self.outcome: str | None = None
        self.handled_twice = 0
        self.forgotten = 0
        self._control = control
        self._trackers = trackers
        self._random = random.Random(seed)
        self._typed: Counter[str] = Counter()
        self._understood: Counter[str] = Counter()
        control.use_channel(conversation, channel)

    def asks(self) -> None:
        """Ask for a person, and go on until the request has an outcome."""
        text = PERSON
        for _ in range(MAX_MESSAGES):
            self.outcome = self.says(text)
            if self.is_with_agent or self.outcome in {ON_HOLD, *UNKNOWN_FATE, *NOT_TRANSFERRED}:
                self._check_outcome()
                return
            # Without an answer and after a failure the customer says the same again, else what the
            # bot asks for, and what it does not understand in other words.
            if self.outcome not in (None, WRONG, LATE):
                text = ANSWERS.get(self.outcome, PERSON)
        self.broken.append(f"no outcome after {MAX_MESSAGES} messages")

    def is_served_after_recovery(self) -> None:
        """Check that the customer can go on when all servers run again."""
        if not self.is_with_agent:
            self.asks()
        if not self.is_with_agent:
            self.broken.append(f"the next request was not transferred: {self.outcome!r}")
            return
        self._control.agent_returns(self.conversation)
        # Where Rasa was killed after the vendor had accepted, and the turn has failed at the other
        # server too, the bot asks once more what it had asked before.
        if self.says("hello") is None and self.says("hello") is None:
            self.broken.append("no answer after the return")
        self._read_tracker()

    def says(self, text: str) -> str | None:
        """Write a message that is delivered several times; return the last text of the answer.

        None: the platform could not deliver it, or an agent reads it.
        """
        before = len(self._messages())
        self._typed[text] += 1
        with self._delivered_again():
            seconds = ANSWER_SECONDS
            try:
                self._control.customer_says(self.conversation, text)
            except ControlError:  # the platform has given up, and the turn may go on
                seconds = UNDELIVERED_SECONDS
        answer = self._answer(before, seconds)
        self._understood[text] += answer not in (None, WRONG, LATE)
        return answer

    @property
    def is_with_agent(self) -> bool:
        """Whether the vendor's agents have the conversation."""
        return bool(self._control.conversation(self.conversation)["with"] == "agent")

    @property
    def transfers(self) -> int:
        """How many transfers the vendor has accepted."""
        every = self._control.transfers()
        return sum(each["conversation"] == self.conversation for each in every)

    def _answer(self, before: int, seconds: float) -> str | None:
        """Wait for an answer; after "hold on" also for what comes of it."""
        began, last = time.monotonic(), None
        while time.monotonic() - began < (ANSWER_SECONDS if last == ON_HOLD else seconds):
            shown = [each for each in self._messages()[before:] if each["to"] == "customer"]
            last = str(shown[-1]["text"]) if shown else None
            if last not in (None, ON_HOLD) or self.is_with_agent:
                return last
            time.sleep(POLL_SECONDS)
        if last is None and seconds == ANSWER_SECONDS:
            self.broken.append(f"no answer in {seconds:.0f} s")
        return last

    def _messages(self) -> list[dict[str, Any]]:
        return list(self._control.conversation(self.conversation)["messages"])

    @contextmanager
    def _delivered_again(self) -> Iterator[None]:
        """Deliver the last message twice at once: at a random moment of the block, and after it."""
        pause = self._random.uniform(0.0, 0.6)

        def redeliver(seconds: float) -> None:
            time.sleep(seconds)
            with suppress(ControlError):  # nothing was delivered yet, or the bot is away
                self._control.redeliver(self.conversation)

        with ThreadPoolExecutor(2) as both:
            both.map(redeliver, [pause] * 2)
            yield
        with ThreadPoolExecutor(2) as both:
            both.map(redeliver, [0.0] * 2)

    def _check_outcome(self) -> None:
        number = self.transfers
        if number > 1:
            self.broken.append(f"{number} transfers")
        if number == 0 and self.outcome == ON_HOLD:
            self.broken.append("told to hold on, and nobody comes")
        if number and self.outcome in NOT_TRANSFERRED:
            self.broken.append(f"transferred, and told {self.outcome!r}")

    def _read_tracker(self) -> None:
        """Count the messages that Rasa has twice, and those that were answered and it has not."""
        events = self._trackers.events(self.conversation)
        users = [each for each in events if each["event"] == "user"]
        self.handled_twice = len(users) - len({each["message_id"] for each in users})
        kept = Counter(each["text"] for each in users)
        self.forgotten = sum((self._understood - kept).values())

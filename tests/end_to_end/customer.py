"""A customer of the bot, what the customer writes, and what the desk must receive."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from sandbox.client.control import is_event
from tests.bot_responses import ASK_EMAIL, ASK_NAME
from tests.end_to_end.desks import PERSON, Desk
from tests.real_bot import Trackers

INVOICE = f"{PERSON} about my invoice"
NAME, EMAIL = "my name is Jane Doe", "jane@example.org"


class Customer:
    """A customer of the bot.

    Attributes:
        conversation: The id of the customer's conversation.
        desk: The bot's desk, which also has the channel on which the customer writes.
    """

    def __init__(self, bot: Trackers, conversation: str, desk: Desk) -> None:
        self.bot = bot
        self.control = desk.control
        self.conversation = conversation
        self.desk = desk
        self.control.use_channel(conversation, desk.channel)

    def another(self) -> Customer:
        """Return another customer on the same channel."""
        return Customer(self.bot, f"{self.conversation}-other", self.desk)

    def transfer(self, skill: str = "human", **fields: Any) -> dict[str, Any]:
        """Return what the vendor must receive with this customer's transfer; see `Desk.sent`."""
        return self.desk.sent(self.conversation, skill, **fields)

    def assert_transferred(self) -> None:
        """Ask for a person, and check that the desk receives this transfer alone."""
        assert self.asks_for_a_person() == self.desk.on_hold
        assert self.desk.received() == [self.transfer()]

    def says(self, *texts: str) -> list[str]:
        """Write these messages; return the bot's responses to the last one."""
        messages: list[dict[str, Any]] = []
        for text in texts:
            messages = self.control.customer_says(self.conversation, text)
        return [str(message.get("text")) for message in messages]

    def asks_for_a_person(self) -> list[str]:
        """Ask, and answer the form's questions; return the responses to the last answer."""
        assert self.says(PERSON) == [ASK_NAME]
        assert self.says(NAME) == [ASK_EMAIL]
        return self.says(EMAIL)

    def hears_from_the_agent(self, text: str) -> None:
        """Wait until an agent has joined, and let the agent write."""
        self.control.wait_for(is_event("agent_joined", conversation=self.conversation))
        self.control.agent_says(self.conversation, text)

    def is_given_back(self, *message: str | None) -> list[str]:
        """Let the agent give the conversation back; return the bot's messages."""
        messages = self.control.agent_returns(self.conversation, *message)
        return [str(answer["text"]) for answer in messages]

    def messages(self) -> list[dict[str, Any]]:
        """Return all messages of the conversation, with their senders and receivers."""
        return list(self.control.conversation(self.conversation)["messages"])

    def has_read(self) -> list[tuple[str, str]]:
        """Return everything that was shown to the customer, with its sender."""
        return [
            (each["from"], each["text"]) for each in self.messages() if each["to"] == "customer"
        ]

    def times_read(self, text: str) -> int:
        """Return how often the customer has read a message."""
        return [message for _, message in self.has_read()].count(text)

    def slot(self, name: str) -> Any:
        """Return the value of one of the plugin's slots."""
        return self.bot.slots(self.conversation)[f"human_handoff_{name}"]

    def set_slots(self, **values: Any) -> None:
        """Set slots of the plugin, as a builder's own action would."""
        slots = {f"human_handoff_{name}": value for name, value in values.items()}
        self.bot.set_slots(self.conversation, **slots)


def at_once(*actions: Callable[[], object]) -> None:
    """Do all of this at the same time, and wait until all is done."""
    threads = [threading.Thread(target=action) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

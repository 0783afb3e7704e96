"""Real servers: Rasa, the action server and the sandbox, HTTP between all of them."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox import Control
from sandbox.client.control import is_event
from tests.end_to_end.responses import ASK_EMAIL, ASK_NAME
from tests.real_bot import Bot, real_bot

PERSON = "I want to talk to a person"


class Customer:
    """A customer of the bot.

    Attributes:
        conversation: The id of the customer's conversation.
        channel: Rasa's name of the channel on which the customer writes.
    """

    def __init__(
        self, bot: Bot, control: Control, conversation: str, channel: str = "rest"
    ) -> None:
        self.bot = bot
        self.control = control
        self.conversation = conversation
        self.channel = channel
        control.use_channel(conversation, channel)

    def another(self) -> Customer:
        """Return another customer on the same channel."""
        return Customer(self.bot, self.control, f"{self.conversation}-other", self.channel)

    def says(self, *texts: str) -> list[str]:
        """Write these messages; return the bot's responses to the last one."""
        messages: list[dict[str, Any]] = []
        for text in texts:
            messages = self.control.customer_says(self.conversation, text)
        return [str(message.get("text")) for message in messages]

    def asks_for_a_person(self) -> list[str]:
        """Ask, and answer the form's questions; return the responses to the last answer."""
        assert self.says(PERSON) == [ASK_NAME]
        assert self.says("my name is Jane Doe") == [ASK_EMAIL]
        return self.says("jane@example.org")

    def hears_from_the_agent(self, text: str) -> None:
        """Wait until an agent has joined, and let the agent write."""
        self.control.wait_for(is_event("agent_joined", conversation=self.conversation))
        self.control.agent_says(self.conversation, text)

    def is_given_back(self, *message: str) -> list[str]:
        """Let the agent give the conversation back; return the bot's messages."""
        messages = self.control.agent_returns(self.conversation, *message)
        return [str(answer["text"]) for answer in messages]

    def has_read(self) -> list[tuple[str, str]]:
        """Return everything that was shown to the customer, with its sender."""
        messages = self.control.conversation(self.conversation)["messages"]
        return [(each["from"], each["text"]) for each in messages if each["to"] == "customer"]

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


def sent(control: Control) -> list[dict[str, Any]]:
    """Return the fields of every accepted transfer, as the vendor received them."""
    return [transfer["fields"] for transfer in control.transfers()]


@pytest.fixture(scope="session")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="session")
def running_bot(logs: Path) -> Iterator[Bot]:
    with real_bot(logs) as bot:
        yield bot


@pytest.fixture
def control(running_bot: Bot) -> Iterator[Control]:
    with Control(running_bot.sandbox.control) as control:
        control.reset()
        yield control
        control.clear_faults()


@pytest.fixture
def bot(running_bot: Bot) -> Bot:
    """The bot with the settings that most tests want."""
    running_bot.configure()
    return running_bot


@pytest.fixture
def channel() -> str:
    """Rasa's name of the channel on which the customer writes."""
    return "rest"


@pytest.fixture
def customer(
    running_bot: Bot, control: Control, channel: str, request: pytest.FixtureRequest
) -> Customer:
    """A customer who has not written yet."""
    name = re.sub(r"\W+", "-", request.node.name)
    return Customer(running_bot, control, f"conversation-{name}", channel)

"""Real servers: Rasa, the action server and the sandbox, HTTP between all of them."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox import Control
from tests.real_bot import Bot, real_bot


class Customer:
    """Somebody who writes to the bot through the vendor."""

    def __init__(self, control: Control, conversation: str, channel: str = "rest") -> None:
        self.control = control
        self.conversation = conversation
        self.channel = channel
        control.use_channel(conversation, channel)

    def another(self) -> Customer:
        """Somebody else, on the same channel."""
        return Customer(self.control, f"{self.conversation}-other", self.channel)

    def says(self, *texts: str) -> list[str]:
        """Write, and return what the bot answers to the last."""
        answers: list[dict[str, Any]] = []
        for text in texts:
            answers = self.control.customer_says(self.conversation, text)
        return [str(answer.get("text")) for answer in answers]

    def asks_for_a_human(self) -> list[str]:
        """All the way to the transfer; returns the answers to the last message."""
        assert self.says("I want to talk to a person") == ["What is your name?"]
        assert self.says("my name is Jane Doe") == [
            "And your e-mail address, in case we lose each other?"
        ]
        return self.says("jane@example.org")

    def has_read(self) -> list[tuple[str, str]]:
        """Everything that was shown to the customer, and who said it."""
        messages = self.control.conversation(self.conversation)["messages"]
        return [(each["from"], each["text"]) for each in messages if each["to"] == "customer"]


def at_once(*deeds: Callable[[], object]) -> None:
    """Do all of this at the same time, and wait until all is done."""
    threads = [threading.Thread(target=deed) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


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
def customer(control: Control, request: pytest.FixtureRequest) -> Customer:
    """A customer nobody has met before."""
    return Customer(control, f"conversation-{request.node.name}")


def copy_of(path: Path, target: Path) -> Path:
    """A file to be changed."""
    return Path(shutil.copy(path, target))

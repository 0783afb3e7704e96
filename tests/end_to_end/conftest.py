"""Real servers: Rasa, the action server and the sandbox, HTTP between all of them."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from demo.stack import (
    Server,
    free_port,
    running_action_server,
    running_rasa,
    trained_model,
    write_configuration,
    write_credentials,
)
from sandbox import Control, RunningSandbox, running_sandbox
from tests import ROOT

# Every question goes to the vendor, so that a test sees what it has set.
ALWAYS_ASK = {"shift_cache": {"fresh_minutes": 0, "usable_minutes": 0}, "seconds_per_message": 0}


class Bot:
    """Rasa as a test sees it, with an action server that can be configured anew."""

    def __init__(self, sandbox: RunningSandbox, logs: Path, actions_port: int) -> None:
        self.sandbox = sandbox
        self.logs = logs
        self.actions_port = actions_port
        self.rasa: Server | None = None
        self._configured: object = None
        self._running = ExitStack()

    def configure(self, with_rasa: bool = False, **overrides: Any) -> None:
        """Run the action server with these settings, starting it anew if they are others."""
        wanted = (with_rasa, repr(overrides))
        if wanted == self._configured:
            return
        self.stop()
        config = write_configuration(
            self.logs / "human_handoff.yml",
            ROOT,
            self.sandbox.urls,
            **{**ALWAYS_ASK, **overrides},
        )
        server = running_action_server(ROOT, self.actions_port, config, self.logs, with_rasa)
        server = self._running.enter_context(server)
        self._configured = wanted

    def stop(self) -> None:
        """Stop the action server; what it has written is kept."""
        self._running.close()
        self._configured = None
        for log in self.logs.glob("actions-*.log"):
            with (self.logs / "actions.all").open("ab") as kept:
                kept.write(log.read_bytes())

    def slots(self, conversation: str) -> dict[str, Any]:
        """The slots of a conversation, as Rasa's tracker has them."""
        tracker = httpx.get(self._url(conversation, "tracker"), trust_env=False, timeout=30).json()
        return dict(tracker["slots"])

    def loop(self, conversation: str) -> str | None:
        """The form that owns a conversation."""
        tracker = httpx.get(self._url(conversation, "tracker"), trust_env=False, timeout=30).json()
        return tracker["active_loop"].get("name")

    def events(self, conversation: str) -> list[dict[str, Any]]:
        """Everything that has happened in a conversation, in order."""
        url = self._url(conversation, "tracker?include_events=ALL")
        return list(httpx.get(url, trust_env=False, timeout=30).json()["events"])

    def set_slots(self, conversation: str, **slots: Any) -> None:
        """Set slots as a builder's own action would."""
        events = [{"event": "slot", "name": name, "value": slots[name]} for name in slots]
        httpx.post(
            self._url(conversation, "tracker/events"), json=events, trust_env=False, timeout=30
        ).raise_for_status()

    def _url(self, conversation: str, path: str) -> str:
        assert self.rasa is not None
        return f"{self.rasa.url}/conversations/{conversation}/{path}"


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
    rasa_port, actions_port = free_port(), free_port()
    model = trained_model(ROOT)
    with running_sandbox(bot=f"http://127.0.0.1:{rasa_port}") as sandbox:
        bot = Bot(sandbox, logs, actions_port)
        url = f"http://127.0.0.1:{actions_port}"
        credentials = write_credentials(logs / "credentials.yml", sandbox.urls)
        with running_rasa(ROOT, rasa_port, model, url, logs, credentials=credentials) as rasa:
            bot.rasa = rasa
            yield bot
            bot.stop()


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

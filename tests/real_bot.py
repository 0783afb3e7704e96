"""A bot of real servers: the sandbox, Rasa and an action server whose settings a test chooses."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

from actions.human_handoff.handoff_settings.loader import VARIABLE
from demo.stack import (
    Server,
    free_port,
    running_action_server,
    running_rasa,
    trained_model,
    write_credentials,
    write_settings,
)
from sandbox import Control, RunningSandbox, running_sandbox
from tests import ROOT
from tests.forked_actions import ForkedServer, Forks, running_forks

# Every question about a shift goes to the vendor, so that a test sees what it has changed there.
NO_SHIFT_CACHE = {"fresh_minutes": 0, "usable_minutes": 0}

QUICK_RASA = "tests.quick_rasa"


# One client for all calls, because a new one reads the certificates of all authorities. A
# connection that stays open would keep a server from ending at once.
HTTP = httpx.Client(trust_env=False, timeout=30, headers={"Connection": "close"})


class Trackers(ABC):
    """The trackers of a running Rasa, over its HTTP API."""

    @property
    @abstractmethod
    def rasa_url(self) -> str:
        """Rasa's address, without a path."""

    def slots(self, conversation: str) -> dict[str, Any]:
        """Return the slots of a conversation's tracker."""
        return dict(self._get(conversation, "tracker")["slots"])

    def loop(self, conversation: str) -> str | None:
        """Return the name of the conversation's active loop."""
        name: str | None = self._get(conversation, "tracker")["active_loop"].get("name")
        return name

    def events(self, conversation: str) -> list[dict[str, Any]]:
        """Return all events of a conversation's tracker, in order."""
        return list(self._get(conversation, "tracker?include_events=ALL")["events"])

    def set_slots(self, conversation: str, **slots: Any) -> None:
        """Set slots, as an action of the bot builder would."""
        events = [{"event": "slot", "name": name, "value": slots[name]} for name in slots]
        url = self._url(conversation, "tracker/events")
        HTTP.post(url, json=events).raise_for_status()

    def _get(self, conversation: str, path: str) -> Any:
        return HTTP.get(self._url(conversation, path)).json()

    def _url(self, conversation: str, path: str) -> str:
        return f"{self.rasa_url}/conversations/{conversation}/{path}"


class Bot(Trackers):
    """Rasa, and an action server that is restarted when a test needs other settings."""

    def __init__(self, sandbox: RunningSandbox, logs: Path, forks: Forks) -> None:
        self.sandbox = sandbox
        self.logs = logs
        self.actions_port = free_port()
        self.rasa: Server | None = None
        self._forks = forks
        self._actions: ForkedServer | None = None
        self._configured: object = None
        self._running = ExitStack()

    @property
    def rasa_url(self) -> str:
        """The address of the Rasa that customers reach."""
        assert self.rasa is not None
        return self.rasa.url

    @property
    def actions_log(self) -> Path:
        """The file with everything that the action server has written, under any settings."""
        return self.logs / f"actions-{self.actions_port}.log"

    @property
    def actions_url(self) -> str:
        return f"http://127.0.0.1:{self.actions_port}"

    def configure(self, with_rasa: bool = False, **overrides: Any) -> None:
        """Run the action server with these settings; restart it only if they have changed."""
        wanted = (with_rasa, repr(overrides))
        if wanted == self._configured:
            return
        self.stop()
        settings = {"shift_cache": NO_SHIFT_CACHE, "seconds_per_message": 0, **overrides}
        config = write_settings(
            self.logs / "human_handoff.yml", ROOT, self.sandbox.urls, **settings
        )
        port, enter = self.actions_port, self._running.enter_context
        if with_rasa:
            enter(running_action_server(ROOT, port, config, self.logs, with_rasa))
        else:
            variables = {VARIABLE: str(config)}
            self._actions = enter(self._forks.action_server(port, self.actions_log, variables))
        self._configured = wanted

    def crash(self) -> None:
        """Kill the action server, which then ends no call that it has begun."""
        assert self._actions is not None
        self._actions.kill()
        self.stop()

    def stop(self) -> None:
        """Stop the action server."""
        self._running.close()
        self._actions = self._configured = None

    def another_rasa(self, port: int, **options: Any) -> AbstractContextManager[Server]:
        """Run a Rasa that calls this bot's action server; `options` are those of `running_rasa`."""
        model = options.pop("model", None) or trained_model(ROOT)
        options = {"module": QUICK_RASA, **options}
        return running_rasa(ROOT, port, model, self.actions_url, self.logs, **options)

    def credentials(self) -> Path:
        """Write the credentials of every vendor's channel; what agents write is kept."""
        path = write_credentials(self.logs / "credentials.yml", self.sandbox.urls)
        sections = json.loads(path.read_text("utf-8"))
        for section in filter(None, sections.values()):
            if "url" in section:  # LivePerson gives the bot nothing of what agents write
                section["keep_agent_messages"] = True
        path.write_text(json.dumps(sections), encoding="utf-8")
        return path


@contextmanager
def serving(bot: Bot, control: Control, rasa: Server) -> Iterator[None]:
    """Let the customers' messages go to another Rasa until the block ends."""
    usual = bot.rasa
    assert usual is not None
    bot.rasa = rasa
    control.set_bot(rasa.url)
    yield
    bot.rasa = usual
    control.set_bot(usual.url)


@contextmanager
def real_bot(folder: Path, calls_are_shown: bool = False) -> Iterator[Bot]:
    """Run the sandbox and Rasa with every vendor's channel; call `Bot.configure` next.

    `calls_are_shown`: Rasa calls the action server through the sandbox, whose page shows the calls.
    """
    rasa_port = free_port()
    with ExitStack() as running:
        sandbox = running.enter_context(running_sandbox(f"http://127.0.0.1:{rasa_port}"))
        forks = running.enter_context(running_forks("tests.short_pauses", ROOT, folder))
        bot = Bot(sandbox, folder, forks)
        with Control(sandbox.control) as control:
            control.set_actions(bot.actions_url)
        model = trained_model(ROOT)
        url = sandbox.urls["actions"] if calls_are_shown else bot.actions_url
        rasa = running_rasa(
            *(ROOT, rasa_port, model, url, folder),
            credentials=bot.credentials(),
            module=QUICK_RASA,
        )
        with rasa as bot.rasa:
            try:
                yield bot
            finally:
                bot.stop()

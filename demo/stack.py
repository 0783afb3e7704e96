"""Run everything that a handoff needs: the sandbox, the action server and Rasa.

`python -m demo.stack` only trains the bot, if that is needed. End-to-end tests and benchmarks use

    with running_stack(ROOT, trained_model(ROOT)) as stack:
        stack.control.customer_says("conversation-1", "I want to talk to a person")
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.bot.rest_channel import CHANNEL
from sandbox.client.control import Control
from sandbox.in_thread import RunningSandbox, running_sandbox

from .bot_language import ENGLISH, languages_of
from .child_process import ProcessFailedError
from .credentials_file import write_credentials
from .ports import LOOPBACK, Ports, free_port
from .servers import (
    Server,
    running_action_server,
    running_rasa,
    started_action_server,
    started_rasa,
)
from .settings_file import FILE, desks_in, merged, write_settings
from .store_reader import reported_store
from .temporary_folder import temporary_folder
from .training import Progress, model_path, trained_model
from .waits_and_messages import sections

__all__ = [
    "ROOT",
    "Ports",
    "ProcessFailedError",
    "Server",
    "Stack",
    "free_port",
    "model_path",
    "running_action_server",
    "running_rasa",
    "running_stack",
    "trained_model",
    "write_credentials",
    "write_settings",
]


# The folder of the bot that this package belongs to.
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Surroundings:
    """What a bot's servers need around them: the sandbox, and the files that point to it.

    Attributes:
        control: Controls the sandbox, and sends messages as the customer or the agents.
        config: The `human_handoff.yml` that was written for the action server.
        credentials: The `credentials.yml` that was written for Rasa.
        logs: The folder with these files and the servers' logs.
    """

    control: Control
    sandbox: RunningSandbox
    config: Path
    credentials: Path
    logs: Path

    def description(self) -> list[str]:
        """Return what the command says about the servers when they run."""
        return []

    def summary(self) -> list[str]:
        """Return what the command says about the servers when it ends."""
        return []


@dataclass(frozen=True)
class Stack(Surroundings):
    """The running servers."""

    actions: Server
    rasa: Server


@contextmanager
def surroundings(
    root: Path,
    ports: Ports,
    logs: Path,
    state_url: str | None = None,
    takes_messages: bool = False,
    **overrides: Any,
) -> Iterator[Surroundings]:
    """Run the sandbox until the block ends.

    New customers of a bot with one desk use that vendor's own channel, other customers use REST.

    Args:
        root: The bot's folder.
        ports: Where the sandbox, Rasa and the action server listen.
        logs: The folder for the files.
        state_url: The state store of all servers; by default each kind has an SQLite file.
        takes_messages: Also take messages, tell waiting times and come back if no agent writes; the
            page shows what the state store, which is one for all servers then, holds of it.
        overrides: Changes to the bot's `human_handoff.yml`; see `write_settings`.
    """
    rasa_url, actions_url = (f"http://{LOOPBACK}:{port}" for port in (ports.rasa, ports.actions))
    if takes_messages and state_url is None:
        state_url = f"sqlite:///{(logs / 'state.db').resolve()}"
    state = {"state": {"url": state_url}} if state_url else {}
    with ExitStack() as running:
        sandbox = running.enter_context(running_sandbox(rasa_url, LOOPBACK, ports.sandbox))
        control = running.enter_context(Control(sandbox.control))
        if takes_messages:
            desks = overrides.get("desks") or desks_in(root / FILE)
            overrides = merged(sections(sandbox.urls, desks), overrides)
        config = write_settings(
            logs / "human_handoff.yml", root, sandbox.urls, **state, **overrides
        )
        language = overrides.get("language", {}).get("default", ENGLISH)
        credentials = write_credentials(
            logs / "credentials.yml", sandbox.urls, state_url, languages_of(language)
        )
        desks = desks_in(config)
        control.set_actions(actions_url)
        control.set_desks(desks)
        channel = CHANNEL
        if len(desks) == 1 and desks[0] in control.desks:
            channel = control.desks[desks[0]].manifest.channel
        control.set_bot(rasa_url, channel=channel, hears_agents=takes_messages, language=language)
        if takes_messages:
            running.enter_context(reported_store(control, config))
        yield Surroundings(control, sandbox, config, credentials, logs)


@contextmanager
def running_stack(
    root: Path,
    model: Path,
    ports: Ports | None = None,
    logs: Path | None = None,
    progress: Progress | None = None,
    takes_messages: bool = False,
    **overrides: Any,
) -> Iterator[Stack]:
    """Run all three servers until the block ends.

    Args:
        root: The bot's folder.
        model: The trained model.
        ports: Where the servers listen; any free ports by default.
        logs: The folder for the logs; by default they are deleted at the end.
        progress: Called with the name of each server that is waited for.
        takes_messages: See `surroundings`.
        overrides: Changes to the bot's `human_handoff.yml`; see `write_settings`.
    """
    ports = ports or Ports(rasa=free_port(), actions=free_port(), sandbox=0)
    progress = progress or (lambda _: None)
    with ExitStack() as stack:
        folder = logs or stack.enter_context(temporary_folder())
        around = stack.enter_context(
            surroundings(root, ports, folder, takes_messages=takes_messages, **overrides)
        )
        # Both servers start at the same time, which takes little longer than the slower of them.
        actions = stack.enter_context(
            started_action_server(root, ports.actions, around.config, folder)
        )
        # Rasa calls the action server through the sandbox, whose page can then show these calls.
        url, credentials = around.sandbox.urls["actions"], around.credentials
        rasa = stack.enter_context(
            started_rasa(root, ports.rasa, model, url, folder, credentials=credentials)
        )
        stack.callback(actions.process.terminate)
        progress("the action server")
        actions.wait_until_ready()
        progress("Rasa")
        rasa.wait_until_ready()
        yield Stack(**vars(around), actions=actions, rasa=rasa)


if __name__ == "__main__":
    print(trained_model(ROOT, progress=print))

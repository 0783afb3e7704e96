"""Run everything that a handoff needs: the sandbox, the action server and Rasa.

`python -m demo.stack` only trains the bot, if that is needed. End-to-end tests and benchmarks use

    with running_stack(ROOT, trained_model(ROOT)) as stack:
        stack.control.customer_says("conversation-1", "I want to talk to a person")
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.client.control import Control
from sandbox.in_thread import RunningSandbox, running_sandbox

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
from .settings_file import desks_in, write_settings
from .training import Progress, model_path, trained_model

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
class Stack:
    """The running servers.

    Attributes:
        control: Controls the sandbox, and sends messages as the customer or the agents.
        config: The `human_handoff.yml` that was written for the action server.
        logs: The folder with the servers' logs.
    """

    control: Control
    sandbox: RunningSandbox
    actions: Server
    rasa: Server
    config: Path
    logs: Path


@contextmanager
def running_stack(
    root: Path,
    model: Path,
    ports: Ports | None = None,
    logs: Path | None = None,
    progress: Progress | None = None,
    **overrides: Any,
) -> Iterator[Stack]:
    """Run all three servers until the block ends.

    New customers of a bot with one desk use that vendor's own channel, other customers use REST.

    Args:
        root: The bot's folder.
        model: The trained model.
        ports: Where the servers listen; any free ports by default.
        logs: The folder for the logs; by default they are deleted at the end.
        progress: Called with the name of each server that is waited for.
        overrides: Changes to the bot's `human_handoff.yml`; see `write_settings`.
    """
    ports = ports or Ports(rasa=free_port(), actions=free_port(), sandbox=0)
    progress = progress or (lambda _: None)
    rasa_url = f"http://{LOOPBACK}:{ports.rasa}"
    with ExitStack() as stack:
        folder = logs or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="handoff-")))
        sandbox = stack.enter_context(running_sandbox(rasa_url, LOOPBACK, ports.sandbox))
        control = stack.enter_context(Control(sandbox.control))
        config = write_settings(folder / "human_handoff.yml", root, sandbox.urls, **overrides)
        # Both servers start at the same time, which takes little longer than the slower of them.
        actions = stack.enter_context(started_action_server(root, ports.actions, config, folder))
        _tell_sandbox(control, rasa_url, actions.url, desks_in(config))
        # Rasa calls the action server through the sandbox, whose page can then show these calls.
        url = sandbox.urls["actions"]
        credentials = write_credentials(folder / "credentials.yml", sandbox.urls)
        rasa = stack.enter_context(
            started_rasa(root, ports.rasa, model, url, folder, credentials=credentials)
        )
        stack.callback(actions.process.terminate)
        progress("the action server")
        actions.wait_until_ready()
        progress("Rasa")
        rasa.wait_until_ready()
        yield Stack(control, sandbox, actions, rasa, config, folder)


def _tell_sandbox(control: Control, rasa_url: str, actions_url: str, desks: list[str]) -> None:
    control.set_actions(actions_url)
    control.set_desks(desks)
    if len(desks) == 1 and desks[0] in control.desks:
        control.set_bot(rasa_url, channel=control.desks[desks[0]].manifest.channel)


if __name__ == "__main__":
    print(trained_model(ROOT, progress=print))

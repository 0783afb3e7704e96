"""Everything a handoff needs, running: the sandbox, the action server and Rasa.

`python -m demo.stack` only trains the bot, if that is needed.

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

from .child import ChildFailedError
from .configuration import desks_of, write_configuration
from .credentials import write_credentials
from .ports import LOOPBACK, Ports, free_port
from .servers import (
    Server,
    running_action_server,
    running_rasa,
    started_action_server,
    started_rasa,
)
from .training import Say, model_path, trained_model

__all__ = [
    "ROOT",
    "ChildFailedError",
    "Ports",
    "Server",
    "Stack",
    "free_port",
    "model_path",
    "running_action_server",
    "running_rasa",
    "running_stack",
    "trained_model",
    "write_configuration",
    "write_credentials",
]


# The bot this package belongs to.
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Stack:
    """What runs; `control` tells the sandbox what to do, and speaks as the customer."""

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
    say: Say | None = None,
    **overrides: Any,
) -> Iterator[Stack]:
    """Run all three until the block ends.

    New customers of a bot with one desk come over that vendor's own channel, else over REST.
    Without `ports` any free ones are taken; `overrides` change the bot's configuration. The
    logs are thrown away at the end unless `logs` names a folder.
    """
    ports = ports or Ports(rasa=free_port(), actions=free_port(), sandbox=0)
    say = say or (lambda _: None)
    with ExitStack() as held:
        folder = logs or Path(held.enter_context(tempfile.TemporaryDirectory(prefix="handoff-")))
        sandbox = held.enter_context(
            running_sandbox(f"http://{LOOPBACK}:{ports.rasa}", LOOPBACK, ports.sandbox)
        )
        control = held.enter_context(Control(sandbox.control))
        config = write_configuration(folder / "human_handoff.yml", root, sandbox.urls, **overrides)
        # Both at once: together they need little longer than the slower one.
        actions = held.enter_context(started_action_server(root, ports.actions, config, folder))
        # Rasa calls its actions through the sandbox, which so has all calls to show.
        control.set_actions(actions.url)
        desks = desks_of(config)
        control.set_desks(desks)
        if len(desks) == 1 and desks[0] in control.desks:
            control.set_bot(f"http://{LOOPBACK}:{ports.rasa}", channel=desks[0])
        url = sandbox.urls["actions"]
        credentials = write_credentials(folder / "credentials.yml", sandbox.urls)
        rasa = held.enter_context(
            started_rasa(root, ports.rasa, model, url, folder, credentials=credentials)
        )
        held.callback(actions.child.tell_to_end)
        say("the action server")
        actions.wait_until_ready()
        say("Rasa")
        rasa.wait_until_ready()
        yield Stack(control, sandbox, actions, rasa, config, folder)


if __name__ == "__main__":
    print(trained_model(ROOT, say=print))

"""The commands that a bot builder types, with the wheel or with the repository."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from demo.ports import free_port
from demo.servers import started_action_server, started_rasa
from sandbox import Control, running_sandbox
from tests import ROOT

PYTHON_OF_UV = str(Path(os.environ["HANDOFF_ENVS"]) / "uv" / "bin" / "python")
MODEL = "bot"
# What Rasa and the plugin write while they run; not what `init` has put in.
_WRITTEN_BY_RUNNING = ("models/", ".rasa/", ".human_handoff/", "__pycache__/", "results/")


@dataclass(frozen=True)
class Plugin:
    """The plugin as a bot builder has it.

    Attributes:
        site: The folder into which the plugin is installed; None for the repository.
        environment: What its commands need in their environment.
    """

    site: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, bot: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `human-handoff` for a bot, in its folder."""
        if self.site is None:
            command, name, *options = "actions.human_handoff.cli", *arguments
            return run(bot, command, name, str(bot), *options, folder=ROOT)
        return run(bot, "rasa_human_handoff.cli", *arguments, environment=self.environment)

    def type(self, line: str, folder: Path) -> subprocess.CompletedProcess[str]:
        """Run a command line in the shell of the environment in which the plugin is installed."""
        assert self.site is not None
        programs = self.site.parents[2] / "bin"
        return subprocess.run(
            ["bash", "-euc", line],
            cwd=folder,
            env={**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"},
            input="y\n" * 3,
            capture_output=True,
            text=True,
            check=False,
        )


def run(
    bot: Path, module: str, *arguments: str, folder: Path | None = None, environment: object = None
) -> subprocess.CompletedProcess[str]:
    """Run a Python module with arguments, in the bot's folder or another."""
    assert environment is None or isinstance(environment, dict)
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", module, *arguments],
        cwd=folder or bot,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )


def installed_plugin(folder: Path, install: str) -> Plugin:
    """Make the environment of a bot builder who has Rasa, and install the plugin into it.

    Args:
        folder: The environment's folder.
        install: README's command, typed in the repository.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "rasa.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    python = folder / "bin" / "python"
    for name, program in {
        "pip": f"{PYTHON_OF_UV} -m pip --quiet --python {python}",
        "rasa": f"{python} -m rasa",
    }.items():
        command = folder / "bin" / name
        command.write_text(f'#!/bin/sh\nexec {program} "$@"\n', encoding="utf-8")
        command.chmod(0o755)
    plugin = Plugin(site, {"PYTHONPATH": str(site)})
    done = plugin.type(install, ROOT)
    assert done.returncode == 0, last_lines(done.stdout + done.stderr)
    return plugin


def contents(bot: Path) -> dict[str, bytes]:
    """Return every file of a bot, but for what running it has written."""
    files = {path.relative_to(bot).as_posix(): path for path in bot.rglob("*") if path.is_file()}
    return {
        path: file.read_bytes()
        for path, file in files.items()
        if not any(part in f"{path}/" for part in _WRITTEN_BY_RUNNING)
    }


def train(bot: Path, plugin: Plugin, *options: str) -> str:
    """Train the bot as a bot builder does, and return what Rasa has printed.

    Rasa validates the bot's data first, and refuses to train if they contradict themselves.
    """
    arguments = ("train", "--fixed-model-name", MODEL, *options)
    done = run(bot, "rasa", *arguments, environment=dict(plugin.environment))
    printed = done.stdout + done.stderr
    assert done.returncode == 0, last_lines(printed)
    return printed


def last_lines(text: str) -> str:
    """Return the end of what a program has printed."""
    return "\n".join(line[:300] for line in re.split(r"[\r\n]+", text)[-25:])


@dataclass(frozen=True)
class Served:
    """A bot that is served by Rasa, beside a sandbox.

    Attributes:
        control: Controls the sandbox.
        rasa_url: Rasa's address.
        action_server: Runs an action server, at the address that Rasa knows, until the block ends.
    """

    control: Control
    rasa_url: str
    action_server: Callable[..., AbstractContextManager[None]]

    def intent(self, text: str) -> str:
        """Return the intent that the bot recognises."""
        url = f"{self.rasa_url}/model/parse"
        response = httpx.post(url, json={"text": text}, trust_env=False, timeout=30)
        return str(response.json()["intent"]["name"])


@contextmanager
def served(bot: Path, plugin: Plugin, logs: Path) -> Iterator[Served]:
    """Serve the bot with the files that `init` wrote, beside a sandbox on free ports.

    An action server is started by `Served.action_server`, one after the other.
    """
    rasa_port, actions_port = free_port(), free_port()
    model, config, credentials = (
        bot / "models" / f"{MODEL}.tar.gz",
        logs / "human_handoff.yml",
        logs / "credentials.yml",
    )
    variables = dict(plugin.environment)

    @contextmanager
    def action_server(python: str, with_rasa: bool = False) -> Iterator[None]:
        arguments = (bot, actions_port, config, logs, with_rasa, variables)
        with started_action_server(*arguments, python=python) as server:
            server.wait_until_ready()
            yield
            server.process.kill()  # rasa-sdk 3.21 ignores a SIGTERM

    with (
        running_sandbox(f"http://127.0.0.1:{rasa_port}") as sandbox,
        Control(sandbox.control) as control,
    ):
        logs.mkdir()
        for file in (config, credentials):
            text = (bot / file.name).read_text(encoding="utf-8")
            file.write_text(at_free_ports(text, sandbox.urls), encoding="utf-8")
        actions_url = f"http://127.0.0.1:{actions_port}"
        arguments = (bot, rasa_port, model, actions_url, logs, variables, credentials)
        with started_rasa(*arguments) as rasa:
            rasa.wait_until_ready()
            yield Served(control, rasa.url, action_server)


def at_free_ports(text: str, urls: Mapping[str, str]) -> str:
    """Return settings of the sandbox on its usual ports, for one on free ports."""
    services = [name for name in urls if name != "control"]
    for number, name in enumerate(services):
        text = text.replace(f"http://127.0.0.1:{8811 + number}", urls[name])
    return text

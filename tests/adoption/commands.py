"""The commands that a bot builder types, with the wheel or with the repository."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from demo.ports import free_port
from demo.servers import started_action_server, started_rasa
from sandbox import Control, running_sandbox
from tests import ROOT

UV = str(Path(os.environ["HANDOFF_ENVS"]) / "uv" / "bin" / "uv")
# What Rasa and the plugin write while they run; not what `init` has put in.
_WRITTEN_BY_RUNNING = ("models/", ".rasa/", ".human_handoff/", "__pycache__/", "results/")


@dataclass(frozen=True)
class Plugin:
    """The plugin as a bot builder has it.

    Attributes:
        site: The folder with the installed wheel; None for the repository.
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


def installed_wheel(folder: Path) -> Plugin:
    """Build the wheel and unpack it, as pip would."""
    build = [UV, "build", "--quiet", "--wheel", "--out-dir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return Plugin(folder / "site", {"PYTHONPATH": str(folder / "site")})


def contents(bot: Path) -> dict[str, bytes]:
    """Return every file of a bot, but for what running it has written."""
    files = {path.relative_to(bot).as_posix(): path for path in bot.rglob("*") if path.is_file()}
    return {
        path: file.read_bytes()
        for path, file in files.items()
        if not any(part in f"{path}/" for part in _WRITTEN_BY_RUNNING)
    }


def train(bot: Path, plugin: Plugin, *options: str) -> Path:
    """Train the bot as a bot builder does, and return the model."""
    name = ("--fixed-model-name", "bot")
    done = run(bot, "rasa", "train", *name, *options, environment=dict(plugin.environment))
    assert done.returncode == 0, last_lines(done.stdout + done.stderr)
    return bot / "models" / "bot.tar.gz"


def last_lines(text: str) -> str:
    """Return the end of what a program has printed."""
    return "\n".join(line[:300] for line in re.split(r"[\r\n]+", text)[-25:])


@contextmanager
def served(
    bot: Path, plugin: Plugin, model: Path, logs: Path, actions_python: str = sys.executable
) -> Iterator[Control]:
    """Serve the bot with the files that `init` wrote, beside a sandbox on free ports."""
    rasa_port, actions_port = free_port(), free_port()
    variables = dict(plugin.environment)
    with (
        running_sandbox(f"http://127.0.0.1:{rasa_port}") as sandbox,
        Control(sandbox.control) as control,
    ):
        logs.mkdir()
        for name in ("human_handoff.yml", "credentials.yml"):
            text = (bot / name).read_text(encoding="utf-8")
            (logs / name).write_text(at_free_ports(text, sandbox.urls), encoding="utf-8")
        actions_url = f"http://127.0.0.1:{actions_port}"
        config, credentials = logs / "human_handoff.yml", logs / "credentials.yml"
        with (
            started_action_server(
                *(bot, actions_port, config, logs),
                environment=variables,
                python=actions_python,
            ) as actions,
            started_rasa(
                *(bot, rasa_port, model, actions_url, logs),
                environment=variables,
                credentials=credentials,
            ) as rasa,
        ):
            actions.wait_until_ready()
            rasa.wait_until_ready()
            yield control
            actions.process.kill()


def at_free_ports(text: str, urls: Mapping[str, str]) -> str:
    """Return settings of the sandbox on its usual ports, for one on free ports."""
    services = [name for name in urls if name != "control"]
    for number, name in enumerate(services):
        text = text.replace(f"http://127.0.0.1:{8811 + number}", urls[name])
    return text

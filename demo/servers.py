"""Run the action server and Rasa as processes of their own."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec

import httpx

from .child_process import ChildProcess, running_process
from .ports import LOOPBACK

Arguments = ParamSpec("Arguments")

# Rasa took three minutes on a busy machine to import TensorFlow and load the model.
READY_SECONDS = 600.0


class HTTPCheck:
    """Asks over HTTP whether a server is ready."""

    def __init__(self, url: str, text: str = "") -> None:
        """`text`: what the 2xx answer of a server that is ready contains."""
        self._url = url
        self._text = text
        # A connection that stays open would keep a server from ending at once.
        self._http = httpx.Client(trust_env=False, timeout=5.0, headers={"Connection": "close"})

    def __call__(self) -> bool:
        """Return whether the server is ready."""
        try:
            response = self._http.get(self._url)
        except httpx.HTTPError:
            return False
        return response.is_success and self._text in response.text


@dataclass(frozen=True)
class Server:
    """A server that was started.

    Attributes:
        url: Its address, without a path.
        process: The process that it runs in.
        is_ready: Asks the server whether it is ready.
    """

    url: str
    process: ChildProcess
    is_ready: Callable[[], bool]

    @property
    def log(self) -> Path:
        """The file with everything that the server has written."""
        return self.process.log

    def wait_until_ready(self) -> None:
        """Wait until the server answers.

        Raises:
            ProcessFailedError: The server ended, or was not ready in time.
        """
        self.process.wait_until(self.is_ready, READY_SECONDS)


@contextmanager
def started_action_server(
    root: Path,
    port: int,
    config: Path,
    logs: Path,
    with_rasa: bool = False,
    environment: Mapping[str, str] | None = None,
    actions: str = "actions",
    python: str = sys.executable,
    endpoints: Path | None = None,
) -> Iterator[Server]:
    """Start an action server; call `wait_until_ready` before using it.

    Args:
        root: The bot's folder.
        port: Where the server listens.
        config: The `human_handoff.yml` that it reads.
        logs: The folder for its log.
        with_rasa: Use `rasa run actions`, which starts slowly, instead of `rasa_sdk`.
        environment: Further variables for the server.
        actions: The package with the actions.
        python: Runs the server; by default the same that runs this.
        endpoints: The `endpoints.yml` that it reads, for example for `tracing`.
    """
    program = ["rasa", "run", "actions"] if with_rasa else ["rasa_sdk"]
    command = [python, "-m", *program, "--actions", actions, "--port", str(port)]
    command += ["--endpoints", str(endpoints)] if endpoints else []
    variables = {"HUMAN_HANDOFF_CONFIG": str(config), "SANIC_HOST": LOOPBACK, **(environment or {})}
    log = logs / f"actions-{port}.log"
    with running_process("The action server", command, log, root, variables) as process:
        url = f"http://{LOOPBACK}:{port}"
        yield Server(url, process, HTTPCheck(f"{url}/health"))


@contextmanager
def started_rasa(
    root: Path,
    port: int,
    model: Path,
    action_url: str,
    logs: Path,
    environment: Mapping[str, str] | None = None,
    credentials: Path | None = None,
    module: str = "rasa",
    **endpoints: object,
) -> Iterator[Server]:
    """Start Rasa with a model; call `wait_until_ready` before using it.

    Args:
        root: The bot's folder.
        port: Where Rasa listens.
        model: The trained model.
        action_url: The action server's address, without a path.
        logs: The folder for Rasa's log, its `endpoints.yml` and its temporary files.
        environment: Further variables for Rasa.
        credentials: The `credentials.yml` to use instead of the bot's own.
        module: Runs Rasa's command line.
        endpoints: Further sections of `endpoints.yml`, for example `tracker_store`.
    """
    file = logs / f"endpoints-{port}.yml"
    # Every JSON document is a YAML document, too.
    file.write_text(json.dumps({"action_endpoint": {"url": f"{action_url}/webhook"}, **endpoints}))
    command = [sys.executable, "-m", module, "run", "--enable-api", "--model", str(model)]
    command += ["--interface", LOOPBACK, "--port", str(port), "--endpoints", str(file)]
    command += ["--credentials", str(credentials or root / "credentials.yml")]
    # Rasa unpacks the model, and TensorFlow writes files that nobody removes if Rasa is killed.
    temporary = logs / "temporary"
    temporary.mkdir(exist_ok=True)
    variables = {"TMPDIR": str(temporary), **(environment or {})}
    with running_process("Rasa", command, logs / f"rasa-{port}.log", root, variables) as process:
        # The answer to /status contains the model's file name once the model is loaded.
        url = f"http://{LOOPBACK}:{port}"
        yield Server(url, process, HTTPCheck(f"{url}/status", model.name))


def _when_ready(
    started: Callable[Arguments, AbstractContextManager[Server]],
) -> Callable[Arguments, AbstractContextManager[Server]]:
    """Return the same context manager, whose block begins only when the server is ready."""

    @contextmanager
    def running(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Iterator[Server]:
        with started(*args, **kwargs) as server:
            server.wait_until_ready()
            yield server

    return running


running_action_server = _when_ready(started_action_server)
running_rasa = _when_ready(started_rasa)

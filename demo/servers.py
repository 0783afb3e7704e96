"""The action server and Rasa as programs of their own, ready when the block begins."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec

import httpx

from .child import Child
from .ports import LOOPBACK

Given = ParamSpec("Given")

# A busy machine has taken three minutes to import TensorFlow and to build the model again.
READY_SECONDS = 600.0


@dataclass(frozen=True)
class Server:
    """A server that has been started."""

    url: str
    child: Child
    health: str
    must_say: str = ""

    @property
    def log(self) -> Path:
        """The file that takes all it says."""
        return self.child.log

    def wait_until_ready(self) -> None:
        """Return when it answers; `ChildFailedError` where it has ended instead."""
        with httpx.Client(trust_env=False, timeout=5.0) as http:
            self.child.wait_until(lambda: self._is_ready(http), READY_SECONDS)

    def _is_ready(self, http: httpx.Client) -> bool:
        try:
            answer = http.get(self.url + self.health)
        except httpx.HTTPError:
            return False
        return answer.is_success and self.must_say in answer.text


@contextmanager
def started_action_server(
    root: Path,
    port: int,
    config: Path,
    logs: Path,
    with_rasa: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Start the actions of the bot at `root`; call `wait_until_ready` next.

    `with_rasa` takes `rasa run actions`, which starts slowly, in place of `rasa_sdk`.
    """
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)]
    if with_rasa:
        command = [sys.executable, "-m", "rasa", "run", "actions", "--port", str(port)]
    own = {"HUMAN_HANDOFF_CONFIG": str(config), "SANIC_HOST": LOOPBACK, **(environment or {})}
    with Child("The action server", command, logs / f"actions-{port}.log", root, own) as child:
        yield Server(f"http://{LOOPBACK}:{port}", child, "/health")


@contextmanager
def started_rasa(
    root: Path,
    port: int,
    model: Path,
    action_url: str,
    logs: Path,
    environment: Mapping[str, str] | None = None,
    credentials: Path | None = None,
    **endpoints: object,
) -> Iterator[Server]:
    """Start Rasa with a model; call `wait_until_ready` next.

    `action_url` has no path; `credentials` are the bot's own unless they name others; other
    `endpoints` are sections of Rasa's file of this name.
    """
    file = logs / f"endpoints-{port}.yml"
    # JSON is YAML, too.
    file.write_text(json.dumps({"action_endpoint": {"url": f"{action_url}/webhook"}, **endpoints}))
    command = [sys.executable, "-m", "rasa", "run", "--enable-api", "--model", str(model)]
    command += ["--interface", LOOPBACK, "--port", str(port), "--endpoints", str(file)]
    command += ["--credentials", str(credentials or root / "credentials.yml")]
    with Child("Rasa", command, logs / f"rasa-{port}.log", root, environment) as child:
        # It answers /status with the model's file when it has read the model.
        yield Server(f"http://{LOOPBACK}:{port}", child, "/status", model.name)


def _when_ready(
    started: Callable[Given, AbstractContextManager[Server]],
) -> Callable[Given, AbstractContextManager[Server]]:
    """The same, and the block begins when the server answers."""

    @contextmanager
    def running(*args: Given.args, **kwargs: Given.kwargs) -> Iterator[Server]:
        with started(*args, **kwargs) as server:
            server.wait_until_ready()
            yield server

    return running


running_action_server = _when_ready(started_action_server)
running_rasa = _when_ready(started_rasa)

"""The images: what the Dockerfile copies starts, is healthy and ready, and writes nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from demo.child_process import running_process
from demo.ports import free_port
from demo.servers import HTTPCheck, Server
from demo.settings_file import write_settings
from sandbox import RunningSandbox
from scripts.steps import SDK
from tests import ROOT
from tests.deploy.containers import (
    CONFIGURATION,
    all_containers,
    image_variables,
    value_for_a_test,
)
from tests.deploy.files import DEPLOY, KUBERNETES, dockerfile, kustomized, pod_templates
from tests.deploy.files import variables_in as variables
from tests.sandbox_fixtures import sandbox
from tests.state_stores.servers import PASSWORD, running_redis

__all__ = ["sandbox"]

SERVED = {"action-server": 5055, "rasa": 5005}
REQUIREMENTS = {"action-server": "action_server", "rasa": "rasa_server"}


def arguments(stage: str, instruction: str) -> list[str]:
    return [text for name, text in dockerfile()[stage] if name == instruction]


def copied(stage: str, target: Path) -> Path:
    """Copy what a stage copies from the repository."""
    for text in arguments(stage, "COPY"):
        if text.startswith("--from="):
            continue
        source, destination = text.split()
        if source == "models":
            continue  # a trained bot's
        if (ROOT / source).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / source, target / destination, ignore=ignored)
        else:
            shutil.copy(ROOT / source, target / destination / Path(source).name)
    return target


def listing(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def environment(stage: str) -> dict[str, str]:
    """Return the image's variables, except those of its own folders."""
    # Not the one of whoever runs the tests.
    own = {"PYTHONDONTWRITEBYTECODE": "", **image_variables(stage)}
    return {name: value for name, value in own.items() if name not in ("PATH", "HOME")}


@pytest.fixture
def image(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    folder.mkdir()
    return copied("action-server", folder)


@pytest.fixture
def server(image: Path, tmp_path: Path) -> Iterator[tuple[Server, Path]]:
    """The action server with the mounted configuration, with its command, beside a Redis."""
    shutil.copy(CONFIGURATION / "human_handoff.yml", image)
    port = free_port()
    (command,) = arguments("action-server", "CMD")
    words = [SDK, *json.loads(command.replace("5055", str(port)))[1:]]
    with running_redis(tmp_path / "redis") as redis_port:
        values = {name: value_for_a_test(name) for name in variables(image / "human_handoff.yml")}
        url = f"redis://:{PASSWORD}@127.0.0.1:{redis_port}/0"
        values |= {"HUMAN_HANDOFF_STATE_URL": url, "SANIC_HOST": "127.0.0.1"}
        values |= environment("action-server")
        before = listing(image)
        log = tmp_path / "server.log"
        with running_process("The action server", words, log, image, values) as process:
            url = f"http://127.0.0.1:{port}"
            server = Server(url, process, HTTPCheck(f"{url}/health"))
            server.wait_until_ready()
            yield server, image
    assert listing(image) == before


def test_the_action_server_is_ready_at_the_paths_of_its_probes(server: tuple[Server, Path]) -> None:
    running, _ = server
    pod = pod_templates(kustomized(KUBERNETES / "base"))["action-server"]["spec"]
    (container,) = pod["containers"]
    kinds = ("startupProbe", "readinessProbe", "livenessProbe")
    paths = {kind: container[kind]["httpGet"]["path"] for kind in kinds}

    for path in paths.values():
        assert httpx.get(running.url + path, timeout=10).status_code == 200
    # The one that Redis decides.
    ready = httpx.get(f"{running.url}{paths['readinessProbe']}", timeout=10).json()
    assert ready["state_store"] == "ok"


def test_the_action_server_tells_its_metrics(server: tuple[Server, Path]) -> None:
    running, _ = server
    response = httpx.get(f"{running.url}/metrics", timeout=10)

    assert response.status_code == 200
    assert "human_handoff_state_store_up 1.0" in response.text


def health_check(stage: str, port: int) -> int:
    (text,) = arguments(stage, "HEALTHCHECK")
    command = json.loads(text[text.index("[") :].replace(str(SERVED[stage]), str(port)))
    assert command[0] == "python"
    result = subprocess.run([SDK, *command[1:]], capture_output=True, check=False)
    return result.returncode


def test_the_images_health_check_tells_whether_the_server_answers(
    server: tuple[Server, Path],
) -> None:
    running, _ = server
    port = int(running.url.rpartition(":")[2])

    assert health_check("action-server", port) == 0
    assert health_check("action-server", free_port()) != 0


def commands_of_refresh() -> list[list[str]]:
    """Return the words of each command that refreshes the shift status."""
    containers = [each for each in all_containers() if each.name.endswith("/refresh")]
    return [each.command.split() for each in containers]


@pytest.mark.parametrize("number", [0, 1], ids=["compose", "kubernetes"])
def test_the_regular_job_finds_the_command_in_the_image(
    number: int, image: Path, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    words = commands_of_refresh()[number]
    once = words[: words.index("--every")] if "--every" in words else words
    config = write_settings(
        tmp_path / "human_handoff.yml",
        ROOT,
        sandbox.urls,
        state={"url": "memory://"},
        events={"keep_days": 0},
        metrics=True,
    )
    values = environment("action-server") | {"HUMAN_HANDOFF_CONFIG": str(config)}
    before = listing(image)
    result = subprocess.run(
        [SDK, *once[1:]],
        cwd=image,
        env={**os.environ, **values},
        capture_output=True,
        text=True,
        check=False,
    )

    assert once[0] == "python"
    assert result.returncode == 0, result.stderr
    assert "skills on shift" in result.stdout
    assert listing(image) == before


def test_rasa_finds_the_channels_in_the_image(tmp_path: Path) -> None:
    image = copied("rasa", tmp_path)
    shutil.copy(CONFIGURATION / "credentials.yml", image)
    values = {name: value_for_a_test(name) for name in variables(image / "credentials.yml")}
    code = (
        "from rasa.core.run import create_http_input_channels as create\n"
        "print(sorted(each.name() for each in create(None, 'credentials.yml')))"
    )
    before = listing(image)
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=image,
        env={**os.environ, **environment("rasa"), **values, "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.stdout.splitlines()[-1:] == ["['cm', 'liveperson', 'parley']"], result.stderr
    assert listing(image) == before


@pytest.mark.parametrize("stage", SERVED)
def test_an_image_runs_as_a_number_that_is_not_root_and_tells_its_port(stage: str) -> None:
    (user,) = arguments(stage, "USER")
    pods = pod_templates(kustomized(KUBERNETES / "base"))
    context: Any = pods[stage]["spec"]["securityContext"]

    assert user == f"{context['runAsUser']}:{context['runAsGroup']}"
    assert arguments(stage, "EXPOSE") == [str(SERVED[stage])]
    assert int(user.partition(":")[0]) > 0


@pytest.mark.parametrize("stage", SERVED)
def test_every_package_of_an_image_is_pinned_by_its_hash(stage: str) -> None:
    name = f"requirements/{REQUIREMENTS[stage]}.txt"
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    installs = " ".join(arguments(f"{stage}-packages", "RUN"))

    assert f"{name} /tmp/requirements.txt" in arguments(f"{stage}-packages", "COPY")
    assert all(re.match(r"[\w.-]+==\S+", entry) and "--hash=sha256:" in entry for entry in entries)
    assert installs.count("pip install") == installs.count("--require-hashes")


@pytest.mark.parametrize(("stage", "tested"), [("action-server", "sdk"), ("rasa", "rasa")])
def test_an_image_has_the_versions_that_are_tested(stage: str, tested: str) -> None:
    def versions(name: str) -> set[str]:
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        return set(re.findall(r"^[\w.-]+==\S+", text, re.M))

    assert versions(REQUIREMENTS[stage]) <= versions(tested)


def test_the_builder_gets_what_is_copied_and_nothing_else() -> None:
    sent = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    needed = {
        text.split()[0]
        for stage in dockerfile()
        for text in arguments(stage, "COPY")
        if not text.startswith("--from=")
    }

    assert {line[1:] for line in sent if line.startswith("!")} == needed
    assert sent[1] == "*"


def test_the_base_images_have_a_version() -> None:
    bases = arguments("", "ARG")

    assert all(re.search(r"=python:3\.\d+\.\d+-slim-bookworm$", base) for base in bases)
    assert len(bases) == 2

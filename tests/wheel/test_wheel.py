"""The wheel, built and installed into an empty bot: what a builder gets with pip."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import httpx
import pytest

from demo.ports import free_port
from tests import ROOT

UV = str(Path(os.environ["HANDOFF_ENVS"]) / "uv" / "bin" / "uv")
PROMISED = {
    "action_human_handoff_check_shift_status",
    "action_human_handoff_announce",
    "action_human_handoff_escalate",
    "action_human_handoff_transfer_failed",
    "action_human_handoff_returned",
    "action_human_handoff_follow_trigger",
    "action_session_start",
    "validate_human_handoff_form",
    "validate_human_handoff_with_agent",
}
START_SECONDS = 60


def run(*command: str, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def served_actions(python: Path, bot: Path) -> set[str]:
    """Start the real action server in a bot, and return what it says it serves."""
    port = free_port()
    command = [str(python), "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)]
    log = bot / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=bot, stdout=output, stderr=output, start_new_session=True
        )
    try:
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends and server.poll() is None:
            try:
                answer = httpx.get(f"http://127.0.0.1:{port}/actions", trust_env=False, timeout=5)
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return {action["name"] for action in answer.json()}
        raise AssertionError(log.read_text(encoding="utf-8"))
    finally:
        # rasa-sdk 3.21 does not end at a SIGTERM, with or without us, and has a worker beside it.
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    run(UV, "build", "--quiet", "--wheel", "--out-dir", str(target), str(ROOT), cwd=ROOT)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module", params=[("3.10", "rasa"), ("3.13", "sdk")], ids=["rasa36", "sdk"])
def python(
    request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """An environment with the wheel and what it asks for, in the versions of one stack."""
    version, stack = request.param
    folder = tmp_path_factory.mktemp(stack)
    run(UV, "venv", "--quiet", "--python", version, str(folder), cwd=ROOT)
    python = folder / "bin" / "python"
    # The locked versions, with the hash of each; the wheel itself has none.
    constraints = folder / "constraints.txt"
    lines = (ROOT / "requirements" / f"{stack}.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.rstrip(" \\") for line in lines if line[:1].isalnum()]
    constraints.write_text("\n".join(pins), encoding="utf-8")
    run(
        *(UV, "pip", "install", "--quiet", "--python", str(python)),
        *("--constraint", str(constraints), str(wheel)),
        cwd=folder,
    )
    return python


@pytest.fixture
def empty_bot(tmp_path: Path) -> Path:
    (tmp_path / "actions").mkdir()
    (tmp_path / "actions" / "__init__.py").touch()
    config = (ROOT / "human_handoff.yml").read_text(encoding="utf-8")
    (tmp_path / "human_handoff.yml").write_text(config, encoding="utf-8")
    return tmp_path


def test_one_import_registers_exactly_the_promised_actions(python: Path, empty_bot: Path) -> None:
    own = empty_bot / "actions" / "human_handoff.py"
    own.write_text("import rasa_human_handoff.actions  # noqa: F401\n", encoding="utf-8")

    assert served_actions(python, empty_bot) == PROMISED


def test_a_copied_folder_registers_exactly_the_promised_actions(
    python: Path, empty_bot: Path
) -> None:
    source, target = ROOT / "actions" / "human_handoff", empty_bot / "actions" / "human_handoff"
    for path in source.rglob("*.py"):
        copied = target / path.relative_to(source)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes(path.read_bytes())

    assert served_actions(python, empty_bot) == PROMISED


def test_the_command_is_installed(python: Path, empty_bot: Path) -> None:
    shown = run(str(python.parent / "human-handoff"), "--help", cwd=empty_bot)

    assert "refresh" in shown


@pytest.mark.parametrize(
    ("channel", "kind"),
    [("liveperson", "LivePersonInput"), ("cm", "CMInput"), ("parley", "ParleyInput")],
)
def test_the_channels_can_be_named_in_a_bots_credentials(
    wheel: Path, tmp_path: Path, channel: str, kind: str
) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    named = f"from rasa_human_handoff.channels.{channel} import {kind} as named"

    # Rasa's own environment, which is this one: channels run inside the Rasa server.
    program = f"{named}; print(named.name())"
    name = run(sys.executable, "-c", program, cwd=tmp_path, PYTHONPATH=str(tmp_path))

    assert name.strip() == channel


def test_the_conversation_files_travel_along(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    for name in ("domain.yml", "bot/nlu.yml", "bot/rules.yml"):
        assert f"rasa_human_handoff/{name}" in names
    assert "rasa_human_handoff/py.typed" in names
    assert not [name for name in names if name.startswith(("actions/", "tests/", "sandbox/"))]

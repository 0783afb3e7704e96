"""The wheel and the copied folder, each in an empty bot, on each Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx
import pytest
import yaml

from demo.child_process import running_process
from demo.ports import LOOPBACK, free_port
from demo.servers import HTTPCheck, Server
from tests import ROOT
from tests.new_bot import contents, new_bot

UV = str(Path(os.environ["HANDOFF_ENVS"]) / "uv" / "bin" / "uv")
# The domain of a bot with forms, and that of a bot of flows (docs/calm.md).
DOMAINS = ("actions/human_handoff/domain.yml", "examples/calm/domain/human_handoff.yml")
PROMISED = {
    each if isinstance(each, str) else next(iter(each))  # a name, or a name with options
    for domain in DOMAINS
    for each in yaml.safe_load((ROOT / domain).read_text(encoding="utf-8"))["actions"]
    if "human_handoff" in str(each) or "action_session_start" in str(each)
}


def run(*command: str, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def served_actions(python: Path, bot: Path) -> set[str]:
    """Start a bot's action server, and return the names of the actions that it serves."""
    port = free_port()
    command = [str(python), "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)]
    with running_process("the action server", command, bot / "server.log", bot) as process:
        url = f"http://{LOOPBACK}:{port}"
        server = Server(url, process, HTTPCheck(f"{url}/actions"))
        server.wait_until_ready()
        response = httpx.get(f"{server.url}/actions", trust_env=False, timeout=5)
        # rasa-sdk 3.21 ignores a SIGTERM, with or without the plugin.
        process.kill()
    return {action["name"] for action in response.json()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    run(UV, "build", "--quiet", "--wheel", "--out-dir", str(target), str(ROOT), cwd=ROOT)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(
    scope="module",
    params=[("3.10", "rasa"), ("3.11", "sdk"), ("3.12", "sdk"), ("3.13", "sdk")],
    ids=["3.10-rasa36", "3.11-sdk", "3.12-sdk", "3.13-sdk"],
)
def python(
    request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """An empty environment of a Python, with the wheel and its requirements.

    Their versions are those of a stack: Rasa 3.6's, or the current rasa-sdk's.
    """
    version, stack = request.param
    folder = tmp_path_factory.mktemp(version)
    run(UV, "venv", "--quiet", "--python", version, str(folder), cwd=ROOT)
    # The locked versions without their hashes, because the wheel itself has none.
    lines = (ROOT / "requirements" / f"{stack}.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.rstrip(" \\") for line in lines if line[:1].isalnum()]
    (folder / "constraints.txt").write_text("\n".join(pins), encoding="utf-8")
    python = folder / "bin" / "python"
    install = [UV, "pip", "install", "--quiet", "--python", str(python)]
    run(*install, "--constraint", "constraints.txt", str(wheel), cwd=folder)
    return python


@pytest.fixture
def empty_bot(tmp_path: Path) -> Path:
    (tmp_path / "actions").mkdir()
    (tmp_path / "actions" / "__init__.py").touch()
    shutil.copy(ROOT / "human_handoff.yml", tmp_path)
    return tmp_path


def test_one_import_registers_exactly_the_promised_actions(python: Path, empty_bot: Path) -> None:
    module = empty_bot / "actions" / "human_handoff.py"
    module.write_text("import rasa_human_handoff.actions  # noqa: F401\n", encoding="utf-8")

    assert served_actions(python, empty_bot) == PROMISED


def test_a_copied_folder_registers_exactly_the_promised_actions(
    python: Path, empty_bot: Path
) -> None:
    source, ignored = ROOT / "actions" / "human_handoff", shutil.ignore_patterns("__pycache__")
    shutil.copytree(source, empty_bot / "actions" / "human_handoff", ignore=ignored)

    assert served_actions(python, empty_bot) == PROMISED


def test_the_command_is_installed(python: Path, empty_bot: Path) -> None:
    shown = run(str(python.parent / "human-handoff"), "--help", cwd=empty_bot)

    assert "refresh" in shown


def test_the_installed_command_puts_the_handoff_into_a_new_bot_and_takes_it_out(
    python: Path, tmp_path: Path
) -> None:
    bot = new_bot(tmp_path / "bot")
    before = contents(bot)
    command = str(python.parent / "human-handoff")
    run(command, "init", "--vendor", "parley", "--sandbox", "--offers", "--yes", cwd=bot)
    after = contents(bot)

    assert b"rasa_human_handoff.nlu.HumanHandoffClassifier" in after["config.yml"]
    assert b"rasa_human_handoff.channels.parley.ParleyInput" in after["credentials.yml"]
    assert "data/human_handoff_offers/rules.yml" in after
    assert served_actions(python, bot) == PROMISED
    report = json.loads(run(command, "doctor", "--offline", "--json", cwd=bot))
    assert [each["text"] for each in report["findings"] if each["level"] == "error"] == []
    run(command, "remove", "--yes", cwd=bot)
    left = contents(bot)
    written_by_running = [path for path in left if "__pycache__" in path or path == "server.log"]
    # What the actions kept while they ran is theirs.
    written_by_running += [path for path in left if path.startswith(".human_handoff/")]
    assert {path: left[path] for path in left if path not in written_by_running} == before


@pytest.mark.parametrize(
    ("channel", "kind"),
    [("liveperson", "LivePersonInput"), ("cm", "CMInput"), ("parley", "ParleyInput")],
)
def test_the_channels_can_be_named_in_a_bots_credentials(
    wheel: Path, tmp_path: Path, channel: str, kind: str
) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)

    # Channels run inside the Rasa server, so this uses Rasa's own environment.
    program = f"from rasa_human_handoff.channels.{channel} import {kind}; print({kind}.name())"
    name = run(sys.executable, "-c", program, cwd=tmp_path, PYTHONPATH=str(tmp_path))

    assert name.strip() == channel


def test_the_wheels_bot_folder_overwrites_no_file_of_a_new_bot(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    bot = new_bot(tmp_path / "my-bot")
    before = contents(bot)
    command = "mkdir my-bot/domain && mv my-bot/domain.yml my-bot/domain/"
    run("bash", "-euc", f"{command} && cp -rn rasa_human_handoff/bot/. my-bot/", cwd=tmp_path)

    assert before.items() <= contents(bot).items()
    assert "data/human_handoff/rules.yml" in contents(bot)


def test_the_conversation_files_travel_along(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    for name in ("bot/domain/human_handoff.yml", "bot/human_handoff.yml"):
        assert f"rasa_human_handoff/{name}" in names
    for name in ("nlu.yml", "rules.yml"):
        assert f"rasa_human_handoff/bot/data/human_handoff/{name}" in names
    for name in ("py.typed", "domain.nl.yml", "handoff_settings/human_handoff.schema.json"):
        assert f"rasa_human_handoff/{name}" in names
    recognizer = ROOT / "human_handoff_nlu"
    files = [path for path in recognizer.rglob("*") if path.suffix in {".py", ".yml"}]
    assert {f"rasa_human_handoff/nlu/{path.relative_to(recognizer)}" for path in files} <= names
    assert not [name for name in names if name.startswith(("actions/", "tests/", "sandbox/"))]


def test_the_recogniser_of_the_wheel_is_a_component_for_rasas_pipeline(
    wheel: Path, tmp_path: Path
) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    program = (
        "from rasa_human_handoff.nlu import HumanHandoffClassifier as it\n"
        "from rasa_human_handoff.nlu.corpus import sentences\n"
        "print(it.fingerprint_addon({}), len(sentences()))"
    )
    printed = run(sys.executable, "-W", "ignore", "-c", program, cwd=tmp_path).split()

    assert int(printed[-1]) > 10_000

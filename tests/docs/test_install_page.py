"""docs/install.md: its commands, its options, its table of files, and its session start."""

from __future__ import annotations

import asyncio
import re
import sys
import types
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor
from typer.main import get_command
from typer.testing import CliRunner

from actions.human_handoff import actions, cli
from actions.human_handoff.bot_setup.record import FILE
from tests import ROOT
from tests.docs.documents import blocks, read, rows, section
from tests.unit.bot_files.files import write

PAGE = "docs/install.md"
BOT: dict[str, str | bytes] = {
    "config.yml": "pipeline: [{name: A}]\npolicies: [{name: RulePolicy}]\n",
    "domain.yml": "intents: [greet]\n",
    "credentials.yml": "rest:\n",
    "endpoints.yml": "# none\n",
    "data/rules.yml": "rules:\n- rule: a\n  steps: [{intent: ask_a}, {action: utter_a}]\n",
    "actions/__init__.py": "",
}


def test_every_option_of_init_is_in_the_table_and_no_other() -> None:
    init: Any = get_command(cli.app).commands["init"]  # type: ignore[attr-defined]
    options = {name for each in init.params for name in each.opts if name.startswith("--")}
    shown = [row[0] for row in rows(section(PAGE, "`human-handoff init`")) if "--" in row[0]]

    assert {re.findall(r"`(--[\w-]+)`", cell)[0] for cell in shown} == options - {"--help"}


def test_the_table_of_files_has_every_file_that_init_writes(tmp_path: Path) -> None:
    bot = write(tmp_path / "bot", BOT)
    before = {path: path.read_bytes() for path in bot.rglob("*") if path.is_file()}
    done = CliRunner().invoke(cli.app, ["init", str(bot), "--vendor", "parley", "--yes"])
    assert done.exit_code == 0, done.output
    written = {
        path.relative_to(bot).as_posix()
        for path in bot.rglob("*")
        if path.is_file() and before.get(path) != path.read_bytes()
    }
    text = section(PAGE, "`human-handoff init`")
    shown = {name for row in rows(text)[1:] for name in re.findall(r"`([\w./]+)`", row[0])}
    copied = ("actions/human_handoff/", "human_handoff_channels/", "human_handoff_nlu/")

    for path in written:
        is_shown = path in shown or f"{Path(path).parent.as_posix()}/" in shown
        assert is_shown or path.startswith(copied), path
    for folder in copied:
        assert f"`{folder}`" in read(PAGE)
    assert FILE in shown


def test_who_tries_it_with_the_sandbox_reads_every_command_that_init_names(tmp_path: Path) -> None:
    bot = write(tmp_path / "bot", BOT)
    options = ["--vendor", "parley", "--sandbox", "--yes"]
    done = CliRunner().invoke(cli.app, ["init", str(bot), *options])
    commands = ("make sandbox", "rasa train", "rasa run actions", "rasa run --enable-api")

    for command in commands:
        assert command in done.output
        assert f"$ {command}" in section(PAGE, "Start it")
        assert command in section("README.md", "Add it to your bot")


def test_the_commands_of_the_page_exist() -> None:
    commands = get_command(cli.app).commands  # type: ignore[attr-defined]

    for name in re.findall(r"human-handoff (\w+)`", read(PAGE)):
        assert name in commands
    assert "python -m actions.human_handoff.cli init FOLDER" in read(PAGE)
    assert (ROOT / "actions/human_handoff/cli.py").is_file()


def test_a_session_start_of_the_bots_own_is_composed_with_the_handoffs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (code,) = [each.text for each in blocks(PAGE, "python")]
    module = types.ModuleType("own_actions")
    monkeypatch.setitem(sys.modules, "rasa_human_handoff.actions", actions)
    monkeypatch.setitem(sys.modules, "rasa_human_handoff", types.ModuleType("rasa_human_handoff"))
    exec(code, module.__dict__)  # noqa: S102 - the page's own code
    executor = ActionExecutor()
    # As rasa-sdk does with every class that it finds: those derived from others come later.
    executor.register_action(actions.SessionStart)
    executor.register_action(module.OwnSessionStart)
    call = {
        "next_action": "action_session_start",
        "tracker": {"sender_id": "jane", "slots": {}, "events": [], "latest_message": {}},
        "domain": {},
    }
    answer = asyncio.run(executor.run(call))
    assert answer is not None
    names = [each.get("name") for each in answer["events"]]

    assert answer["events"][0]["event"] == "session_started"
    assert names[-2:] == ["greeted", "action_listen"]
    assert "human_handoff_state" in names

"""README, followed literally in a bot as `rasa init` creates it, up to the training.

tests/adoption trains and serves it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tests.docs.documents import section, typed_commands
from tests.new_bot import contents, new_bot

pytest.importorskip("rasa", reason="the bot is one of Rasa 3.6", exc_type=ImportError)

HEADING = "Add it to your bot"
OURS = {
    "data/human_handoff/nlu.yml",
    "data/human_handoff/rules.yml",
    "human_handoff.yml",
    "actions/human_handoff/actions.py",
    "human_handoff_nlu/classifier.py",
}
# In place of the installed command: the repository's own, which copies the plugin into the bot.
COMMAND = """\
#!/bin/sh
bot=$PWD; cd {root}; command=$1; shift
exec {python} -W ignore -m actions.human_handoff.cli "$command" "$bot" "$@" --yes
"""


def follow(line: str, checkout: Path) -> None:
    path = f"{checkout / 'bin'}:{os.environ['PATH']}"
    subprocess.run(
        ["bash", "-euc", line], cwd=checkout, check=True, env={**os.environ, "PATH": path}
    )


def init() -> str:
    """Return README's command that puts the handoff into the bot."""
    lines = typed_commands(section("README.md", HEADING))
    (command,) = [line for line in lines if "human-handoff init" in line]
    return command


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a new bot, `my-bot`, and the command."""
    folder = tmp_path_factory.mktemp("checkout")
    new_bot(folder / "my-bot")
    (folder / "bin").mkdir()
    command = folder / "bin" / "human-handoff"
    command.write_text(COMMAND.format(root=ROOT, python=sys.executable), encoding="utf-8")
    command.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def before(checkout: Path) -> dict[str, bytes]:
    return contents(checkout / "my-bot")


@pytest.fixture(scope="module")
def bot(checkout: Path, before: dict[str, bytes]) -> Path:
    """The bot after README was followed."""
    follow(init(), checkout)
    return checkout / "my-bot"


def test_readme_followed_in_a_new_bot_takes_no_line_of_the_bots_own_away(
    before: dict[str, bytes], bot: Path
) -> None:
    after = contents(bot)
    changed = {path for path in before if after[path] != before[path]}

    assert {"data/nlu.yml", "data/rules.yml", "data/stories.yml", "domain.yml"} <= set(before)
    assert changed == {"domain.yml", "config.yml", "credentials.yml", "endpoints.yml"}
    for path in changed:
        left = iter(after[path].splitlines())
        assert all(line in left for line in before[path].splitlines()), path
    assert set(after) - set(before) >= OURS


def test_what_a_bot_builder_changed_is_kept_when_init_runs_again(checkout: Path, bot: Path) -> None:
    changed = {bot / name: f"# mine: {name}" for name in ("human_handoff.yml", "data/nlu.yml")}
    kept = {path: path.read_text(encoding="utf-8") for path in changed}
    for path, text in changed.items():
        path.write_text(text, encoding="utf-8")

    follow(init(), checkout)

    assert {path: path.read_text(encoding="utf-8") for path in changed} == changed
    for path, text in kept.items():
        path.write_text(text, encoding="utf-8")


def test_init_twice_changes_nothing(checkout: Path, bot: Path) -> None:
    once = contents(bot)
    follow(init(), checkout)

    assert contents(bot) == once


def test_every_document_says_where_the_handoffs_training_data_belongs() -> None:
    text = section("README.md", HEADING)

    assert "`data/human_handoff/`" in text
    assert "into your `data/`" not in text


def test_remove_gives_back_the_bot_of_before(
    checkout: Path, bot: Path, before: dict[str, bytes]
) -> None:
    follow("cd my-bot && human-handoff remove", checkout)
    models = {path for path in contents(bot) if path.startswith(("models/", ".rasa/"))}

    assert {path: text for path, text in contents(bot).items() if path not in models} == before

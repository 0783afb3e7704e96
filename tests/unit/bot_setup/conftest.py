"""A small bot, and the command as a bot builder types it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from actions.human_handoff.bot_files import plugin_files
from actions.human_handoff.cli import app
from tests.unit.bot_files.files import write

CONFIG = """\
language: en
assistant_id: small
pipeline: # mine
- name: WhitespaceTokenizer
- name: DIETClassifier
# sure enough?
- name: FallbackClassifier
policies:
- name: RulePolicy
"""
DOMAIN = """\
version: "3.1"   # of the format

intents:
- greet      # hello
- ask_hours

responses:
    utter_hours: # when
    - text: "Nine to five"

# the end
session_config: {session_expiration_time: 60}
"""
RULES = """\
rules:
- rule: hours
  steps:
  - intent: ask_hours
  - action: utter_hours
"""
FILES: dict[str, str | bytes] = {
    "config.yml": CONFIG,
    "domain.yml": DOMAIN,
    "data/rules.yml": RULES,
    "credentials.yml": "rest:\n",
    "endpoints.yml": "# none\n",
    "actions/__init__.py": "",
}
Command = Callable[..., Result]


@pytest.fixture
def bot(tmp_path: Path) -> Path:
    return write(tmp_path / "bot", FILES)


@pytest.fixture
def command(bot: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `human-handoff` in the bot's folder; the programs are not copied, which takes long."""
    monkeypatch.setattr(plugin_files, "_PROGRAMS", ("human_handoff_nlu/words",))
    monkeypatch.chdir(bot)

    def run(*arguments: str, input: str | None = None) -> Result:  # noqa: A002 - typer's name
        return CliRunner().invoke(app, list(arguments), input=input)

    return run


def contents(bot: Path) -> dict[str, bytes]:
    """Return every file of a bot."""
    files = [path for path in bot.rglob("*") if path.is_file()]
    return {path.relative_to(bot).as_posix(): path.read_bytes() for path in files}

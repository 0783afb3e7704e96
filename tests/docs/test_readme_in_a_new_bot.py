"""README, followed literally in a bot as `rasa init` creates it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tests.docs.documents import section
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
# A pipeline that trains in a few seconds.
CONFIG = """\
language: en
pipeline:
  - name: WhitespaceTokenizer
  - name: CountVectorsFeaturizer
  - name: LogisticRegressionClassifier
  - name: FallbackClassifier
    threshold: 0.3
"""
# In place of the installed command: the repository's own, which copies the plugin into the bot.
COMMAND = """\
#!/bin/sh
bot=$PWD; cd {root}; command=$1; shift
exec {python} -W ignore -m actions.human_handoff.cli "$command" "$bot" "$@" --yes
"""


def commands() -> list[str]:
    """Return the commands of the section's one block, without the prompt and the comment."""
    (block,) = re.findall(r"```console\n(.*?)```", section("README.md", HEADING), re.S)
    return [line.partition(" # ")[0].strip() for line in re.findall(r"^ *\$ (.+)$", block, re.M)]


def follow(line: str, checkout: Path) -> None:
    path = f"{checkout / 'bin'}:{os.environ['PATH']}"
    subprocess.run(
        ["bash", "-euc", line], cwd=checkout, check=True, env={**os.environ, "PATH": path}
    )


def init() -> str:
    """Return README's command that puts the handoff into the bot."""
    (command,) = [line for line in commands() if "human-handoff init" in line]
    return command


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a new bot, `my-bot`, and the command."""
    folder = tmp_path_factory.mktemp("checkout")
    new_bot(folder / "my-bot")
    (folder / "my-bot" / "config.yml").write_text(CONFIG, encoding="utf-8")
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


def test_from_a_clone_to_the_first_handoff_are_five_commands() -> None:
    names = [line.rpartition("&& ")[2] for line in commands()]

    assert len(names) == 5
    assert names[0] == "pip install ."
    assert names[2:] == ["rasa train", "rasa run actions", "rasa run"]


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


def test_rasa_reads_the_bots_own_training_data_and_the_handoffs(bot: Path) -> None:
    program = """
from rasa.shared.importers.importer import TrainingDataImporter as Importer
bot = Importer.load_from_dict({}, "config.yml", "domain.yml", ["data"])
domain = bot.get_domain()
print(*sorted({*bot.get_nlu_data().intents}), "|", *domain.intents, "|", *domain.responses)
print(*(step.block_name for step in bot.get_stories().story_steps), sep="|")
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=bot,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    names, steps = done.stdout.splitlines()[-2:]
    examples, intents, responses = (part.split() for part in names.split("|"))

    for known in (examples, intents):
        assert {"greet", "mood_unhappy", "human_handoff", "human_handoff_contact"} <= set(known)
    assert {"utter_cheer_up", "utter_human_handoff_off_shift"} <= set(responses)
    assert {"sad path 1", "Handoff - off shift, the customer has been told"} <= set(
        steps.split("|")
    )


def parsed_after_training(bot: Path, texts: list[str]) -> list[str]:
    """Train the bot's NLU, and return the intent of each text."""
    program = """
import asyncio, json, sys
from rasa.core.agent import Agent
from rasa.model_training import train_nlu
agent = Agent.load(train_nlu("config.yml", "data", "models", domain="domain.yml"))
async def intents():
    return [(await agent.parse_message(text))["intent"]["name"] for text in json.loads(sys.argv[1])]
print(json.dumps(asyncio.run(intents())))
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, json.dumps(texts)],
        cwd=bot,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.timeout(300)
def test_with_the_component_in_its_pipeline_a_new_bot_recognises_who_wants_a_person(
    bot: Path,
) -> None:
    asked = ["could you put me through to a colleague", "verbind me door met een medewerker"]
    others = ["hey there", "where is my parcel", "press 0 for operator", "are you a human"]
    intents = parsed_after_training(bot, [*asked, *others])

    assert intents[:2] == ["human_handoff"] * 2
    assert "human_handoff" not in intents[2:]
    assert intents[2] == "greet"


def test_no_example_of_ours_is_one_of_the_bots_intents_too(bot: Path) -> None:
    done = subprocess.run(
        [*(sys.executable, "-m", "rasa", "data", "validate")],
        cwd=bot,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "was found labeled with multiple different intents" not in done.stderr
    assert "human_handoff" not in "".join(re.findall(r"UserWarning: (.*)", done.stderr))


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

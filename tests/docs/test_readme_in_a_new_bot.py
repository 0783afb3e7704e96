"""README, followed literally in a bot as `rasa init` creates it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tests.docs.documents import read, section
from tests.new_bot import contents, new_bot

pytest.importorskip("rasa", reason="the bot is one of Rasa 3.6", exc_type=ImportError)

HEADING = "Add it to your bot"
OURS = {
    "data/human_handoff/nlu.yml",
    "data/human_handoff/rules.yml",
    "domain/human_handoff.yml",
    "human_handoff.yml",
    "actions/human_handoff/actions.py",
    "human_handoff_nlu/classifier.py",
}
# A pipeline that trains in a few seconds.
PIPELINE = """\
language: en
pipeline:
  - name: WhitespaceTokenizer
  - name: CountVectorsFeaturizer
  - name: LogisticRegressionClassifier
{line}
  - name: FallbackClassifier
    threshold: 0.3
"""


def commands() -> list[str]:
    """Return the commands of the section's one block, without the prompt."""
    (block,) = re.findall(r"```console\n(.*?)```", section("README.md", HEADING), re.S)
    return re.findall(r"^ *\$ (.+)$", block, re.M)


def follow(lines: list[str], folder: Path) -> None:
    subprocess.run(["bash", "-euc", "\n".join(lines)], cwd=folder, check=True)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with this repository and a new bot, `my-bot`, in it."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("actions", "data", "human_handoff.yml"):
        (folder / name).symlink_to(ROOT / name)
    for name in ("human_handoff_channels", "human_handoff_nlu"):
        shutil.copytree(ROOT / name, folder / name)
    new_bot(folder / "my-bot")
    return folder


@pytest.fixture(scope="module")
def before(checkout: Path) -> dict[str, bytes]:
    return contents(checkout / "my-bot")


@pytest.fixture(scope="module")
def bot(checkout: Path, before: dict[str, bytes]) -> Path:
    """The bot after README was followed."""
    follow(commands(), checkout)
    return checkout / "my-bot"


def test_readme_followed_in_a_new_bot_changes_none_of_the_bots_own_files(
    before: dict[str, bytes], bot: Path
) -> None:
    after = contents(bot)

    assert {"data/nlu.yml", "data/rules.yml", "data/stories.yml", "domain.yml"} <= set(before)
    assert {path: after.get(path) for path in before} == before
    assert set(after) - set(before) >= OURS


def test_what_a_bot_builder_changed_is_kept_when_the_copies_are_made_again(
    checkout: Path, bot: Path
) -> None:
    changed = {bot / name: f"# mine: {name}" for name in ("human_handoff.yml", "data/nlu.yml")}
    changed[bot / "domain" / "human_handoff.yml"] = "# my own texts"
    kept = {path: path.read_text(encoding="utf-8") for path in changed}
    for path, text in changed.items():
        path.write_text(text, encoding="utf-8")

    follow(["BOT=my-bot", *(line for line in commands() if line.startswith("cp "))], checkout)

    assert {path: path.read_text(encoding="utf-8") for path in changed} == changed
    for path, text in kept.items():
        path.write_text(text, encoding="utf-8")


def test_rasa_reads_the_bots_own_training_data_and_the_handoffs(bot: Path) -> None:
    program = """
from rasa.shared.importers.importer import TrainingDataImporter as Importer
bot = Importer.load_from_dict({}, "config.yml", "domain", ["data"])
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
agent = Agent.load(train_nlu("config.yml", "data", "models", domain="domain"))
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
def test_with_readmes_line_in_its_pipeline_a_new_bot_recognises_who_wants_a_person(
    bot: Path,
) -> None:
    (line,) = re.findall(r"^ *(- name: human_handoff_nlu\S+)$", read("README.md"), re.M)
    (bot / "config.yml").write_text(PIPELINE.format(line=f"  {line}"), encoding="utf-8")
    asked = ["could you put me through to a colleague", "verbind me door met een medewerker"]
    others = ["hey there", "where is my parcel", "press 0 for operator", "are you a human"]
    intents = parsed_after_training(bot, [*asked, *others])

    assert intents[:2] == ["human_handoff"] * 2
    assert "human_handoff" not in intents[2:]
    assert intents[2] == "greet"


def test_no_example_of_ours_is_one_of_the_bots_intents_too(bot: Path) -> None:
    done = subprocess.run(
        [*(sys.executable, "-m", "rasa", "data", "validate", "--domain", "domain")],
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

"""Strangers' bots: `human-handoff init`, training, transfers, and `human-handoff remove`.

Each bot is trained once. One Rasa server serves it, with an action server of each stack, one after
the other; customers write over REST and over a vendor's channel.
"""

from __future__ import annotations

import os
import re
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox import Control
from tests.docs.documents import section, typed_commands

from . import bots
from .commands import Plugin, Served, contents, installed_plugin, last_lines, run, served, train

pytest.importorskip("rasa", reason="the bots are trained with Rasa 3.6", exc_type=ImportError)

# Who runs the action server: Rasa 3.6 with its rasa-sdk, and the current rasa-sdk.
STACKS = {
    "rasa36": sys.executable,
    "sdk": str(Path(os.environ["HANDOFF_ENVS"]) / "sdk" / "bin" / "python"),
}
README = typed_commands(section("README.md", "Add it to your bot"))
INSTALL, INIT, SANDBOX, TRAIN_AND_ACT, RUN = README
ENGLISH = ["I want to talk to a person", "Jane Doe", "jane@example.org"]
DUTCH = ["ik wil graag een medewerker spreken", "Jan Jansen", "jan@example.org"]
ENGLISH_QUESTIONS = [
    "What is your name?",
    "And your e-mail address, in case we lose each other?",
]
DUTCH_QUESTIONS = ["Wat is je naam?", "En je e-mailadres, voor als de verbinding wegvalt?"]
pytestmark = pytest.mark.timeout(1200)  # two cores, and Rasa


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Plugin:
    """The plugin in an environment with Rasa, by README's first command."""
    return installed_plugin(tmp_path_factory.mktemp("environment"), INSTALL)


def texts(messages: list[dict[str, Any]]) -> list[str]:
    return [str(each.get("text")) for each in messages]


def ask_for_a_person(
    control: Control, customer: str, channel: str, words: list[str]
) -> tuple[list[str], int]:
    """Ask for a person and answer both questions; return the questions and count the transfers."""
    control.use_channel(customer, channel)
    said = [text for each in words for text in texts(control.customer_says(customer, each))]
    transferred = [each["conversation"] for each in control.transfers()]
    return said[: len(words) - 1], transferred.count(customer)


def reaches_transfers(
    bot: Served, vendor: str, words: list[str], questions: list[str], with_rasa: bool = False
) -> None:
    """Take customers to a transfer over REST and over the vendor's channel, on both stacks."""
    for stack, python in STACKS.items():
        with bot.action_server(python, with_rasa and stack == "rasa36"):
            for channel in ("rest", vendor):
                customer = f"{stack}-{channel}"
                asked = ask_for_a_person(bot.control, customer, channel, words)
                assert asked == (questions, 1), customer


def gives_back(bot: Path, plugin: Plugin, before: dict[str, bytes]) -> None:
    """Take the handoff out, and compare the bot byte for byte."""
    removed = plugin.run(bot, "remove", "--yes")
    assert removed.returncode == 0, removed.stdout
    assert contents(bot) == before


def test_from_a_clone_to_the_first_handoff_are_five_commands() -> None:
    assert INSTALL == "pip install ."
    assert INIT.startswith("cd my-bot && human-handoff init --vendor parley --sandbox")
    # tests/sandbox/test_readme.py runs this one.
    assert SANDBOX == "make sandbox"
    # Those that `started_action_server` and `started_rasa` run.
    assert TRAIN_AND_ACT == "rasa train && rasa run actions"
    assert RUN == "rasa run --enable-api"


def test_readmes_five_commands_take_rasa_inits_bot_to_transfers_over_rest_and_parley(
    installed: Plugin, tmp_path: Path
) -> None:
    bot = bots.rasa_init_bot(tmp_path / "my-bot")
    before = contents(bot)
    done = installed.type(INIT, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    after = contents(bot)
    again = installed.run(bot, "init", "--yes")
    assert "Nothing to write" in again.stdout
    assert contents(bot) == after

    # Rasa names the model by the time; then there is one model alone.
    trained = installed.type(TRAIN_AND_ACT.partition(" && ")[0], bot)
    printed = trained.stdout + trained.stderr
    assert trained.returncode == 0, last_lines(printed)
    assert "was found labeled with multiple different intents" not in printed
    assert "human_handoff" not in "".join(re.findall(r"UserWarning: (.*)", printed))
    (model,) = (bot / "models").glob("*.tar.gz")
    model.rename(bot / "models" / "bot.tar.gz")
    # The bot's own stories, and those that `init` wrote.
    stories = ("--stories", "tests", "--fail-on-prediction-errors")
    played = run(bot, "rasa", "test", "core", *stories, environment=dict(installed.environment))
    assert played.returncode == 0, last_lines(played.stdout + played.stderr)
    with served(bot, installed, tmp_path / "logs") as running:
        requests = ["could you put me through to a colleague", "verbind me door met een medewerker"]
        assert [running.intent(text) for text in requests] == ["human_handoff"] * 2
        others = ["hey there", "where is my parcel", "press 0 for operator", "are you a human"]
        intents = [running.intent(text) for text in others]
        assert intents[0] == "greet"
        assert "human_handoff" not in intents
        reaches_transfers(running, "parley", ENGLISH, ENGLISH_QUESTIONS, with_rasa=True)

    gives_back(bot, installed, before)


def test_a_bot_that_has_grown_reaches_transfers_over_rest_and_liveperson(tmp_path: Path) -> None:
    bot, plugin = bots.grown_bot(tmp_path / "bot"), Plugin()
    before = contents(bot)
    options = ("--vendor", "liveperson", "--sandbox", "--switch-off-own-rules", "--yes")
    done = plugin.run(bot, "init", *options)
    # Its own session start has to be derived from ours, which init does not do.
    assert done.returncode == 1
    assert "actions/own.py, line 5: OwnSessionStart defines action_session_start" in done.stdout
    assert done.stdout.count("To do by hand:") == 1
    assert "changed  data/own/rules.yml: switched off: Whoever wants a person calls" in done.stdout
    changed = {path for path, content in before.items() if contents(bot)[path] != content}
    assert changed == {
        *("config.yml", "credentials.yml", "endpoints.yml", "data/own/rules.yml"),
    }

    train(bot, plugin, "--domain", "domain")
    with served(bot, plugin, tmp_path / "logs") as running:
        reaches_transfers(running, "liveperson", ENGLISH, ENGLISH_QUESTIONS)
        with running.action_server(STACKS["sdk"]):
            answers_inside_the_form(running.control)

    gives_back(bot, plugin, before)


def answers_inside_the_form(control: Control) -> None:
    """Ask the bot's own question while it asks for the name."""
    control.use_channel("jane", "rest")
    assert texts(control.customer_says("jane", ENGLISH[0])) == ["What is your name?"]
    answered = texts(control.customer_says("jane", "/ask_hours"))
    assert answered == ["We are open from nine to five.", "What is your name?"]


def test_a_dutch_bot_reaches_transfers_in_dutch_over_rest_and_cm(tmp_path: Path) -> None:
    bot, plugin = bots.dutch_bot(tmp_path / "bot"), Plugin()
    before = contents(bot)
    done = plugin.run(bot, "init", "--vendor", "cm", "--sandbox", "--yes")
    assert done.returncode == 0, done.stdout + done.stderr

    train(bot, plugin)
    with served(bot, plugin, tmp_path / "logs") as running:
        reaches_transfers(running, "cm", DUTCH, DUTCH_QUESTIONS)

    gives_back(bot, plugin, before)


def test_a_bot_of_stories_is_told_to_add_the_policy_of_rules_and_reaches_transfers_with_it(
    installed: Plugin, tmp_path: Path
) -> None:
    bot = bots.bot_of_stories(tmp_path / "bot")
    before = contents(bot)
    done = installed.run(bot, "init", "--vendor", "liveperson", "--sandbox", "--yes")
    assert done.returncode == 1
    assert "the policies have no RulePolicy" in done.stdout

    config = bot / "config.yml"
    config.write_bytes(config.read_bytes() + b"- name: RulePolicy\n")
    again = installed.run(bot, "init", "--yes")
    assert again.returncode == 0, again.stdout
    train(bot, installed)
    with served(bot, installed, tmp_path / "logs") as running:
        reaches_transfers(running, "liveperson", ENGLISH, ENGLISH_QUESTIONS)

    assert installed.run(bot, "remove", "--yes").returncode == 0
    config.write_bytes(config.read_bytes().removesuffix(b"- name: RulePolicy\n"))
    assert contents(bot) == before


def test_the_default_pipeline_that_init_writes_out_is_that_of_rasa(tmp_path: Path) -> None:
    bot = bots.rasa_init_bot(tmp_path / "bot")
    (bot / "config.yml").write_text("language: en\n\npipeline:\n\npolicies:\n", encoding="utf-8")
    Plugin().run(bot, "init", "--vendor", "parley", "--yes")
    written = yaml.safe_load((bot / "config.yml").read_text(encoding="utf-8"))["pipeline"]

    name = "engine/recipes/config_files/default_config.yml"
    default = resources.files("rasa").joinpath(name).read_text(encoding="utf-8")
    others = [each for each in written if "HumanHandoff" not in each["name"]]
    assert others == yaml.safe_load(default)["pipeline"]

"""A stranger's bot: `human-handoff init`, training, a transfer, and `human-handoff remove`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from sandbox import Control

from . import bots
from .commands import Plugin, contents, installed_wheel, last_lines, run, served, train

pytest.importorskip("rasa", reason="the bots are trained with Rasa 3.6", exc_type=ImportError)

SDK = str(Path(os.environ["HANDOFF_ENVS"]) / "sdk" / "bin" / "python")
pytestmark = pytest.mark.timeout(1200)  # two cores, and Rasa


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Plugin:
    return installed_wheel(tmp_path_factory.mktemp("wheel"))


def texts(messages: list[dict[str, Any]]) -> list[str]:
    return [str(each.get("text")) for each in messages]


def ask_for_a_person(control: Control, customer: str, words: list[str]) -> list[str]:
    """Ask for a person and answer both questions; return the questions."""
    first, *others = words
    asked = texts(control.customer_says(customer, first))
    for answer in others:
        asked += texts(control.customer_says(customer, answer))
    return asked


ENGLISH = ["I want to talk to a person", "Jane Doe", "jane@example.org"]
DUTCH = ["ik wil graag een medewerker spreken", "Jan Jansen", "jan@example.org"]


def test_rasa_inits_bot_reaches_a_transfer_over_rest_and_over_parley_and_is_given_back(
    wheel: Plugin, tmp_path: Path
) -> None:
    bot = bots.rasa_init_bot(tmp_path / "bot")
    before = contents(bot)
    done = wheel.run(bot, "init", "--vendor", "parley", "--sandbox", "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    after = contents(bot)
    again = wheel.run(bot, "init", "--yes")
    assert "Nothing to write" in again.stdout
    assert contents(bot) == after

    validated = run(bot, "rasa", "data", "validate", environment=dict(wheel.environment))
    assert validated.returncode == 0, last_lines(validated.stderr)
    model = train(bot, wheel)
    stories = ("--stories", "tests/test_human_handoff.yml", "--fail-on-prediction-errors")
    played = run(bot, "rasa", "test", "core", *stories, environment=dict(wheel.environment))
    assert played.returncode == 0, last_lines(played.stderr)
    with served(bot, wheel, model, tmp_path / "logs") as control:
        control.use_channel("jane", "rest")
        asked = ask_for_a_person(control, "jane", ENGLISH)
        assert asked[:2] == [
            "What is your name?",
            "And your e-mail address, in case we lose each other?",
        ]
        control.use_channel("joe", "parley")
        ask_for_a_person(control, "joe", ENGLISH)
        assert [each["conversation"] for each in control.transfers()] == ["jane", "joe"]

    removed = wheel.run(bot, "remove", "--yes")
    assert removed.returncode == 0, removed.stdout
    assert contents(bot) == before


def test_a_bot_that_has_grown_reaches_a_transfer_and_answers_inside_the_form(
    tmp_path: Path,
) -> None:
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

    validated = run(bot, "rasa", "data", "validate", "--domain", "domain")
    assert validated.returncode == 0, last_lines(validated.stderr)
    model = train(bot, plugin, "--domain", "domain")
    with served(bot, plugin, model, tmp_path / "logs", SDK) as control:
        control.use_channel("jane", "rest")
        first, *others = ENGLISH
        assert texts(control.customer_says("jane", first)) == ["What is your name?"]
        answered = texts(control.customer_says("jane", "/ask_hours"))
        assert answered == ["We are open from nine to five.", "What is your name?"]
        ask_for_a_person(control, "jane", others)
        assert [each["conversation"] for each in control.transfers()] == ["jane"]

    removed = plugin.run(bot, "remove", "--yes")
    assert removed.returncode == 0, removed.stdout
    assert contents(bot) == before


def test_a_dutch_bot_reaches_a_transfer_in_dutch(tmp_path: Path) -> None:
    bot, plugin = bots.dutch_bot(tmp_path / "bot"), Plugin()
    before = contents(bot)
    done = plugin.run(bot, "init", "--vendor", "cm", "--sandbox", "--yes")
    assert done.returncode == 0, done.stdout + done.stderr

    model = train(bot, plugin)
    with served(bot, plugin, model, tmp_path / "logs") as control:
        control.use_channel("jan", "rest")
        asked = ask_for_a_person(control, "jan", DUTCH)
        assert asked[:2] == [
            "Wat is je naam?",
            "En je e-mailadres, voor als de verbinding wegvalt?",
        ]
        assert [each["conversation"] for each in control.transfers()] == ["jan"]

    assert plugin.run(bot, "remove", "--yes").returncode == 0
    assert contents(bot) == before


def test_a_bot_of_stories_is_told_to_add_the_policy_of_rules(tmp_path: Path) -> None:
    bot, plugin = bots.bot_of_stories(tmp_path / "bot"), Plugin()
    before = contents(bot)
    done = plugin.run(bot, "init", "--vendor", "parley", "--sandbox", "--yes")
    assert done.returncode == 1
    assert "the policies have no RulePolicy" in done.stdout

    config = bot / "config.yml"
    config.write_bytes(config.read_bytes() + b"- name: RulePolicy\n")
    again = plugin.run(bot, "init", "--yes")
    assert again.returncode == 0, again.stdout
    validated = run(bot, "rasa", "data", "validate")
    assert validated.returncode == 0, last_lines(validated.stderr)

    assert plugin.run(bot, "remove", "--yes").returncode == 0
    config.write_bytes(config.read_bytes().removesuffix(b"- name: RulePolicy\n"))
    assert contents(bot) == before

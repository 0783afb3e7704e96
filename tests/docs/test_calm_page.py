"""The page of bots of flows, compared with the code; and that open-source Rasa reads no flows."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from rasa.cli.arguments.default_arguments import DEFAULT_DATA_PATH
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.data import get_data_files, is_nlu_file
from typer.testing import CliRunner

from actions.human_handoff import actions, cli
from tests import ROOT
from tests.calm.example import FLOWS, conditions_of
from tests.calm.flow_player import ACTIONS
from tests.docs.documents import read, rows, section

PAGE = "docs/calm.md"
EXAMPLE = ROOT / "examples" / "calm"
FILES = sorted(path for path in EXAMPLE.rglob("*") if path.is_file())
NEXT = re.compile(r'slots\.human_handoff_next is "(\w+)"')
ADDRESS = re.compile(r"\]\((https://[^)]+)\)")


def names_in(text: str) -> set[str]:
    """Return the names in a text; `…_x` continues the name before it."""
    found: list[str] = []
    for name in re.findall(r"`(…?\w+)`", text):
        common = found[-1].rpartition("human_handoff_")[0] + "human_handoff" if found else ""
        found.append(name.replace("…", common, 1))
    return {name for name in found if "human_handoff_" in name}


def test_the_page_and_the_readme_say_in_bold_that_the_engine_was_not_run() -> None:
    bold = " ".join(re.findall(r"\*\*(.+?)\*\*", read(PAGE).replace("\n", " ")))

    assert "needs [a licence]" in bold
    assert "was not run on it" in bold
    assert "**They were not run on that engine" in read("examples/calm/README.md")


def test_every_value_of_the_slot_that_the_flows_read_is_on_the_page() -> None:
    table = next(t for t in tables(section(PAGE, "The flows")) if "| value |" in t)
    shown = set().union(*(names_in(row[0]) for row in rows(table)))
    shown |= {name for row in rows(table) for name in re.findall(r"^`(\w+)`$", row[0])}
    conditions = [each for flow in FLOWS for each in conditions_of(flow)]
    used = {value for each in conditions for value in NEXT.findall(each)}

    assert shown == used


def tables(text: str) -> list[str]:
    return re.findall(r"(?:^\|.*\n)+", text, re.M)


def test_init_refuses_a_bot_of_flows_as_the_page_says(tmp_path: Path) -> None:
    bot = tmp_path / "bot"
    shutil.copytree(EXAMPLE, bot)
    (bot / "human_handoff.yml").unlink()
    before = {path: path.read_bytes() for path in bot.rglob("*") if path.is_file()}
    refused = CliRunner().invoke(cli.app, ["init", str(bot), "--vendor", "parley", "--yes"])

    assert refused.exit_code == 2
    assert "FlowPolicy and no RulePolicy" in refused.output
    assert PAGE in refused.output.replace("\n", " ")
    assert {path: path.read_bytes() for path in bot.rglob("*") if path.is_file()} == before
    assert "**Not `human-handoff init`:**" in read(PAGE)


def test_doctor_finds_no_mistake_in_the_example_and_says_what_it_does_not_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PARLEY_SERVICE", "PARLEY_ACCOUNT", "PARLEY_SECRET"):
        monkeypatch.setenv(name, "x" * 16)
    settings = ("--config", str(EXAMPLE / "human_handoff.yml"))
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli.app, ["doctor", *settings, "--offline", "--json"])
    found = json.loads(done.output)["findings"]

    assert done.exit_code == 0, done.output
    assert [each for each in found if each["level"] == "error"] == []
    (of_bot,) = [each for each in found if each["check"] == "bot"]
    assert of_bot["level"] == "not_checked"
    assert PAGE in of_bot["text"]


def test_init_takes_a_bot_that_has_rules_beside_its_flows(tmp_path: Path) -> None:
    bot = tmp_path / "bot"
    shutil.copytree(EXAMPLE, bot)
    config = bot / "config.yml"
    config.write_text(config.read_text(encoding="utf-8") + "  - name: RulePolicy\n")
    done = CliRunner().invoke(cli.app, ["init", str(bot), "--vendor", "parley", "--dry-run"])

    assert "FlowPolicy and no" not in done.output
    assert "data/human_handoff/rules.yml" in done.output


def test_every_action_is_in_the_flows_or_named_as_not_supported() -> None:
    ours = {getattr(actions, name).action_name for name in actions.__all__}
    text = section(PAGE, "What is not supported")
    forms = {name for name in ours if name.startswith("validate_") and name.endswith("_form")}
    named = {name for name in names_in(text) if name in ours} | forms

    assert "`validate_human_handoff_*_form`" in text
    assert named | ACTIONS | {"action_session_start"} == ours
    assert named.isdisjoint(ACTIONS)
    assert "action_session_start" in section(PAGE, "The flows")


def test_what_the_page_says_of_the_engine_has_an_address_of_its_docs() -> None:
    addresses = ADDRESS.findall(read(PAGE))

    assert len(addresses) > 20
    assert {each for each in addresses if not each.startswith("https://rasa.com/docs/")} == {
        "https://github.com/RasaHQ/rasa"
    }


# `rasa train` and `rasa data validate` read `data/` and `domain.yml`; `rasa test` reads all files.


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(EXAMPLE).as_posix())
def test_open_source_rasa_takes_no_file_for_stories_rules_or_examples(path: Path) -> None:
    assert not YAMLStoryReader.is_stories_file(path)
    assert not YAMLStoryReader.is_test_stories_file(path)
    # It also counts every file with responses, such as the plugin's own domain.yml.
    assert is_nlu_file(str(path)) == (path.parent.name == "domain")


def test_rasa_train_and_validate_and_test_read_nothing_of_the_example() -> None:
    below = get_data_files([str(ROOT)], YAMLStoryReader.is_stories_file)

    assert DEFAULT_DATA_PATH == "data"
    assert not EXAMPLE.is_relative_to(ROOT / DEFAULT_DATA_PATH)
    assert [path for path in below if Path(path).is_relative_to(EXAMPLE)] == []
    assert str(ROOT / "tests" / "test_stories.yml") in below

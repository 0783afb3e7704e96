"""What a bot builder has changed since `init`, and what newer versions of the plugin change."""

import json
from pathlib import Path

import pytest

from actions.human_handoff.bot_files import plugin_files
from actions.human_handoff.bot_setup.edits import Edit
from actions.human_handoff.bot_setup.record import FILE
from actions.human_handoff.bot_setup.writing import _replace

from .conftest import contents

INIT = ("init", "--vendor", "parley", "--yes")


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_the_bot_builder_has_changed_stays_and_is_named(bot, command):
    before = contents(bot)
    command(*INIT)
    change(bot / "human_handoff.yml", "deadline_seconds: 10", "deadline_seconds: 12")
    change(bot / "domain.yml", "What is your name?", "Your name, please?")

    again = command("init", "--yes")
    assert "human_handoff.yml stays as you have changed it." in again.output
    assert "domain.yml: your own text of utter_ask_human_handoff_name stays." in again.output
    assert again.exit_code == 0
    assert "Nothing to write" in again.output

    done = command("remove", "--yes")
    assert done.exit_code == 1
    assert "human_handoff.yml: delete it if you no longer need it" in done.output
    assert "\n  our part of domain.yml, except for responses\n" in done.output
    assert "\n  human_handoff.yml\n" not in done.output, "what stays is not said to be taken out"
    left = contents(bot)
    lines = [line.strip() for line in left["domain.yml"].decode().splitlines()]
    begin, end = (lines.index(f"# {mark} human-handoff, responses") for mark in (">>>", "<<<"))
    place = f"domain.yml, lines {begin + 1} to {end + 1} (responses)"
    assert f"  {place}: take them out, and run remove again\n" in done.output
    assert set(left) - set(before) == {"human_handoff.yml", FILE}
    assert b"Your name, please?" in left["domain.yml"]
    assert b">>> human-handoff, slots" not in left["domain.yml"]
    record = json.loads(left[FILE])
    assert list(record["files"]) == ["human_handoff.yml"]
    assert [each["label"] for each in record["edits"]["domain.yml"]] == ["responses"]

    (bot / "human_handoff.yml").unlink()
    (bot / "domain.yml").write_bytes(before["domain.yml"])
    assert command("remove", "--yes").exit_code == 0
    assert contents(bot) == before


def test_a_file_of_which_nothing_can_be_taken_out_is_not_said_to_lose_a_part(bot, command):
    command(*INIT)
    change(bot / "credentials.yml", 'token: "${PARLEY_WEBHOOK_TOKEN}"', "token: of my own")

    done = command("remove", "--yes")

    assert "our part of credentials.yml" not in done.output
    assert "credentials.yml, lines " in done.output


def test_an_own_rule_that_was_switched_off_and_changed_is_named_with_its_lines(bot, command):
    own = "version: '3.1'\nrules:\n- rule: help\n  steps:\n  - intent: human_handoff\n"
    (bot / "data/own.yml").write_text(f"{own}  - action: utter_greet\n")
    command(*INIT, "--switch-off-own-rules")
    change(bot / "data/own.yml", "utter_greet", "utter_hours")

    done = command("remove", "--yes")

    told = "take out the marks and the # of your lines, and run remove again"
    assert f"data/own.yml, lines 2 to 8 (switched off: help): {told}" in done.output


def test_the_bots_own_changes_beside_ours_stay(bot, command):
    command(*INIT)
    change(bot / "domain.yml", "- ask_hours\n", "- ask_hours\n- ask_more\n")
    change(bot / "data/rules.yml", "rule: hours", "rule: opening hours")

    assert command("init", "--yes").exit_code == 0
    assert command("remove", "--yes").exit_code == 0
    assert "- ask_hours\n- ask_more\n\nresponses" in (bot / "domain.yml").read_text("utf-8")


def test_a_file_that_is_gone_is_no_problem(bot, command):
    command(*INIT)
    (bot / "human_handoff.yml").unlink()
    (bot / "endpoints.yml").unlink()

    assert command("remove", "--yes").exit_code == 0
    assert not (bot / FILE).exists()


def test_a_part_that_was_deleted_by_hand_is_no_problem(bot, command):
    before = contents(bot)
    command(*INIT)
    (bot / "endpoints.yml").write_bytes(before["endpoints.yml"])

    assert command("remove", "--yes").exit_code == 0
    assert contents(bot) == before


@pytest.mark.parametrize(
    ("old", "new", "is_known"),
    [
        ("- name: human_handoff_nlu", "   - name: human_handoff_nlu", True),
        ("- name: human_handoff_nlu", "\n- name: human_handoff_nlu", True),
        ("- name: human_handoff_nlu", "- name: my.human_handoff_nlu", False),
        ("# <<< human-handoff, pipeline", "# gone", False),
        ("# >>> human-handoff, pipeline", "# gone", False),
    ],
)
def test_a_part_is_known_again_where_rasa_train_has_changed_its_indents(
    bot, command, old, new, is_known
):
    command(*INIT)
    change(bot / "config.yml", old, new)
    done = command("remove", "--yes")

    assert (done.exit_code == 0) == is_known
    text = (bot / "config.yml").read_text(encoding="utf-8")
    assert ("human_handoff_nlu" not in text) == is_known


def test_what_is_new_is_added_beside_a_part_that_the_bot_builder_has_changed(
    bot, command, monkeypatch
):
    command(*INIT)
    change(bot / "domain.yml", "What is your name?", "Your name, please?")
    now = plugin_files.PluginFiles.domain
    more = "  utter_human_handoff_new:\n    - text: New\n"
    monkeypatch.setattr(
        plugin_files.PluginFiles, "domain", lambda self, language: now(self, language) + more
    )
    for _ in range(2):
        assert command("init", "--yes").exit_code == 0
        text = (bot / "domain.yml").read_text(encoding="utf-8")
        assert text.count("utter_human_handoff_new") == 1
        assert "# >>> human-handoff, responses, more" in text


def test_a_pipeline_part_that_the_bot_builder_has_changed_stays(bot, command):
    command(*INIT)
    change(bot / "config.yml", "- name: human_handoff_nlu.Human", "- name: my.Human")
    change(bot / "endpoints.yml", "action_endpoint:\n  url", "action_endpoint:\n  # mine\n  url")
    change(bot / ".env.example", "PARLEY_SECRET=", "PARLEY_SECRET=x")
    change(bot / "credentials.yml", "ParleyInput", "OwnParleyInput")
    done = command("init", "--yes")

    assert "credentials.yml: the part channel stays as you have changed it." in done.output
    assert "Nothing to write" in done.output


@pytest.mark.parametrize("text", ["# >>> human-handoff, a\nb", "# >>> human-handoff, a\n", ""])
def test_a_part_of_which_the_end_is_missing_cannot_be_undone(text):
    edit = Edit("a", "", "# >>> human-handoff, a\nb\n# <<< human-handoff, a\n")

    assert not edit.can_be_undone(text)
    assert edit.undone(text) == text


def test_a_newer_version_of_the_plugin_updates_what_it_has_written(bot, command, monkeypatch):
    before = contents(bot)
    command(*INIT)
    newer = plugin_files.PluginFiles.domain
    monkeypatch.setattr(
        plugin_files.PluginFiles,
        "domain",
        lambda self, language: newer(self, language).replace("What is your name?", "Who are you?"),
    )
    monkeypatch.setattr(
        plugin_files.PluginFiles, "data", lambda self, name: iter([(f"data/{name}/new.yml", b"")])
    )
    done = command("init", "--yes")

    assert "changed  domain.yml" in done.output
    assert "gone     data/human_handoff/rules.yml" in done.output
    assert b"Who are you?" in contents(bot)["domain.yml"]
    assert "data/human_handoff/rules.yml" not in contents(bot)
    command("remove", "--yes")
    assert contents(bot) == before


def test_other_options_replace_what_the_first_ones_wrote(bot, command):
    before = contents(bot)
    command(*INIT)
    command("init", "--vendor", "cm", "--yes")

    assert b"CMInput" in contents(bot)["credentials.yml"]
    assert b"ParleyInput" not in contents(bot)["credentials.yml"]
    command("remove", "--yes")
    assert contents(bot) == before


def test_python_files_that_ran_leave_no_folder_behind(bot, command):
    before = contents(bot)
    command(*INIT)
    cache = bot / "human_handoff_nlu" / "words" / "__pycache__"
    cache.mkdir()
    (cache / "a.pyc").touch()
    command("remove", "--yes")

    assert contents(bot) == before
    assert not (bot / "human_handoff_nlu").exists()


def test_a_folder_in_which_something_of_the_bots_lies_stays(bot, command):
    command(*INIT)
    (bot / "tests" / "mine.txt").write_text("mine", encoding="utf-8")
    command("remove", "--yes")

    assert (bot / "tests" / "mine.txt").exists()


@pytest.mark.parametrize(
    "record",
    [
        "[",
        '{"options": {}, "files": {"../other.yml": ""}, "edits": {}, "folders": []}',
        '{"options": {}, "files": {}, "edits": {}, "folders": ["/tmp"]}',
    ],
)
def test_a_damaged_record_is_named_by_remove(bot, command, record):
    (bot / FILE).write_text(record, encoding="utf-8")
    done = command("remove", "--yes")

    assert done.exit_code == 2
    assert "Restore the file from your version control." in done.output


def test_a_file_that_is_a_link_stays_one(bot, command):
    before = (bot / "config.yml").read_bytes()
    (bot / "config.yml").rename(bot / "shared.yml")
    (bot / "config.yml").symlink_to(bot / "shared.yml")
    command(*INIT)

    assert (bot / "config.yml").is_symlink()
    command("remove", "--yes")
    assert (bot / "config.yml").is_symlink()
    assert (bot / "shared.yml").read_bytes() == before


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    file = tmp_path / "config.yml"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o640)

    def refuse(self, target):
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", refuse)
        with pytest.raises(OSError):
            _replace(file, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["config.yml"]
    assert file.read_text(encoding="utf-8") == "old"

    _replace(file, b"new")
    assert file.read_text(encoding="utf-8") == "new"
    assert file.stat().st_mode & 0o777 == 0o640
